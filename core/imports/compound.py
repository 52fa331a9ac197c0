"""The gate of the old .xls: a compound file (MS-CFB) whose "Workbook" stream is BIFF8 (MS-XLS).

The parser makes a dense table up to the farthest cell, 65,536 x 256 of them from a file of a few
KB, so the cells' places are read off the records first.
"""

import struct
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.imports import limits
from core.imports.problems import Unreadable

FREE = 0xFFFFFFFC  # this and above are marks, not sectors
BOF, FILEPASS, OBJ, EXTERN_BOOK = 0x0809, 0x002F, 0x005D, 0x01AE
# Records that place one cell (row, column): blank, number, label, truth, RK, formula, LABELSST.
CELLS = {
    0x0001,
    0x0003,
    0x0004,
    0x0005,
    0x0006,
    0x0201,
    0x0203,
    0x0204,
    0x0205,
    0x027E,
    0x00FD,
    0x0406,
    0x0206,
}
SEVERAL = {0x00BD, 0x00BE}  # MULRK, MULBLANK: row, first column, …, last column
# A dense table of more cells than this would cost more memory than a roster is worth.
DENSE_CELLS = 2_500_000


class _Broken(Exception):
    pass


def check_old_workbook(data: bytes) -> None:
    """Raise ``Unreadable`` unless this is an old workbook of bearable size without macros."""
    try:
        streams = dict(_directory(data))
        if "EncryptedPackage" in streams:
            raise Unreadable(_("The file is protected by a password. Please save it without one."))
        if any(name.upper().startswith("_VBA_PROJECT") for name in streams):
            raise Unreadable(
                _(
                    "The workbook has macros or embedded objects. Please save it as .xlsx "
                    "without them."
                )
            )
        if any(name.startswith("MBD") for name in streams):
            raise Unreadable(
                _(
                    "The workbook has macros or embedded objects. Please save it as .xlsx "
                    "without them."
                )
            )
        place = streams.get("Workbook") or streams.get("Book")
        if place is None:
            raise Unreadable(
                _(
                    "This is not an Excel workbook. Please open it in Excel or WPS and save "
                    "it as .xlsx."
                )
            )
        _check_records(_stream(data, *place))
    except (_Broken, struct.error, IndexError, UnicodeDecodeError):
        raise Unreadable(
            _(
                "The file is damaged or incomplete. Please open it in Excel or WPS, save it "
                "again as "
                ".xlsx and choose that file."
            )
        ) from None


class _Sectors:
    """The file's sectors and the table that chains them."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.shift = struct.unpack_from("<H", data, 30)[0]
        if self.shift not in (9, 12):
            raise _Broken
        self.size = 1 << self.shift
        (self.first_directory,) = struct.unpack_from("<I", data, 48)
        self.small_below, self.first_small = struct.unpack_from("<II", data, 56)
        self.table = self._read_table()

    def sector(self, number: int) -> bytes:
        start = (number + 1) << self.shift
        if start >= len(self.data):
            raise _Broken  # cut off
        return self.data[start : start + self.size]

    def _read_table(self) -> list[int]:
        (count,) = struct.unpack_from("<I", self.data, 44)
        extra, extra_count = struct.unpack_from("<II", self.data, 68)
        if count > len(self.data) // self.size + 1:
            raise _Broken
        places = [n for n in struct.unpack_from("<109I", self.data, 76) if n < FREE]
        for _turn in range(min(extra_count, 1000)):
            if extra >= FREE:
                break
            numbers = struct.unpack(f"<{self.size // 4}I", self.sector(extra))
            places += [n for n in numbers[:-1] if n < FREE]
            extra = numbers[-1]
        table: list[int] = []
        for place in places[:count]:
            sector = self.sector(place)
            table += struct.unpack(f"<{len(sector) // 4}I", sector)
        return table

    def chain(self, first: int) -> Iterator[int]:
        number, steps = first, 0
        while number < FREE:
            steps += 1
            if steps > len(self.table) or number >= len(self.table):
                raise _Broken  # a chain that bites its tail
            yield number
            number = self.table[number]

    def read(self, first: int) -> bytes:
        return b"".join(self.sector(number) for number in self.chain(first))


def _directory(data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """(name, (first sector, length)) of every stream and storage."""
    entries = _Sectors(data)
    raw = entries.read(entries.first_directory)
    for start in range(0, len(raw) - 127, 128):
        length, kind = struct.unpack_from("<HB", raw, start + 64)
        if kind in (1, 2, 5) and 2 <= length <= 64:
            name = raw[start : start + length - 2].decode("utf-16-le")
            first, size = struct.unpack_from("<II", raw, start + 116)
            yield name, (first, size)


def _stream(data: bytes, first: int, size: int) -> bytes:
    sectors = _Sectors(data)
    if size < sectors.small_below:
        return _small_stream(sectors, first, size)
    return sectors.read(first)[:size]


def _small_stream(sectors: _Sectors, first: int, size: int) -> bytes:
    """Streams below 4 KB lie in 64-byte pieces inside the root entry's stream."""
    root = struct.unpack_from("<I", sectors.read(sectors.first_directory), 116)[0]
    store = sectors.read(root)
    raw = sectors.read(sectors.first_small)
    table = struct.unpack(f"<{len(raw) // 4}I", raw)
    pieces: list[bytes] = []
    number = first
    while number < FREE and len(pieces) * 64 < size:
        if number >= len(table):
            raise _Broken
        pieces.append(store[number * 64 : number * 64 + 64])
        number = table[number]
    return b"".join(pieces)[:size]


def _check_records(stream: bytes) -> None:
    place, end = 0, len(stream) - 4
    rows = columns = cells = 0
    unpack = struct.Struct("<HH").unpack_from
    while place <= end:
        kind, length = unpack(stream, place)
        if kind == FILEPASS:
            raise Unreadable(_("The file is protected by a password. Please save it without one."))
        if kind == BOF:
            _check_extent(rows, columns, cells)
            rows = columns = cells = 0
        elif kind in CELLS or kind in SEVERAL:
            row, column = unpack(stream, place + 4)
            if kind in SEVERAL:
                column = unpack(stream, place + length)[1]
            rows, columns, cells = max(rows, row + 1), max(columns, column + 1), cells + 1
            if columns > limits.COLUMNS or rows * columns > DENSE_CELLS:
                _refuse_extent()
        place += 4 + length
    _check_extent(rows, columns, cells)


def _check_extent(rows: int, columns: int, cells: int) -> None:
    """A table that is nearly all holes has a stray cell far away."""
    if rows * columns > 100_000 and cells * 50 < rows * columns:
        _refuse_extent()


def _refuse_extent() -> None:
    raise Unreadable(
        _(
            "The sheet reaches beyond row %(rows)d or column %(columns)d. Please delete the empty "
            "rows below and the empty columns to the right of the table, save, and try again; "
            "a longer table must be split."
        )
        % {"rows": limits.ROWS, "columns": limits.COLUMNS}
    )
