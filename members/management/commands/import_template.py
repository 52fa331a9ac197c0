"""``manage.py import_template units OUT.xlsx``: the empty workbook to fill in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from committees.management.importing import UNUSABLE
from core.imports import IMPORTS, importer_for
from core.imports.papers import template


class Command(BaseCommand):
    help = "Writes the workbook that an import understands, with its headings explained."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("kind", choices=sorted(IMPORTS))
        parser.add_argument("out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["out"].write_bytes(template(importer_for(options["kind"])))
        except OSError as problem:
            raise CommandError(
                f"{options['out']}: {problem.strerror}", returncode=UNUSABLE
            ) from None
        self.stdout.write(str(options["out"]))
