"""What a printed paper is made of. Everything on it is finished text when it reaches a renderer."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.verdicts import ALLOWED, Verdict

# What neither XML nor a page can show.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Layout(Enum):
    """How the paper looks: a list, a list under a head of facts, a letter, a form with boxes, a
    contract on one sheet: facts, a table, terms and boxes to sign, in several copies."""

    TABLE = "table"
    SHEET = "sheet"
    LETTER = "letter"
    FORM = "form"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Column:
    """One column: the name by which templates know it, its heading, its share of the width."""

    name: str
    label: Any
    width: float = 1
    centred: bool = False


@dataclass(frozen=True)
class Box:
    """A box of a form in which somebody writes an opinion, signs and stamps."""

    label: str
    text: str = ""
    sign: str = ""


@dataclass
class Document:
    """One paper about one row, ready to be set.

    ``number`` (of the table), ``maker``, ``basis`` and ``validity`` are what the Statistics Law
    (2024, art. 17) asks of a printed table; ``readings`` are the rows whose personal data stands
    on it in full, each to be put on record before the paper is handed out.
    """

    title: str
    maker: str = ""
    number: str = ""
    basis: str = ""
    validity: str = ""
    subtitle: str = ""
    summary: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    printed: str = ""
    copy: str = ""
    empty: str = ""
    # An address that is drawn as a QR code, and what it leads to.
    qr: str = ""
    qr_words: str = ""
    readings: list[tuple[Model, str]] = field(default_factory=list)


def _anybody(by: Any, row: Any) -> Verdict:
    return ALLOWED


@dataclass(frozen=True)
class Paper:
    """A paper that can be made about rows of one model (``committees.committee``).

    ``asks`` names what its maker chooses: ``on`` (a day), ``since`` (a period that ends on ``on``),
    ``year``, ``phones`` (whether telephone numbers stand in full: a reading of personal data).
    ``make(row, **answers)`` gives the document; ``verdict(by, row)`` says who may have it.
    """

    kind: str
    label: Any
    model: str
    make: Callable[..., Document]
    layout: Layout
    number: Any = ""
    facts: dict[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    landscape: bool = False
    # The sheet (``a4``, ``a3``), and the size of a table's letters in points.
    sheet: str = "a4"
    size: float = 9.5
    # Of a contract: the facts that take a whole line, those that stand below its table, and for
    # whom its copies are.
    wide: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    copies: tuple[Any, ...] = ()
    asks: tuple[str, ...] = ()
    verdict: Callable[[Any, Any], Verdict] = _anybody
    phones_verdict: Callable[[Any, Any], Verdict] = _anybody
    committee_of: Callable[[Any], Any] = field(default=lambda row: row)

    @property
    def number_label(self) -> str:
        """A form has the number of its kind, any other paper one of its own."""
        return gettext("Table number") if self.number else pgettext("of a paper", "Number")

    @property
    def fields(self) -> dict[str, Any]:
        """Name → label of what is this paper's own: its facts, and ``row.…`` for its columns."""
        return self.facts | {f"row.{column.name}": column.label for column in self.columns}


# What every paper has besides; a template may leave any of it out.
COMMON: dict[str, Any] = {
    "title": pgettext_lazy("on paper", "Title"),
    "subtitle": pgettext_lazy("on paper", "As of"),
    "number": _("Table number"),
    "maker": _("Made by"),
    "basis": _("Basis"),
    "validity": _("Valid until"),
    "summary": pgettext_lazy("on paper", "Sum"),
    "printed": _("Who printed it and when"),
    "copy": _("For whom the copy is"),
    "empty": _("What stands in an empty table"),
    "paragraphs": _("The text of a letter"),
    "closing": _("Sender and date"),
    "qr": _("A QR code, where the paper has one"),
    "qr_words": _("What the QR code leads to"),
    "boxes": _("Boxes for opinions"),
    "signatures": _("Places for signatures"),
    "rows": _("The rows of the table"),
}


def long_date(day: datetime.date) -> str:
    """A day as official papers write it: 2026年6月30日."""
    return date_format(day, "Y年n月j日" if (get_language() or "").startswith("zh") else "j F Y")


def printable(value: Any) -> Any:
    """Text, lists and dictionaries without the characters that no page can show."""
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return UNPRINTABLE.sub("", str(value))


def content(document: Document) -> dict[str, Any]:
    """The document as plain text, lists and dictionaries, as both renderers take it."""
    boxes = [{"label": b.label, "text": b.text, "sign": b.sign} for b in document.boxes]
    plain = {
        name: getattr(document, name)
        for name in (
            "title", "maker", "number", "basis", "validity", "subtitle", "summary", "facts",
            "rows", "paragraphs", "signatures", "closing", "printed", "copy", "empty", "qr",
            "qr_words",
        )
    }  # fmt: skip
    return dict(printable(plain | {"boxes": boxes}))
