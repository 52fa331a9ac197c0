"""SQL that PostgreSQL has planned before: to plan the query of a record's page takes it as long as
to answer it."""

import datetime
import itertools
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# A statement is planned for a connection when it has been asked so often over it.
AFTER = 3
# A plan takes about 100 kB; the one that has not been asked for longest is given up.
AT_MOST = 120
TYPES = {int: "bigint", datetime.date: "date"}  # any other is found out by PostgreSQL
NUMBERS = itertools.count(1)


class Statement:
    """SQL with its parameters, of which those at the places ``changing`` differ each time.

    ``name`` is what it is called in PostgreSQL's log, with a number. Whether a plan for all values
    is as good as one for these is decided there (``plan_cache_mode``). It must be the very
    connection that goes on with it: no pool may come between that hands out another for each
    transaction.
    """

    def __init__(
        self, name: str, sql: str, parameters: Sequence[Any], changing: Sequence[int]
    ) -> None:
        self.name = f"{name[:50]}_{next(NUMBERS)}"
        self.sql, self.parameters, self.changing = sql, parameters, changing

    def over(
        self, connection: BaseDatabaseWrapper, values: Sequence[Any]
    ) -> tuple[str, Sequence[Any]]:
        """What is to be executed over the connection for all these parameters, and with which."""
        if connection.vendor != "postgresql" or connection.connection is None:
            return self.sql, values
        kept = getattr(connection, "kept_statements", None)
        if kept is None or kept.connection is not connection.connection:
            kept = connection.kept_statements = _Kept(connection.connection)  # type: ignore[attr-defined]
        if not kept.has(self):
            return self.sql, values
        given = [values[at] for at in self.changing]
        return f"EXECUTE {self._called(['%s'] * len(given))}", given

    def prepare(self, cursor: Any) -> None:
        """Have it planned; what never changes stands in it as it is."""
        from psycopg2.extensions import AsIs

        written, types = list(self.parameters), []
        for number, at in enumerate(self.changing, 1):
            types.append(TYPES.get(type(written[at]), "unknown"))
            written[at] = AsIs(f"${number}")
        sql = cursor.mogrify(self.sql, written).decode()
        cursor.execute(f"PREPARE {self._called(types)} AS {sql}")

    def _called(self, given: Sequence[str]) -> str:
        return f"{self.name} ({', '.join(given)})" if given else self.name


class _Kept:
    """What has been planned over one connection."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.asked: dict[Statement, int] = {}
        self.planned: dict[Statement, None] = {}  # in the order in which they were last asked

    def has(self, statement: Statement) -> bool:
        """Whether the statement has been planned; it is now, where it is asked often enough."""
        if statement in self.planned:
            del self.planned[statement]
            self.planned[statement] = None
            return True
        if len(self.asked) >= AT_MOST * 5:  # most of them of a day that is over
            self.asked.clear()
        times = self.asked[statement] = self.asked.get(statement, 0) + 1
        if times <= AFTER:
            return False
        # Beside Django, in whose count of queries a page's statement would be two the first time.
        with self.connection.cursor() as cursor:
            while len(self.planned) >= AT_MOST:
                longest_ago = next(iter(self.planned))
                cursor.execute(f"DEALLOCATE {longest_ago.name}")
                del self.planned[longest_ago]
            statement.prepare(cursor)
        self.planned[statement] = None
        return True
