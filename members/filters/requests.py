"""How the list of members' requests is narrowed."""

import datetime
from typing import Any

import django_filters
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ScopedFilterSet
from members.models import MemberRequest, PersonKey, found_in

STATES = [
    ("open", _("to be answered")),
    ("late", _("overdue")),
]


class RequestFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or pinyin"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(label=_("Requests"), choices=STATES, method="by_state")
    kind = django_filters.ChoiceFilter(
        label=_("what is asked for"), choices=MemberRequest.Kind.choices
    )

    class Meta:
        model = MemberRequest
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_in(rows, PersonKey, value, "member")

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        rows = rows.open()
        if value == "late":
            days = datetime.timedelta(days=settings.MEMBER_REQUEST_DAYS)
            rows = rows.filter(asked_on__lte=clock.today() - days)
        return rows
