"""What a person takes along of what is held about them, as a workbook."""

from collections.abc import Iterable
from typing import Any

from core.exports import CONTROL, sheet_name
from core.own import Own

LONGEST_CELL = 32_767


def as_workbook(file: Any, parts: Iterable[Own]) -> None:
    """A sheet for each kind of row. Text stays text: nothing is a formula or a link."""
    # Imported late: only this needs it.
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options | {"default_date_format": "yyyy-mm-dd"})
    bold, used = book.add_format({"bold": True}), set()
    for part in parts:
        name = sheet_name(str(part.title))
        while name.casefold() in used:
            name = f"{name[:29]}+"
        used.add(name.casefold())
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        headings = part.headings()
        sheet.set_column(0, max(len(headings) - 1, 0), 18)
        sheet.write_row(0, 0, headings, bold)
        for number, (_row, values) in enumerate(part.read(), 1):
            for column, value in enumerate(values):
                sheet.write(number, column, _cell(value))
    book.close()


def _cell(value: Any) -> Any:
    return CONTROL.sub("", value)[:LONGEST_CELL] if isinstance(value, str) else value
