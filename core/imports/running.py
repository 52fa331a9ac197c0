"""Judge and write in the right order; used by the commands and the import pages alike."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.imports.engine import CHANGED, NEW, REFUSED, Importer, Row
from core.journal import Journal, keeping
from core.verdicts import Refused

WHILE_LEFT_ALONE = (50_000, 10, 20)


class RowRefused(Exception):
    """A service refused one row although the checks had let it through."""

    def __init__(self, row: Row, reason: str) -> None:
        super().__init__(reason)
        self.row, self.reason = row, reason


def judge(importer: Importer, rows: list[Row]) -> None:
    """Judge all rows; where the actor may not import here at all, that is every row's reason."""
    with _left_alone():
        importer.judge(rows)
    verdict = importer.may_run()
    if not verdict:
        for row in rows:
            row.error(verdict.reason)
            row.outcome, row.changes = REFUSED, {}


def write(importer: Importer, rows: list[Row], *, good_rows: bool) -> Journal | None:
    """Write the new and changed rows in one transaction; returns the journal of all that was
    written, by which it can be undone, or None where nothing was.

    With any refused row nothing is written, unless ``good_rows``. A row that its service refuses
    is marked so, and the others are tried again without it.
    """
    while True:
        if not good_rows and any(row.outcome == REFUSED for row in rows):
            return None
        todo = [row for row in importer.in_order(rows) if row.outcome in (NEW, CHANGED)]
        if not todo:
            return None
        try:
            with _left_alone(), transaction.atomic(), keeping() as journal:
                importer.write(todo)
                return journal
        except RowRefused as refused:
            refused.row.error(refused.reason)
            refused.row.outcome, refused.row.changes = REFUSED, {}


@contextmanager
def _left_alone() -> Iterator[None]:
    """The rows are no garbage, and looking through all of them for some takes seconds; nor is most
    of what is made meanwhile, so that it is looked through less often."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*WHILE_LEFT_ALONE)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class refusing:  # noqa: N801 reads as a verb: with refusing(row)
    """Turns what a service raises about one row into that row's refusal."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(problem, Refused):
            raise RowRefused(self.row, problem.reason) from problem
        if isinstance(problem, ValidationError):
            raise RowRefused(
                self.row, " ".join(problem.messages) or _("This row is wrong.")
            ) from problem
