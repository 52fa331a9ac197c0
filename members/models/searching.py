"""Party members found by what was typed, however many are found.

A list stands in the order of pinyin, so people of one surname stand together in it, perhaps at its
end: walked from its beginning it would be read as a whole before the first of 170,000 with the
surname 王 is met. Each kind of key (``members.models.people``) says where its hits stand.
"""

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from core.paging import Stretch
from members.models.names import HIGHEST, begins_with, having, spelled
from members.models.people import INITIALS, NAME, PINYIN, Person, PersonKey

SEVERAL = 5000
# SQLite takes 32,766 values in a statement, and these may stand in it twice.
MORE = 8000
# What may be a whole syllable; a letter of a foreign name stands alone.
SYLLABLE = re.compile(r"[a-z]?|[a-z]*[aeiouvün](?:ng?|r)?")


class Found:
    """The hits: few of them by their numbers (``numbers``), many by conditions (``stretches``) of
    which each alone is quickly answered in the order of the list, whose key is ``order``."""

    def __init__(self, text: str, order: str = "sort_key") -> None:
        self.numbers: set[int] = set()
        self.stretches: list[Stretch] = []
        self.order = order
        typed = spelled(text)
        for kind, beginning in PersonKey.beginnings(text).items():
            hits = PersonKey.objects.filter(begins_with(beginning))
            # Among those of one surname the given names stand together in turn, so that the order
            # is of less help with initials.
            most = MORE if kind == INITIALS and len(typed) > 1 else SEVERAL
            some = set(hits.values_list("person", flat=True)[: most + 1])
            if len(some) <= most:
                self.numbers |= some
            else:
                self.stretches += self._stretches(kind, typed, hits)

    def among(self, rows: Any, numbers: set[int]) -> Any:
        """Those of the rows that were found; ``numbers`` are those that were looked up."""
        stretches = self.stretches
        if numbers or not stretches:
            few = Q(pk__in=numbers)
            stretches = [Stretch(few, few), *stretches]
        rows = rows.filter(reduce(or_, (one.walked for one in stretches)))
        rows.stretches = tuple(stretches)
        return rows

    def _stretches(self, kind: str, typed: str, hits: models.QuerySet) -> Iterator[Stretch]:
        looked_up, walked = Q(pk__in=hits.values("person")), having(hits)
        if kind == NAME:
            # All of them begin with the same character, read in the same way.
            any_one = list(hits.values_list("person", flat=True)[:1])
            for key in Person.objects.filter(pk__in=any_one).values_list("sort_key", flat=True):
                here = self._from(key.partition(" ")[0])
                yield _same(here) if len(typed) == 1 else Stretch(here & walked, looked_up)
        elif kind == PINYIN:
            for word in dict.fromkeys((typed, typed.replace("v", "ü"))):
                yield _same(self._from(word))
                # 詹国 (zhan guo) begins with "zhang" as well.
                for at in range(1, len(word)):
                    if SYLLABLE.fullmatch(word[:at]):
                        here = self._between(f"{word[:at]} ", f"{word[:at]}:")
                        yield _same(here & walked)
        elif kind == INITIALS:
            here = self._from(typed[0])
            yield _same(here) if len(typed) == 1 else Stretch(here & walked, looked_up)
        else:
            # Second and third characters are everywhere: the list's order soon meets a page full.
            yield Stretch(walked, looked_up)

    def _from(self, beginning: str) -> Q:
        return self._between(beginning, beginning + HIGHEST)

    def _between(self, first: str, end: str) -> Q:
        return Q(**{f"{self.order}__gte": first, f"{self.order}__lt": end})


def _same(condition: Q) -> Stretch:
    return Stretch(condition, condition)
