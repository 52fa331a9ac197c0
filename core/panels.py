"""What a page consists of beside its rows: buttons, facts, panels of a small table or of facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.tables import Heading, Table
from core.verdicts import ALLOWED, Verdict


@dataclass(frozen=True)
class Action:
    """A button on a detail page: a link to a form, or with ``post`` an act of its own."""

    label: Any
    url: str
    verdict: Verdict = ALLOWED
    post: bool = False
    style: str = "secondary"  # "primary", "secondary" or "danger"
    confirm: Any = ""

    @property
    def css(self) -> str:
        return "btn-primary" if self.style == "primary" else f"btn-outline-{self.style}"

    @property
    def is_link(self) -> bool:
        """Whether it can be done now and leads to another page, as most do."""
        return self.verdict.allowed and not self.post


@dataclass(frozen=True)
class Bulk:
    """Something done to each selected row of a list by one service, row by row on record.

    ``page``: instead, the page (by name) that takes the selected rows (``?row=``) and asks further.
    """

    label: Any
    act: Callable[[Any, HttpRequest], Any] = lambda row, request: None
    confirm: Any = ""
    page: str = ""


@dataclass
class Fact:
    """One line of a detail page: what it is called and what it is."""

    label: Any
    value: Any
    css: str = field(default="")


def fact_of(row: Any, name: str) -> Fact:
    """A field's own label with its value as it is read: choices by label, yes or no in words."""
    field = row._meta.get_field(name)
    label = field.verbose_name
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if hasattr(field, "in_words"):
        return Fact(label, field.in_words(value))
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    return Fact(label, value)


@dataclass(frozen=True)
class Panel:
    """A titled part of a page; ``rows`` are finished as ``Table.painted`` finishes them.

    ``kind`` says which headings it has: they are painted once for all panels of a kind.
    """

    key: str
    title: Any
    headings: Callable[[], Sequence[Heading]] = tuple
    kind: Any = None
    rows: Sequence[tuple[Any, str]] = ()
    facts: Sequence[Any] = ()
    empty_text: str = ""

    @classmethod
    def of(cls, key: str, title: Any, table: Table, rows: Iterable[Any], **kwargs: Any) -> Self:
        """A small table of rows that the page has read, or reads now."""
        return cls.read(key, title, table, (table.values_of(row) for row in rows), **kwargs)

    @classmethod
    def read(
        cls, key: str, title: Any, table: Table, rows: Iterable[tuple[Any, ...]], **kwargs: Any
    ) -> Self:
        """The same of rows that were read as ``table.read`` does: as their values alone."""
        return cls(key, title, table.headings, table.kind, table.painted(rows), **kwargs)


def may_have(row: Any, name: str) -> bool:
    """Whether what belongs to the row by that name (``core.hooks.page_knows``) has to be asked for:
    not where the query that read the row for its page found none."""
    return bool(getattr(row, f"has_{name}", True))


@dataclass(frozen=True)
class Added:
    """What a room above adds to the page of a lower room's row (``core.hooks.added_to_page``)."""

    panels: list[Panel] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)
