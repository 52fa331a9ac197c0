"""How the post ledger is narrowed: to a year, to those that run."""

import datetime
from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.models import MemberUnit, PersonKey, found_in
from posts.models import Claim, PostCategory

STATES = [("running", _("running")), ("over", pgettext_lazy("claims of posts", "over"))]


class LedgerFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    year = django_filters.NumberFilter(
        label=_("Year"), method="by_year", min_value=2000, max_value=2200
    )
    state = django_filters.ChoiceFilter(
        label=_("Entries"), choices=STATES, method="by_state", empty_label=_("All")
    )
    place = django_filters.ModelChoiceFilter(
        label=_("Community or grid"),
        queryset=Committee.objects.all(),
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
        method="by_place",
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Claim.Status.choices)
    category = django_filters.ModelChoiceFilter(
        label=_("Kind of post"),
        queryset=PostCategory.objects.all(),
        field_name="post__category",
    )
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    @property
    def year_asked_for(self) -> int | None:
        asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return int(asked["year"]) if asked.get("year") else None

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "member")

    def by_year(self, rows: Any, name: str, value: Any) -> Any:
        """Those that ran on some day of the year."""
        first = datetime.date(int(value), 1, 1)
        lasted = Q(ends_on__isnull=True) | Q(ends_on__gt=first) | Q(starts_on__gte=first)
        return rows.filter(lasted, starts_on__lt=datetime.date(int(value) + 1, 1, 1))

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(is_standing=value == "running")

    def by_place(self, rows: Any, name: str, value: Committee) -> Any:
        return rows.at(value)
