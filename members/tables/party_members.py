"""The list of party members."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tables import Choice, Computed, Date, InWords, Link, Number, Phone, Table, Text
from members.models import PartyMember


def either(first: Any, second: Any) -> str:
    """What stands in the first place or, if nothing does, in the second."""
    return first or second or ""


class MemberTable(Table):
    """By pinyin; neither a resident ID number nor a whole phone number is on it."""

    model = PartyMember
    detail_url = "members:member-detail"
    order = ("sort_key", "pk")
    columns = [
        Link("person__name", pgettext_lazy("of a person", "name"), sort=order),
        Phone("person__phone", _("phone")),
        Choice("status"),
        Choice("employment"),
        Computed("workplace", _("workplace"), ("employer__name", "person__workplace"), either),
        Text("person__position", _("position"), shown=False),
        Computed(
            "organisation",
            _("home party organisation"),
            ("organisation__name", "organisation_name"),
            either,
        ),
        Text("community__area_name", _("community or village")),
        Text("grid__area_name", _("grid")),
        InWords("specialties"),
        Text("service_intent", shown=False),
        InWords("free_slots", shown=False),
        Choice("sex", shown=False),
        Date("born_on", shown=False),
        Date("joined_on", shown=False),
        Date("full_on", shown=False),
        Date("status_since", shown=False),
        Text("person__home__name", _("kept by"), shown=False),
        Number("pk", _("System number"), shown=False),
    ]
