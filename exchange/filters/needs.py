"""How the list of needs is narrowed."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from exchange import figures
from exchange.models import Need
from exchange.terms import Source
from members.models import MemberUnit

STATES = [
    ("unanswered", _("open for a month, nothing answers it")),
    ("settled", _("settled needs")),
]


class NeedFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Words of the need"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Entries"), choices=STATES, method="by_state", empty_label=_("open needs")
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Need.Status.choices)
    source = django_filters.MultipleChoiceFilter(label=_("Source"), choices=Source.choices)
    unit = django_filters.ModelChoiceFilter(
        label=_("Member unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    since = django_filters.DateFilter(
        label=_("Registered on or after"), field_name="registered_on", lookup_expr="gte"
    )

    class Meta:
        model = Need
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        """Open needs; settled ones where they are asked for."""
        rows = super().qs
        asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        if asked.get("state") == "settled":
            return rows.settled()
        if asked.get("state") == "unanswered":
            return figures.unanswered_for_long(rows)
        return rows if asked.get("status") else rows.open()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.naming(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows  # ``qs`` looks at it together with the status
