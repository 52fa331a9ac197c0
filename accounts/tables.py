"""The list of accounts."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.kinds import KINDS
from accounts.models import TwoPersonRequest, User
from core.tables import Choice, Column, Computed, Date, Link, Phone, Table, Text, YesNo


def _day_of(at: Any) -> Any:
    return timezone.localdate(at).isoformat() if at else ""


def _time_of(at: Any) -> Any:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _kind_of(name: str) -> str:
    return str(KINDS[name].label) if name in KINDS else name


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


class RequestTable(Table):
    model = TwoPersonRequest
    detail_url = "accounts:request-detail"
    order = ("pk",)
    descending = True
    columns: list[Column] = [
        Link("title"),
        Computed("kind", _("kind of request"), ("kind",), _kind_of),
        Choice("status"),
        Text("asked_by__name", _("asked by")),
        Computed("created_at", _("asked at"), ("created_at",), _time_of),
        Text("reason"),
        Computed("expires_at", _("open until"), ("expires_at",), _time_of),
        Text("decided_by__name", _("decided by")),
        Text("answer", shown=False),
    ]
