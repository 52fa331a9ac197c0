"""The lists of this room."""

from collections.abc import Callable
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.columns import LinkIfOpen, LinkThen, NameThen, columns_then
from committees.models import Appointment, Committee, CommitteePeriod, Reorganisation, Tier
from core.tables import Choice, Column, Date, Link, Number, Table, Text


class TierName(Column):
    """A level by the name that the district gives it (one query per page)."""

    def reader(self, table: Table) -> Callable[..., Any]:
        names = dict(Tier.objects.values_list("level", "short_name"))
        return lambda level: names.get(level, level)

    def painter(self, table: Table) -> Callable[..., str]:
        read = self.reader(table)
        return lambda level: escape(read(level))


class CommitteeTable(Table):
    model = Committee
    detail_url = "committees:detail"
    order = ("code", "pk")
    columns = [
        Link("name", sort=("name", "pk")),
        Text("code", sort=("code", "pk")),
        TierName("level", pgettext_lazy("of the tree", "tier")),
        Text("parent__name", _("committee above")),
        Choice("status"),
        Text("area_name", shown=False),
        Text("short_name", shown=False),
        Choice("form", shown=False),
        Text("basis_document", shown=False),
        Text("basis_number", shown=False),
        Date("basis_date", shown=False),
        Date("established_on", shown=False),
        Text("host_department", shown=False),
        Text("office_head", shown=False),
        Number("office_staff", shown=False),
        Text("office_duties", shown=False),
        Text("office_address", shown=False),
        Text("office_phone", shown=False),
        Choice("quorum", shown=False),
        Choice("meeting_cycle", shown=False),
        Choice("rotation", shown=False),
        Number("target_size", shown=False),
        Text("branch_name", shown=False),
    ]


class PeriodTable(Table):
    """The committees as they stood on a day."""

    model = CommitteePeriod
    detail_url = "committees:detail"
    order = ("committee__code", "pk")
    columns = [
        LinkThen("name", by="committee_id"),
        Text("committee__code", _("area code")),
        TierName("committee__level", pgettext_lazy("of the tree", "tier")),
        NameThen("parent__name", _("committee above"), by="parent_id"),
        Choice("status"),
        Choice("form"),
        Date("starts_on", _("so since")),
        Text("basis"),
    ]


class HistoryTable(Table):
    """What one committee was, period by period."""

    model = CommitteePeriod
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Date("starts_on"),
        Date("ends_on"),
        Text("name"),
        Text("parent__name", _("committee above")),
        Choice("form"),
        Choice("status"),
        Text("basis"),
    ]


class AppointmentTable(Table):
    model = Appointment
    detail_url = "committees:appointment-detail"
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Link("user__name", _("person")),
        Choice("role"),
        Text("committee__name", _("committee")),
        Date("starts_on", sort=("starts_on", "pk")),
        Date("ends_on"),
        Text("basis", shown=False),
        Text("user__login", _("login name"), shown=False),
    ]


class PastAppointmentTable(AppointmentTable):
    """Those of a past day."""

    columns = columns_then(
        AppointmentTable,
        LinkIfOpen("user__name", _("person"), place="committee__path"),
        NameThen("committee__name", _("committee"), by="committee_id"),
    )


class ReorganisationTable(Table):
    model = Reorganisation
    detail_url = "committees:reorganisation-detail"
    order = ("effective_on", "pk")
    descending = True
    columns = [
        Link("committee__name", _("committee")),
        Choice("kind"),
        Date("effective_on", sort=("effective_on", "pk")),
        Text("target__name", _("other committee")),
        Choice("status"),
        Text("basis_document"),
        Text("basis_number", shown=False),
    ]
