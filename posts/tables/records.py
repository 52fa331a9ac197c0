"""Service records, in their list and on the pages of members, posts and activities."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.tables import NOTHING, Choice, Column, Computed, Date, Link, Number, Table, Text
from members.models import Registration
from posts.models import ServiceProof, ServiceRecord
from posts.models.hours import hours_of


class Hours(Number):
    """Minutes in the database, hours on the page and in the spreadsheet."""

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda minutes: "" if minutes is None else str(hours_of(minutes))

    def painter(self, table: Table) -> Callable[..., str]:
        read = self.reader(table)
        return lambda minutes: read(minutes) or NOTHING


def lateness(days: int) -> str:
    """What is said of a record that was entered long afterwards: 补录 12 天后."""
    if days <= settings.SERVICE_RECORD_LATE_AFTER_DAYS:
        return ""
    words = ngettext("entered %(n)d day afterwards", "entered %(n)d days afterwards", days)
    return words % {"n": days}


def what(post: str | None, activity: str | None) -> str:
    return post or activity or ""


HOURS = _("hours served")
LATE: Column = Computed("late", _("entered late"), ("days_late",), lateness)
WHAT: Column = Computed(
    "what", _("post or activity"), ("claim__post__name", "activity__title"), what
)


class RecordTable(Table):
    model = ServiceRecord
    detail_url = "posts:record-detail"
    order = ("on", "pk")
    descending = True
    columns = [
        Link("member__person__name", _("party member")),
        Date("on", sort=order),
        WHAT,
        Hours("minutes", HOURS),
        Text("result"),
        Choice("status"),
        LATE,
        Text("employer__name", _("employing unit")),
        Text("community__area_name", _("community"), shown=False),
        Text("grid__area_name", _("grid"), shown=False),
        Date("entered_on", shown=False),
        Text("entered_by__name", _("entered by"), shown=False),
        Date("since", shown=False),
        Text("confirmed_by__name", _("confirmed by"), shown=False),
        Text("reason", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class RecordsOfMember(Table):
    """On the page that names the member already."""

    model = ServiceRecord
    detail_url = "posts:record-detail"
    columns = [
        Link("on"),
        WHAT,
        Hours("minutes", HOURS),
        Text("result"),
        Choice("status"),
        LATE,
    ]


class RecordsOfClaim(Table):
    """On the page that names member and post already."""

    model = ServiceRecord
    detail_url = "posts:record-detail"
    columns = [Link("on"), Hours("minutes", HOURS), Text("result"), Choice("status"), LATE]


class ProofsOfMember(Table):
    model = ServiceProof
    detail_url = "posts:proof-detail"
    columns = [
        Link("number", _("number")),
        Date("since"),
        Date("until"),
        Number("services"),
        Hours("minutes", _("hours")),
        Choice("status"),
        Date("issued_on"),
    ]


class ParticipationTable(Table):
    """Registrations with what the member has done in the year."""

    model = Registration
    detail_url = "members:registration-detail"
    order = ("starts_on", "pk")
    columns = [
        Link("member__person__name", _("party member")),
        Text("employer__name", _("employing unit")),
        Text("committee__area_name", _("registered at")),
        Number("services", _("services")),
        Hours("minutes", _("hours")),
        Date("last_active_on"),
        Date("starts_on", _("registered on"), sort=order),
    ]
