"""The lists of the log."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from audit import labels
from audit.models import Entry, ReadEntry, Seal
from core.panels import Panel
from core.tables import Column, Heading, Link, Number, Table, Text


class Moment(Column):
    """A time to the second, as the office's clock shows it."""

    css = "cell-date"

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda value: timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")


class MomentLink(Link):
    """The same, leading to the entry."""

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda value, key: timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")

    def painter(self, table: Table) -> Callable[..., str]:
        paint, read = super().painter(table), self.reader(table)
        return lambda value, key: paint(read(value, key), key)


class Words(Column):
    """A machine's word, by its label."""

    def __init__(self, name: str, words: Callable[[str], str], **kw: Any) -> None:
        super().__init__(name, **kw)
        self.words = words

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda value: self.words(value) if value else ""


class EntryTable(Table):
    model = Entry
    detail_url = "audit:detail"
    order = ("pk",)
    descending = True
    columns = [
        MomentLink("at"),
        Text("user_name"),
        Words("role", labels.role_label),
        Text("role_committee_name"),
        Words("action", labels.action_label),
        Words("model", labels.kind_label),
        Text("object_name"),
        Words("source", labels.source_label),
        Text("request_id", shown=False),
        Text("address", shown=False),
    ]


class ReadTable(Table):
    model = ReadEntry
    order = ("pk",)
    descending = True
    columns = [
        Moment("at"),
        Text("user_name"),
        Words("role", labels.role_label),
        Text("role_committee_name"),
        Words("model", labels.kind_label),
        Text("object_name"),
        Text("field", shown=False),
        Text("reason"),
        Text("request_id", shown=False),
        Text("address", shown=False),
    ]


class SealTable(Table):
    model = Seal
    order = ("pk",)
    descending = True
    columns = [
        Moment("at"),
        Words("log", lambda log: str(Seal.Log(log).label)),
        Number("count"),
        Number("first_id"),
        Number("last_id"),
        Text("digest", shown=False),
    ]


def changes_panel(entry: Entry) -> Panel:
    """What an entry changed."""
    words = [str(word) for word in (_("field"), _("before"), _("after"))]
    return Panel(
        "changes",
        _("What it changed"),
        lambda: [Heading(word, word, "", "", "") for word in words],
        "changes",
        [
            (place, "".join(f"<td>{escape(cell)}</td>" for cell in change))
            for place, change in enumerate(labels.changes(entry))
        ],
    )
