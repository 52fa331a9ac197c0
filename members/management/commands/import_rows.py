"""``manage.py import_rows KIND FILE --actor LOGIN``: bring back any exported list, edited."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.management.importing import UNUSABLE, ImportCommand
from committees.models import Committee
from core.imports import IMPORTS, Importer, importer_for


class Command(ImportCommand):
    help = "Brings a table back into the list of its kind: what was exported, edited."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kind", choices=sorted(IMPORTS))
        super().add_arguments(parser)
        parser.add_argument("--committee", metavar="CODE", help="for units: whose roster it is")

    def importer(self, by: Actor, options: dict[str, Any]) -> Importer:
        importer = importer_for(options["kind"])
        if not importer.needs_place:
            return importer(by)
        code = (options["committee"] or "").strip()
        committee = Committee.objects.filter(code=code).first()
        if committee is None:
            raise CommandError(
                _("There is no committee with the code %(code)s.") % {"code": code or "—"},
                returncode=UNUSABLE,
            )
        return importer(by, committee)
