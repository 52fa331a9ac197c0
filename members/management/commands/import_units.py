"""``manage.py import_units FILE --committee CODE --actor LOGIN``: take in a roster of units."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.management.importing import UNUSABLE, ImportCommand
from committees.models import Committee
from members.imports import UnitImport


class Command(ImportCommand):
    help = "Makes or updates the units of one committee, with their representatives and liaisons."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument("--committee", required=True, metavar="CODE")

    def importer(self, by: Actor, options: dict[str, Any]) -> UnitImport:
        committee = Committee.objects.filter(code=options["committee"].strip()).first()
        if committee is None:
            raise CommandError(
                _("There is no committee with the code %(code)s.") % {"code": options["committee"]},
                returncode=UNUSABLE,
            )
        return UnitImport(by, committee)
