"""Needs, in their list."""

from django.utils.translation import gettext_lazy as _

from core.tables import Choice, Date, Link, Number, Prose, Table, Text
from exchange.models import Need


class NeedTable(Table):
    model = Need
    detail_url = "exchange:need-detail"
    order = ("registered_on", "pk")
    descending = True
    columns = [
        Link("title"),
        Text("committee__area_name", _("committee")),
        Choice("source"),
        Text("unit__name", _("member unit")),
        Text("where"),
        Date("registered_on", sort=order),
        Choice("status"),
        Prose("text", shown=False),
        Date("settled_on", shown=False),
        Text("reason", shown=False),
        Number("pk", _("System number"), shown=False),
    ]
