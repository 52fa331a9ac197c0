"""Documents as PDF, set by typst.

The text goes in as JSON and stays text: nothing that a person typed is ever read as typst.
"""

import functools
import json
import logging
import re
import threading
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.papers.documents import Document, Layout, Paper, content
from core.verdicts import Refused

log = logging.getLogger(__name__)

UNSHOWN = re.compile(r'the text `"(.+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
MOST_MISSING = 40
STANDARDS = ["a-2a", "ua-1"]

SOURCES = Path(__file__).parent / "typst"
OWN_FONT = "Noto Serif SC"
# A compiler keeps what it has read between papers (5 ms instead of 170); one thread at a time.
_lock = threading.Lock()


@functools.cache
def _fonts() -> Any:
    # Imported late: 30 MB of library that only the printing of a paper needs.
    import typst

    fonts = typst.Fonts(font_paths=[str(path) for path in settings.PAPER_FONTS])
    if OWN_FONT not in fonts.families():
        raise ImproperlyConfigured(
            f"The font {OWN_FONT} is not among PAPER_FONTS: papers would have no Chinese."
        )
    return fonts


@functools.cache
def _compiler(source: str) -> Any:
    import typst

    return typst.Compiler(str(SOURCES / source), root=str(SOURCES), font_paths=_fonts())


def render_pdf(paper: Paper, *documents: Document) -> bytes:
    """The paper as a tagged PDF for archives (PDF/A-2a) and for screen readers (PDF/UA-1).

    Several documents are set as one file, each on sheets of its own: contracts and letters.

    A character that no font has is printed as 〓, with a line that names it.
    Raises ``ImproperlyConfigured`` when the product's own font is not there.
    """
    source = "table" if paper.layout in (Layout.TABLE, Layout.SHEET) else paper.layout.value
    if len(documents) > 1 and paper.layout not in (Layout.CONTRACT, Layout.LETTER):
        raise ValueError(f"of {paper.kind} one is set at a time")
    data = _text(paper, documents[0]) | {
        "language": (get_language() or "zh-hans")[:2],
        "landscape": paper.landscape,
        "paper": paper.sheet,
        "size": paper.size,
        "shows_facts": paper.layout is not Layout.TABLE,
        "columns": [
            {"label": str(c.label), "width": c.width, "centred": c.centred} for c in paper.columns
        ],
        "notes": [],
        "words": {
            "number": paper.number_label,
            "maker": _("Made by"),
            "basis": _("Basis"),
            "validity": _("Valid until"),
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        },
    }
    if paper.layout is Layout.CONTRACT:
        data["sheets"] = [_sheet(paper, document) for document in documents]
    elif paper.layout is Layout.LETTER:
        data["letters"] = [_text(paper, document) for document in documents]
    for _again in range(MOST_MISSING):
        try:
            return _compile(f"{source}.typ", data)
        except MissingCharacter as missing:
            data = _without(missing.character, data)
    raise Refused(_("Too many characters of this paper are in none of this machine's fonts."))


def _text(paper: Paper, document: Document) -> dict[str, Any]:
    """What the document says, its facts and rows in the order of the paper."""
    text = content(document)
    if text["qr"]:
        text["qr"] = segno.make(text["qr"], error="m").svg_inline(border=0)
    return text | {
        "facts": [[str(label), text["facts"].get(name, "")] for name, label in paper.facts.items()],
        "rows": [[row.get(c.name, "") for c in paper.columns] for row in text["rows"]],
    }


def _sheet(paper: Paper, document: Document) -> dict[str, Any]:
    """One contract: its facts in pairs or whole lines, its table, its terms, its boxes."""
    text = content(document)
    told = {name: [str(label), text["facts"].get(name, "")] for name, label in paper.facts.items()}
    return {
        "title": text["title"],
        "number": text["number"],
        "copy": text["copy"],
        "printed": text["printed"],
        "facts": _in_lines(paper, told),
        "rows": [[row.get(c.name, "") for c in paper.columns] for row in text["rows"]],
        "empty": text["empty"],
        "terms": [told[name] for name in paper.below],
        "boxes": text["boxes"],
        "summary": text["summary"],
    }


def _in_lines(paper: Paper, told: dict[str, list[str]]) -> list[list[Any]]:
    """The facts above the table, two to a line unless one takes all of it; what has no neighbour
    gets an empty one."""
    found: list[list[Any]] = []
    filled = 0
    for name, fact in told.items():
        if name in paper.below:
            continue
        wide = name in paper.wide
        if wide and filled % 2:
            found.append(["", "", False])
            filled += 1
        found.append([*fact, wide])
        filled += 2 if wide else 1
    return found + [["", "", False]] * (filled % 2)


class MissingCharacter(Exception):
    """No font of this machine has the character."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


def _compile(source: str, data: dict[str, Any]) -> bytes:
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _lock:
        compiler = _compiler(source)
        try:
            pdf, warnings = compiler.compile_with_warnings(
                sys_inputs=inputs, format="pdf", pdf_standards=STANDARDS
            )
        except typst.TypstError as error:
            if run := UNSHOWN.search(error.message):
                text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), run[1])
                # Of a run of text the rarest character is the one that fonts lack.
                raise MissingCharacter(max(text)) from error
            # What only the standards forbid (a private character that a font has) is printed.
            log.warning("typst: %s; set without the standards for archives", error.message)
            pdf, warnings = compiler.compile_with_warnings(sys_inputs=inputs, format="pdf")
    for warning in warnings:
        # Official fonts that this machine lacks are expected; the own one stands in.
        if not warning.message.startswith("unknown font family"):
            log.warning("typst: %s", warning.message)
    return bytes(pdf)


def _without(character: str, data: dict[str, Any]) -> dict[str, Any]:
    """The same with the printers' mark 〓 for the character, and a line that says so."""
    note = _("〓 stands for U+%(code)X, which is in none of this machine's fonts.") % {
        "code": ord(character)
    }
    text = json.dumps(data, ensure_ascii=False).replace(character, "〓")
    changed: dict[str, Any] = json.loads(text)
    changed["notes"].append(note)
    return changed
