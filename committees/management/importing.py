"""What every import command shares: its arguments, its report, its exit codes."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actors import Actor
from committees.reach import read_reach
from core import hooks
from core.imports import Importer, Unreadable, running
from core.imports.engine import OUTCOMES, REFUSED, Row, Sheet, counts
from core.imports.gates import column_letters
from core.imports.papers import marked
from core.imports.problems import NOTE
from core.imports.reading import read_file
from core.imports.tables import find_table
from core.verdicts import Refused

UNUSABLE = 2


def actor_named(login: str) -> Actor:
    """The account that the command works for, with the roles that it holds today."""
    user = User.objects.usable().filter(login=login.strip().lower()).first()
    if user is None:
        raise CommandError(
            _("There is no account “%(login)s” that can sign in.") % {"login": login},
            returncode=UNUSABLE,
        )
    user.reach = read_reach(user)  # resolved once, as in a request
    return Actor(user=user, held=user.reach.held(), source="command")


def _seen(look: Callable[[], bool], *, otherwise: bool) -> bool:
    """What the file system says; ``otherwise`` where a folder on the way cannot be entered."""
    try:
        return look()
    except PermissionError:
        return otherwise


class ImportCommand(BaseCommand):
    """Exit codes: 0 nothing refused, 1 something refused, 2 usage, unreadable file, unknown actor.

    The last line on standard output is always ``new=N changed=N same=N refused=N``.
    """

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--actor", required=True, metavar="LOGIN")
        parser.add_argument("--dry-run", action="store_true", help="check only; write nothing")
        parser.add_argument(
            "--good-rows", action="store_true", help="write the rows that are right"
        )
        parser.add_argument(
            "--errors",
            type=Path,
            metavar="OUT.xlsx",
            help="the workbook back, with bad cells marked",
        )

    def importer(self, by: Actor, options: dict[str, Any]) -> Importer:
        raise NotImplementedError(f"{type(self).__name__} must name its importer.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = actor_named(options["actor"])
        if options["errors"]:
            self._require_writable(options["errors"])
        importer = self.importer(by, options)
        try:
            sheet = find_table(read_file(self._existing(options["file"])), type(importer))
        except Unreadable as problem:
            raise CommandError(str(problem), returncode=UNUSABLE) from None
        running.judge(importer, sheet.rows)
        if not options["dry_run"]:
            self._write(importer, sheet, options)
        self._report(importer, sheet)
        found = counts(sheet.rows)
        self.stdout.write(" ".join(f"{name}={found[name]}" for name in OUTCOMES))
        self.stdout.flush()
        # After the summary, which is true whether or not this works.
        if options["errors"]:
            self._write_errors(
                options["errors"], marked(options["file"], sheet, sheet.rows, type(importer))
            )
        if found[REFUSED]:
            sys.exit(1)

    def _write(self, importer: Importer, sheet: Sheet, options: dict[str, Any]) -> None:
        """The rows, and the import itself among those that its actor can undo."""
        good_rows = options["good_rows"]
        try:
            with transaction.atomic():
                journal = running.write(importer, sheet.rows, good_rows=good_rows)
                if journal is not None:
                    hooks.imported.ask(importer, sheet, options["file"], journal, good_rows)
        except (Refused, ValidationError) as problem:
            # The same file at the same moment: whoever came second is told so.
            raise CommandError(" ".join(getattr(problem, "messages", [str(problem)]))) from None

    def _existing(self, path: Path) -> Path:
        if not _seen(path.is_file, otherwise=True):
            problem = _("There is no file %(path)s.") % {"path": path}
        elif not os.access(path, os.R_OK):
            problem = _(
                "%(path)s cannot be read by this account. Please copy it to a folder that it can "
                "read, such as %(folder)s."
            ) % {"path": path, "folder": settings.DATA_DIR}
        else:
            return path
        raise CommandError(problem, returncode=UNUSABLE)

    def _require_writable(self, path: Path) -> None:
        """Rows must not be written when the workbook with their faults cannot be."""
        folder = path.parent
        if _seen(path.is_dir, otherwise=False):
            problem = _("%(path)s is a folder. Please name a file in it, such as %(example)s.") % {
                "path": path,
                "example": path / "errors.xlsx",
            }
        elif not _seen(folder.is_dir, otherwise=True):
            problem = _(
                "There is no folder %(folder)s for the marked workbook. Please make it, or name "
                "another."
            ) % {"folder": folder}
        elif not os.access(path if _seen(path.exists, otherwise=False) else folder, os.W_OK):
            problem = _(
                "%(path)s cannot be written by this account. Please name another file or folder."
            ) % {"path": path}
        else:
            return
        raise CommandError(problem, returncode=UNUSABLE)

    def _write_errors(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as problem:
            raise CommandError(
                _(
                    "The marked workbook could not be written to %(path)s (%(problem)s); what the "
                    "last line says stands."
                )
                % {"path": path, "problem": problem.strerror},
                returncode=UNUSABLE,
            ) from None

    def _report(self, importer: Importer, sheet: Sheet) -> None:
        for letter, heading in sheet.unknown:
            self.stdout.write(
                _("Column %(letter)s “%(heading)s” is not known and was left out.")
                % {"letter": letter, "heading": heading}
            )
        if sheet.other_sheets:
            self.stdout.write(
                _("Sheets without a table, left out: %(sheets)s.")
                % {"sheets": _("; ").join(sheet.other_sheets)}
            )
        for number, why in sheet.skipped:
            self.stdout.write(_("Row %(row)d was left out: %(why)s.") % {"row": number, "why": why})
        notes = 0
        for row in sheet.rows:
            for problem in row.problems:
                notes += problem.kind == NOTE
                self.stdout.write(self._line(importer, sheet, row, problem))
        if notes:
            self.stdout.write(_("%(count)d cells were tidied as listed.") % {"count": notes})

    def _line(self, importer: Importer, sheet: Sheet, row: Row, problem: Any) -> str:
        kinds = {"error": _("error"), "warning": _("please check"), "note": _("tidied")}
        place = sheet.places.get(problem.column)
        said = {"row": row.number, "kind": kinds[problem.kind], "message": problem.message}
        if not place:
            return _("Row %(row)d · %(kind)s: %(message)s") % said
        where = f"{column_letters(place)}{row.number} {sheet.headings[problem.column]}"
        return _("Row %(row)d · %(kind)s · %(where)s: %(message)s") % (said | {"where": where})
