"""``manage.py import_members FILE --committee CODE --actor LOGIN``: take in party members."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.management.importing import UNUSABLE, ImportCommand
from committees.models import Committee
from members.imports import PartyMemberImport


class Command(ImportCommand):
    help = "Makes or updates party members: those who live in one committee, or are kept by it."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument("--committee", required=True, metavar="CODE")

    def importer(self, by: Actor, options: dict[str, Any]) -> PartyMemberImport:
        committee = Committee.objects.filter(code=options["committee"].strip()).first()
        if committee is None:
            raise CommandError(
                _("There is no committee with the code %(code)s.") % {"code": options["committee"]},
                returncode=UNUSABLE,
            )
        return PartyMemberImport(by, committee)
