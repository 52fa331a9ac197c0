"""The lists of this room."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.imports import IMPORTS
from core.tables import Choice, Computed, Link, Number, Table, Text
from paperwork.models import ExportRecord, ImportRun


def _time(value):
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def _kind(name):
    return str(IMPORTS[name].title) if name in IMPORTS else name


class ImportTable(Table):
    model = ImportRun
    detail_url = "paperwork:import-detail"
    order = ("pk",)
    descending = True
    columns = [
        Link("file_name"),
        Computed("kind", _("kind of import"), ("kind",), _kind),
        Text("committee__name", _("committee")),
        Choice("status"),
        Number("new"),
        Number("changed"),
        Number("same"),
        Number("refused"),
        Computed("created_at", _("brought at"), ("created_at",), _time),
        Computed("confirmed_at", _("imported at"), ("confirmed_at",), _time, shown=False),
        Computed("undone_at", _("undone at"), ("undone_at",), _time, shown=False),
    ]


class ExportTable(Table):
    model = ExportRecord
    order = ("pk",)
    descending = True
    columns = [
        Text("title"),
        Computed("at", _("time"), ("at",), _time),
        Text("user__name", _("who")),
        Number("rows"),
        Text("reason"),
        Text("confirmed__decided_by__name", _("second person")),
        Text("query", shown=False),
        Text("number"),
        Text("digest", shown=False),
    ]
