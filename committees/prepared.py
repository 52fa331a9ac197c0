"""Queries that depend on who looks, made and written as SQL once for all whose reach is alike."""

from collections.abc import Sequence
from typing import Any

from committees.reach import Reach
from core.prepared import Prepared, Shaped


class Reader(Shaped):
    """All that ``visible_to`` may ask about whoever looks; it finds nothing else here."""

    is_authenticated = True
    is_usable = True
    is_party_member = False

    def __init__(self, pk: int, reach: Reach, administers: str) -> None:
        self.pk = pk
        self.reach = reach
        self.administers = administers

    @property
    def shape(self) -> Any:  # type: ignore[override]
        return self.reach.shape, self.administers

    @property
    def numbers(self) -> tuple[int, ...]:  # type: ignore[override]
        return self.pk, *self.reach.ids

    def with_numbers(self, numbers: Sequence[int]) -> "Reader":
        own, *ids = numbers
        return Reader(own, self.reach.with_ids(ids), self.administers)


class Seen(Prepared):
    """The rows of the queryset that ``make`` returns for whoever looks, which must come by
    ``visible_to``, and the other values.

    For liaisons and party members it is built anew each time: what they see follows from further
    rows (their units, their own entry) that are read on the way.
    """

    def __call__(self, user: Any, *values: Any) -> list[Any]:
        reach = getattr(user, "reach", None)
        if not isinstance(reach, Reach) or reach.liaison_at:
            return list(self.make(user, *values))
        if getattr(user, "is_party_member", True):
            return list(self.make(user, *values))
        return super().__call__(Reader(user.pk, reach, user.administers), *values)
