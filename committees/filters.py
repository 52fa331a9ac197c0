"""The filter bars of this room's lists."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Appointment, Committee, CommitteePeriod, Reorganisation
from committees.terms import Form, Level, Role, Status
from core import clock
from core.fields import prefix_range
from core.filters import ScopedFilterSet


def code_begins(rows: QuerySet, name: str, value: str) -> QuerySet:
    """Codes that begin with these digits, by a range that the index serves."""
    return rows.filter(prefix_range(name, value.strip()))


class CommitteeFilter(ScopedFilterSet):
    name = django_filters.CharFilter(method="by_name", label=_("Name contains"), max_length=100)
    level = django_filters.ChoiceFilter(choices=Level.choices, label=_("Level"))
    status = django_filters.ChoiceFilter(choices=Status.choices, label=_("Status"))
    code = django_filters.CharFilter(method=code_begins, label=_("Code begins with"), max_length=20)
    form = django_filters.ChoiceFilter(choices=Form.choices, label=_("Form"))

    class Meta:
        model = Committee
        fields = ["name", "level", "status", "code", "form"]

    def by_name(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the committee's name or its area's."""
        text = value.strip()
        return rows.filter(Q(name__icontains=text) | Q(area_name__icontains=text))


class PeriodFilter(CommitteeFilter):
    """The same questions about the committees as they stood on a day."""

    level = django_filters.ChoiceFilter(
        field_name="committee__level", choices=Level.choices, label=_("Level")
    )
    code = django_filters.CharFilter(
        field_name="committee__code",
        method=code_begins,
        label=_("Code begins with"),
        max_length=20,
    )

    class Meta:
        model = CommitteePeriod
        fields = ["name", "level", "status", "code", "form"]


class AppointmentFilter(ScopedFilterSet):
    STATES = [
        ("running", pgettext_lazy("appointment", "running")),
        ("ended", _("ended")),
        ("coming", _("begins later")),
    ]

    user = django_filters.CharFilter(
        method="by_person", label=pgettext_lazy("of an appointment", "Person"), max_length=64
    )
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"))
    running = django_filters.ChoiceFilter(method="by_state", choices=STATES, label=_("State"))
    ending = django_filters.ChoiceFilter(
        method="by_ending", choices=[("on", _("yes"))], label=_("Ends within 30 days")
    )

    class Meta:
        model = Appointment
        fields = ["user", "role", "running", "ending"]

    def by_person(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By a part of the name, or the login."""
        text = value.strip()
        return rows.filter(Q(user__name__icontains=text) | Q(user__login__istartswith=text))

    def by_state(self, rows: Any, name: str, value: str) -> QuerySet:
        if value == "running":
            return rows.running()
        if value == "ended":
            return rows.ended()
        return rows.filter(starts_on__gt=clock.today()).exclude(ends_on=F("starts_on"))

    def by_ending(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.ending_soon()


class ReorganisationFilter(ScopedFilterSet):
    kind = django_filters.ChoiceFilter(choices=Reorganisation.Kind.choices, label=_("What happens"))
    status = django_filters.ChoiceFilter(choices=Reorganisation.Status.choices, label=_("Status"))
    due = django_filters.ChoiceFilter(
        method="by_due", choices=[("on", _("yes"))], label=_("Due today or before")
    )

    class Meta:
        model = Reorganisation
        fields = ["kind", "status", "due"]

    def by_due(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.due()
