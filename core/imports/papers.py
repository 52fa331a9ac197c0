"""Workbooks that go out: the template to fill in, and the file sent back with its faults marked."""

import io
import logging
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.exports import CONTROL, sheet_name
from core.imports.cells import text_of
from core.imports.engine import Importer, Row, Sheet
from core.imports.gates import column_letters, weigh
from core.imports.hiding import masked
from core.imports.problems import ERROR, NOTE

log = logging.getLogger(__name__)
# The whole workbook, with all its sheets, is kept as it was up to so many cells; of a larger one
# the table alone comes back. A cell takes about half a kilobyte of memory.
MARKED_IN_PLACE = 200_000
RED, YELLOW = "FFC7CE", "FFEB9C"


def template(importer: type[Importer]) -> bytes:
    """An empty workbook with the headings, a list where there is one, and a sheet that explains."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": str(importer.title)})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True})
    must = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(sheet_name(str(importer.title)))
    shown = [column for column in importer.columns if column.in_template]
    lists = book.add_worksheet(sheet_name(_("Lists")))
    lists.hide()
    for place, column in enumerate(shown):
        body = day if column.kind == "date" else None if column.kind == "number" else text
        sheet.set_column(place, place, max(12, 2 * len(str(column.label))), body)
        sheet.write_string(0, place, str(column.label), must if column.required else head)
        hint = _explained(column)
        if hint:
            sheet.write_comment(0, place, hint, {"x_scale": 2})
        if words := column.choices():
            lists.write_column(0, place, words)
            letter = _letters(place)
            sheet.data_validation(
                1,
                place,
                5000,
                place,
                {
                    "validate": "list",
                    "source": f"='{lists.get_name()}'!${letter}$1:${letter}${len(words)}",
                    "error_type": "warning",
                },
            )
    sheet.freeze_panes(1, 0)
    _explain(book.add_worksheet(sheet_name(_("How to fill it in"))), shown, head)
    book.close()
    return buffer.getvalue()


def _explained(column: Any) -> str:
    parts = [_("Must be filled in.") if column.required else "", str(column.explained)]
    if column.example:
        parts.append(_("Example: %(example)s") % {"example": column.example})
    return "\n".join(part for part in parts if part)


def _explain(sheet: Any, columns: list[Any], head: Any) -> None:
    headings = [
        _("Column"),
        _("Must be filled in"),
        _("What belongs there"),
        _("Example"),
        _("One of"),
    ]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, head)
    for number, column in enumerate(columns, 1):
        cells = [
            str(column.label),
            _("yes") if column.required else "",
            str(column.explained),
            str(column.example),
            _("; ").join(column.choices()),
        ]
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 4, 40)


def _letters(place: int) -> str:
    return column_letters(place + 1)


def marked(path: Path, sheet: Sheet, rows: list[Row], importer: type[Importer]) -> bytes:
    """The same workbook with bad cells coloured and commented; what was mended stands in it.

    A CSV, an old .xls, a large workbook or one that openpyxl does not take comes back as a new
    workbook with all its cells.
    """
    if sheet.kind == "xlsx" and weigh(path) <= MARKED_IN_PLACE:
        try:
            return _marked_in_place(path, sheet, rows)
        except Exception:  # the boundary: it refuses, in many ways, what other programs read
            log.warning("a workbook could not be marked in place", exc_info=True)
    return _marked_anew(sheet, rows, importer)


def _remarks(row: Row, places: dict[str, int]) -> dict[int, tuple[bool, str]]:
    """Column place → (is it an error, everything said about the cell)."""
    said: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    first = min(places.values())
    for problem in row.problems:
        if problem.kind != NOTE:
            said[places.get(problem.column, first)].append((problem.kind == ERROR, problem.message))
    return {
        place: (any(bad for bad, _text in found), "\n".join(text for _bad, text in found))
        for place, found in said.items()
    }


def _marked_in_place(path: Path, sheet: Sheet, rows: list[Row]) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {
        bad: PatternFill("solid", start_color=colour)
        for bad, colour in ((True, RED), (False, YELLOW))
    }
    with path.open("rb") as file:  # by its content: the name may be anything
        book = load_workbook(file)
    by_name = {page.title: page for page in book.worksheets}
    page = by_name.get(sheet.name) or book.worksheets[sheet.place]
    for line in page.iter_rows():
        for cell in line:
            # Text that looks like a formula stays text when it is written again.
            if cell.data_type != "f" and isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    mended = {(number, key) for number, key in sheet.mended}
    for row in rows:
        for key, place in sheet.places.items():
            cell = page.cell(row.number, place)
            if (row.number, key) in mended and not isinstance(cell, MergedCell):
                cell.value = CONTROL.sub("", text_of(row.cells.get(key)))
                cell.data_type = "s"
        for place, (bad, text) in _remarks(row, sheet.places).items():
            cell = page.cell(row.number, place)
            if isinstance(cell, MergedCell):
                continue
            cell.fill = fills[bad]
            cell.comment = Comment(text[:2000], str(_("Import")), width=320, height=120)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _marked_anew(sheet: Sheet, rows: list[Row], importer: type[Importer]) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = book.add_worksheet(sheet_name(sheet.name or str(importer.title)))
    bold = book.add_format({"bold": True})
    text = book.add_format({"num_format": "@"})
    colours = {
        bad: book.add_format({"num_format": "@", "bg_color": f"#{colour}"})
        for bad, colour in ((True, RED), (False, YELLOW))
    }
    # Excel's row numbers stay true: the rows keep their places.
    for key, place in sheet.places.items():
        page.write_string(sheet.heading_row - 1, place - 1, sheet.headings[key], bold)
    for row in rows:
        remarks = _remarks(row, sheet.places)
        for key, place in sheet.places.items():
            bad, said = remarks.get(place, (None, ""))
            style = text if bad is None else colours[bad]
            cell = CONTROL.sub("", text_of(row.cells.get(key)))[:32_767]
            page.write_string(row.number - 1, place - 1, cell, style) if cell else page.write_blank(
                row.number - 1, place - 1, None, style
            )
            if said:
                page.write_comment(row.number - 1, place - 1, said[:2000], {"x_scale": 2})
    book.close()
    return buffer.getvalue()


def file_name(text: str) -> str:
    """A name that every system takes."""
    text = masked(re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", text).strip())
    return text.replace("*", "_")[:100] or "import"
