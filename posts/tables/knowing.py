"""Tables some of whose cells are facts that other aggregates keep, read for many rows at once."""

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from core.tables import NOTHING, Column, Table
from posts.figures import facts

BATCH = 2000


class RowNumber(Column):
    """1, 2, 3 … down the page, or down the whole file."""

    css = "cell-number"

    def __init__(self, label: Any) -> None:
        super().__init__("no", label)
        self.paths = ("pk",)

    def reader(self, table: Any) -> Callable[..., Any]:
        return lambda pk: next(table.numbers)


class Known(Column):
    """A cell of a fact (``posts.figures.facts``): ``read`` makes it of the row's value, ``None``
    where it has none. A fact that nobody keeps is "—"."""

    def __init__(
        self, name: str, label: Any, fact: str, read: Callable[[Any], Any], **kw: Any
    ) -> None:
        super().__init__(name, label, **kw)
        self.fact, self.read, self.paths = fact, read, ("pk",)

    def reader(self, table: Any) -> Callable[..., Any]:
        known = table.known[self.fact]
        if known is None:
            return lambda pk: NOTHING
        return lambda pk: self.read(known.get(pk))


class KnowingTable(Table):
    """Reads the facts of its columns before it writes rows: as many queries for 1 as for 2,000.

    ``since`` and ``until`` are the days between which they are counted.
    """

    since: datetime.date | None = None
    until: datetime.date

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, dict[int, Any] | None] = {}
        self.numbers: Iterator[int] = itertools.count(1)

    # No import takes these rows back, so that no column for their numbers is added.
    _exports_key = False

    def learn(self, ids: list[int]) -> None:
        """Read what the shown columns say of these rows."""
        names = {column.fact for column in self.chosen if isinstance(column, Known)}
        self.known = {name: facts.read(name, ids, self.since, self.until) for name in names}

    def painted(self, rows: Iterable[tuple]) -> list[tuple[Any, str]]:
        rows = list(rows)
        self.learn([row[0] for row in rows])
        self.numbers = itertools.count(1)
        return super().painted(rows)

    def exported(self, rows: Iterable[tuple]) -> Iterator[list[Any]]:
        self.numbers, rest = itertools.count(1), iter(rows)
        while batch := list(itertools.islice(rest, BATCH)):
            self.learn([row[0] for row in batch])
            yield from super().exported(batch)
