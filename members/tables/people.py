"""The list of people."""

from django.utils.translation import gettext_lazy as _

from core.tables import Choice, Computed, Link, Number, Phone, Table, Text
from members.models import Person


class PersonTable(Table):
    model = Person
    detail_url = "members:person-detail"
    order = ("at_sort_key", "at_person")
    columns = [
        Link("name", sort=order),
        Text("workplace"),
        Text("position"),
        Phone("phone"),
        Choice("party_status"),
        Text("home__name", _("kept by")),
        Computed("user", _("account"), ("user__login",), lambda login: login or "", shown=False),
        Number("pk", _("System number"), shown=False),
    ]
