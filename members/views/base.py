"""What the pages of this room share: who acts, where, and as of which day."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.generic import View

from audit.actors import Actor
from committees.models import Committee
from core import clock
from core.fields import prefix_range
from core.pages import DetailPage, ListPage

SUGGESTIONS = 20
# What somebody without any committee looks at: no rows, but a list like any other.
NOWHERE = Committee(pk=0)


class Here:
    """Who acts, at which committee, on which day."""

    request: HttpRequest

    @property
    def actor(self) -> Actor:
        return self.request.actor  # type: ignore[attr-defined, no-any-return]

    @property
    def at(self) -> Committee | None:
        # The lazy object itself is never None; what it stands for may be.
        return self.request.at if self.request.at else None  # type: ignore[attr-defined, no-any-return]

    @property
    def on(self) -> datetime.date | None:
        return self.request.on  # type: ignore[attr-defined, no-any-return]

    @property
    def date(self) -> datetime.date:
        """The day that is looked at: today, unless the address says ``?on=``."""
        return self.on or clock.today()

    @property
    def reads_all_here(self) -> bool:
        """Whether the committee looked at is read as a whole, not only for one's own unit."""
        return self.at is not None and self.request.user.reach.covers(self.at.path)  # type: ignore[union-attr]


class DrivenList(Here, ListPage):
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
        if in_use - {"q"} or self.on is not None or not self.reads_all_here:
            return super().countable()
        rows = self.scopes.objects.filter(committee=self.at)
        if not in_use:
            return rows
        hits = self.keys.hits(self.filterset.form.cleaned_data["q"])
        return rows.filter(**{f"{self.keys.owner}__in": hits.values(self.keys.owner)})


class BelowList(Here, ListPage):
    """A list of the rows of the committee looked at and of all below it."""

    committee_path = "committee__path"

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.at is None:
            return rows.none()
        return rows.filter(prefix_range(self.committee_path, self.at.path))


class HereDetail(Here, DetailPage):
    """One row's page, in this room."""


class Suggestions(Here, View):
    """What an autocomplete offers while somebody types: few rows, only visible ones."""

    http_method_names = ["get"]

    def rows(self, typed: str) -> Any:
        """The ordered rows for what was typed."""
        raise NotImplementedError

    def shown(self, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        found = list(self.rows(typed)[: SUGGESTIONS + 1])
        return JsonResponse(
            {
                "results": [self.shown(row) for row in found[:SUGGESTIONS]],
                "more": len(found) > SUGGESTIONS,
            }
        )


def committee_asked_for(request: HttpRequest) -> Committee | None:
    """The visible committee that the address names (``?committee=``), else the one looked at."""
    asked = request.GET.get("committee", "")
    if not asked:
        return request.at or None  # type: ignore[attr-defined, no-any-return]
    visible = Committee.objects.visible_to(request.user)
    found = visible.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if found is None:
        raise Http404
    return found


def number_asked_for(request: HttpRequest, name: str) -> dict[str, int]:
    """``{name: number}`` from the address, for a form's initial values; else nothing."""
    asked = request.GET.get(name, "")
    return {name: int(asked)} if asked.isdecimal() and len(asked) < 19 else {}
