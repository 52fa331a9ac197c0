"""The list of member units: on the page, printed, and as the workbook that can be imported back."""

from django.utils.translation import gettext_lazy as _

from committees.columns import columns_then
from core.tables import Choice, Link, Number, Phone, Table, Text, YesNo
from members.models import LAST_SEQUENCE, MemberUnit
from members.tables.columns import Sequence, UnitLinkIfOpen


class UnitTable(Table):
    model = MemberUnit
    detail_url = "members:unit-detail"
    order: tuple[str, ...] = ("at_sort_key", "at_unit")
    columns = [
        Link("name", sort=order),
        Choice("category"),
        Choice("affiliation"),
        Text("system"),
        Text("area__area_name", _("community or grid of the address")),
        Text("uscc", shown=False),
        Text("head", shown=False),
        Text("party_organisation", shown=False),
        Number("party_members"),
        YesNo("at_is_member", _("member now")),
        Number("pk", _("System number"), shown=False),
        Text("short_name", shown=False),
        Text("address", shown=False),
        Phone("phone", shown=False),
        Choice("party_coverage", shown=False),
        Text("party_secretary", shown=False),
        Text("superior", shown=False),
        Text("superior_contact", shown=False),
        YesNo("has_union", shown=False),
        YesNo("has_youth_league", shown=False),
        YesNo("has_womens_federation", shown=False),
        Sequence("sequence", shown=False, empty=LAST_SEQUENCE),
        Text("note", shown=False),
    ]


class PastUnitTable(UnitTable):
    """The units of a past day, which no scope row knows: in the units' own order."""

    order = ("sequence", "sort_key", "pk")
    columns = columns_then(
        UnitTable,
        UnitLinkIfOpen("name", place="at_is_known", sort=order),
        YesNo("at_is_member", _("member on that day")),
    )
