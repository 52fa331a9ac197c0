"""How the list of registrations is narrowed."""

import datetime
from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.figures import SILENCE
from members.models import MemberUnit, PersonKey, Registration, UnitKey, found_by
from members.rules import RENEWAL

KINDS = [("member", _("of party members")), ("unit", _("of units"))]
STATES = [
    ("waiting", _("to be confirmed")),
    ("due", _("to be renewed within 90 days or overdue")),
    ("silent", _("nothing heard for 90 days")),
    ("over", _("moved or revoked")),
]


class RegistrationFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Registrations"), choices=KINDS, method="by_kind")
    state = django_filters.ChoiceFilter(
        label=_("Entries"), choices=STATES, method="by_state", empty_label=_("running")
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Registration.Status.choices, method="by_status"
    )
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    since = django_filters.DateFilter(
        label=_("Registered on or after"), field_name="starts_on", lookup_expr="gte"
    )

    class Meta:
        model = Registration
        fields: list[str] = []

    @property
    def date(self) -> datetime.date:
        return self.request.on or clock.today()

    def listed(self, rows: Any, asked: dict[str, Any]) -> Any:
        """Those that run on the day looked at; ended ones where they are asked for."""
        if self.request.on:
            return rows.on(self.request.on).as_of(self.request.on)
        if asked.get("state") == "over" or set(asked.get("status", ())) & set(Registration.OVER):
            return rows
        return rows.active()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(found_by(PersonKey, value, "member")) | Q(found_by(UnitKey, value, "unit"))
        )

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(unit__isnull=value == "member")

    def by_status(self, rows: Any, name: str, value: list[str]) -> Any:
        if self.request.on:
            return rows.having_status(value, self.request.on)
        return rows.filter(status__in=value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "waiting":
            return rows.waiting()
        if value == "due":
            return rows.due_by(self.date + RENEWAL)
        if value == "silent":
            return rows.silent_since(self.date - SILENCE)
        return rows.filter(is_active=False)
