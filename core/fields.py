"""Columns whose order must not depend on the database's language settings."""

from collections.abc import Iterable
from typing import Any

from django.db import models


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
