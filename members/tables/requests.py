"""Members' requests about their own data, and invitations to accounts."""

import datetime

from django.utils.translation import gettext_lazy as _

from core import clock
from core.tables import Choice, Computed, Date, Link, Number, Table, Text
from members.models import Invitation, MemberRequest


def days_waiting(status: str, asked_on: datetime.date) -> str | int:
    """For how many days an open one has been waiting."""
    return (clock.today() - asked_on).days if status == MemberRequest.Status.OPEN else ""


WAITS = Computed("days", _("days waiting"), ("status", "asked_on"), days_waiting)


class RequestTable(Table):
    model = MemberRequest
    detail_url = "members:request-detail"
    order = ("asked_on", "pk")
    descending = True
    columns = [
        Link("member__person__name", _("party member")),
        Choice("kind"),
        Text("about_name"),
        Choice("status"),
        WAITS,
        Date("asked_on", sort=order),
        Date("answered_on"),
        Text("answer", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class RequestsOfOne(Table):
    """On the page that names the member or the row already."""

    model = MemberRequest
    detail_url = "members:request-detail"
    columns = [
        Link("about_name"),
        Choice("kind"),
        Choice("status"),
        WAITS,
        Date("asked_on"),
        Text("answer"),
    ]


class InvitationsOfMember(Table):
    model = Invitation
    columns = [
        Choice("status"),
        Date("created_at", _("made at")),
        Date("valid_until"),
        Text("made_by__name", _("made by")),
    ]
