"""Queries that are the same every time but for a few values: made and written as SQL once.

The ORM takes half a millisecond to build a query and to write its SQL, ten times what the database
takes to answer one about a single record.
"""

import datetime
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from itertools import islice
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from core import clock
from core.statements import Statement

# Digits of a number within a path of the tree.
DIGITS = 8
LARGEST = 2**63 - 1
# Where the numbers begin that stand in for values: they fit into the smallest column, which Django
# would else not ask for.
STAND_INS = (21_001, 11_001)
MOST_VALUES = 9_000
AT_MOST = 200
FILLED_IN = {int, str, datetime.date}
Fill = Callable[[Sequence[Any]], Any]


class Shaped:
    """What a query follows from that is no single value: the SQL follows from its ``shape``, and
    its ``numbers`` are what changes between two of the same shape."""

    shape: Hashable
    numbers: tuple[int, ...]

    def with_numbers(self, numbers: Sequence[int]) -> Any:
        """Another one of the same shape."""
        raise NotImplementedError


class Among(tuple[int, ...], Shaped):
    """Numbers of which a column has one. The last is repeated up to a power of two, so that there
    are few kinds of query."""

    __slots__ = ()

    def __new__(cls, numbers: Iterable[int]) -> Self:
        found = tuple(numbers)
        missing = (1 << (len(found) - 1).bit_length()) - len(found) if found else 0
        return super().__new__(cls, found + found[-1:] * missing)

    @property
    def shape(self) -> int:  # type: ignore[override]
        return len(self)

    @property
    def numbers(self) -> tuple[int, ...]:  # type: ignore[override]
        return self

    def with_numbers(self, numbers: Sequence[int]) -> "Among":
        return Among(numbers)


class Prepared:
    """The rows of the queryset that ``make`` returns for these values.

    Only the SQL is kept, never a row. Numbers, days and texts are filled in, so are the numbers of
    what is ``Shaped``; any other value (a yes or no, a tuple) is a part of what the SQL is kept by.
    To learn where the values go, ``make`` is called with values that stand in for them, twice: what
    is the same both times is always so, what is a value's stand-in is that value, and anything else
    is an error, because the query follows from the values in a way that cannot be filled in; so is
    a value that is not found again. ``make`` must not ask of a value whether it is 0 or empty. It
    is called anew for another shape and on another day, so it may ask what day it is.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make
        self._made: dict[Hashable, _Made | None] = {}

    def __call__(self, *values: Any) -> list[Any]:
        found = self._made_for(values)
        if found is None:
            return list(self.make(*values))
        made, flat = found
        return [] if made is None else made.rows(flat)

    def count(self, *values: Any) -> int:
        """How many rows there are."""
        found = self._made_for(values)
        if found is None:
            return self.make(*values).count()
        made, flat = found
        return 0 if made is None else made.count(flat)

    def _made_for(self, values: Sequence[Any]) -> "tuple[_Made | None, list[Any]] | None":
        """What is kept for values of this kind, ``None`` for a query without rows, and what is to
        be filled in; or nothing, where the values are beyond what can be."""
        kinds: list[Hashable] = [clock.today()]
        flat: list[Any] = []
        for value in values:
            kind: Any = type(value)
            if kind in FILLED_IN:
                kinds.append(kind)
                flat.append(value)
            elif isinstance(value, Shaped):
                kinds.append(value.shape)
                flat += value.numbers
            else:
                kinds.append(value)
        if len(flat) > MOST_VALUES or any(type(one) is int and one > LARGEST for one in flat):
            return None
        key = tuple(kinds)
        if key not in self._made:
            if len(self._made) >= AT_MOST:
                self._made.clear()
            self._made[key] = _Made.of(self.make, values, flat)
        return self._made[key], flat


class _Made:
    """A queryset with its SQL, and where the values go in it."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.queryset = rows
        self.compiler = rows.query.get_compiler(using=rows.db)
        self.sql, self.parameters = self.compiler.as_sql()
        # Which parameter is which value, which is one as text, and which others hold some.
        self.places: list[tuple[int, int]] = []
        self.texts: list[tuple[int, int]] = []
        self.paths: list[tuple[int, Fill]] = []
        self.converters: dict[int, Any] = {}

    @classmethod
    def of(
        cls, make: Callable[..., QuerySet[Any, Any]], values: Sequence[Any], flat: Sequence[Any]
    ) -> "_Made | None":
        first, second = (_stand_ins(flat, start) for start in STAND_INS)
        try:
            made = cls(make(*_instead(values, first)))
        except EmptyResultSet:
            return None
        other = cls(make(*_instead(values, second)))
        if made.sql != other.sql:
            raise TypeError(f"This query is another one for other values: {made.sql}")
        made._find(other.parameters, first, second)
        found = {place for _at, place in (*made.places, *made.texts)}
        at = 0
        for value in values:
            if type(value) in FILLED_IN and at not in found:
                raise TypeError(f"{value!r} is not found again in this query: {made.sql}")
            at += len(value.numbers) if isinstance(value, Shaped) else type(value) in FILLED_IN
        made.converters = made.compiler.get_converters([one[0] for one in made.compiler.select])
        made._prepare()
        return made

    def _prepare(self) -> None:
        name, changing = self.queryset.model._meta.db_table, self._changing()
        counting = f"SELECT COUNT(*) FROM ({self.sql}) counted"  # noqa: S608 the ORM's own SQL
        self.reading = Statement(name, self.sql, self.parameters, changing)
        self.counting = Statement(name, counting, self.parameters, changing)

    def _changing(self) -> list[int]:
        return sorted(at for at, _value in (*self.places, *self.texts, *self.paths))

    def _find(self, others: Sequence[Any], first: Sequence[Any], second: Sequence[Any]) -> None:
        """Where the values go, by the parameters for one and for the other values."""
        pairs = list(zip(first, second, strict=True))
        places = {pair: place for place, pair in enumerate(pairs)}
        texts = {(str(mine), str(theirs)): place for place, (mine, theirs) in enumerate(pairs)}
        for at, pair in enumerate(zip(self.parameters, others, strict=True)):
            if pair[0] == pair[1]:
                continue
            if pair in places:
                self.places.append((at, places[pair]))
            elif pair in texts:
                self.texts.append((at, texts[pair]))
            else:
                fill = _in_steps(str(pair[0]), first)
                if (fill(first), fill(second)) != pair:
                    raise TypeError(f"This follows from the values in an unknown way: {pair[0]!r}")
                self.paths.append((at, fill))

    def count(self, values: Sequence[Any]) -> int:
        connection = connections[self.queryset.db]
        with connection.cursor() as cursor:
            cursor.execute(*self.counting.over(connection, self._filled(values)))
            return int(cursor.fetchone()[0])

    def _filled(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """The parameters with the values in their places."""
        filled = list(self.parameters)
        for at, place in self.places:
            filled[at] = values[place]
        for at, place in self.texts:
            filled[at] = str(values[place])
        for at, fill in self.paths:
            filled[at] = fill(values)
        return tuple(filled)

    def rows(self, values: Sequence[Any]) -> list[Any]:
        connection = connections[self.queryset.db]
        sql = self.reading.over(connection, self._filled(values))
        # From here on as any queryset, with what its compiler would find out each time.
        asked = copy(self.compiler)
        asked.connection = connection
        asked.as_sql = lambda *args, **kwargs: sql
        asked.get_converters = lambda columns: self.converters
        found: Any = QuerySet(
            self.queryset.model,
            _Asked(asked),  # type: ignore[arg-type]
            self.queryset.db,
        )
        found._iterable_class = self.queryset._iterable_class  # type: ignore[attr-defined]
        return list(found)


class _Asked:
    """What a queryset wants of its query when it reads the rows."""

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler


def _stand_ins(values: Sequence[Any], start: int) -> list[Any]:
    """For each value another one of its kind."""
    found: list[Any] = []
    for number, value in enumerate(values, start):
        if isinstance(value, str):
            found.append(f"stand-in {number}")
        elif isinstance(value, datetime.date):
            found.append(datetime.date.fromordinal(700_000 + number))
        else:
            found.append(number)
    return found


def _instead(values: Sequence[Any], stand_ins: Sequence[Any]) -> list[Any]:
    """The values with what stands in for them in their places."""
    left = iter(stand_ins)
    found = []
    for value in values:
        if isinstance(value, Shaped):
            found.append(value.with_numbers(list(islice(left, len(value.numbers)))))
        else:
            found.append(next(left) if type(value) in FILLED_IN else value)
    return found


def _in_steps(text: str, stand_ins: Sequence[Any]) -> Fill:
    """A text in which some of the numbers stand, each with all its digits: a path."""
    places = {f"{one:0{DIGITS}d}": at for at, one in enumerate(stand_ins) if type(one) is int}
    pieces = re.split(f"({'|'.join(places) or '$^'})", text)
    return lambda values: "".join(
        f"{values[places[piece]]:0{DIGITS}d}" if piece in places else piece for piece in pieces
    )
