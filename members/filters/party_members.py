"""How the list of party members is narrowed."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members import figures
from members.models import MemberUnit, PartyMember, PartyOrganization
from members.slots import slot_choices, with_time_in
from members.terms import Employment, Skill

GAPS = [
    ("residence", _("no community of residence")),
    ("organisation", _("no home organisation")),
    ("phone", _("no phone")),
]


REGISTRATIONS = [
    ("should", _("should register")),
    ("missing", _("should register and did not")),
    ("running", _("has a registration")),
    ("none", _("has none")),
]


class MemberFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        label=_("Name, pinyin or last digits of the phone"), method="by_words", max_length=100
    )
    state = django_filters.ChoiceFilter(
        label=_("Entries"),
        choices=[("gone", _("former members"))],
        empty_label=_("members here"),
        method="by_state",
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=PartyMember.Status.choices
    )
    employment = django_filters.MultipleChoiceFilter(
        label=_("Working life"), choices=[c for c in Employment.choices if c[0]]
    )
    registration = django_filters.ChoiceFilter(
        label=_("Registration"), choices=REGISTRATIONS, method="by_registration"
    )
    skill = django_filters.ChoiceFilter(
        label=_("Specialty"), choices=Skill.choices, method="by_skill"
    )
    slot = django_filters.ChoiceFilter(label=_("Has time"), choices=slot_choices, method="by_slot")
    community = django_filters.ModelChoiceFilter(
        label=_("Lives in"),
        queryset=Committee.objects.all(),
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
        method="by_place",
    )
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Home party organisation"),
        queryset=PartyOrganization.objects.all(),
        widget=Autocomplete("members:organisation-autocomplete"),
    )
    gap = django_filters.ChoiceFilter(label=_("What is missing"), choices=GAPS, method="by_gap")

    class Meta:
        model = PartyMember
        fields: list[str] = []

    def listed(self, rows: Any, asked: dict[str, Any]) -> Any:
        """Members here; former ones where they are asked for."""
        if asked.get("state") == "gone":
            return rows.filter(is_current=False)
        if set(asked.get("status", ())) & set(PartyMember.GONE):
            return rows
        return rows.filter(is_current=True)

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows  # ``listed`` looks at it together with the status

    def by_registration(self, rows: Any, name: str, value: str) -> Any:
        if value == "should":
            return figures.should_register(rows)
        if value == "missing":
            return figures.not_registered(figures.should_register(rows))
        without = figures.not_registered(rows)
        return without if value == "none" else rows.exclude(pk__in=without.values("pk"))

    def by_skill(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(specialties__icontains=f'"{value}"')

    def by_slot(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(with_time_in(int(value)))

    def by_place(self, rows: Any, name: str, value: Committee) -> Any:
        return rows.at(value)

    def by_gap(self, rows: Any, name: str, value: str) -> Any:
        missing = {
            "residence": Q(community=None),
            "organisation": Q(organisation=None, organisation_name=""),
            "phone": Q(person__phone=""),
        }
        return rows.filter(missing[value])
