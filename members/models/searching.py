"""People found by what was typed, however many are found.

A list stands in the order of pinyin, so people of one surname stand together in it, perhaps at its
end: walked from its beginning it would be read as a whole before the first of 170,000 with the
surname 王 is met. Each kind of key (``members.models.names``) says where its hits stand.
"""

import re
from collections.abc import Iterator
from functools import reduce
from math import isqrt
from operator import or_
from typing import Any

from django.db import models
from django.db.models import F, Max, Q

from core.paging import Stretch
from members.models.names import (
    HIGHEST,
    INITIALS,
    NAME,
    PINYIN,
    FindingKey,
    begins_with,
    having,
    spelled,
)

# So many hits are always looked up.
SEVERAL = 500
# To look up one hit costs as much as to ask so many rows of a list whether they are hits.
LOOKING_UP = 5
PAGE = 50
# SQLite takes 32,766 values in a statement, and these may stand in it twice.
MOST = 8000
# What may be a whole syllable; a letter of a foreign name stands alone.
SYLLABLE = re.compile(r"[a-z]?|[a-z]*[aeiouvün](?:ng?|r)?")


def found_among(rows: Any, keys: type[FindingKey], text: str, order: str = "sort_key") -> Any:
    """Those of the rows that the words find; ``order`` is the key of the list's order."""
    return _Found(keys, text, order).among(rows) if spelled(text) else rows


class _Found:
    """The hits: few of them by their numbers (``numbers``), many by conditions (``stretches``) of
    which each alone is quickly answered in the order of the list."""

    def __init__(self, keys: type[FindingKey], text: str, order: str) -> None:
        self.keys, self.order = keys, order
        self.stretches: list[Stretch] = []
        self.numbers: set[int] = set()
        some = list(self._owners(keys.hits(text))[: SEVERAL + 1])
        if len(some) <= SEVERAL:
            self.numbers = set(some)
        else:
            self._look_at_each_kind(text)

    def _look_at_each_kind(self, text: str) -> None:
        typed, keys = spelled(text), self.keys
        for kind, beginning in keys.beginnings(text).items():
            hits = keys._default_manager.filter(begins_with(beginning))
            some = self._few(hits)
            if some is None:
                self.stretches += self._stretches(kind, typed, beginning, hits)
            else:
                self.numbers |= some

    def _owners(self, hits: models.QuerySet) -> models.QuerySet:
        return hits.values_list(self.keys.owner, flat=True)

    def _few(self, hits: models.QuerySet) -> set[int] | None:
        """The numbers of the hits, if to look them up costs less than to walk along the list.

        Among n people with h hits a page full is met after 50 n / h of them.
        """
        owners = self._owners(hits)
        some = list(owners[: SEVERAL + 1])
        if len(some) <= SEVERAL:
            return set(some)
        last = self.keys._default_manager.aggregate(last=Max(self.keys.owner))["last"]
        most = min(MOST, max(SEVERAL, isqrt(PAGE * last // LOOKING_UP)))
        some = list(owners[: most + 1])
        return set(some) if len(some) <= most else None

    def among(self, rows: Any) -> Any:
        here: Any = rows.filter(pk__in=self.numbers).order_by().values_list("pk", flat=True)
        numbers = Q(pk__in=set(here) if self.numbers else set())
        stretches = [Stretch(numbers, numbers), *self.stretches] if self.numbers else self.stretches
        if self.stretches:
            rows = rows.filter(reduce(or_, (one.walked for one in stretches)))
        else:
            # The numbers say it all. Of other conditions SQLite might think that they leave less.
            alone = rows.model._default_manager.filter(numbers)
            alone.query.select_related = rows.query.select_related
            driven = {"at_sort_key": F("sort_key"), "at_person": F("pk")}
            rows = alone.annotate(**driven) if self.order in driven else alone
        rows.stretches = tuple(stretches)
        return rows

    def _stretches(
        self, kind: str, typed: str, beginning: str, hits: models.QuerySet
    ) -> Iterator[Stretch]:
        looked_up, walked = Q(pk__in=self._owners(hits)), having(self.keys, [beginning])
        if kind == NAME:
            # All of them begin with the same character, read in the same way.
            for key in hits.values_list(f"{self.keys.owner}__sort_key", flat=True)[:1]:
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
            if len(typed) == 1:
                yield _same(here)
            else:
                # 李 stand before all others under L, and those of them whose given names begin
                # with Y at their end: the key in the list's own index tells most of the others.
                then = Q(**{f"{self.order}__contains": f" {typed[1]}"})
                yield Stretch(here & then & walked, looked_up)
        else:
            # Second and third characters are everywhere: the list's order soon meets a page full.
            yield Stretch(walked, looked_up)

    def _from(self, beginning: str) -> Q:
        return self._between(beginning, beginning + HIGHEST)

    def _between(self, first: str, end: str) -> Q:
        return Q(**{f"{self.order}__gte": first, f"{self.order}__lt": end})


def _same(condition: Q) -> Stretch:
    return Stretch(condition, condition)
