"""How the list of member units is narrowed."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.figures import past_tree
from committees.models import Committee
from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members import figures
from members.models import Membership, MemberUnit
from members.terms import Affiliation, Category

STATES = [
    ("member", _("member now")),
    ("history", _("member once, no more")),
    ("address", _("only by its address")),
]
GAPS = [
    ("representative", _("no representative")),
    ("liaison", _("no liaison")),
    ("organisation", _("no party organisation")),
    ("should-have", _("should have a party organisation, has none")),
    ("has-organisation", _("nothing: has a party organisation")),
]


class UnitFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        label=_("Name, pinyin or credit code"), method="by_words", max_length=100
    )
    state = django_filters.ChoiceFilter(label=_("Membership"), choices=STATES, method="by_state")
    category = django_filters.MultipleChoiceFilter(label=_("Category"), choices=Category.choices)
    gap = django_filters.ChoiceFilter(label=_("What is missing"), choices=GAPS, method="by_gap")
    affiliation = django_filters.ChoiceFilter(label=_("Affiliation"), choices=Affiliation.choices)
    system = django_filters.CharFilter(label=pgettext_lazy("of units", "System"), max_length=40)
    area = django_filters.ModelChoiceFilter(
        label=_("Address in"),
        queryset=Committee.objects.all(),
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
        method="by_area",
    )

    class Meta:
        model = MemberUnit
        fields: list[str] = []

    @property
    def here(self) -> Any:
        """Memberships of the committee looked at and below, today or on the day looked at."""
        if not self.request.at:
            return Membership.objects.none()
        if self.request.on:
            below = past_tree(self.request).below([self.request.at.path], "committee__path")
            return Membership.objects.filter(below)
        return figures.below(Membership.objects.all(), self.request.at)

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "member":
            return rows.filter(at_is_member=True)
        ever = Exists(self.here.filter(unit=OuterRef("pk")))
        rows = rows.filter(at_is_member=False)
        return rows.filter(ever) if value == "history" else rows.exclude(ever)

    def by_gap(self, rows: Any, name: str, value: str) -> Any:
        date = self.request.on or clock.today()
        if value == "organisation":
            return figures.without_party_organisation(rows, date)
        if value == "should-have":
            return figures.should_have_party_organisation(rows, date)
        if value == "has-organisation":
            return rows.filter(figures.has_party_organisation(date))
        missing = {
            "representative": figures.without_representative,
            "liaison": figures.without_liaison,
        }[value]
        return figures.units_without(rows, self.here.on_roster(date), missing, date)

    def by_area(self, rows: Any, name: str, value: Committee) -> Any:
        return figures.below(rows, value, "area__path")
