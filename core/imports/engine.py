"""From cells to judged rows: find the heading row, map the columns, parse, check, write.

Two passes. The first judges every row and says everything at once; the second writes, in one
transaction of the caller's. Counts always add up: read = new + changed + same + refused.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.imports import limits
from core.imports.columns import Column, Wrong, heading_key, text_of
from core.imports.gates import column_letters
from core.imports.problems import ERROR, NOTE, WARNING, Problem, Unreadable
from core.imports.reading import RawFile, RawSheet
from core.verdicts import ALLOWED, Verdict

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
OUTCOMES = (NEW, CHANGED, SAME, REFUSED)
HEADINGS_WITHIN = 30
TOTALS = {"合计", "总计", "小计", "共计", "累计", "total", "subtotal", "sum", "总数"}
NOTES = re.compile(
    r"(填表)?(说明|备注|注意|注|note|notes|填报人|填报单位|审核人|制表人)\s*[:：]", re.IGNORECASE
)


@dataclass
class Row:
    """One row of the table: its cells as they stand, and what became of them."""

    number: int  # as Excel counts
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""
    # What would change: key → (before, after), both as they are read.
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    # For the importer's own use between checking and writing.
    target: Any = None

    def error(self, message: str, column: str = "") -> None:
        self.problems.append(Problem(column, message, ERROR))

    def warn(self, message: str, column: str = "") -> None:
        self.problems.append(Problem(column, message, WARNING))

    def note(self, message: str, column: str = "") -> None:
        self.problems.append(Problem(column, message, NOTE))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.kind == ERROR]

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


@dataclass
class Heading:
    """A row that may be the one with the headings."""

    sheet: RawSheet
    place: int  # from 0
    mapping: dict[int, str]  # column index → key
    own: int  # how many keys are known by what stands in the row itself
    clashes: list[tuple[int, int]]  # columns (from 0) of one heading
    score: int


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

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        """Whether the actor may import this at all, somewhere."""
        return ALLOWED

    def may_run(self) -> Verdict:
        """Whether the actor may import this at this place, now."""
        return ALLOWED

    def load(self, rows: list[Row]) -> None:
        """Read what the rows are compared with."""

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
            row.problems = [p for p in row.problems if p.of_file and _is_empty(row, p.column)]
            self._parse(row)
        self._find_duplicates(rows)
        self.load(rows)
        self.check_together(rows)
        for row in self.in_order(rows):
            if not row.errors:
                self.check(row)
            if row.errors:
                row.outcome, row.changes = REFUSED, {}

    def _parse(self, row: Row) -> None:
        row.values = {}
        # Why a cell has no value is said already: that it has none need not be.
        explained = {problem.column for problem in row.errors}
        for column in self.columns:
            if column.key in explained:
                continue
            if column.key not in row.cells:
                if column.required:
                    row.error(_("“%(column)s” must be filled in.") % {"column": column}, column.key)
                continue
            raw = row.cells[column.key]
            try:
                value = column.read(raw)
            except Wrong as wrong:
                row.error(str(wrong), column.key)
                continue
            if value is None:
                if column.required:
                    row.error(_("“%(column)s” must be filled in.") % {"column": column}, column.key)
                continue
            row.values[column.key] = value
            typed = text_of(raw)
            if column.is_tidied(typed, value):
                row.note(
                    _("“%(typed)s” is read as “%(read)s”.")
                    % {"typed": typed[:80], "read": column.shown(value)[:80]},
                    column.key,
                )

    def _find_duplicates(self, rows: list[Row]) -> None:
        """The same thing twice: word for word, the second is refused; else both are."""
        by_key: dict[Hashable, list[Row]] = defaultdict(list)
        for row in rows:
            for key in self.keys(row):
                by_key[key].append(row)
        for same in by_key.values():
            first = same[0]
            for row in same[1:]:
                if self.content(row) == self.content(first):
                    row.error(
                        _("This row says the same as row %(row)d. Please delete one of them.")
                        % {"row": first.number}
                    )
                    continue
                row.error(
                    _(
                        "Row %(row)d is about the same one but says something else. Please "
                        "keep one of them."
                    )
                    % {"row": first.number}
                )
                first.error(
                    _(
                        "Row %(row)d is about the same one but says something else. Please "
                        "keep one of them."
                    )
                    % {"row": row.number}
                )

    def content(self, row: Row) -> dict[str, Any]:
        """What a row says, for telling whether two say the same."""
        return row.values


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows have each outcome."""
    found = dict.fromkeys(OUTCOMES, 0)
    for row in rows:
        found[row.outcome] += 1
    return found


def find_table(file: RawFile, importer: type[Importer]) -> Sheet:
    """The one visible sheet with headings that the importer knows, as rows to be judged.

    Raises ``Unreadable`` when there is none, or more than one, naming what was found and what is
    needed.
    """
    required = [column for column in importer.columns if column.required]
    found = [
        heading
        for sheet in file.sheets
        if (heading := _find_headings(sheet, importer, {column.key for column in required}))
    ]
    if not found:
        raise Unreadable(
            _(
                "No row with headings was found among the first %(rows)d rows. The table needs at "
                "least the columns: %(columns)s. The template has all of them."
            )
            % {"rows": HEADINGS_WITHIN, "columns": _("; ").join(map(str, required))}
            + _of_hidden(file)
        )
    # A sheet of headings alone (a form that nobody has filled in) stands behind one with rows.
    best = max(found, key=lambda heading: (_has_rows(heading, importer), heading.score))
    missing = [column for column in required if column.key not in best.mapping.values()]
    if missing:
        raise Unreadable(
            _("The column “%(column)s” is missing. Headings found in row %(row)d: %(found)s.")
            % {
                "column": _("; ").join(map(str, missing)),
                "row": best.place + 1,
                "found": _("; ").join(filter(None, map(text_of, best.sheet.rows[best.place])))[
                    :500
                ],
            }
            + _of_hidden(file)
        )
    tables = [h for h in found if h is best or _is_table(h, importer)]
    if len(tables) > 1:
        raise Unreadable(
            _(
                "Several sheets hold such a table: %(sheets)s. Nothing was read. Please save each "
                "as a file of its own, or delete the sheets that are not meant."
            )
            % {"sheets": _("; ").join(heading.sheet.name for heading in tables)}
        )
    if best.clashes:
        first, second = best.clashes[0]
        raise Unreadable(
            _(
                "Columns %(first)s and %(second)s have the same heading "
                "“%(heading)s”. Please rename or delete one of them."
            )
            % {
                "first": column_letters(first + 1),
                "second": column_letters(second + 1),
                "heading": text_of(best.sheet.rows[best.place][second]).strip(),
            }
        )
    table = _table(file, best.sheet, best.place, best.mapping, importer)
    table.other_sheets = [
        sheet.name
        for sheet in file.sheets
        if sheet is not best.sheet and any(map(_filled, sheet.rows))
    ] + [_("%(sheet)s (hidden)") % {"sheet": name} for name in file.hidden]
    return table


def _of_hidden(file: RawFile) -> str:
    """A table that cannot be found may stand on a sheet that is not shown."""
    if not file.hidden:
        return ""
    return " " + _(
        "Hidden sheets are not read: %(sheets)s. If the table stands there, please unhide the "
        "sheet."
    ) % {"sheets": _("; ").join(file.hidden)}


def _has_rows(heading: Heading, importer: type[Importer]) -> bool:
    below = _rows_below(heading.sheet, heading.place, heading.mapping, importer)
    return any(not why for _index, why in below)


def _is_table(heading: Heading, importer: type[Importer]) -> bool:
    """Whether leaving the sheet out would lose rows: unlike an explanation or a list of words, it
    has all that is needed, under more than one heading of the importer's, and rows below."""
    required = {column.key for column in importer.columns if column.required}
    alone = len(_filled(heading.sheet.rows[heading.place])) == 1 and bool(required)
    return (
        required <= set(heading.mapping.values())
        and (heading.own > 1 or alone)
        and _has_rows(heading, importer)
    )


def _find_headings(sheet: RawSheet, importer: type[Importer], required: set[str]) -> Heading | None:
    """The best heading row, the first among equals."""
    wanted = _wanted(importer)
    best: Heading | None = None
    for place in range(min(HEADINGS_WITHIN, len(sheet.rows))):
        heading = _map(sheet, place, wanted)
        keys = set(heading.mapping.values())
        heading.score = len(keys) + 3 * len(keys & required)
        if heading.score > (best.score if best else 0) and (len(keys) > 1 or keys >= required):
            best = heading
    return best


def _wanted(importer: type[Importer]) -> dict[str, str]:
    """Heading → column key; the first column that claims a heading has it."""
    wanted: dict[str, str] = {}
    for column in importer.columns:
        for heading in column.headings():
            wanted.setdefault(heading, column.key)
    for column in importer.columns:
        for name in column.names:
            if "|" in name:
                above, below = name.split("|")
                wanted[f"{heading_key(above)}|{heading_key(below)}"] = column.key
    return wanted


def _map(sheet: RawSheet, place: int, wanted: dict[str, str]) -> Heading:
    """Which column is which, reading the row's headings together with the one above them.

    A heading under another one is first looked up with it (联络员情况|联系电话), then alone; a
    cell left empty under a merged heading is called by that. Two columns of one name: the first
    pair that fits better has it; equals clash, which counts only if the row has the headings.
    """
    own = [_key(cell) for cell in sheet.rows[place]]
    above = [_key(text) for text in _spread(sheet, place - 1)]
    found: dict[str, tuple[int, int]] = {}  # key → (strength, column)
    clashes = []
    for index, text in enumerate(own):
        head = above[index] if index < len(above) else ""
        for strength, heading in ((3, f"{head}|{text}"), (2, text), (1, head if not text else "")):
            key = wanted.get(heading) if heading else None
            if key is None:
                continue
            known = found.get(key)
            if known is None or strength > known[0]:
                found[key] = (strength, index)
            elif strength == known[0] and strength > 1:
                clashes.append((known[1], index))
            break
    mapping = {index: key for key, (_strength, index) in found.items()}
    strong = sum(strength > 1 for strength, _index in found.values())
    return Heading(sheet, place, mapping, strong, clashes, 0)


def _key(cell: Any) -> str:
    text = text_of(cell).strip()
    return heading_key(text) if text else ""


def _spread(sheet: RawSheet, place: int) -> list[str]:
    """The headings of the row above, each over all columns that its merged cell covers."""
    if place < 0:
        return []
    row = [text_of(cell).strip() for cell in sheet.rows[place]]
    for top, left, bottom, right in sheet.merged:
        if top <= place <= bottom and left < len(row):
            text = text_of(sheet.rows[top][left]).strip() if left < len(sheet.rows[top]) else ""
            for index in range(left, min(right + 1, len(row))):
                row[index] = text
    return row


def _table(
    file: RawFile, sheet: RawSheet, heading: int, mapping: dict[int, str], importer: type[Importer]
) -> Sheet:
    places = {key: index + 1 for index, key in mapping.items()}
    above = _spread(sheet, heading - 1)
    # Of a heading over two rows the text stands in the upper one.
    headings = {
        key: text_of(sheet.rows[heading][index]).strip()
        or (above[index] if index < len(above) else "")
        or str(importer.column(key))
        for index, key in mapping.items()
    }
    unknown = [
        (column_letters(index + 1), text_of(cell).strip())
        for index, cell in enumerate(sheet.rows[heading])
        if text_of(cell).strip() and index not in mapping
    ]
    rows: list[Row] = []
    skipped = [
        (n + 1, _("title above the table")) for n in range(heading) if _filled(sheet.rows[n])
    ]
    for index, why in _rows_below(sheet, heading, mapping, importer):
        if why:
            skipped.append((index + 1, why))
            continue
        cells = sheet.rows[index]
        row = Row(
            index + 1, {key: cells[i] if i < len(cells) else "" for i, key in mapping.items()}
        )
        for key, place in places.items():
            if (index + 1, place) in sheet.valueless:
                message = _(
                    "%(column)s holds a formula without a value. Please open the "
                    "file in Excel, save it and try again."
                ) % {"column": importer.column(key)}
                row.problems.append(Problem(key, message, of_file=True))
        rows.append(row)
    if len(rows) > limits.ROWS:
        raise Unreadable(
            _("The table has %(count)d rows; %(most)d is the most. Please split it.")
            % {"count": len(rows), "most": limits.ROWS}
        )
    if not rows:
        raise Unreadable(_("There are headings, but no row below them."))
    return Sheet(
        sheet.name, rows, places, headings, unknown, skipped, heading + 1, file.kind, sheet.place
    )


def _rows_below(
    sheet: RawSheet, heading: int, mapping: dict[int, str], importer: type[Importer]
) -> Iterator[tuple[int, str]]:
    """The rows below the headings that are not empty: (index, why it is none of the table's)."""
    # No column of a row is needed before the row is known to be one.
    required = [index for index, key in mapping.items() if importer.column(key).required]
    for index in range(heading + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        if filled := _filled(cells):
            yield index, _why_not_data(cells, filled, sheet.rows[heading], required, mapping)


def _is_empty(row: Row, key: str) -> bool:
    return not text_of(row.cells.get(key)).strip()


def _filled(cells: list[Any]) -> list[int]:
    return [i for i, cell in enumerate(cells) if cell is not None and text_of(cell).strip()]


def _why_not_data(
    cells: list[Any],
    filled: list[int],
    headings: list[Any],
    required: list[int],
    mapping: dict[int, str],
) -> str:
    """Why a row below the headings is none of the table's, or an empty string."""
    first = text_of(cells[filled[0]]).strip()
    if re.sub(r"[\s:：]", "", first).casefold() in TOTALS:
        return _("total")
    if NOTES.match(first):
        return _("note below the table")
    if len(filled) == 1 and required and filled[0] not in required and filled[0] not in mapping:
        return _("note below the table")
    if len(filled) == 1 and required and filled[0] not in required and len(first) > 20:
        return _("note below the table")
    if [text_of(c).strip() for c in cells if text_of(c).strip()] == [
        text_of(c).strip() for c in headings if text_of(c).strip()
    ]:
        return _("the headings again")
    return ""
