"""The small tables on the pages of units, people, memberships and grids."""

from collections.abc import Callable
from html import escape

from django.utils.translation import gettext_lazy as _

from core.tables import NOTHING, Choice, Column, Date, Link, Number, Phone, Prose, Table, Text
from core.templatetags.ui import icon
from members.models import Liaison, Membership, Seat, SuperiorContact


class Gaps(Column):
    """What a membership lacks, which the page has found out (``figures.gaps_among``)."""

    def painter(self, table: Table) -> Callable[..., str]:
        sign = icon("exclamation-triangle")
        return lambda gaps: (
            " ".join(f'<span class="state state-alarm">{sign}{escape(gap)}</span>' for gap in gaps)
            or NOTHING
        )


class MembershipsOfUnit(Table):
    model = Membership
    detail_url = "members:membership-detail"
    columns = [
        Link("committee__name", _("Committee")),
        Choice("status"),
        Choice("change_type"),
        Date("starts_on"),
        Date("ends_on"),
        Gaps("gaps", _("What is missing")),
    ]


DATES_OF_SEAT = [
    Choice("status"),
    Date("starts_on"),
    Date("ends_on"),
    Date("term_ends_on"),
]


class SeatsOfUnit(Table):
    model = Seat
    detail_url = "members:seat-detail"
    columns = [
        Link("person__name", _("Person")),
        Text("committee__name", _("Committee")),
        Text("capacity__name", _("Capacity")),
        Choice("office"),
        *DATES_OF_SEAT,
    ]


class SeatsHere(SeatsOfUnit):
    """On a page that names the committee already."""

    columns = [column for column in SeatsOfUnit.columns if column.name != "committee__name"]


class SeatsOfPerson(Table):
    model = Seat
    detail_url = "members:seat-detail"
    columns = [
        Link("committee__name", _("Committee")),
        Text("capacity__name", _("Capacity")),
        Choice("office"),
        Text("membership__unit__name", _("For the unit")),
        *DATES_OF_SEAT,
    ]


DATES_OF_LIAISON = [
    Date("starts_on"),
    Date("ends_on"),
    Number("days_to_file"),
]


class LiaisonsOfUnit(Table):
    model = Liaison
    detail_url = "members:liaison-detail"
    columns = [
        Link("person__name", _("Person")),
        Text("membership__committee__name", _("Committee")),
        Phone("person__phone", _("Phone")),
        *DATES_OF_LIAISON,
    ]


class LiaisonsHere(LiaisonsOfUnit):
    """On a page that names the committee already."""

    columns = [
        column for column in LiaisonsOfUnit.columns if column.name != "membership__committee__name"
    ]


class LiaisonsOfPerson(Table):
    model = Liaison
    detail_url = "members:liaison-detail"
    columns = [
        Link("membership__unit__name", _("Unit")),
        Text("membership__committee__name", _("Committee")),
        *DATES_OF_LIAISON,
    ]


class ContactsOfUnit(Table):
    model = SuperiorContact
    columns = [Date("date"), Choice("direction"), Text("by"), Prose("text")]
