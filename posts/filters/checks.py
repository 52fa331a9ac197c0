"""How the lists of rounds, checks and talks are narrowed."""

import datetime
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.filters import ScopedFilterSet
from core.forms import Autocomplete
from members.models import PersonKey, found_in
from posts import figures
from posts.models import CheckRound, Post, PostCheck, Talk


class RoundFilter(ScopedFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=CheckRound.Status.choices
    )
    state = django_filters.ChoiceFilter(
        label=_("Entries"), choices=[("to-be-drawn", _("to be drawn now"))], method="by_state"
    )
    year = django_filters.NumberFilter(label=_("Year"))

    class Meta:
        model = CheckRound
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.to_be_drawn(clock.today())


STATES = [
    ("due", _("to be made")),
    ("overdue", _("not made in time")),
    ("checked", _("checked, without the excused")),
    ("qualified", _("qualified")),
    ("to-rectify", _("to be put right")),
    ("not-put-right", _("not put right in time")),
    ("to-look-back", _("put right, to be looked at again")),
]


class CheckFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(label=_("Entries"), choices=STATES, method="by_state")
    result = django_filters.MultipleChoiceFilter(
        label=_("Result"), choices=PostCheck.Result.choices
    )
    since = django_filters.DateFilter(
        label=_("Checked on or after"), field_name="on", lookup_expr="gte"
    )
    until = django_filters.DateFilter(
        label=_("Checked on or before"), field_name="on", lookup_expr="lte"
    )
    post = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("of a party member", "Post"),
        queryset=Post.objects.all(),
        field_name="claim__post",
        widget=Autocomplete("posts:autocomplete", by=("name",)),
    )
    round = django_filters.NumberFilter(label=_("Number of the round"), field_name="round")
    claim = django_filters.NumberFilter(label=_("Number of the claim"), field_name="claim")

    class Meta:
        model = PostCheck
        fields: list[str] = []

    @property
    def date(self) -> datetime.date:
        return clock.today()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "claim__member")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        found = {
            "due": figures.due,
            "overdue": lambda rows: figures.overdue(rows, self.date),
            "checked": lambda rows: rows.checked(),
            "qualified": lambda rows: rows.qualified(),
            "to-rectify": lambda rows: rows.to_rectify(),
            "not-put-right": lambda rows: figures.rectification_overdue(rows, self.date),
            "to-look-back": lambda rows: rows.to_look_back(),
        }
        return found[value](rows)


class TalkFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Talk.Status.choices)

    class Meta:
        model = Talk
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "claim__member")
