"""What the pages of this room share beyond those of ``committees.pages``."""

from typing import Any

from committees import pages
from committees.listing import PlacedList
from committees.models import Committee
from committees.pages import PastList
from members.models import Liaison

# What somebody without any committee looks at: no rows, but a list like any other.
NOWHERE = Committee(pk=0)


class DrivenList(PlacedList, PastList):
    """A long list driven by the committee looked at, through its own scope rows.

    ``request.at`` is within the user's reach (the middleware has looked), so the rows need not be
    compared with the reach one by one; a liaison there sees only what ``visible_to`` gives.
    ``scopes`` is the model of the scope rows, ``keys`` that of the keys by which a row is found.
    """

    scopes: Any = None
    keys: Any = None

    def get_queryset(self) -> Any:
        rows = self.queryset.at(self.at or NOWHERE)  # type: ignore[union-attr]
        return rows if self.reads_all_here else rows.visible_to(self.request.user)

    def countable(self) -> Any:
        """The scope rows alone, which their index counts without the rows themselves, as long as
        nothing narrows the list but the words that are looked for."""
        in_use = self.filterset.in_use
        together = getattr(self.object_list, "stretches", ())
        if in_use - {"q"} or self.on is not None or not self.reads_all_here or together:
            return super().countable()
        rows = self.scopes.objects.filter(committee=self.at.pk)
        if not in_use:
            return rows
        if "q" not in self.filterset.form.cleaned_data:  # too long, say: nothing is looked for
            return super().countable()
        hits = self.keys.hits(self.filterset.form.cleaned_data["q"])
        return rows.filter(**{f"{self.keys.owner}__in": hits.values(self.keys.owner)})


class HereDetail(pages.HereDetail):
    """One row's page, in this room."""

    def as_then(self, rows: Any, was: str = "") -> Any:
        """What belongs to the row, as it is told of the day looked at: under the committees' names
        of then, and in the state ``was``, whatever has become of it since. For showing alone."""
        if self.on is None:
            return rows
        rows = list(rows)
        for row in rows:
            committee = (row.membership if isinstance(row, Liaison) else row).committee
            committee.name = self.past.name_of(committee)
            if was:
                row.status = was
        return rows


class PlacedDetail(HereDetail):
    """The page of a row that lies at one committee: it too is told by that committee's name of the
    day looked at, as what belongs to it is."""

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)
        self.as_then([row])
        return row
