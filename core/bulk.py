"""Many plain rows at once.

``bulk_create`` makes an object of each row, which for rows of two columns costs more than the
database does; a roster of 100,000 units has millions of them.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

AT_ONCE = 1000


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of finished values (as the database keeps them) into the named fields."""
    quote = connection.ops.quote_name
    by_name = {field.name: field for field in model._meta.concrete_fields}
    columns = ", ".join(quote(str(by_name[name].column)) for name in names)
    start = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 our names
    one = f"({', '.join(['%s'] * len(names))})"
    left = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(left, AT_ONCE)):
            values = [value for row in part for value in row]
            cursor.execute(start + ", ".join([one] * len(part)), values)
