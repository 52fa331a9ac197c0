"""How the list of people is narrowed."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core import clock
from core.filters import ScopedFilterSet
from members.models import Liaison, Person, Seat
from members.terms import PartyStatus

PARTS = [
    ("seat", _("sits in a committee")),
    ("liaison", _("is a liaison")),
    ("account", _("has an account")),
]


class PersonFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        label=_("Name, pinyin or last digits"), method="by_words", max_length=100
    )
    workplace = django_filters.CharFilter(
        label=_("Workplace"), lookup_expr="contains", max_length=100
    )
    part = django_filters.ChoiceFilter(label=_("What they do"), choices=PARTS, method="by_part")
    party_status = django_filters.ChoiceFilter(
        label=_("Party membership"), choices=[c for c in PartyStatus.choices if c[0]]
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_part(self, rows: Any, name: str, value: str) -> Any:
        date = self.request.on or clock.today()
        if value == "account":
            return rows.filter(user__isnull=False)
        if value == "seat":
            return rows.filter(Exists(Seat.objects.held_on(date).filter(person=OuterRef("pk"))))
        return rows.filter(Exists(Liaison.objects.on(date).filter(person=OuterRef("pk"))))
