"""Bringing, mending and writing imports; how they are undone stands in ``undoing``."""

import hashlib
import logging
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from committees.reach import read_reach
from core import clock, jobs
from core.changes import apply, write
from core.imports import Importer, Problem, Row, Sheet, Unreadable, hiding, importer_for, running
from core.imports.engine import CHANGED, NEW, OUTCOMES, counts
from core.imports.papers import file_name, marked
from core.imports.reading import read_file
from core.imports.tables import find_table
from core.journal import Journal
from core.verdicts import Refused, require
from paperwork import rules
from paperwork.models import ImportRun, StagedRow, WrittenRows

log = logging.getLogger(__name__)
Status = ImportRun.Status

CHECK_AT_ONCE_BYTES = 512 * 1024
# Longer tables are written, and undone, in the background.
AT_ONCE_ROWS = 500
BATCH = 2000
PIECE = 500
# Refused rows that a message names.
SAID = 5


class LookAgain(Refused):
    """What would change is no longer what was shown: somebody has been at work meanwhile."""


def actor_in_job(run: ImportRun, request_id: str) -> Actor:
    """Whoever brought the import, with the roles held now."""
    reach = read_reach(run.user)
    run.user.reach = reach  # type: ignore[attr-defined]  # resolved once, as in a request
    return Actor(user=run.user, held=reach.held(), request_id=request_id, source="job")


def importer_of(run: ImportRun, by: Actor) -> Importer:
    return importer_for(run.kind)(by, run.committee)


def bring(kind: str, committee: Committee | None, file: File, *, by: Actor) -> ImportRun:
    """Take a file in and check it, at once or (a large one) in the background."""
    require(rules.can_import_kind(by, kind))
    require(rules.can_bring_another(by))
    importer = importer_for(kind)(by, committee)
    require(importer.may_run())
    digest = digest_of(kind, committee, file.chunks())
    with transaction.atomic():
        run = ImportRun(
            kind=kind,
            committee=committee,
            user=by.user,
            file_name=file_name(Path(file.name or "").name),
            digest=digest,
        )
        # Under a name of our own: the given one is shown, never opened.
        run.file.save(f"{digest[:16]}.bin", file, save=False)
        write(run)
        record(
            "paperwork.import_brought",
            run,
            by=by,
            after={"file": run.file_name, "bytes": file.size},
        )
        if file.size and file.size > CHECK_AT_ONCE_BYTES:
            enqueue(run, "paperwork.check_import", by)
    return check(run, by=by) if run.job is None else run


def digest_of(kind: str, committee: Committee | None, pieces: Iterable[bytes]) -> str:
    """Of kind, committee and file: equal digests are one import."""
    digest = hashlib.sha256(f"{kind}:{committee.pk if committee else ''}:".encode())
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def enqueue(run: ImportRun, task: str, by: Actor) -> None:
    run.job = jobs.enqueue(task, user=by.user, run=run.pk, request_id=by.request_id)
    run.save(update_fields=["job"])


def check(run: ImportRun, *, by: Actor) -> ImportRun:
    """Read the file and stage its rows with everything that is to be said about them."""
    importer = importer_of(run, by)
    try:
        sheet = find_table(read_file(Path(run.file.path)), type(importer))
    except Unreadable as problem:
        apply(run, {"status": Status.UNREADABLE, "problem": hiding.masked(str(problem))})
        return run
    running.judge(importer, sheet.rows)
    secret = importer.secret()
    with transaction.atomic():
        run = ImportRun.objects.lock(run)
        if run.status != Status.CHECKING:
            return run
        StagedRow.objects.bulk_create(
            (
                StagedRow(run=run, number=row.number, cells=_kept(row, secret), **_said(row))
                for row in sheet.rows
            ),
            batch_size=BATCH,
        )
        for name, count in counts(sheet.rows).items():
            setattr(run, name, count)
        tell_apart(run)
        apply(run, {"status": Status.STAGED, "sheet": about(sheet)})
    return run


def _kept(row: Row, secret: set[str]) -> dict[str, Any]:
    """The cells that say something; resident ID numbers encrypted."""
    filled = {key: value for key, value in row.cells.items() if value not in ("", None)}
    return hiding.sealed(filled, secret)


def _said(row: Row) -> dict[str, Any]:
    return {
        "outcome": row.outcome,
        "problems": [problem.as_json() for problem in row.problems],
        "changes": {key: list(map(hiding.masked, pair)) for key, pair in row.changes.items()},
    }


def about(sheet: Sheet) -> dict[str, Any]:
    """Where the table stands and what was left out, as the run keeps it."""
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "place": sheet.place,
        "heading_row": sheet.heading_row,
        "places": sheet.places,
        "headings": sheet.headings,
        "unknown": [list(pair) for pair in sheet.unknown],
        "skipped": [list(pair) for pair in sheet.skipped],
        "other_sheets": sheet.other_sheets,
        # What is said of the rows is kept in words: in whose?
        "language": get_language(),
    }


def sheet_of(run: ImportRun) -> Sheet:
    """The table as it stands now, with what was mended, as rows that can be judged."""
    about = run.sheet
    rows = [
        Row(
            staged.number,
            dict.fromkeys(about["places"], "") | hiding.opened(staged.cells),
            problems=[Problem(**p) for p in staged.problems],
            outcome=staged.outcome,
        )
        for staged in run.rows.iterator(chunk_size=BATCH)
    ]
    return Sheet(
        about["name"], rows, about["places"], about["headings"], about["unknown"], about["skipped"],
        about["heading_row"], about["kind"], about["place"], about.get("other_sheets", []),
        about.get("mended", []),
    )  # fmt: skip


@transaction.atomic
def mend(run: ImportRun, number: int, cells: dict[str, str], *, by: Actor) -> ImportRun:
    """Put other text into cells of one row and judge the whole table anew."""
    run = ImportRun.objects.lock(run)
    require(rules.can_mend(by, run))
    row = run.rows.get(number=number)
    # A number that was shown masked, and is sent back so, stands.
    known = {
        key: text
        for key, text in cells.items()
        if key in run.sheet["places"] and not hiding.is_as_shown(text, row.cells.get(key))
    }
    row.cells |= hiding.sealed(known, importer_for(run.kind).secret())
    run.sheet["mended"] = [*run.sheet.get("mended", []), *([number, key] for key in known)]
    row.save(update_fields=["cells"])
    _mix_in(run, f"{number}:{sorted(known.items())}")
    return _judge_anew(run, by)


@transaction.atomic
def leave_out(run: ImportRun, number: int, *, by: Actor) -> ImportRun:
    """Take one row out of the import, as if it did not stand in the file."""
    run = ImportRun.objects.lock(run)
    require(rules.can_mend(by, run))
    run.rows.get(number=number).delete()
    run.sheet["skipped"].append([number, _("left out by hand")])
    _mix_in(run, f"{number}:-")
    return _judge_anew(run, by)


def _mix_in(run: ImportRun, text: str) -> None:
    run.digest = hashlib.sha256(f"{run.digest}{text}".encode()).hexdigest()


def tell_apart(run: ImportRun) -> None:
    """Where the very same table was imported before its rows were judged now, what it still brings
    (rows refused then, or changed since) is another import, whose digest says so."""
    while run.new or run.changed:
        earlier = rules.earlier_import(run)
        if earlier is None or earlier.status != Status.DONE:
            return
        _mix_in(run, str(earlier.pk))


def _judge_anew(run: ImportRun, by: Actor, problem: str = "") -> ImportRun:
    sheet = sheet_of(run)
    running.judge(importer_of(run, by), sheet.rows)
    _restage(run, sheet.rows)
    tell_apart(run)
    run.sheet["language"] = get_language()
    run.problem = problem
    run.version += 1
    run.save()
    return run


def _restage(run: ImportRun, rows: list[Row]) -> bool:
    """Keep what is said about the rows now; returns whether it differs from before."""
    standing = {row.number: row for row in run.rows.iterator(chunk_size=BATCH)}
    differing = []
    for row in rows:
        staged, now = standing[row.number], _said(row)
        if (staged.outcome, staged.changes, staged.problems) != (
            now["outcome"],
            now["changes"],
            now["problems"],
        ):
            staged.outcome, staged.changes, staged.problems = (
                now["outcome"],
                now["changes"],
                now["problems"],
            )
            differing.append(staged)
    StagedRow.objects.bulk_update(differing, ["outcome", "changes", "problems"], batch_size=200)
    for name, count in counts(rows).items():
        setattr(run, name, count)
    return bool(differing)


def confirm(run: ImportRun, *, good_rows: bool, by: Actor) -> ImportRun:
    """Write the import, at once or (a long one) in the background.

    Raises ``LookAgain``, with nothing written and the rows judged anew, when what would change is
    no longer what was shown.
    """
    with transaction.atomic():
        run = ImportRun.objects.lock(run)
        require(rules.can_confirm(by, run, good_rows=good_rows))
        if run.total > AT_ONCE_ROWS and rules.earlier_import(run) is None:
            apply(run, {"status": Status.WRITING, "good_rows_only": good_rows, "problem": ""})
            enqueue(run, "paperwork.write_import", by)
            return run
        run.good_rows_only = good_rows
        run.save(update_fields=["good_rows_only"])
    return write_now(run, by=by)


def write_now(run: ImportRun, *, by: Actor, finish: Any = None) -> ImportRun:
    """Judge once more and write, in one transaction; ``finish`` marks the job inside it."""
    try:
        with transaction.atomic():
            run = ImportRun.objects.lock(run)
            require(rules.can_be_written(run))
            _require_first(run)
            importer, sheet = _judged_again(run, by)
            todo = [row for row in sheet.rows if row.outcome in (NEW, CHANGED)]
            journal = running.write(importer, sheet.rows, good_rows=run.good_rows_only)
            if journal is None:
                raise LookAgain(_why_refused(todo))
            _require_first(run)  # somebody may have been as fast
            _restage(run, sheet.rows)
            note_written(run, sheet, journal, by)
            if finish:
                finish(result_of(run))
    except LookAgain as again:
        with transaction.atomic():
            run = ImportRun.objects.lock(run)
            # Whoever was faster may have written it meanwhile.
            require(rules.can_be_written(run))
            run.status = Status.STAGED
            _judge_anew(run, by, again.reason)
        raise
    return run


def _require_first(run: ImportRun) -> None:
    """The very same table may have been imported since the rows were judged."""
    if rules.earlier_import(run):
        raise LookAgain(
            _(
                "This very table was imported in the meantime. Nothing was written now; please "
                "look at what it would still change."
            )
        )


def _why_refused(rows: list[Row]) -> str:
    """What the services said of rows that the checks had let through."""
    said = [
        _("row %(row)d: %(reason)s") % {"row": row.number, "reason": row.errors[-1].message}
        for row in rows
        if row.errors
    ]
    words = _("Nothing was written, because rows were refused when they were to be written.")
    return " ".join([words, *said[:SAID]])


def _judged_again(run: ImportRun, by: Actor) -> tuple[Importer, Sheet]:
    before = {
        number: (outcome, changes)
        for number, outcome, changes in run.rows.values_list("number", "outcome", "changes")
    }
    sheet, importer = sheet_of(run), importer_of(run, by)
    with translation.override(run.sheet["language"]):
        running.judge(importer, sheet.rows)
        for row in sheet.rows:
            row.changes = dict(row.changes)  # put into these words, and not later into others
    now = {row.number: (row.outcome, _said(row)["changes"]) for row in sheet.rows}
    if now != before:
        raise LookAgain(
            _(
                "Somebody has changed what this import is about. Nothing was written; please "
                "look at the rows again."
            )
        )
    return importer, sheet


def note_written(run: ImportRun, sheet: Sheet, journal: Journal, by: Actor) -> None:
    """What was written is done, can be undone, and is on record."""
    _keep(run, journal)
    for name, count in counts(sheet.rows).items():
        setattr(run, name, count)
    apply(run, {"status": Status.DONE, "confirmed_at": clock.now(), "problem": ""})
    run.save()
    record(
        "paperwork.imported",
        run,
        by=by,
        after={"file": run.file_name, "committee": run.committee, "sha256": run.digest}
        | result_of(run),
    )


def _keep(run: ImportRun, journal: Journal) -> None:
    """Keep what was written, piece by piece, for undoing it."""
    rows = journal.rows()
    number = 0
    while piece := list(islice(rows, PIECE)):
        WrittenRows.objects.create(run=run, number=number, rows=piece)
        number += 1


def result_of(run: ImportRun) -> dict[str, Any]:
    return {name: getattr(run, name) for name in OUTCOMES}


def marked_workbook(run: ImportRun) -> bytes:
    """The workbook back, with bad cells marked and commented and mended ones as they stand."""
    sheet = sheet_of(run)
    return marked(Path(run.file.path), sheet, sheet.rows, importer_for(run.kind))
