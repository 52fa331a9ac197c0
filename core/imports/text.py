"""CSV and its relatives: which characters, which separator."""

import collections
import csv
import io
from pathlib import Path

from django.utils.translation import gettext as _

from core.exports import FORMULA
from core.imports import limits
from core.imports.problems import Unreadable

SEPARATORS = (",", "\t", ";", "，", "|")
SAMPLE_LINES = 60


def read_text(path: Path) -> list[list[str]]:
    """The rows of a text file, one per record, blank lines included so that numbers stay right."""
    text = decode(path.read_bytes())
    if "\x00" in text:
        raise Unreadable(_("This is neither a workbook nor a text table."))
    separator, text = _separator(text)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append([_as_meant(cell) for cell in row])
            if len(rows) > limits.SHEET_ROWS or len(row) > limits.COLUMNS:
                raise Unreadable(
                    _(
                        "The sheet reaches beyond row %(rows)d or column %(columns)d. Please "
                        "delete the empty "
                        "rows below and the empty columns to the right of the table, save, "
                        "and try again; "
                        "a longer table must be split."
                    )
                    % {"rows": limits.ROWS, "columns": limits.COLUMNS}
                )
    except csv.Error:
        raise Unreadable(
            _(
                "The quotation marks do not match near line %(line)d. Please open the file "
                "in Excel or "
                "WPS and save it as .xlsx."
            )
            % {"line": reader.line_num}
        ) from None
    return rows


def _as_meant(cell: str) -> str:
    """Without the apostrophe by which an export keeps a cell from being taken for a formula."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def decode(data: bytes) -> str:
    """By its mark, else strict UTF-8, else GB18030 (which also reads GBK and GB2312).

    In that order: two in five Chinese UTF-8 texts would also pass as GB18030, as nonsense; the
    other way round nearly none does.
    """
    sample = data[:4096]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in sample:
        # UTF-16 without its mark: line breaks and digits have a zero byte behind or before them.
        behind = sample[1::2].count(0) >= sample[::2].count(0)
        encodings = ["utf-16-le" if behind else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_nonsense(text):
            return text.lstrip("\ufeff")
    raise Unreadable(
        _(
            "The characters of this file cannot be read. Please open it in Excel or WPS and "
            "save it as "
            ".xlsx, or as CSV in UTF-8."
        )
    )


def _is_nonsense(text: str) -> bool:
    """Characters that no roster has: private use, replacement, control."""
    strange = sum(
        1
        for c in text[:20_000]
        if c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or (c < " " and c not in "\t\r\n")
    )
    return strange > len(text[:20_000]) // 100


def _separator(text: str) -> tuple[str, str]:
    """The character that cuts most lines into the same number of cells, and the text to read."""
    first, _break, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])
    # In cells the full-width comma is punctuation: it separates only if it does so in the headings.
    cut = (line for line in sample.splitlines() if any(one in line for one in SEPARATORS))
    headings = next(cut, "")
    best, best_score = ",", 0
    for separator in SEPARATORS:
        if separator == "，" and separator not in headings:
            continue
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))
        except csv.Error:
            continue
        widths = collections.Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, times = widths.most_common(1)[0]
        if times * width > best_score:
            best, best_score = separator, times * width
    return best, text
