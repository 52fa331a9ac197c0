"""Run by itself in a process of its own: parse one workbook, print its visible sheets, row by row,
as lines of JSON.

It has a limit on memory and time, so that what slips through the gates cannot hurt the server.
It imports nothing of the product and is started with ``python -I``. Exit codes: 0 done, 3 too far,
4 cannot be read.
"""

import datetime
import json
import math
import pathlib
import re
import resource
import sys

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(value):
    """A cell as JSON that any database keeps: text, number, yes/no; dates as ISO text."""
    if isinstance(value, str):
        return value if value.isprintable() else CONTROL.sub("", value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return value


def sheets(path, rows_limit, columns_limit):
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with pathlib.Path(path).open("rb") as file:  # by its content: the ending may be wrong
        book = CalamineWorkbook.from_filelike(file)
    pages = [
        (number, meta)
        for number, meta in enumerate(book.sheets_metadata)
        if meta.typ == SheetTypeEnum.WorkSheet
    ]
    # ``place`` counts the sheets that have cells, as the parts of the file are numbered.
    for place, (number, meta) in enumerate(pages):
        shown = meta.visible == SheetVisibleEnum.Visible
        sheet = book.get_sheet_by_index(number)
        # ``end`` is (row, column) of the last cell, or None for an empty sheet.
        if sheet.end and (sheet.end[0] >= rows_limit or sheet.end[1] >= columns_limit):
            sys.exit(3)
        rows = (
            [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if shown
            else []
        )
        merged = sheet.merged_cell_ranges or []
        yield {
            "name": plain(meta.name),
            "place": place,
            "shown": shown,
            "rows": rows,
            "merged": [[*start, *end] for start, end in merged[:5000]],
        }


in_json = json.JSONEncoder(ensure_ascii=False).encode


def say(found):
    """One line: of each sheet what it is and how many rows it has, then those."""
    sys.stdout.write(in_json(found) + "\n")


def main():
    path, rows_limit, columns_limit, memory, seconds = sys.argv[1], *map(int, sys.argv[2:6])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for sheet in sheets(path, rows_limit, columns_limit):
            rows = sheet.pop("rows")
            say(sheet | {"rows": len(rows)})
            for row in rows:
                say(row)
    except SystemExit:
        raise
    except BaseException as problem:  # the Rust parser panics with a BaseException
        print(type(problem).__name__, problem, file=sys.stderr)
        sys.exit(4)


if __name__ == "__main__":
    main()
