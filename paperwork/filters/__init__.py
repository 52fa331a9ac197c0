"""The filters of this room's lists."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ScopedFilterSet
from paperwork.models import ExportRecord, ImportRun


class ImportFilter(ScopedFilterSet):
    status = django_filters.ChoiceFilter(choices=ImportRun.Status.choices, label=_("status"))

    class Meta:
        model = ImportRun
        fields = ["status"]


class ExportFilter(ScopedFilterSet):
    title = django_filters.CharFilter(label=_("list"), lookup_expr="contains")
    number = django_filters.CharFilter(label=_("watermark"), lookup_expr="exact")

    class Meta:
        model = ExportRecord
        fields = ["title", "number"]
