"""Resident ID numbers in tables that offices bring: kept encrypted, shown masked.

A column may be of them (``Column.secret``); but they also slip into other columns, so every cell
and every remark is looked at.
"""

import json
import re
import unicodedata
from collections.abc import Container
from typing import Any

from core.encryption import decrypt, encrypt, renewed
from core.identifiers import mask_resident_id
from core.imports.cells import text_of

PURPOSE = "core.imports.cell"
SEALED = "sealed"
# Eighteen characters that hold a birth date, as they are typed: full-width, in groups, with what
# nobody sees between them.
SHORTEST = 18
APART = r"[\s\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\uff0d]*"
NUMBER = re.compile(rf"(?<!\d)\d(?:{APART}\d){{16}}{APART}[\dXxＸｘ](?!\d)")
GAP = re.compile(APART)
DATED = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")


def has_number(text: str) -> bool:
    """Whether a resident ID number stands in the text, even one with a slip in it."""
    return len(text) >= SHORTEST and masked(text) != text


def masked(text: str) -> str:
    """The text with every resident ID number in it masked."""
    return NUMBER.sub(_mask, text) if len(text) >= SHORTEST else text


def _mask(found: re.Match[str]) -> str:
    code = unicodedata.normalize("NFKC", GAP.sub("", found[0])).upper()
    return mask_resident_id(code) if DATED.fullmatch(code) else found[0]


def sealed(cells: dict[str, Any], secret: Container[str]) -> dict[str, Any]:
    """The cells as they may be kept: secret columns and whatever holds a number, encrypted."""
    return {
        key: _seal(cell) if cell and (key in secret or has_number(text_of(cell))) else cell
        for key, cell in cells.items()
    }


def _seal(cell: Any) -> dict[str, str]:
    return {SEALED: encrypt(json.dumps(cell), PURPOSE)}


def opened(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells as they stand in the file."""
    return {key: _open(cell) for key, cell in cells.items()}


def _open(cell: Any) -> Any:
    return json.loads(decrypt(cell[SEALED], PURPOSE)) if isinstance(cell, dict) else cell


def under_present_key(cells: dict[str, Any]) -> dict[str, Any]:
    """Kept cells after a change of the key."""
    return {
        key: {SEALED: renewed(cell[SEALED], PURPOSE)} if isinstance(cell, dict) else cell
        for key, cell in cells.items()
    }


def shown(cell: Any) -> str:
    """A kept cell as a page may show it; what is sealed, in its masked form."""
    text = text_of(_open(cell))
    if not isinstance(cell, dict):
        return text
    return masked(text) if has_number(text) else mask_resident_id(text)


def is_as_shown(text: str, cell: Any) -> bool:
    """Whether this is the masked form of a sealed cell, which somebody has left as it was."""
    return isinstance(cell, dict) and text == shown(cell)
