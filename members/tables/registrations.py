"""Registrations, in their list and on the pages of members and units."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committees.columns import NameThen, columns_then
from core.tables import Choice, Computed, Date, Link, Number, Table, Text
from members.models import PartyMember, Registration, RegistrationStep


class Who(Link):
    """The member's or the unit's name, leading to the registration."""

    def __init__(self) -> None:
        super().__init__("who", _("Who is registered"))
        self.paths = ("member__person__name", "unit__name", "pk")

    def reader(self, table: Table) -> Any:
        return lambda person, unit, key: person or unit

    def painter(self, table: Table) -> Any:
        paint = super().painter(table)
        return lambda person, unit, key: paint(person or unit, key)


def kind_of(person: str | None) -> str:
    return gettext("party member") if person else gettext("member unit")


class RegistrationTable(Table):
    model = Registration
    detail_url = "members:registration-detail"
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Who(),
        Computed("kind", _("Kind"), ("member__person__name",), kind_of),
        Text("committee__name", _("registered at")),
        Text("employer__name", _("employing unit")),
        Choice("status"),
        Date("starts_on", _("Registered on"), sort=order),
        Date("valid_until"),
        Date("last_active_on"),
        Text("reason", shown=False),
        Date("ends_on", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class StatusThen(Choice):
    """The status of the day that is looked at, which the list's query reads from the steps."""

    def __init__(self) -> None:
        super().__init__("status")
        self.paths = ("status_then",)


class PastRegistrationTable(RegistrationTable):
    """Who was registered on a day."""

    columns = columns_then(
        RegistrationTable,
        NameThen("committee__name", _("registered at"), by="committee_id"),
        StatusThen(),
    )


class RegistrationsOfOne(Table):
    """On the page that names the member or unit already."""

    model = Registration
    detail_url = "members:registration-detail"
    columns = [
        Link("committee__name", _("registered at")),
        Choice("status"),
        Date("starts_on", _("Registered on")),
        Date("valid_until"),
        Date("ends_on"),
        Text("reason"),
    ]


class StepsOfRegistration(Table):
    model = RegistrationStep
    columns = [
        Choice("status"),
        Date("day"),
        Text("reason"),
        Text("user__name", _("noted by")),
    ]


class MembersToRegister(Table):
    """Who should register and did not."""

    model = PartyMember
    detail_url = "members:member-detail"
    columns = [
        Link("person__name", _("Party member")),
        Text("employer__name", _("employing unit")),
        Text("community__area_name", _("community or village")),
    ]


class RegistrationsAmiss(Table):
    """A registration that does not fit what the unit says."""

    model = Registration
    detail_url = "members:registration-detail"
    columns = [
        Link("member__person__name", _("Party member")),
        Text("committee__name", _("registered at")),
        Text("employer__name", _("employing unit at registration")),
        Text("member__employer__name", _("employing unit now")),
        Choice("member__status"),
        Date("last_active_on"),
    ]


class RegistrationsAmissOfUnit(RegistrationsAmiss):
    """For a unit's liaison, whom it does not concern where somebody works now and what became of
    the membership."""

    columns = [
        c
        for c in RegistrationsAmiss.columns
        if not c.name.startswith(("member__employer", "member__status"))
    ]
