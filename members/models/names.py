"""What people and units share: names that are sorted and found by pinyin."""

from collections.abc import Iterable
from functools import reduce
from math import isqrt
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.fields import PlainCharField, one_of
from core.identifiers import normalise
from core.names import LONGEST_KEY
from core.paging import FOUND_UP_TO
from core.prepared import Prepared

LAST_SEQUENCE = 999_999
# What a key begins with says what kind of text it is; no name is spelled so.
END_OF_PHONE, NAME, PINYIN, INITIALS = "…", "^", "~", "`"
# So many hits are always looked up.
SEVERAL = 500
LOOKING_UP = 5
# SQLite takes 32,766 values in a statement, and these may stand in it twice.
MOST = 8000
HIGHEST = "\U0010ffff"


class Named(models.Model):
    """What is sorted and found by pinyin; ``members.services`` keeps the keys."""

    sort_key = PlainCharField(max_length=200, editable=False, blank=True)
    pinyin = PlainCharField(max_length=200, editable=False, blank=True)
    initials = PlainCharField(max_length=60, editable=False, blank=True)

    class Meta:
        abstract = True


class FindingKey(models.Model):
    """One text by whose beginning a row is found.

    Each row has, in the spelling of ``spelled``, its name from every character on (春晖医院,
    晖医院, 医院, 院), its pinyin, its initials and its code. "The name contains 医院" is then
    "a key begins with 医院": one range of one index, for one character as for a whole name, on
    both databases, where trigrams miss words of two characters and ``LIKE '%…%'`` reads the whole
    table.
    A table of people marks what kind of text a key is (``members.models.people``), because its
    lists stand in the order of one of them.
    ``members.services.finding`` writes these rows and nobody else; ``core.hooks.integrity``
    compares. That is why the database does not look up the owner of each of them as well, which
    took a tenth of the time of an import.
    """

    owner = ""
    key = PlainCharField(max_length=LONGEST_KEY)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.key

    @classmethod
    def beginnings(cls, text: str) -> dict[str, str]:
        """Kind of key → what keys of this kind begin with that are hits."""
        return {"": spelled(text)}

    @classmethod
    def hits(cls, text: str) -> models.QuerySet:
        """The keys that begin with what was typed."""
        wanted = reduce(or_, map(begins_with, cls.beginnings(text).values()))
        return cls._default_manager.filter(wanted)


def spelled(text: str) -> str:
    """How keys are written and looked up: without spaces, Latin letters small."""
    return normalise(text).replace(" ", "").lower()


def begins_with(text: str) -> Q:
    """Keys that start with the text, as a range of their index."""
    return Q(key__gte=text, key__lt=text + HIGHEST)


def few_of(
    keys: type[FindingKey], beginnings: Iterable[str], looking_up: int = LOOKING_UP
) -> set[int] | None:
    """Whose keys begin so, if to look them up costs less than to walk along a list.

    Among n rows with h hits a walk has met enough of them after ``FOUND_UP_TO`` n / h rows.
    To look up one hit costs as much as to ask so many rows (``looking_up``) whether they are hits.
    """
    if (some := _up_to(SEVERAL, keys, beginnings)) is not None:
        return some
    last = keys._default_manager.aggregate(last=Max(keys.owner))["last"]
    most = min(MOST, isqrt(FOUND_UP_TO * last // looking_up))
    most = 1 << most.bit_length() >> 1  # so that there are few kinds of query
    return _up_to(most, keys, beginnings) if most > SEVERAL else None


def _up_to(most: int, keys: type[FindingKey], beginnings: Iterable[str]) -> set[int] | None:
    """Whose keys begin so, if these keys are no more than that."""
    ranges = [end for start in beginnings for end in (start, start + HIGHEST)]
    some = OWNERS(keys, (most + 1,), *ranges)
    return {owner for (owner,) in some} if len(some) <= most else None


def _owners(keys: type[FindingKey], most: tuple[int], *ranges: str) -> models.QuerySet:
    """Whose keys lie in these ranges, one range after the other: of all at once PostgreSQL would
    read the table along."""
    first, *rest = (
        keys._default_manager.filter(key__gte=start, key__lt=end).order_by().values_list(keys.owner)
        for start, end in zip(ranges[::2], ranges[1::2], strict=True)
    )
    return (first.union(*rest, all=True) if rest else first)[: most[0]]


OWNERS = Prepared(_owners)


def found_in(rows: Any, keys: type[FindingKey], text: str, row: str = "pk") -> Any:
    """The rows that the words find, in a list that stands in another order than by names."""
    return rows.along([found_by(keys, text, row)]) if spelled(text) else rows


def found_by(keys: type[FindingKey], text: str, row: str = "pk") -> Q:
    """Rows whose name has the text in it, or whose pinyin, initials or code begin with it.

    ``row`` leads from the listed rows to the named ones, such as ``membership__unit``. The hits
    are looked up first. A few are named by their ids, and the database sorts them. For many the
    list's own order is walked, which soon meets a page full: each row is asked whether it has such
    a key.
    """
    if not spelled(text):
        return Q()
    beginnings = keys.beginnings(text).values()
    some = few_of(keys, beginnings)
    if some is None:
        return having(keys, beginnings, row)
    return one_of(row, some)


def having(keys: type[FindingKey], beginnings: Iterable[str], row: str = "pk") -> Q:
    """Rows with a key of one of these beginnings, each row asked for itself as the list is walked.

    A row's few keys are read and compared by ``Left``, which no index serves: PostgreSQL would
    else look up the range of all such keys for each row anew, because it takes it for small.
    """
    same = (Exact(Left("key", len(start)), Value(start)) for start in beginnings)
    own = keys._default_manager.filter(reduce(or_, map(Q, same)), **{keys.owner: OuterRef(row)})
    one = Subquery(own.values_list(Value(1))[:1], output_field=models.IntegerField())
    return Q(Exact(one, 1))


def keys_of_name(*names: str) -> set[str]:
    """The names from each of their characters on."""
    words = map(spelled, names)
    return {word[at : at + LONGEST_KEY] for word in words for at in range(len(word))}
