"""From cells to a table: find the heading row, map the columns, leave out what is no data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.identifiers import normalise
from core.imports import limits
from core.imports.cells import heading_key, text_of
from core.imports.engine import Importer, Row, Sheet
from core.imports.gates import column_letters
from core.imports.hiding import masked
from core.imports.problems import Problem, Unreadable
from core.imports.reading import RawFile, RawSheet

HEADINGS_WITHIN = 30
TOTALS = {"合计", "总计", "小计", "共计", "累计", "total", "subtotal", "sum", "总数"}
ASIDE = re.compile(r"[\s:：]")
NOTES = re.compile(
    r"(填表)?(说明|备注|注意|注|note|notes|填报人|填报单位|审核人|制表人)\s*[:：]", re.IGNORECASE
)
# What stands below a roster beside nothing but a number: who has filled it in, when, how many rows
# there are, where the seal goes, which page it is.
FOOTER = re.compile(
    r"[*★☆※]*("
    r"(单位)?(填表|填报|制表|报送|上报|审核|审批|复核|经办|统计|联系|负责)"
    r"(人|员|单位|部门|日期|时间|电话)(签字|签名|签章|盖章)?:"
    r"|(填表|制表)?(说明|备注|注意|注)\d*:"
    r"|\((单位)?(盖章|公章|签章|签字)\)$"
    r"|第\d+页,?(共\d+页)?$"
    r"|(合计|总计|共计):?(\d+\D{0,4})?$)"
)
NUMBER = re.compile(r"[\d,.+-]+\D{0,2}")


@dataclass
class Heading:
    """A row that may be the one with the headings."""

    sheet: RawSheet
    place: int  # from 0
    mapping: dict[int, str]  # column index → key
    own: int  # how many keys are known by what stands in the row itself
    clashes: list[tuple[int, int]]  # columns (from 0) of one heading
    score: int


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
    cell left empty under a merged heading is called by that. Words in brackets count before they
    are taken for a note. Two columns of one name: the first pair that fits better has it; equals
    clash, which counts only if the row has the headings.
    """
    above = [_key(text) for text in _spread(sheet, place - 1)]
    found: dict[str, tuple[int, int]] = {}  # key → (strength, column)
    clashes = []
    for index, cell in enumerate(sheet.rows[place]):
        head = above[index] if index < len(above) else ""
        whole, text = _key(cell, whole=True), _key(cell)
        for strength, heading in (
            (3, f"{head}|{whole}"),
            (3, f"{head}|{text}"),
            (2, whole),
            (2, text),
            (1, head if not text else ""),
        ):
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


def _key(cell: Any, *, whole: bool = False) -> str:
    text = text_of(cell).strip()
    return heading_key(text, whole=whole) if text else ""


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
        key: masked(
            text_of(sheet.rows[heading][index]).strip()
            or (above[index] if index < len(above) else "")
            or str(importer.column(key))
        )
        for index, key in mapping.items()
    }
    unknown = [
        (column_letters(index + 1), masked(text_of(cell).strip()))
        for index, cell in enumerate(sheet.rows[heading])
        if text_of(cell).strip() and index not in mapping
    ]
    rows: list[Row] = []
    merged = _merged_below(sheet, heading, mapping)
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
            elif top := merged.get((index, place - 1)):
                message = _(
                    "This cell is merged with row %(row)d and is read as empty. Please unmerge the "
                    "cells and fill in each of them."
                ) % {"row": top}
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


def _merged_below(
    sheet: RawSheet, heading: int, mapping: dict[int, str]
) -> dict[tuple[int, int], int]:
    """Cells (row, column, from 0) that are merged with one above that says something, below the
    headings, with that one's row as Excel counts."""
    found: dict[tuple[int, int], int] = {}
    reached: dict[int, int] = {}  # column → the last row that was looked at
    for top, left, bottom, _right in sorted(sheet.merged):
        if left not in mapping or top <= heading or bottom == top or top >= len(sheet.rows):
            continue
        if left not in _filled(sheet.rows[top]):
            continue
        last = min(bottom, len(sheet.rows) - 1)
        for index in range(max(top, reached.get(left, 0)) + 1, last + 1):
            found[index, left] = top + 1
        reached[left] = max(last, reached.get(left, 0))
    return found


def _rows_below(
    sheet: RawSheet, heading: int, mapping: dict[int, str], importer: type[Importer]
) -> Iterator[tuple[int, str]]:
    """The rows below the headings that are not empty: (index, why it is none of the table's)."""
    # No column of a row is needed before the row is known to be one.
    required = [index for index, key in mapping.items() if importer.column(key).required]
    headings = _texts(sheet.rows[heading])
    for index in range(heading + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        if filled := _filled(cells):
            yield index, _why_not_data(cells, filled, headings, required, mapping)


def _filled(cells: list[Any]) -> list[int]:
    return [
        i
        for i, cell in enumerate(cells)
        if (cell.strip() if type(cell) is str else cell is not None)
    ]


def _texts(cells: list[Any]) -> list[str]:
    return [text for cell in cells if (text := text_of(cell).strip())]


def _is_footer(cells: list[Any], filled: list[int]) -> bool:
    """A note of the usual kind, alone in its row or beside a number."""
    if len(filled) > 2:
        return False
    first, *others = [re.sub(r"\s", "", normalise(text_of(cells[i]))) for i in filled]
    return bool(FOOTER.match(first)) and all(NUMBER.fullmatch(text) for text in others)


def _why_not_data(
    cells: list[Any],
    filled: list[int],
    headings: list[str],
    required: list[int],
    mapping: dict[int, str],
) -> str:
    """Why a row below the headings is none of the table's, or an empty string."""
    first = text_of(cells[filled[0]]).strip()
    if ASIDE.sub("", first).casefold() in TOTALS:
        return _("total")
    if NOTES.match(first) or _is_footer(cells, filled):
        return _("note below the table")
    if len(filled) == 1 and required and filled[0] not in required and filled[0] not in mapping:
        return _("note below the table")
    if len(filled) == 1 and required and filled[0] not in required and len(first) > 20:
        return _("note below the table")
    if first in headings and _texts(cells) == headings:
        return _("the headings again")
    return ""
