"""How the lists of evaluations, schemes and voting papers are narrowed."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.filters import ScopedFilterSet
from members.models import PersonKey, found_in
from posts.models import Evaluation, EvaluationIndicator, EvaluationScheme, Grade, VoteBatch

STATES = [
    ("signed", pgettext_lazy("evaluations", "signed")),
    ("branch", _("waiting for the unit's branch")),
    ("limited", _("excellent by points, but no place left")),
    ("self", _("without self-evaluation")),
]


class EvaluationFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    year = django_filters.NumberFilter(label=_("Year"))
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Evaluation.Status.choices
    )
    final = django_filters.MultipleChoiceFilter(label=_("Grade"), choices=Grade.choices)
    state = django_filters.ChoiceFilter(label=_("Entries"), choices=STATES, method="by_state")

    class Meta:
        model = Evaluation
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "claim__member")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "signed":
            return rows.exclude(final="")
        if value == "branch":
            return rows.without(EvaluationIndicator.Source.BRANCH)
        if value == "limited":
            return rows.filter(is_limited=True)
        return rows.filter(status__in=Evaluation.IN_WORK, self_text="")


class SchemeFilter(ScopedFilterSet):
    from_year = django_filters.NumberFilter(label=_("Year"))

    class Meta:
        model = EvaluationScheme
        fields: list[str] = []


class BatchFilter(ScopedFilterSet):
    year = django_filters.NumberFilter(label=_("Year"))

    class Meta:
        model = VoteBatch
        fields: list[str] = []
