"""Reading the keys of faulty rows, however many there are."""

from collections.abc import Iterator

from django.db.models import QuerySet

BATCH = 2000


def keys(rows: QuerySet) -> Iterator[int]:
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
