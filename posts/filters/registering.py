"""Which registration table is asked for, and which of its numbers."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.models import MemberUnit, PartyMember, UnitKey
from members.models import found_by as found_by_keys
from posts.figures import registering

BASES = list(registering.BASIS_LABELS.items())
GAPS = [
    ("employer", _("no employing unit entered here")),
    ("community", _("no community of residence")),
]


def year_choices() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in registering.years()]


class TableFilter(ScopedFilterSet):
    """``by`` and ``year`` choose the table itself; its rows may be searched by name."""

    by = django_filters.ChoiceFilter(
        label=pgettext_lazy("registration table", "Counted"),
        choices=BASES,
        empty_label=None,
        method="as_it_is",
    )
    year = django_filters.ChoiceFilter(
        label=_("Year"), choices=year_choices, empty_label=None, method="as_it_is"
    )
    q = django_filters.CharFilter(label=_("Name"), method="by_words", max_length=100)

    class Meta:
        model = PartyMember
        fields: list[str] = []

    def as_it_is(self, rows: Any, name: str, value: Any) -> Any:
        return rows

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        if rows.model is MemberUnit:
            return rows.filter(found_by_keys(UnitKey, value))
        return rows.search(value)


class CountedFilter(ScopedFilterSet):
    """Which number of which row: the page shows exactly the members that it counts."""

    figure = django_filters.ChoiceFilter(
        label=pgettext_lazy("registration table", "Number"),
        choices=list(registering.FIGURES.items()),
        method="by_figure",
    )
    year = django_filters.ChoiceFilter(label=_("Year"), choices=year_choices, method="by_year")
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    place = django_filters.ModelChoiceFilter(
        label=_("Lives in"),
        queryset=Committee.objects.all(),
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
        method="by_place",
    )
    gap = django_filters.ChoiceFilter(label=_("What is missing"), choices=GAPS, method="by_gap")

    class Meta:
        model = PartyMember
        fields: list[str] = []

    def get_form_class(self) -> Any:
        """Any unit for which somebody works who is counted: it need not be on a roster here."""
        form_class = super().get_form_class()
        employers = self.queryset.order_by().values("employer")
        form_class.base_fields["employer"].queryset = MemberUnit.objects.filter(pk__in=employers)
        return form_class

    @property
    def qs(self) -> Any:
        """Those who should register in this year, where nothing else is asked for."""
        rows = super().qs
        asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        year = int(asked.get("year") or clock.today().year)
        return registering.counted(rows, asked.get("figure") or registering.SHOULD, year)

    def by_figure(self, rows: Any, name: str, value: str) -> Any:
        return rows  # ``qs`` looks at it together with the year

    def by_year(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def by_place(self, rows: Any, name: str, value: Committee) -> Any:
        return rows.at(value)

    def by_gap(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(**{f"{value}__isnull": True})
