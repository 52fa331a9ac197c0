"""How the lists of memberships, seats and liaisons are narrowed."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from committees.terms import Level
from core import clock
from core.filters import ScopedFilterSet
from core.querysets import in_force
from members import figures
from members.models import (
    Capacity,
    Liaison,
    Membership,
    PersonKey,
    Seat,
    UnitKey,
    found_in,
)

PLACES = [
    ("below", _("this committee and all below it")),
    ("here", _("this committee alone")),
]


class DatedFilter(ScopedFilterSet):
    """What the three dated lists share: the day that is looked at, and where.

    Under ``?on=`` the rows are those in force on that day and are shown in the state that they
    had then (``StateThen``); the fields about the state speak of that one, not of today's.
    """

    place = django_filters.ChoiceFilter(
        label=_("Where"), choices=PLACES, method="by_place", empty_label=None
    )

    @property
    def date(self) -> Any:
        return self.request.on or clock.today()

    def by_place(self, rows: Any, name: str, value: str) -> Any:
        if value == "here" and self.request.at:
            return rows.filter(**{self.committee: self.request.at})
        return rows

    committee = "committee"


class MembershipFilter(DatedFilter):
    STATES = [("roster", _("on the roster on that day")), ("over", _("no longer on the roster"))]
    GAPS = [("representative", _("no representative")), ("liaison", _("no liaison"))]

    q = django_filters.CharFilter(label=_("Unit"), method="by_words", max_length=100)
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Membership.Status.choices, method="by_status"
    )
    gap = django_filters.ChoiceFilter(label=_("What is missing"), choices=GAPS, method="by_gap")
    state = django_filters.ChoiceFilter(label=_("On the roster"), choices=STATES, method="by_state")
    change_type = django_filters.ChoiceFilter(
        label=_("Kind of change"), choices=Membership.Change.choices
    )
    since = django_filters.DateFilter(
        label=_("Joined on or after"), field_name="starts_on", lookup_expr="gte"
    )
    left_since = django_filters.DateFilter(
        label=_("Left on or after"), field_name="ends_on", lookup_expr="gte"
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, UnitKey, value, "unit")

    def by_status(self, rows: Any, name: str, value: list[str]) -> Any:
        if self.request.on:
            return rows if Membership.Status.ACTIVE in value else rows.none()
        return rows.filter(status__in=value)

    def by_gap(self, rows: Any, name: str, value: str) -> Any:
        rows = rows.on_roster(self.date)
        if value == "representative":
            return figures.without_representative(rows, self.date)
        return figures.without_liaison(rows, self.date)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "roster":
            return rows.on_roster(self.date)
        if self.request.on:
            return rows.none()
        return rows.filter(status__in=(Membership.Status.LEFT, Membership.Status.REPLACED))


class SeatFilter(DatedFilter):
    STATES = [
        ("held", _("held on that day")),
        ("ending", _("term ends within 90 days or is over")),
        ("pending", _("nomination on its way")),
        ("over", _("ended")),
    ]

    q = django_filters.CharFilter(label=_("Person"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state")
    capacity = django_filters.ModelChoiceFilter(
        label=_("Capacity"), queryset=Capacity.objects.all()
    )
    office = django_filters.ChoiceFilter(label=_("Office held"), choices=Seat.Office.choices)

    class Meta:
        model = Seat
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "person")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "held":
            return rows.held_on(self.date)
        if value == "ending":
            return rows.ending_by(self.date + figures.SOON, on=self.date)
        if self.request.on:
            return rows.none()
        if value == "pending":
            return rows.pending()
        return rows.filter(status__in=(Seat.Status.ENDED, Seat.Status.DROPPED))


class CapacityFilter(ScopedFilterSet):
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Level.choices)

    class Meta:
        model = Capacity
        fields: list[str] = []


class LiaisonFilter(DatedFilter):
    STATES = [("running", _("in force on that day")), ("over", _("ended"))]
    committee = "membership__committee"

    q = django_filters.CharFilter(label=_("Person"), method="by_words", max_length=100)
    unit = django_filters.CharFilter(label=_("Unit"), method="by_unit", max_length=100)
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state")
    late = django_filters.BooleanFilter(label=_("Filed too late"), method="by_late")

    class Meta:
        model = Liaison
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "person")

    def by_unit(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, UnitKey, value, "membership__unit")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        running = in_force(self.date)
        return rows.filter(running) if value == "running" else rows.exclude(running)

    def by_late(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filed_late() if value else rows.filed_in_time()
