"""What the cells of a table say, before anybody knows what they mean."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from core import identifiers

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Wrong(ValueError):
    """A cell that cannot be taken; the message says why and how to write it."""


@lru_cache(maxsize=4096)
def heading_key(text: str, *, whole: bool = False) -> str:
    """A heading without what people add to it: spaces, breaks, stars, colons, notes in brackets.

    ``whole``: with the words in the brackets, which may tell two headings apart.
    """
    text = identifiers.visible(unicodedata.normalize("NFKC", text)).casefold()
    text = re.sub(r"[\s*:_\-/·、.]+", "", text)
    return re.sub(r"[()]" if whole else r"\(.*?\)", "", text) or text


def word_key(text: str) -> str:
    """A word of a list as it is compared: what stands in brackets may tell two of them apart."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold())


def text_of(raw: Any) -> str:
    """What the cell shows: whole numbers without a point."""
    if type(raw) is str:
        return raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e18:
        return str(int(raw))
    return str(raw)
