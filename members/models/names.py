"""What people and units share: names that are sorted and found by pinyin."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.fields import PlainCharField
from core.identifiers import normalise
from core.names import LONGEST_KEY
from core.paging import Stretch

LAST_SEQUENCE = 999_999
# What a key begins with says what kind of text it is; no name is spelled so.
END_OF_PHONE, NAME, PINYIN, INITIALS = "…", "^", "~", "`"
# Up to so many hits are named one by one; more are looked up row by row along the list's order.
FEW = 1000
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
    compares.
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


def found_in(
    rows: models.QuerySet, keys: type[FindingKey], text: str, row: str = "pk"
) -> models.QuerySet:
    """The rows that the words find, in a list that stands in another order than by names.

    As ``found_by`` has them; many hits are counted from their keys, not along the list.
    """
    wanted, many = _found(keys, text, row)
    found: Any = rows.filter(wanted)
    if many:
        counted = Q(**{f"{row}__in": keys.hits(text).values(keys.owner)})
        found.stretches = (Stretch(wanted, counted),)
    return found  # type: ignore[no-any-return]


def found_by(keys: type[FindingKey], text: str, row: str = "pk") -> Q:
    """Rows whose name has the text in it, or whose pinyin, initials or code begin with it.

    ``row`` leads from the listed rows to the named ones, such as ``membership__unit``. The hits
    are looked up first. A few are named by their ids, and the database sorts them. For many the
    list's own order is walked, which soon meets a page full: each row is asked whether it has such
    a key (one character, which every second name may have), or whether it is in the set of hits.
    CASE and the subquery as a value keep PostgreSQL, which takes every range of keys for a single
    row, from sorting all hits.
    """
    return _found(keys, text, row)[0]


def _found(keys: type[FindingKey], text: str, row: str) -> tuple[Q, bool]:
    """The condition, and whether the hits are many."""
    if not spelled(text):
        return Q(), False
    hits = keys.hits(text)
    some = list(hits.values_list(keys.owner, flat=True)[: FEW + 1])
    if len(some) <= FEW:
        return Q(**{f"{row}__in": set(some)}), False
    if len(spelled(text)) == 1:
        return having(keys, keys.beginnings(text).values(), row), True
    one_of_them = When(**{f"{row}__in": hits.values(keys.owner)}, then=Value(True))
    case = Case(one_of_them, default=Value(False), output_field=models.BooleanField())
    return Q(case), True


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
