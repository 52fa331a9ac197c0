"""The one way out into spreadsheets: streamed, formulas defused, on record.

A CSV starts with a byte-order mark, which Excel and WPS need to read Chinese.
"""

import csv
import datetime
import hashlib
import io
import itertools
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core import clock, hooks
from core.verdicts import Refused

ROWS_PER_SHEET = 1_048_575
READ_AT_ONCE = 2000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Behind apostrophes too, so that whoever reads the file back knows which one is ours.
FORMULA = re.compile(rf"[' ]*[{re.escape(''.join(FORMULA_STARTS))}]")
# Workbooks count days from 1900, and wrongly before this one: an earlier day goes out as text.
FIRST_DAY = datetime.date(1900, 3, 1)
LONGEST = 32_767  # characters of a cell
PLAIN = {str, int, float, bool, Decimal, type(None)}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(value: Any) -> Any:
    """The cell as text that no spreadsheet program takes for a formula (for CSV)."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if not isinstance(value, str) or value.isalnum():  # most are nothing but letters and digits
        return value
    value = CONTROL.sub("", value)
    return "'" + value if FORMULA.match(value) else value


# How a cell of a CSV begins that may be a formula; quoted ones are looked at too.
RISKY_CELL = re.compile(f",[\"' {re.escape(''.join(FORMULA_STARTS))}]")
PER_PIECE = 200


def csv_lines(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """The file piece by piece, a few hundred rows at a time."""
    yield ("\ufeff" + _lines([headings])).encode()
    left = iter(rows)
    while part := list(itertools.islice(left, PER_PIECE)):
        text = _lines(part)
        # Most pieces are seen to be plain as a whole, which saves looking at each of their cells.
        flat = "," + text.replace("\r\n", ",")
        types = set(map(type, itertools.chain.from_iterable(part)))
        if datetime.datetime in types or not flat.isprintable() or RISKY_CELL.search(flat):
            text = _lines(map(harmless, row) for row in part)
        yield text.encode()


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    told = io.StringIO()
    csv.writer(told).writerows(rows)
    return told.getvalue()


def write_xlsx(path: str, title: str, headings: list[str], rows: Iterable[list[Any]]) -> None:
    """A workbook of plain cells: text stays text, dates are dates, nothing is a formula.

    Raises ``ValueError`` beyond Excel's 1,048,575 data rows: such a list goes out as CSV.
    """
    # Imported late: only exports need it.
    from rustpy_xlsxwriter import write_worksheet

    def records() -> Iterator[dict[str, Any]]:
        left, count = iter(rows), 0
        while part := list(itertools.islice(left, PER_PIECE)):
            count += len(part)
            if count > ROWS_PER_SHEET:
                raise ValueError(_("More rows than one sheet holds; please take the CSV."))
            # As in a CSV, most cells are seen to be plain together.
            plain = _is_plain(list(itertools.chain.from_iterable(part)))
            for row in part:
                yield dict(zip(headings, row if plain else map(_cell, row), strict=True))

    # The writer takes its header from the first record; an empty list still gets its header.
    first = next(found := records(), None)
    if first is None:
        write_worksheet([dict.fromkeys(headings, "")], path, sheet_name=sheet_name(title))
        return
    write_worksheet(
        itertools.chain([first], found),
        path,
        sheet_name=sheet_name(title),
        freeze_row=1,
        bold_headers=True,
        datetime_format="yyyy-mm-dd",
        column_width=18,
    )


def _is_plain(values: list[Any]) -> bool:
    """Whether ``_cell`` would leave all of these values as they are."""
    texts = "".join([value for value in values if type(value) is str])
    return {*map(type, values)} <= PLAIN and len(texts) <= LONGEST and texts.isprintable()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return (value if value.isprintable() else CONTROL.sub("", value))[:LONGEST]
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.date) and value < FIRST_DAY:
        return value.isoformat()
    return value


def sheet_name(title: str) -> str:
    """The title as Excel allows it: 31 characters, none of ``[]:*?/\\``."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip() or "Sheet1"


def read_on(rows: Any) -> Iterator[Any]:
    """The rows of a queryset, of which few are in memory."""
    return rows.iterator(chunk_size=READ_AT_ONCE)  # type: ignore[no-any-return]


class _Counted:
    """Passes rows on, counting and digesting what went out."""

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self.rows, self.count, self.sha = rows, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.count += 1
            self.sha.update(repr(row).encode())
            yield row


@dataclass(frozen=True)
class Waits:
    """The answer of ``hooks.exporting`` where a list goes out only after somebody else has agreed:
    what the person is told, and the page on which it goes on."""

    words: str
    url: str


def as_spreadsheet(table: Any, rows: Any, request: Any, *, title: str) -> Any:
    """The listed rows, all pages of them, as CSV or XLSX (``format`` in the POST).

    ``hooks.exporting`` is asked first and may refuse (a long list without its reason, a day's
    limit) or let the person wait for another one. Else the export is on record from now on, under
    the number that stands in the file's name; ``hooks.exported`` completes the record when the
    last row has gone out, with the rows and a digest of the content.
    """
    file_type = "csv" if request.POST.get("format") == "csv" else "xlsx"
    count = rows.order_by().count()
    if file_type == "xlsx" and count > ROWS_PER_SHEET:
        raise Refused(_("More rows than one sheet holds; please take the CSV."))
    columns = table.export_headings()
    at = request.at or None  # the lazy object itself is never None; what it stands for may be
    answers = hooks.exporting.ask(
        actor=request.actor,
        title=title,
        table=type(table).__name__,
        rows=count,
        columns=columns,
        reason=request.POST.get("reason", "")[:500],
        # How the very same list is asked for again.
        listing={
            "path": request.path,
            "query": request.GET.urlencode(),
            "at": at.pk if at else None,
            "on": request.on.isoformat() if request.on else "",
            "format": file_type,
        },
        place=at.path if at else "",
    )
    answer = next(iter(answers), "")
    if isinstance(answer, Waits):
        messages.success(request, answer.words)
        return HttpResponseRedirect(answer.url)
    counted = _Counted(table.exported(read_on(table.read(rows))))

    def note() -> None:
        hooks.exported.ask(number=answer, rows=counted.count, digest=counted.sha.hexdigest())

    name = "-".join(filter(None, [title, answer or f"{clock.today():%Y%m%d}"]))
    if file_type == "csv":

        def stream() -> Iterator[bytes]:
            yield from csv_lines(columns, counted)
            note()

        response: Any = StreamingHttpResponse(stream(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
        return response
    handle, path = tempfile.mkstemp(suffix=".xlsx")
    os.close(handle)
    try:
        write_xlsx(path, title, columns, counted)
        file = Path(path).open("rb")  # noqa: SIM115 the response closes it
    finally:
        # The open handle keeps the content; the name is gone whatever happens next.
        Path(path).unlink()
    note()
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")
