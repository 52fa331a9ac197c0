"""How the list of claims is narrowed."""

import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.models import MemberUnit, PersonKey, found_in
from posts import figures
from posts.models import Claim, Post, PostCategory

STATES = [
    ("community", _("waiting for the community")),
    ("branch", _("waiting for the home branch")),
    ("silent", _("not answered in time")),
    ("ending", _("term ends within 60 days")),
    ("unsigned", _("in post without a signed agreement")),
    ("pledges", _("a pledge past its deadline")),
    ("over", pgettext_lazy("claims of posts", "over")),
]


class ClaimFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Entries"), choices=STATES, method="by_state", empty_label=_("running")
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Claim.Status.choices, method="by_status"
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Kind of post"),
        queryset=PostCategory.objects.all(),
        field_name="post__category",
    )
    post = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("of a party member", "Post"),
        queryset=Post.objects.all(),
        widget=Autocomplete("posts:autocomplete", by=("name",)),
    )
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    since = django_filters.DateFilter(
        label=_("Claimed on or after"), field_name="starts_on", lookup_expr="gte"
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    @property
    def date(self) -> datetime.date:
        return self.request.on or clock.today()

    def listed(self, rows: Any, asked: dict[str, Any]) -> Any:
        """Those that run on the day looked at; what is over where it is asked for."""
        if self.request.on:
            return rows.on(self.request.on).as_of(self.request.on)
        if asked.get("state") == "over" or set(asked.get("status", ())) & set(Claim.OVER):
            return rows
        return rows.standing()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "member")

    def by_status(self, rows: Any, name: str, value: list[str]) -> Any:
        if self.request.on:
            return rows.as_of(self.request.on).filter(status_then__in=value)
        return rows.filter(status__in=value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "community":
            return rows.filter(status=Claim.Status.APPLIED)
        if value == "branch":
            return rows.filter(status=Claim.Status.CONFIRMED)
        if value == "silent":
            return figures.silent(rows, self.date)
        if value == "ending":
            return figures.ending(rows, self.date)
        if value == "unsigned":
            return figures.unsigned(rows)
        if value == "pledges":
            return figures.with_late_pledges(rows, self.date)
        return rows.filter(is_standing=False)
