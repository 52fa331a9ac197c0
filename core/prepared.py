"""Queries that are the same every time but for a few values: made and written as SQL once.

The ORM takes half a millisecond to build a query and to write its SQL, ten times what the database
takes to answer one about a single record.
"""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any

from django.db import connections
from django.db.models import QuerySet, Value


class Slot(Value):
    """The place of a value (a number) that is given when the query is asked."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Prepared:
    """The rows of the queryset that ``make`` returns, with ``Slot(0)``, ``Slot(1)`` … in place of
    the values that change.

    Only the SQL is kept, never a row. So nothing else in the queryset may change between two
    requests: not the day, not what the person may see (``visible_to``).
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self.make = make

    @cached_property
    def _made(self) -> tuple[QuerySet[Any, Any], Any, str, tuple[Any, ...], dict[int, Any]]:
        rows = self.make()
        compiler = rows.query.get_compiler(using=rows.db)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return rows, compiler, sql, parameters, converters

    def __call__(self, *values: int) -> list[Any]:
        rows, compiler, sql, parameters, converters = self._made
        filled = tuple(values[p.value] if isinstance(p, Slot) else p for p in parameters)
        # From here on as any queryset, with what its compiler would find out each time.
        asked = copy(compiler)
        asked.connection = connections[rows.db]
        asked.as_sql = lambda *args, **kwargs: (sql, filled)
        asked.get_converters = lambda columns: converters
        return list(QuerySet(rows.model, _Asked(asked), rows.db))  # type: ignore[arg-type]


class _Asked:
    """What a queryset wants of its query when it reads the rows."""

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler
