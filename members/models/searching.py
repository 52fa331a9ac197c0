"""Party members found by what was typed, however many are found.

A list stands in the order of pinyin, so people of one surname stand together in it, perhaps at its
end: walked from its beginning it would be read as a whole before the first of 170,000 with the
surname 王 is met. Each kind of key (``members.models.people``) says where its hits stand.
"""

import re
from collections.abc import Iterator

from django.db import models
from django.db.models import Q

from core.paging import Stretch
from members.models.names import HIGHEST, begins_with, having, spelled
from members.models.people import INITIALS, NAME, PINYIN, Person, PersonKey

SEVERAL = 5000
# What may be a whole syllable; a letter of a foreign name stands alone.
SYLLABLE = re.compile(r"[a-z]?|[a-z]*[aeiouvün](?:ng?|r)?")


class Found:
    """The hits: few of them by their numbers (``numbers``), many by conditions (``stretches``) of
    which each alone is quickly answered in the order of the list."""

    def __init__(self, text: str) -> None:
        self.numbers: set[int] = set()
        self.stretches: list[Stretch] = []
        typed = spelled(text)
        for kind, beginning in PersonKey.beginnings(text).items():
            hits = PersonKey.objects.filter(begins_with(beginning))
            some = set(hits.values_list("person", flat=True)[: SEVERAL + 1])
            if len(some) <= SEVERAL:
                self.numbers |= some
            else:
                self.stretches += _stretches(kind, typed, hits)


def _stretches(kind: str, typed: str, hits: models.QuerySet) -> Iterator[Stretch]:
    looked_up, walked = Q(pk__in=hits.values("person")), having(hits)
    if kind == NAME:
        # All of them begin with the same character, read in the same way.
        any_one = list(hits.values_list("person", flat=True)[:1])
        for key in Person.objects.filter(pk__in=any_one).values_list("sort_key", flat=True):
            here = _from(key.partition(" ")[0])
            yield _same(here) if len(typed) == 1 else Stretch(here & walked, looked_up)
    elif kind == PINYIN:
        for word in dict.fromkeys((typed, typed.replace("v", "ü"))):
            yield _same(_from(word))
            # 詹国 (zhan guo) begins with "zhang" as well.
            for at in range(1, len(word)):
                if SYLLABLE.fullmatch(word[:at]):
                    here = Q(sort_key__gte=f"{word[:at]} ", sort_key__lt=f"{word[:at]}:")
                    yield _same(here & walked)
    elif kind == INITIALS and len(typed) == 1:
        yield _same(_from(typed))
    elif kind == INITIALS:
        # Some thousands, whose given names stand together in turn: they are looked up and sorted.
        yield _same(looked_up)
    else:
        # Second and third characters are everywhere: the list's order soon meets a page full.
        yield Stretch(walked, looked_up)


def _same(condition: Q) -> Stretch:
    return Stretch(condition, condition)


def _from(beginning: str) -> Q:
    return Q(sort_key__gte=beginning, sort_key__lt=beginning + HIGHEST)
