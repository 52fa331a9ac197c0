"""Columns whose order must not depend on the database's settings, and what they are asked for."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.lookups import Lookup


class PlainCharField(models.CharField):
    """Text compared byte by byte on both databases: codes, tree paths, sort keys.

    PostgreSQL would else sort by the cluster's collation, and neither prefix ranges nor keyset
    pages could rely on the order.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return parameters


def prefix_range(field: str, prefix: str) -> models.Q:
    """Rows whose digits-only column starts with the prefix, as a range that an index serves.

    ``:`` is the character after ``9``. ``startswith`` becomes an unindexed LIKE on SQLite.
    """
    return models.Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + ":"})


def any_prefix_range(field: str, prefixes: Iterable[str]) -> models.Q:
    """Rows whose column starts with one of the prefixes; without any, no rows."""
    wanted = models.Q(pk__in=[])
    for prefix in prefixes:
        wanted |= prefix_range(field, prefix)
    return wanted


class OneOf(Lookup):
    """Whether a number is one of many, which the database gets as one value: ``__in`` of Django
    looks at each of them several times, a quarter of the time of a search that finds a thousand."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        lhs, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s)", [*parameters, list(self.rhs)]
        numbers = json.dumps(list(self.rhs))
        sql = f"{lhs} IN (SELECT value FROM json_each(%s))"  # noqa: S608 the column's own name
        return sql, [*parameters, numbers]


def one_of(name: str, numbers: Iterable[int]) -> models.Q:
    """Rows whose key, or the key of what they refer to, is one of the numbers."""
    return models.Q(OneOf(models.F(name), sorted(numbers)))
