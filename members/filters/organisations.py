"""How the list of party organisations is narrowed."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core.forms import Autocomplete
from core.querysets import in_force
from members import figures
from members.filters.memberships import DatedFilter
from members.models import MemberUnit, OrganizationUnit, PartyOrganization


class OrganisationFilter(DatedFilter):
    STATES = [
        ("running", _("in being on that day")),
        ("term", _("term ends within 90 days or is over")),
        ("over", _("dissolved")),
    ]
    committee = "home"

    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    category = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=PartyOrganization.Category.choices
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Member unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
        method="by_unit",
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state")

    class Meta:
        model = PartyOrganization
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_unit(self, rows: Any, name: str, value: MemberUnit) -> Any:
        links = OrganizationUnit.objects.on(self.date).filter(unit=value)
        return rows.filter(pk__in=links.values("organisation"))

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "term":
            return rows.term_ending_by(self.date + figures.SOON, on=self.date)
        running = in_force(self.date)
        return rows.filter(running) if value == "running" else rows.exclude(running)
