"""Columns of lists as of a past day, for the tables of every room (``figures.PastTree``)."""

from collections.abc import Callable
from typing import Any

from django.utils.html import escape

from core.tables import NOTHING, Column, Link, Table, Text


class NameThen(Text):
    """A committee by its name on the day that is looked at (``figures.PastTree``)."""

    def __init__(self, name: str, label: Any = None, *, by: str, **kw: Any) -> None:
        super().__init__(name, label, **kw)
        self.paths = (name, by)

    def reader(self, table: Table) -> Callable[..., Any]:
        names = table.then.names
        return lambda name, key: names.get(key, name or "")


class LinkThen(Link):
    """Leads to the row's page as of the day that is looked at."""

    def painter(self, table: Table) -> Callable[..., str]:
        paint, on = super().painter(table), f'?on={table.then.day}">'
        return lambda value, key: paint(value, key).replace('">', on, 1)


class LinkIfOpen(Link):
    """Leads to the row's page where that opens today too: ``place`` is its committee's path."""

    def __init__(self, name: str, label: Any = None, *, place: str, **kw: Any) -> None:
        super().__init__(name, label, **kw)
        self.paths = (*self.paths, place)

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda value, key, place: value

    def is_open(self, table: Table) -> Callable[..., bool]:
        return table.then.opens  # type: ignore[no-any-return]

    def painter(self, table: Table) -> Callable[..., str]:
        paint, is_open = super().painter(table), self.is_open(table)
        return lambda value, key, place: (
            paint(value, key) if is_open(place) else escape(value) or NOTHING
        )


def columns_then(table: type[Table], *others: Column) -> list[Column]:
    """The table's columns for a past day: these in the place of those of the same name."""
    by_name = {column.name: column for column in others}
    return [by_name.get(column.name, column) for column in table.columns]
