"""People found by what was typed, however many are found.

A list stands in the order of pinyin, so people of one surname stand together in it, perhaps at its
end: walked from its beginning it would be read as a whole before the first of 170,000 with the
surname 王 is met. Each kind of key (``members.models.names``) says where its hits stand.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, StrIndex, Substr
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan

from core.fields import one_of
from core.names import LONGEST_KEY
from core.paging import FOUND_UP_TO
from members.models.names import (
    HIGHEST,
    INITIALS,
    NAME,
    PINYIN,
    FindingKey,
    begins_with,
    few_of,
    having,
    spelled,
)

# Most rows of a list are told from hits by what its own index says of them.
ALONG_THE_KEY = 50
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
        self.stretches: list[Q] = []
        self.numbers: set[int] = set()
        some = few_of(keys, keys.beginnings(text).values(), ALONG_THE_KEY)
        if some is None:
            self._look_at_each_kind(text)
        else:
            self.numbers = some

    def _look_at_each_kind(self, text: str) -> None:
        typed, keys = spelled(text), self.keys
        for kind, beginning in keys.beginnings(text).items():
            hits = keys._default_manager.filter(begins_with(beginning))
            some = few_of(keys, [beginning], ALONG_THE_KEY)
            if some is None:
                self.stretches += self._stretches(kind, typed, beginning, hits)
            else:
                self.numbers |= some

    def among(self, rows: Any) -> Any:
        some = rows.filter(one_of("pk", self.numbers))
        here: Any = some.order_by().values_list("pk", flat=True)
        found = set(here) if self.numbers else set()
        numbers = one_of("pk", found)
        stretches = [numbers, *self.stretches] if self.numbers else self.stretches or [numbers]
        if not self.stretches:
            # The numbers say it all. Of other conditions SQLite might think that they leave less.
            alone = rows.model._default_manager.all()
            alone.query.select_related = rows.query.select_related
            driven = {"at_sort_key": F("sort_key"), "at_person": F("pk")}
            rows = alone.annotate(**driven) if self.order in driven else alone
            if len(found) <= FOUND_UP_TO:  # few enough to be read as they are and sorted
                return rows.filter(numbers)
        return rows.along(stretches)

    def _stretches(
        self, kind: str, typed: str, beginning: str, hits: models.QuerySet
    ) -> Iterator[Q]:
        has_it = having(self.keys, [beginning])
        if kind == NAME:
            # All of them begin with the same character, read in the same way.
            for key in hits.values_list(f"{self.keys.owner}__sort_key", flat=True)[:1]:
                here = self._from(key.partition(" ")[0])
                yield here if len(typed) == 1 else here & self._with(typed[1]) & has_it
        elif kind == PINYIN:
            for word in dict.fromkeys((typed, typed.replace("v", "ü"))):
                yield self._from(word)
                # 詹国 (zhan guo) begins with "zhang" as well.
                for at in range(1, len(word)):
                    if SYLLABLE.fullmatch(word[:at]):
                        yield self._between(f"{word[:at]} ", f"{word[:at]}:") & has_it
        elif kind == INITIALS:
            here = self._from(typed[0])
            yield here if len(typed) == 1 else here & self._second(typed[1]) & has_it
        else:
            # Second and third characters are everywhere: the list's order soon meets a page full.
            yield self._with(typed[0]) & has_it

    # What the order's key tells of a row costs least to ask, as it stands in the list's own index:
    # 李 stand before all others under L, and 李英 at their end.

    def _with(self, character: str) -> Q:
        """With this character somewhere in the key, or a key that is cut off."""
        if not "\u4e00" <= character <= "\u9fff":  # others may be written otherwise there
            return Q()
        cut_off = GreaterThanOrEqual(Length(F(self.order)), LONGEST_KEY)
        return Q(**{f"{self.order}__contains": character}) | Q(cut_off)

    def _second(self, letter: str) -> Q:
        """Whose second character is read with this letter, or is none that is read at all."""
        if not "a" <= letter <= "z":
            return Q()
        key = F(self.order)
        then = Substr(key, StrIndex(key, Value(" ")) + 1, 1)
        some = Q(**{f"{self.order}__contains": f" {letter}"})
        unread = Q(LessThan(then, "a")) | Q(GreaterThan(then, "z"))
        return some & (Q(Exact(then, letter)) | unread)

    def _from(self, beginning: str) -> Q:
        return self._between(beginning, beginning + HIGHEST)

    def _between(self, first: str, end: str) -> Q:
        return Q(**{f"{self.order}__gte": first, f"{self.order}__lt": end})
