"""How the lists of feedback letters, and of units that wait for one, are narrowed."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.models import MemberUnit, UnitKey, found_in
from posts.models import FeedbackLetter

STATES = [
    ("overdue", _("receipt overdue")),
    ("all", _("withdrawn ones too")),
]


class LetterFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name of the unit"), method="by_words", max_length=100)
    year = django_filters.NumberFilter(label=_("Year"), min_value=2000, max_value=2200)
    half = django_filters.ChoiceFilter(label=_("Half-year"), choices=FeedbackLetter.Half.choices)
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=FeedbackLetter.Status.choices
    )
    state = django_filters.ChoiceFilter(
        label=_("Entries"),
        choices=STATES,
        method="by_state",
        empty_label=pgettext_lazy("letters", "standing"),
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )

    class Meta:
        model = FeedbackLetter
        fields: list[str] = []

    def listed(self, rows: Any, asked: dict[str, Any]) -> Any:
        """Those that stand; withdrawn ones where they are asked for."""
        if asked.get("state") == "all":
            return rows
        if FeedbackLetter.Status.WITHDRAWN in asked.get("status", ()):
            return rows
        return rows.standing()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, UnitKey, value, "unit")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.overdue(clock.today()) if value == "overdue" else rows


class DueFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name of the unit"), method="by_words", max_length=100)

    class Meta:
        model = MemberUnit
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)
