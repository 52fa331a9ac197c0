"""What the log can be searched by."""

import datetime

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit import labels
from audit.models import Entry, ReadEntry, Seal
from core.filters import ScopedFilterSet

MOST_PEOPLE = 200


class _StampFilter(ScopedFilterSet):
    since = django_filters.DateFilter(label=_("from day"), method="from_day")
    until = django_filters.DateFilter(label=_("to day"), method="to_day")
    who = django_filters.CharFilter(label=_("who"), method="by_whom")

    def from_day(self, rows: QuerySet, name: str, day: datetime.date) -> QuerySet:
        return rows.filter(at__gte=_midnight(day))

    def to_day(self, rows: QuerySet, name: str, day: datetime.date) -> QuerySet:
        return rows.filter(at__lt=_midnight(day + datetime.timedelta(days=1)))

    def by_whom(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        """The accounts first: a search through the log's own names would read all of it."""
        people = get_user_model()._default_manager.filter(
            Q(name__icontains=text.strip()) | Q(login__icontains=text.strip())
        )
        return rows.filter(user__in=list(people.values_list("pk", flat=True)[:MOST_PEOPLE]))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class EntryFilter(_StampFilter):
    action = django_filters.ChoiceFilter(label=_("action"), choices=labels.action_choices)
    model = django_filters.ChoiceFilter(label=_("kind"), choices=labels.kind_choices)
    object_id = django_filters.NumberFilter(label=_("number"), max_value=2**63 - 1)
    request_id = django_filters.CharFilter(label=pgettext_lazy("of a page", "request"))
    source = django_filters.ChoiceFilter(
        label=_("by way of"), choices=lambda: list(labels.SOURCES.items())
    )

    class Meta:
        model = Entry
        fields: list[str] = []


class ReadFilter(_StampFilter):
    object_name = django_filters.CharFilter(label=_("whose"))
    object_id = django_filters.NumberFilter(label=_("number"), max_value=2**63 - 1)

    class Meta:
        model = ReadEntry
        fields: list[str] = []


class SealFilter(ScopedFilterSet):
    log = django_filters.ChoiceFilter(label=_("log"), choices=Seal.Log.choices)

    class Meta:
        model = Seal
        fields: list[str] = []
