"""What belongs to a row, on the row's own page: panels of a small table, or of facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from core.tables import Heading, Table


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
