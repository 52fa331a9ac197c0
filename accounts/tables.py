"""The list of accounts."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.tables import Choice, Column, Computed, Date, Link, Phone, Table, Text, YesNo


def _day_of(at: Any) -> Any:
    return timezone.localdate(at).isoformat() if at else ""


class UserTable(Table):
    model = User
    detail_url = "accounts:user-detail"
    order = ("login", "pk")
    columns: list[Column] = [
        Link("login", sort=("login", "pk")),
        Text("name", sort=("name", "pk")),
        Text("workplace"),
        Phone("phone"),
        Choice("administers"),
        YesNo("is_active"),
        YesNo("has_second_factor"),
        Computed("last_login", _("last signed in"), ("last_login",), _day_of),
        Date("expires_on"),
    ]
