"""Party organisations, and the units that they are in."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.tables import NOTHING, Choice, Column, Date, Link, Number, Table, Text
from members.models import OrganizationUnit, PartyOrganization


class OrganisationTable(Table):
    model = PartyOrganization
    detail_url = "members:organisation-detail"
    order = ("sort_key", "pk")
    columns = [
        Link("name", sort=order),
        Choice("category"),
        Choice("relation"),
        Text("superior__name", _("superior party organisation")),
        Text("superior_name"),
        Text("secretary__name", _("party secretary")),
        Date("term_starts_on", shown=False),
        Date("term_ends_on"),
        Text("home__name", _("kept by")),
        Date("starts_on", _("Founded on"), shown=False),
        Date("ends_on", _("Dissolved on"), shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class Leave(Column):
    """Leads to where the end is noted, as long as it runs."""

    def __init__(self, label: Any) -> None:
        super().__init__("ends_on", label)
        self.paths = ("pk", "ends_on")

    def reader(self, table: Table) -> Callable[..., Any]:
        return lambda key, ends_on: ""

    def painter(self, table: Table) -> Callable[..., str]:
        before, after = reverse("members:organisation-unlink", args=[0]).rsplit("0", 1)
        words = escape(gettext("No longer in this unit"))
        return lambda key, ends_on: (
            NOTHING if ends_on else f'<a href="{before}{key}{after}">{words}</a>'
        )


class UnitsOfOrganisation(Table):
    model = OrganizationUnit
    detail_url = "members:unit-detail"
    columns = [
        Link("unit__name", _("Member unit"), by="unit_id"),
        Date("starts_on"),
        Date("ends_on"),
    ]


class KeptUnitsOfOrganisation(UnitsOfOrganisation):
    """For the office that keeps the entry."""

    columns = [*UnitsOfOrganisation.columns, Leave(_("To do"))]


class BelowOrganisation(Table):
    model = PartyOrganization
    detail_url = "members:organisation-detail"
    columns = [
        Link("name"),
        Choice("category"),
        Text("secretary__name", _("party secretary")),
        Date("term_ends_on"),
        Date("ends_on", _("Dissolved on")),
    ]
