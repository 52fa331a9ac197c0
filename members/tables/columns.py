"""Columns that only this room needs."""

from collections.abc import Callable
from typing import Any

from core.tables import Number, Table


class Sequence(Number):
    """A place in the office's order; the value that stands for "none" is left blank."""

    def __init__(self, name: str, *, empty: int, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.empty = empty

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda value: "" if value in (None, self.empty) else value
