"""From rows to judged rows: parse, check, write; which rows there are, ``tables`` finds out.

Two passes. The first judges every row and says everything at once; the second writes, in one
transaction of the caller's. Counts always add up: read = new + changed + same + refused.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from core.imports.cells import Wrong, text_of
from core.imports.columns import Column
from core.imports.hiding import masked
from core.imports.problems import ERROR, NOTE, WARNING, Problem
from core.verdicts import ALLOWED, Verdict

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
OUTCOMES = (NEW, CHANGED, SAME, REFUSED)
MOST_SAID = 5  # remarks of one kind about one cell
# Different cells of one column that are read once and remembered while a table is judged.
REMEMBERED = 5000
# Rows whose standing records are in memory together.
JUDGED_AT_ONCE = 2000


class Packed(Mapping[str, Any]):
    """What a dict says in half of its room, to be kept and read; many have the same keys."""

    __slots__ = ("_names", "_values")
    _known: ClassVar[dict[tuple[str, ...], tuple[str, ...]]] = {}

    def __init__(self, said: Mapping[str, Any]) -> None:
        names = tuple(said)
        if len(self._known) < REMEMBERED:
            names = self._known.setdefault(names, names)
        self._names, self._values = names, tuple(said.values())

    def __getitem__(self, name: str) -> Any:
        if name in self._names:
            return self._values[self._names.index(name)]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def unpacked(self) -> dict[str, Any]:
        """A dict again, for whoever asks it much."""
        return dict(zip(self._names, self._values, strict=True))


@dataclass(slots=True)
class Row:
    """One row of the table: its cells as they stand, and what became of them."""

    number: int  # as Excel counts
    cells: dict[str, Any]
    values: Any = field(default_factory=dict)  # of each filled cell, a mapping
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""
    # What would change, a mapping: key → (before, after), both as they are read.
    changes: Any = field(default_factory=dict)
    # For the importer's own use between checking and writing.
    target: Any = None

    def error(self, message: str, column: str = "") -> None:
        self.problems.append(Problem(column, masked(message), ERROR))

    def warn(self, message: str, column: str = "") -> None:
        self.problems.append(Problem(column, masked(message), WARNING))

    def note(self, message: str, column: str = "") -> None:
        self.problems.append(Problem(column, masked(message), NOTE))

    @property
    def errors(self) -> list[Problem]:
        if not self.problems:
            return self.problems
        return [problem for problem in self.problems if problem.kind == ERROR]

    def is_empty(self, key: str) -> bool:
        return not text_of(self.cells.get(key)).strip()

    def get(self, key: str) -> Any:
        """The parsed value; None where the cell is empty or the column is not there."""
        return self.values.get(key)


@dataclass
class Sheet:
    """A table found in a file: where it stands, which column is which, what was left out."""

    name: str
    rows: list[Row]
    # Column key → its place in the sheet, from 1.
    places: dict[str, int]
    headings: dict[str, str]  # column key → the heading in the file
    unknown: list[tuple[str, str]]  # (letter, heading) of columns that nobody asked for
    skipped: list[tuple[int, str]]  # (row number, why)
    heading_row: int
    kind: str = "text"
    place: int = 0
    other_sheets: list[str] = field(default_factory=list)  # left out: no table, or hidden
    mended: list[list[Any]] = field(default_factory=list)  # [row number, key] of cells typed anew


class Importer:
    """Declared by subclasses; one instance is one run, for one actor at one place.

    ``place`` is what the rows belong to (a committee), or None. ``load`` reads what all rows are
    compared with in a few queries; ``check`` judges one row; ``write`` writes the given rows. How
    all of it is undone is no importer's business: ``core.journal`` keeps what was written.
    """

    name = ""
    title: Any = ""
    intro: Any = ""
    needs_place = False
    columns: list[Column] = []

    def __init__(self, by: Any, place: Any = None) -> None:
        self.by, self.place = by, place
        # Of each column the cells that were read, with their values and what was said of them.
        self._known: dict[str, dict[str, tuple[Any, Any, str]]] = defaultdict(dict)

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        """Whether the actor may import this at all, somewhere."""
        return ALLOWED

    def may_run(self) -> Verdict:
        """Whether the actor may import this at this place, now."""
        return ALLOWED

    def load(self, rows: list[Row]) -> None:
        """Read what the rows are compared with."""

    def load_part(self, rows: list[Row]) -> None:
        """Read what only these rows, which are judged next, are compared with: of a long table
        not everything is held at once."""

    def keys(self, row: Row) -> Iterable[Hashable]:
        """By what the row is told from others; two rows with one key collide."""
        return ()

    def check(self, row: Row) -> None:
        """Set the row's outcome (new, changed or same) and changes, or report errors."""
        raise NotImplementedError(f"{type(self).__name__} must judge a row.")

    def check_together(self, rows: list[Row]) -> None:
        """Judge what only shows among several rows, before each is judged by itself."""

    def write(self, rows: list[Row]) -> None:
        """Write new and changed rows, through services."""
        raise NotImplementedError(f"{type(self).__name__} must write its rows.")

    @classmethod
    def secret(cls) -> set[str]:
        """The columns whose cells are never kept or shown as they stand."""
        return {column.key for column in cls.columns if column.secret}

    @classmethod
    def column(cls, key: str) -> Column:
        return next(column for column in cls.columns if column.key == key)

    def in_order(self, rows: list[Row]) -> list[Row]:
        """The order in which rows are judged and written: those that others need come first."""
        return rows

    # --- the same for every importer ---------------------------------------------------------

    def judge(self, rows: list[Row]) -> None:
        """Give every row its outcome and everything that is to be said about it."""
        for row in rows:
            row.outcome, row.changes, row.target = "", {}, None
            row.problems = [p for p in row.problems if p.of_file and row.is_empty(p.column)]
            self._parse(row)
        self._known.clear()
        self._find_duplicates(rows)
        self.load(rows)
        self.check_together(rows)
        left = iter(self.in_order(rows))
        while part := list(islice(left, JUDGED_AT_ONCE)):
            self.load_part(part)
            for row in part:
                self._judge_one(row)

    def _judge_one(self, row: Row) -> None:
        if not row.errors:
            self.check(row)
        if row.errors:
            row.outcome, row.changes, row.target = REFUSED, {}, None
        if len(row.problems) > MOST_SAID:
            row.problems = _a_few(row.problems)

    def _parse(self, row: Row) -> None:
        row.values = {}
        # Why a cell has no value is said already: that it has none need not be.
        explained = {problem.column for problem in row.errors} if row.problems else ()
        for column in self.columns:
            key = column.key
            if key in explained:
                continue
            if key not in row.cells:
                value, note = None, ""
            else:
                try:
                    row.cells[key], value, note = self._read(column, row.cells[key])
                except Wrong as wrong:
                    row.error(str(wrong), key)
                    continue
            if value is not None:
                row.values[key] = value
            elif column.required:
                row.error(_("“%(column)s” must be filled in.") % {"column": column}, key)
            if note:
                row.note(note, key)

    def _read(self, column: Column, raw: Any) -> tuple[Any, Any, str]:
        """The cell, its value and what is to be said of it. Most cells say what one before them
        has said: those are read once, and kept once."""
        known = self._known[column.key]
        if type(raw) is str and (found := known.get(raw)):
            return found
        value, note = column.read(raw), ""
        typed = text_of(raw)
        if value is not None and column.is_tidied(typed, value):
            note = _("“%(typed)s” is read as “%(read)s”.") % {
                "typed": typed[:80],
                "read": column.shown(value)[:80],
            }
        found = (raw, value, note)
        if type(raw) is str and len(known) < REMEMBERED:
            known[raw] = found
        return found

    def _find_duplicates(self, rows: list[Row]) -> None:
        """The same thing twice: word for word, the second is refused; else both are."""
        met: dict[Hashable, Row] = {}
        for row in rows:
            for key in self.keys(row):
                first = met.setdefault(key, row)
                if first is not row:
                    self._collide(first, row)

    def _collide(self, first: Row, row: Row) -> None:
        if self.content(row) == self.content(first):
            row.error(
                _("This row says the same as row %(row)d. Please delete one of them.")
                % {"row": first.number}
            )
            return
        words = _(
            "Row %(row)d is about the same one but says something else. Please keep one of them."
        )
        row.error(words % {"row": first.number})
        first.error(words % {"row": row.number})

    def content(self, row: Row) -> dict[str, Any]:
        """What a row says, for telling whether two say the same."""
        return row.values


def _a_few(problems: list[Problem]) -> list[Problem]:
    """Of many remarks of one kind about one cell the first ones, and how many more there are."""
    by_cell: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        by_cell[problem.column, problem.kind].append(problem)
    found = []
    for (column, kind), said in by_cell.items():
        found += said[:MOST_SAID]
        if len(said) > MOST_SAID:
            text = _("There are %(count)d more remarks of this kind.")
            found.append(Problem(column, text % {"count": len(said) - MOST_SAID}, kind))
    return found


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows have each outcome."""
    found = dict.fromkeys(OUTCOMES, 0)
    for row in rows:
        found[row.outcome] += 1
    return found
