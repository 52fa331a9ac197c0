"""Imports that a command has written, listed and undone like those of the page."""

from pathlib import Path

from core.changes import write
from core.imports import Importer, Sheet
from core.imports.engine import counts
from core.imports.papers import file_name
from core.journal import Journal
from paperwork.models import ImportRun
from paperwork.services.imports import about, digest_of, note_written, tell_apart


def note_import(
    importer: Importer, sheet: Sheet, path: Path, journal: Journal, good_rows: bool
) -> None:
    """Answers ``core.hooks.imported``, in the transaction of the rows.

    The rows themselves were listed where the command runs, and the file is there: neither is kept
    here, just as those of the page go after a day.
    """
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(1 << 20), b"")
        digest = digest_of(importer.name, importer.place, pieces)
    run = ImportRun(
        kind=importer.name,
        committee=importer.place,
        user=importer.by.user,
        file_name=file_name(path.name),
        digest=digest,
        sheet=about(sheet),
        good_rows_only=good_rows,
    )
    for name, count in counts(sheet.rows).items():
        setattr(run, name, count)
    tell_apart(run)
    write(run)
    note_written(run, sheet, journal, importer.by)
