"""Committees as tables name them: by name, by the area's name or by code."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from committees.models import Committee
from core.identifiers import normalise
from core.imports import Row
from core.imports.lists import batches


class Places:
    """The committees that the given words may mean, among those that the user sees."""

    def __init__(self, user: Any, words: Iterable[str]) -> None:
        self.found: dict[str, dict[int, Committee]] = {}
        visible = Committee.objects.visible_to(user).in_being().select_related("parent")
        asked = {word for word in words if word}
        for some in batches(asked | {normalise(word) for word in asked}):
            rows = visible.filter(Q(code__in=some) | Q(name__in=some) | Q(area_name__in=some))
            for committee in rows:
                for word in (committee.code, committee.name, committee.area_name):
                    self.found.setdefault(normalise(word), {})[committee.pk] = committee

    def get(self, row: Row, key: str) -> Committee | None:
        """The one committee that the cell means; else the row says why there is none."""
        word = normalise(str(row.values[key]))
        meant = list(self.found.get(word, {}).values())
        # A code or a committee's own name goes before the name of an area.
        exact = [one for one in meant if word in (one.code, normalise(one.name))]
        meant = exact or meant
        if len(meant) == 1:
            return meant[0]
        if meant:
            row.error(
                _("“%(word)s” is the name of several committees. Please write the area code.")
                % {"word": word},
                key,
            )
        else:
            row.error(
                _("There is no committee “%(word)s” in your part of the tree.") % {"word": word},
                key,
            )
        return None
