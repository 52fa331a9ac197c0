"""``manage.py import_divisions FILE --actor LOGIN``: build or update the tree from a table."""

from typing import Any

from audit.actors import Actor
from committees.imports import DivisionImport
from committees.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Builds or updates the tree of committees from a table with code, name, level, parent_code."
    )

    def importer(self, by: Actor, options: dict[str, Any]) -> DivisionImport:
        return DivisionImport(by)
