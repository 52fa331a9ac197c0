"""Pages of a long list that cost the same however deep they lie.

A page is "the rows after this one" (a keyset), never "skip 400,000 rows". The order's keys all run
the same way and end with the primary key; each is NOT NULL and the whole order has an index.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from core.paths import field_at, follow

COUNT_UP_TO = 1000
# Of what is searched for; to count common words takes much longer than to show the first of them.
FOUND_UP_TO = 100


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the addresses of the pages around them."""

    rows: list[Any]
    next_query: str
    previous_query: str
    total: int
    total_is_bounded: bool

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_other_pages(self) -> bool:
        return bool(self.next_query or self.previous_query)


def beyond(keys: Sequence[str], values: Sequence[Any], comparison: str) -> Q:
    """The rows strictly after (``gt``) or before (``lt``) the given one, in the order of the keys.

    The comparison of whole rows lets PostgreSQL start at exactly that place of the index, even
    where the first keys are the same for all; the plain one of the first key lets SQLite skip all
    smaller ones. ``k > v OR (k = v AND rest)`` would walk the index from its start on both.
    """
    first = Q(**{f"{keys[0]}__{comparison}": values[0]})
    if len(keys) == 1:
        return first
    compare = TupleGreaterThan if comparison == "gt" else TupleLessThan
    whole = compare(Tuple(*[F(key) for key in keys]), list(values))
    return Q(**{f"{keys[0]}__{comparison}e": values[0]}) & Q(whole)


def first_rows(rows: QuerySet, most: int) -> list[Any]:
    """The first rows of an ordered queryset; those of stretches must be ordered upwards."""
    parts, stretches = _parts(rows)
    if not stretches:
        return list(rows[:most])
    keys = [str(key) for key in parts.query.order_by]
    first = _first_keys(parts, stretches, keys, most)
    whole = {row.pk: row for row in parts.filter(pk__in=[pk for _keys, pk in first])}
    return [whole[pk] for _keys, pk in first]


def _parts(rows: QuerySet) -> tuple[QuerySet, Sequence[Q]]:
    """What is walked along, and the conditions of which each alone is asked for along it; none,
    where the rows are walked along as they are (``ScopedQuerySet.stretches``)."""
    stretches = getattr(rows, "stretches", ())
    unnarrowed = getattr(rows, "unnarrowed", None)
    if unnarrowed is not None:
        return unnarrowed, stretches
    return rows, stretches if len(stretches) != 1 else (Q(),)


def _first_keys(
    rows: QuerySet,
    stretches: Sequence[Q],
    keys: Sequence[str],
    most: int,
    *,
    descending: bool = False,
) -> list[tuple[tuple[Any, ...], Any]]:
    """(keys, primary key) of the first ordered rows that satisfy one or another condition.

    Each of them alone is walked along the list's index, while all of them together would be read
    and sorted as a whole. The keys alone are read, so that what stands beside them is read of the
    page's own rows.
    """
    listed = (rows.filter(one).values_list("pk", *keys)[:most] for one in stretches)
    found = {tuple(its): pk for part in listed for pk, *its in part}
    return [(its, found[its]) for its in sorted(found, reverse=descending)[:most]]


class KeysetPaginator:
    """Cuts a queryset into pages along ``keys`` (field paths; ``descending`` turns all of them).

    ``countable`` are rows that are as many, where some are cheaper to count.
    """

    def __init__(
        self,
        rows: QuerySet,
        keys: Sequence[str],
        *,
        descending: bool = False,
        per_page: int = 50,
        countable: QuerySet | None = None,
    ) -> None:
        self.rows = rows
        self.countable = rows if countable is None else countable
        self.keys = list(keys)
        self.descending = descending
        self.per_page = per_page

    def page(self, parameters: Mapping[str, str], read: Any = None) -> Page:
        """The page that the query string asks for; an unreadable cursor gives the first.

        ``read`` turns the ordered, cut queryset into rows (a ``values_list``, say) whose last
        items are the keys; without it the rows are instances.
        """
        backwards = "before" in parameters
        cursor = self._decode(parameters.get("before" if backwards else "after", ""))
        if cursor is None:
            backwards = False
        towards_end = self.descending == backwards  # ascending walk of the index
        found, total = self._first(cursor, towards_end, read or list)
        more = len(found) > self.per_page
        found = found[: self.per_page]
        if backwards:
            found.reverse()
        has_next = bool(found) and (more if not backwards else True)
        has_previous = bool(found) and (cursor is not None if not backwards else more)
        kept = {k: v for k, v in _pairs(parameters) if k not in {"after", "before"}}
        if total is None:
            total = self._count() if more or cursor else len(found)
        return Page(
            rows=found,
            next_query=self._query(kept, "after", found[-1]) if has_next else "",
            previous_query=self._query(kept, "before", found[0]) if has_previous else "",
            total=min(total, self._bound),
            total_is_bounded=total > self._bound,
        )

    @property
    def _bound(self) -> int:
        """Up to how many rows are counted."""
        return FOUND_UP_TO if getattr(self.countable, "stretches", ()) else COUNT_UP_TO

    def ordered(self, cursor: Sequence[Any] | None, towards_end: bool) -> QuerySet:
        """The rows that are walked along behind the cursor, all of them where there is none, along
        the index or back."""
        rows, _stretches = _parts(self.rows)
        if cursor:
            rows = rows.filter(beyond(self.keys, cursor, "gt" if towards_end else "lt"))
        return rows.order_by(*(F(k).asc() if towards_end else F(k).desc() for k in self.keys))

    def _first(
        self, cursor: list[Any] | None, towards_end: bool, read: Any
    ) -> tuple[list[Any], int | None]:
        """As many rows as fill the page, and one more if there is one; and how many there are in
        all, where they have been counted on the way."""
        _rows, stretches = _parts(self.rows)
        rows, most = self.ordered(cursor, towards_end), self.per_page + 1
        if not stretches:
            return list(read(rows[:most])), None
        enough = most if cursor else max(most, FOUND_UP_TO + 1)
        first = _first_keys(rows, stretches, self.keys, enough, descending=not towards_end)
        page = rows.filter(pk__in=[pk for _keys, pk in first[:most]]).order_by()
        whole = {tuple(self._keys_of(row)): row for row in read(page)}
        return [whole[keys] for keys, _pk in first[:most]], None if cursor else len(first)

    def counted(self) -> QuerySet:
        """As many rows as are counted at most."""
        return self.countable.order_by()[: self._bound + 1]

    def _count(self) -> int:
        rows, stretches = _parts(self.countable)
        if not stretches:
            return self.counted().count()
        order = [F(key).desc() if self.descending else F(key).asc() for key in self.keys]
        first = _first_keys(
            rows.order_by(*order), stretches, self.keys, self._bound + 1, descending=self.descending
        )
        return len(first)

    def _keys_of(self, row: Any) -> list[Any]:
        if isinstance(row, tuple):
            return list(row[-len(self.keys) :])
        return [follow(row, key) for key in self.keys]

    def _query(self, kept: dict[str, Any], word: str, row: Any) -> str:
        values = self._keys_of(row)
        text = json.dumps([v.isoformat() if hasattr(v, "isoformat") else v for v in values])
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return urlencode(kept | {word: cursor}, doseq=True)

    def _type_of(self, key: str) -> Any:
        annotation = self.rows.query.annotations.get(key)
        return field_at(self.rows.model, key) if annotation is None else annotation.output_field

    def _decode(self, text: str) -> list[Any] | None:
        if not text or len(text) > 2000:
            return None
        try:
            values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if not isinstance(values, list) or len(values) != len(self.keys):
                return None
            return [
                self._type_of(key).to_python(value)
                for key, value in zip(self.keys, values, strict=True)
            ]
        except (binascii.Error, ValueError, ValidationError, OverflowError):
            return None


def _pairs(parameters: Any) -> Any:
    return parameters.lists() if hasattr(parameters, "lists") else parameters.items()
