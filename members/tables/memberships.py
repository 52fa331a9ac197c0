"""The lists of memberships, seats, capacities and liaisons."""

from django.utils.translation import gettext_lazy as _

from committees.columns import LinkIfOpen, NameThen, columns_then
from core.tables import Choice, Date, Link, Number, Phone, Table, Text, YesNo
from members.models import Capacity, Liaison, Membership, Seat
from members.tables.columns import StateThen


class MembershipTable(Table):
    model = Membership
    detail_url = "members:membership-detail"
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Link("unit__name", _("Member unit")),
        Text("committee__name", _("Committee")),
        Choice("status"),
        Choice("change_type"),
        Date("starts_on", sort=("starts_on", "pk")),
        Date("ends_on"),
        Text("reason"),
        Text("basis", shown=False),
        Text("unit__uscc", _("unified social credit code"), shown=False),
        Text("replaced_by__unit__name", _("successor"), shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class PastMembershipTable(MembershipTable):
    """Who was on the roster on a day."""

    columns = columns_then(
        MembershipTable,
        LinkIfOpen("unit__name", _("Member unit"), place="committee__path"),
        NameThen("committee__name", _("Committee"), by="committee_id"),
        StateThen("status", was=Membership.Status.ACTIVE),
    )


class SeatTable(Table):
    model = Seat
    detail_url = "members:seat-detail"
    order = ("committee_id", "sequence", "pk")
    columns = [
        Link("person__name", _("Person")),
        Text("committee__name", _("Committee")),
        Text("capacity__name", _("Capacity")),
        Choice("office"),
        Text("membership__unit__name", _("For the unit")),
        Choice("status"),
        Date("starts_on"),
        Date("ends_on"),
        Date("term_ends_on"),
        Phone("person__phone", _("Phone"), shown=False),
        Text("person__workplace", _("Workplace"), shown=False),
        Text("person__position", _("Position"), shown=False),
        Text("basis", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class PastSeatTable(SeatTable):
    """Who held a seat on a day."""

    columns = columns_then(
        SeatTable,
        LinkIfOpen("person__name", _("Person"), place="committee__path"),
        NameThen("committee__name", _("Committee"), by="committee_id"),
        StateThen("status", was=Seat.Status.APPOINTED),
    )


class LiaisonTable(Table):
    model = Liaison
    detail_url = "members:liaison-detail"
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Link("person__name", _("Person")),
        Text("membership__unit__name", _("Unit")),
        Text("membership__committee__name", _("Committee")),
        Phone("person__phone", _("Phone")),
        Date("starts_on", sort=("starts_on", "pk")),
        Date("ends_on"),
        Date("filed_on"),
        Number("days_to_file"),
        Text("reason", shown=False),
        Text("person__position", _("Position"), shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class PastLiaisonTable(LiaisonTable):
    """Who was liaison on a day."""

    columns = columns_then(
        LiaisonTable,
        LinkIfOpen("person__name", _("Person"), place="membership__committee__path"),
        NameThen("membership__committee__name", _("Committee"), by="membership__committee_id"),
    )


class CapacityTable(Table):
    """For those who only read them."""

    model = Capacity
    order = ("pk",)
    columns = [
        Text("name"),
        Choice("level"),
        Number("minimum"),
        YesNo("represents_unit"),
        YesNo("needs_nomination"),
        Text("code", shown=False),
    ]


class CapacityEditTable(CapacityTable):
    """For the office that sets them."""

    detail_url = "members:capacity-edit"
    columns = [Link("name"), *CapacityTable.columns[1:]]
