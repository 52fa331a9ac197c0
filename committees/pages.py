"""What the pages of every room that speaks of committees share: who acts, where, on which day."""

import datetime
from functools import cache, cached_property
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.generic import View

from audit.actors import Actor
from committees.figures import PastTree, past_tree
from committees.models import Committee
from committees.prepared import Seen
from core import clock
from core.fields import prefix_range
from core.pages import DetailPage, ListPage
from core.paging import first_rows
from core.redirects import typed_in

SUGGESTIONS = 20


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
    def past(self) -> PastTree:
        """The tree of the day that ``?on=`` names."""
        return past_tree(self.request)

    @cached_property
    def reads_all_here(self) -> bool:
        """Whether the committee looked at is read as a whole, not only for one's own unit."""
        return self.at is not None and self.request.user.reach.covers(self.at.path)  # type: ignore[union-attr]

    def rows_here(self, model: Any) -> Any:
        """Of a model that carries its place, the rows at the committee looked at and below it; who
        does not read all of them: those that are visible, wherever."""
        if self.reads_all_here:
            return model.objects.at(self.at)
        return model.objects.visible_to(self.request.user)  # type: ignore[attr-defined]


class PastList(Here, ListPage):
    """A list that ``?on=`` shows as of a day: where its rows lay then, under the names and with
    the states of then. What of that day one may see is said by ``committees.figures.PastTree``.

    ``past_table_class`` is the table for it. There is nothing to be done on a day that is over.
    """

    past_table_class: Any = None

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.on:
            self.bulk = {}

    def get_table(self) -> Any:
        if self.on is None or self.past_table_class is None:
            return super().get_table()
        table = self.past_table_class(self.request.GET)
        table.then = self.past
        return table

    def lay_here(self, rows: Any, path: str = "committee__path") -> Any:
        """The visible ones of these rows that lay at the committee looked at, or below it."""
        if self.at is None:
            return rows.none()
        return self.past.visible(rows, path).filter(self.past.below([self.at.path], path))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.on and self.at and self.past_table_class:
            context["at_name"] = self.past.name_of(self.at)
        return context


class BelowList(PastList):
    """A list of the rows of the committee looked at and of all below it, today or on a day."""

    committee_path = "committee__path"

    def get_queryset(self) -> Any:
        if self.on:
            return self.lay_here(self.queryset, self.committee_path)
        rows = super().get_queryset()
        if self.at is None:
            return rows.none()
        return rows.filter(prefix_range(self.committee_path, self.at.path))


@cache
def _row_of(page: Any) -> Seen:
    """The row of a detail page by its key, for whoever may see it."""

    def make(user: Any, pk: int) -> Any:
        rows = page.queryset.visible_to(user).filter(pk=pk)
        return page.with_what_it_knows(rows)

    return Seen(make)


class HereDetail(Here, DetailPage):
    """One row's page."""

    def get_object(self, queryset: Any = None) -> Any:
        """As any page reads it (``get_queryset``); the SQL is made once for the page."""
        page: Any = type(self)
        declared = page.queryset is not None and page.get_queryset is HereDetail.get_queryset
        if queryset is not None or not declared:
            return super().get_object(queryset)
        found = _row_of(page)(self.request.user, self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]

    def seen(self, row: Any, path: str = "") -> Any:
        """The row itself where the user may open it, else its name.

        ``path``: where it lies, if whoever reads there sees it; then nothing is asked.
        """
        if row is None:
            return None
        user: Any = self.request.user
        if path and user.reach.covers(path):
            return row
        return row if type(row).objects.visible_to(user).filter(pk=row.pk).exists() else str(row)


class Suggestions(Here, View):
    """What an autocomplete offers while somebody types: few rows, only visible ones."""

    http_method_names = ["get"]

    def rows(self, typed: str) -> Any:
        """The ordered rows for what was typed."""
        raise NotImplementedError

    def shown(self, row: Any) -> dict[str, Any]:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        typed = typed_in(request, "q")
        found = first_rows(self.rows(typed), SUGGESTIONS + 1)
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
