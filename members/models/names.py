"""What people and units share: names that are sorted and found by pinyin."""

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import Exact

from core.fields import PlainCharField
from core.identifiers import normalise
from core.names import LONGEST_KEY

LAST_SEQUENCE = 999_999
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
    def hits(cls, text: str) -> models.QuerySet:
        """The keys that begin with what was typed."""
        return cls._default_manager.filter(begins_with(spelled(text)))


def spelled(text: str) -> str:
    """How keys are written and looked up: without spaces, Latin letters small."""
    return normalise(text).replace(" ", "").lower()


def begins_with(text: str) -> Q:
    """Keys that start with the text, as a range of their index."""
    return Q(key__gte=text, key__lt=text + HIGHEST)


def found_by(keys: type[FindingKey], text: str, row: str = "pk") -> Q:
    """Rows whose name has the text in it, or whose pinyin, initials or code begin with it.

    ``row`` leads from the listed rows to the named ones, such as ``membership__unit``. The hits
    are looked up first. A few are named by their ids, and the database sorts them. For many the
    list's own order is walked, which soon meets a page full: each row is asked whether it has such
    a key (one character, which every second name may have), or whether it is in the set of hits.
    CASE and the subquery as a value keep PostgreSQL, which takes every range of keys for a single
    row, from sorting all hits.
    """
    if not spelled(text):
        return Q()
    hits = keys.hits(text)
    some = list(hits.values_list(keys.owner, flat=True)[: FEW + 1])
    if len(some) <= FEW:
        return Q(**{f"{row}__in": set(some)})
    if len(spelled(text)) == 1:
        return having(hits, row)
    one_of_them = When(**{f"{row}__in": hits.values(keys.owner)}, then=Value(True))
    return Q(Case(one_of_them, default=Value(False), output_field=models.BooleanField()))


def having(hits: models.QuerySet, row: str = "pk") -> Q:
    """Rows that have one of these keys, each row asked for itself as the list is walked."""
    own = hits.filter(**{hits.model.owner: OuterRef(row)}).values_list(Value(1))[:1]
    return Q(Exact(Subquery(own, output_field=models.IntegerField()), 1))


def keys_of_name(*names: str) -> set[str]:
    """The names from each of their characters on."""
    words = map(spelled, names)
    return {word[at : at + LONGEST_KEY] for word in words for at in range(len(word))}
