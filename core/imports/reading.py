"""A file as rows of cells. Whatever is wrong with it comes out as one ``Unreadable``."""

import io
import json
import logging
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.imports import limits
from core.imports.gates import damaged, look_at, valueless_formulas
from core.imports.problems import Unreadable
from core.imports.text import read_text

log = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("child.py")
# Different cells of one column that are kept once.
REMEMBERED = 5000


@dataclass
class RawSheet:
    """The cells of one sheet as Excel numbers them: ``rows[0]`` is Excel's row 1."""

    name: str
    rows: list[list[Any]]
    merged: list[list[int]] = field(default_factory=list)
    # Cells (row, column, from 1) whose formula has no value.
    valueless: set[tuple[int, int]] = field(default_factory=set)
    place: int = 0


@dataclass
class RawFile:
    kind: str  # xlsx, xls or text
    sheets: list[RawSheet]
    hidden: list[str] = field(default_factory=list)


def read_file(path: Path) -> RawFile:
    """Read what people send. Raises ``Unreadable``, never anything else, with the cure."""
    try:
        kind = look_at(path)
        if kind == "text":
            return RawFile(kind, [RawSheet("", read_text(path))])
        return _read_workbook(path, kind)
    except Unreadable:
        raise
    except Exception:  # the boundary: a strange file must not become an error page
        log.warning("a file could not be read", exc_info=True)
        raise damaged() from None


def _read_workbook(path: Path, kind: str) -> RawFile:
    command = [
        sys.executable,
        "-I",
        str(CHILD),
        str(path),
        *map(
            str,
            (limits.SHEET_ROWS, limits.COLUMNS, limits.CHILD_MEMORY, limits.CHILD_SECONDS),
        ),
    ]
    done = subprocess.run(
        command, capture_output=True, check=False, timeout=limits.CHILD_SECONDS * 3
    )
    if done.returncode == 3:
        raise Unreadable(
            _(
                "The sheet reaches beyond row %(rows)d or column %(columns)d. Please delete "
                "the empty "
                "rows below and the empty columns to the right of the table, save, and try again; "
                "a longer table must be split."
            )
            % {"rows": limits.ROWS, "columns": limits.COLUMNS}
        )
    if done.returncode:
        log.warning(
            "the workbook's parser ended with %s: %s",
            done.returncode,
            done.stderr[-500:].decode(errors="replace"),
        )
        raise damaged()
    # Lone surrogates cannot be stored; the sheet's own text has none.
    found = list(_sheets(done.stdout))
    valueless = _by_place(valueless_formulas(path)) if kind == "xlsx" else {}
    return RawFile(
        kind,
        [
            RawSheet(
                one["name"],
                one["rows"],
                one["merged"],
                valueless.get(one["place"], set()),
                one["place"],
            )
            for one in found
            if one["shown"]
        ],
        [one["name"] for one in found if not one["shown"]],
    )


def _sheets(lines: bytes) -> Iterator[dict[str, Any]]:
    """What the child has said. A roster says the same in most of its cells: that is kept once."""
    left = (line.decode() for line in io.BytesIO(lines))
    known: dict[int, dict[Any, Any]] = defaultdict(dict)
    for line in left:
        sheet = json.loads(line)
        rows = []
        for row in map(json.loads, islice(left, sheet["rows"])):
            for place, cell in enumerate(row):
                if type(cell) is str:
                    before = known[place]
                    if (same := before.get(cell)) is not None:
                        row[place] = same
                    elif len(before) < REMEMBERED:
                        before[cell] = cell
            rows.append(row)
        yield sheet | {"rows": rows}


def _by_place(found: dict[str, set[tuple[int, int]]]) -> dict[int, set[tuple[int, int]]]:
    """By the sheet's place in the book; parts are numbered so by every program that we know."""
    places = {}
    for name, cells in found.items():
        number = "".join(c for c in name.rsplit("/", 1)[-1] if c.isdecimal())
        places[int(number or 1) - 1] = cells
    return places
