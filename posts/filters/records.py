"""How the lists of records, activities and participation are narrowed."""

import datetime
import re
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.models import MemberUnit, PartyMember, PersonKey, Registration, found_in
from posts import figures
from posts.models import Activity, Post, ServiceRecord

STATES = [
    ("counting", _("those that count")),
    ("to-confirm", _("waiting for the other side")),
    ("disputed", pgettext_lazy("service records", "disputed")),
    ("late", _("entered late")),
]
KINDS = [("post", _("in a post")), ("activity", _("at an activity"))]


def month_filter() -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=_("Month"),
        method="by_month",
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-06"}),
    )


def place_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=_("Community or grid"),
        queryset=Committee.objects.all(),
        method="by_place",
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
    )


class InTime(ScopedFilterSet):
    """By month, by days, and by where it was."""

    def by_month(self, rows: Any, name: str, value: str) -> Any:
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", value.strip())
        if found is None or found[1] == "0000":
            return rows.none()
        return rows.filter(on__year=int(found[1]), on__month=int(found[2]))

    def by_place(self, rows: Any, name: str, value: Committee) -> Any:
        return rows.at(value)


class RecordFilter(InTime):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(label=_("Entries"), choices=STATES, method="by_state")
    month = month_filter()
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=ServiceRecord.Status.choices
    )
    kind = django_filters.ChoiceFilter(label=_("Served"), choices=KINDS, method="by_kind")
    post = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("of a party member", "Post"),
        queryset=Post.objects.all(),
        field_name="claim__post",
        widget=Autocomplete("posts:autocomplete", by=("name",)),
    )
    activity = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("of a community", "Activity"),
        queryset=Activity.objects.all(),
        widget=Autocomplete("posts:activity-autocomplete", by=("title",)),
    )
    member = django_filters.ModelChoiceFilter(
        label=_("Party member"),
        queryset=PartyMember.objects.all(),
        widget=Autocomplete("members:member-autocomplete", by=("person__name",)),
    )
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    place = place_filter()
    since = django_filters.DateFilter(label=_("On or after"), field_name="on", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("On or before"), field_name="on", lookup_expr="lte")

    class Meta:
        model = ServiceRecord
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "member")

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(claim__isnull=value != "post")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "counting":
            return rows.counting()
        if value == "to-confirm":
            return figures.to_be_confirmed(rows)
        return figures.disputed(rows) if value == "disputed" else rows.late()


class ActivityFilter(InTime):
    q = django_filters.CharFilter(label=_("Title or text"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Entries"),
        choices=[("to-note", _("over, and nobody noted who came")), ("ahead", _("still to come"))],
        method="by_state",
    )
    month = month_filter()
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Activity.Status.choices)
    place = place_filter()
    since = django_filters.DateFilter(label=_("On or after"), field_name="on", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("On or before"), field_name="on", lookup_expr="lte")

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.naming(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        today = clock.today()
        if value == "to-note":
            return figures.to_be_noted(rows, today)
        return rows.planned().filter(on__gte=today)


class ParticipationFilter(ScopedFilterSet):
    """Who takes part: the state is looked at by the list, which knows the day and the place."""

    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Take part"),
        choices=[
            ("effective", _("effectively")),
            ("none", _("not at all")),
        ],
        method="by_state",
    )
    employer = django_filters.ModelChoiceFilter(
        label=_("Employing unit"),
        queryset=MemberUnit.objects.all(),
        widget=Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
    )
    until = django_filters.DateFilter(label=_("In the year up to"), method="by_day")

    class Meta:
        model = Registration
        fields: list[str] = []

    @property
    def date(self) -> datetime.date:
        asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return asked.get("until") or clock.today()

    @property
    def qs(self) -> Any:
        here = self.request.at or None
        if here is None:
            return figures.with_services(super().qs.none(), self.date)
        asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        rows = figures.registered_among(super().qs, self.date)
        if asked.get("state") == "effective":
            return figures.effective(rows, here, self.date)
        if asked.get("state") == "none":
            return figures.without_activity(rows, self.date)
        return figures.with_services(rows, self.date)

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "member")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows  # ``qs`` looks at it together with the day

    def by_day(self, rows: Any, name: str, value: datetime.date) -> Any:
        return rows
