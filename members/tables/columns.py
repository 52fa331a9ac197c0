"""Columns that only this room needs."""

from collections.abc import Callable
from typing import Any

from committees.columns import LinkIfOpen
from core.tables import Choice, Number, Table


class Sequence(Number):
    """A place in the office's order; the value that stands for "none" is left blank."""

    def __init__(self, name: str, *, empty: int, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.empty = empty

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda value: "" if value in (None, self.empty) else value


class StateThen(Choice):
    """The state that all rows of a past day's list had: those that had another are not listed."""

    def __init__(self, name: str, *, was: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.was = was

    def reader(self, table: Table) -> Callable[..., Any]:
        then = super().reader(table)(self.was)
        return lambda value: then

    def painter(self, table: Table) -> Callable[..., str]:
        then = super().painter(table)(self.was)
        return lambda value: then


class UnitLinkIfOpen(LinkIfOpen):
    """Leads to the unit's page if one may see it today, which the list's query tells."""

    def is_open(self, table: Table) -> Callable[..., bool]:
        return bool
