"""Looks at a workbook before anything parses it: is it one, and is it harmless?

A workbook of 2 KB can make a parser take 2.5 GB (one cell at XFD1048576), one of 600 KB 1.8 GB.
So the packed file is weighed here, its parts are unpacked piece by piece and never kept, and the
places of the cells are read off the pieces.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.imports import limits
from core.imports.compound import check_old_workbook
from core.imports.problems import Unreadable

PIECE = 256 * 1024
OVERLAP = 512
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A reference beyond column CV (the 100th) or beyond row 200,100; in either kind of quotes.
FAR_COLUMN = re.compile(rb"""<c\s[^>]{0,200}?\br\s*=\s*["'](?:[D-Z][A-Z]|C[W-Z]|[A-Z]{3,})\d""")
FAR_ROW = re.compile(
    rb"""<(?:c|row)\s[^>]{0,200}?\br\s*=\s*["'][A-Z]*(?:\d{7,}|[3-9]\d{5}|2[1-9]\d{4}|20[1-9]\d{3}|200[2-9]\d{2}|2001\d{2})["']"""
)
# Either of them begins so; looking for this alone takes a fifth of the time.
PERHAPS_FAR = re.compile(
    rb"""r\s*=\s*["'](?:[A-Z]*(?:\d{7,}|[2-9]\d{5})["']|(?:[D-Z][A-Z]|C[W-Z]|[A-Z]{3,})\d)"""
)
FAR_DIMENSION = re.compile(rb"""<dimension\s+ref\s*=\s*["'][A-Z]+\d+:([A-Z]+)(\d+)["']""")
VALUELESS = re.compile(
    rb"""<c\s[^>]*?\br="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*>[^<]*</f>\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>"""
)
AREA = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]{0,200}?\bref\s*=\s*["']"""
    rb"""([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
DECLARES = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


def look_at(path: Path) -> str:
    """``xlsx``, ``xls`` or ``text``. Raises ``Unreadable`` for what must not come in."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(_("The file is empty. Please save it again and choose the new file."))
    if size > limits.FILE_BYTES:
        raise Unreadable(
            _("The file is larger than %(megabytes)d MB. Please split it into several files.")
            % {"megabytes": limits.FILE_BYTES // 1024 // 1024}
        )
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(ZIP):
        _check_zip(path, size)
        return "xlsx"
    if start.startswith(COMPOUND):
        check_old_workbook(path.read_bytes())
        return "xls"
    _refuse_other_kinds(start)
    return "text"


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. Please send the workbook that it was made from."))
    if start.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Unreadable(_("This is a packed archive. Please unpack it and choose the workbook."))
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(
        (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style", b"mime-version")
    ):
        raise Unreadable(
            _(
                "This is a web page with the ending of a workbook, as many systems export it. "
                "Please open it in Excel or WPS, save it as .xlsx and choose that file."
            )
        )


def _too_far() -> Unreadable:
    return Unreadable(
        _(
            "The sheet reaches beyond row %(rows)d or column %(columns)d. Please delete the empty "
            "rows below and the empty columns to the right of the table, save, and try again; "
            "a longer table must be split."
        )
        % {"rows": limits.ROWS, "columns": limits.COLUMNS}
    )


def damaged() -> Unreadable:
    return Unreadable(
        _(
            "The file is damaged or incomplete. Please open it in Excel or WPS, save it again as "
            ".xlsx and choose that file."
        )
    )


def _packs_too_much() -> Unreadable:
    return Unreadable(
        _(
            "Unpacked, this file is suspiciously large. Please copy the table into a new workbook "
            "and choose that one."
        )
    )


def _check_zip(path: Path, size: int) -> None:
    """Weigh the archive by its directory, then unpack its sheets piece by piece."""
    _check_directory_size(path, size)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_contents(infos, size)
            tally = Tally()
            for info in infos:
                if info.filename.lower().endswith((".xml", ".rels")):
                    _walk(archive, info, tally)
            # A table of texts that no cell uses is only there to be loaded.
            if tally.texts > tally.cells + 100_000:
                raise _packs_too_much()
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, EOFError, OSError):
        raise damaged() from None
    except (NotImplementedError, RuntimeError):
        raise damaged() from None


def _check_directory_size(path: Path, size: int) -> None:
    """Before ``zipfile`` makes an object of each entry: how many does the archive claim?"""
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise damaged()
    entries, directory = struct.unpack_from("<HI", tail, place + 10)
    if entries > limits.ENTRIES or directory > limits.DIRECTORY_BYTES:
        raise Unreadable(
            _(
                "This archive has too many parts to be a roster. Please copy the table into "
                "a new workbook."
            )
        )


def _check_contents(infos: list[zipfile.ZipInfo], size: int) -> None:
    names = [info.filename.lower().replace("\\", "/") for info in infos]
    if len(infos) > limits.ENTRIES or len(set(names)) != len(names):
        raise damaged()
    if any(info.flag_bits & 1 for info in infos):
        raise Unreadable(_("The file is protected by a password. Please save it without one."))
    if any(
        "vbaproject" in name or (name.endswith((".bin", ".exe")) and "printersettings" not in name)
        for name in names
    ):
        raise Unreadable(
            _("The workbook has macros or embedded objects. Please save it as .xlsx without them.")
        )
    if any("/externallinks/" in name for name in names):
        raise Unreadable(
            _(
                "The workbook draws on other files (external links). Please copy the table and "
                "paste its values into a new workbook."
            )
        )
    if any("/embeddings/" in name or "/activex/" in name for name in names):
        raise Unreadable(
            _("The workbook has macros or embedded objects. Please save it as .xlsx without them.")
        )
    if not any(SHEET.fullmatch(name) for name in names) or "xl/workbook.xml" not in names:
        raise Unreadable(
            _("This is not an Excel workbook. Please open it in Excel or WPS and save it as .xlsx.")
        )
    unpacked = sum(info.file_size for info in infos)
    if sum(info.compress_size for info in infos) > size:
        raise damaged()
    if unpacked > limits.UNPACKED_BYTES:
        raise _packs_too_much()
    for info in infos:
        if info.file_size > max(limits.RATIO_FROM_BYTES, info.compress_size * limits.RATIO):
            raise _packs_too_much()


@dataclass
class Tally:
    """What the parts of one workbook hold together."""

    cells: int = 0
    texts: int = 0


def _walk(archive: zipfile.ZipFile, info: zipfile.ZipInfo, tally: Tally) -> None:
    """Unpack one part, keep nothing, and stop at the first sign of trouble.

    ``ZipExtFile`` never gives more than the directory says; a part that goes on after that fails
    its check sum, so a lying header ends here too.
    """
    name = info.filename.lower().replace("\\", "/")
    is_sheet = SHEET.fullmatch(name) is not None
    rows, cells, before = 0, 0, b""
    with archive.open(info) as part:
        while piece := part.read(PIECE):
            if not before and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in piece[:200]):
                raise damaged()  # UTF-16, which no program writes and no check here reads
            text = before + piece
            if DECLARES.search(text):
                raise damaged()
            if is_sheet:
                rows += piece.count(b"<row")
                cells += piece.count(b"<c ") + piece.count(b"<c>")
                _check_places(text, rows, cells)
            elif name.endswith("sharedstrings.xml"):
                tally.texts += piece.count(b"<si")
            before = piece[-OVERLAP:]
    tally.cells += cells


def weigh(path: Path) -> int:
    """About how many cells' worth of things somebody makes who loads the whole workbook: four tags
    are a cell, wherever they stand, and merged or linked areas are filled cell by cell."""
    tags = 0
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            before = b""
            with archive.open(info) as part:
                while piece := part.read(PIECE):
                    text = before + piece
                    tags += piece.count(b"<") + 4 * sum(
                        _area(*found.groups())
                        for found in AREA.finditer(text)
                        if found.end() > len(before)
                    )
                    before = piece[-OVERLAP:]
    return tags // 4


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    columns = column_number(right.decode()) - column_number(left.decode()) + 1
    return max(columns, 0) * max(int(bottom) - int(top) + 1, 0)


def _check_places(text: bytes, rows: int, cells: int) -> None:
    if rows > limits.SHEET_ROWS or cells > (rows + 1) * limits.COLUMNS:
        raise _too_far()
    if PERHAPS_FAR.search(text) and (FAR_ROW.search(text) or FAR_COLUMN.search(text)):
        raise _too_far()
    if (found := FAR_DIMENSION.search(text)) and int(found[2]) > limits.SHEET_ROWS:
        # The claim of a whole sheet (A1:XFD1048576), by which a parser may make room.
        raise _too_far()


def valueless_formulas(path: Path) -> dict[str, set[tuple[int, int]]]:
    """Cells (row, column, from 1) by part name whose formula was saved without its value."""
    found: dict[str, set[tuple[int, int]]] = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not SHEET.fullmatch(name.lower()):
                continue
            before = b""
            with archive.open(name) as part:
                while piece := part.read(PIECE):
                    text = before + piece
                    if b"</f>" in text:
                        found.setdefault(name, set()).update(
                            (int(row), column_number(letters.decode()))
                            for letters, row in VALUELESS.findall(text)
                        )
                    before = piece[-OVERLAP:]
    return found


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
