"""Rounds, checks and talks, in their lists and on the pages they belong to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tables import Choice, Computed, Date, Link, Number, Prose, Table, Text
from posts.models import CheckRound, PostCheck, Talk

POST = pgettext_lazy("of a party member", "post")


def quarter_of(year: int, quarter: int) -> str:
    """Such as 2026 Q2, which sorts as it reads."""
    return f"{year} Q{quarter}"


class RoundTable(Table):
    model = CheckRound
    detail_url = "posts:round-detail"
    order = ("due_on", "pk")
    descending = True
    columns = [
        Link("committee__area_name", _("community or village")),
        Computed("quarter", _("quarter"), ("year", "quarter"), quarter_of),
        Choice("status"),
        Date("due_on", sort=order),
        Number("share"),
        Date("drawn_on"),
        Text("seed", shown=False),
        Date("closed_on", shown=False),
        Text("reason", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class CheckTable(Table):
    model = PostCheck
    detail_url = "posts:check-detail"
    order = ("due_on", "pk")
    descending = True
    columns = [
        Link("claim__member__person__name", _("party member")),
        Text("claim__post__name", POST),
        Text("claim__post__committee__area_name", _("community or grid")),
        Date("due_on", sort=order),
        Date("on"),
        Choice("result"),
        Text("finding"),
        Date("rectify_by"),
        Date("rectified_on"),
        Text("checker", shown=False),
        Text("rectification", shown=False),
        Date("looked_back_on", shown=False),
        Text("look_back", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class ChecksOfRound(Table):
    """On the page that names the round already."""

    model = PostCheck
    detail_url = "posts:check-detail"
    columns = [
        Link("claim__member__person__name", _("party member")),
        Text("claim__post__name", POST),
        Text("claim__post__committee__area_name", _("community or grid")),
        Date("on"),
        Choice("result"),
        Text("finding"),
        Date("rectify_by"),
        Date("rectified_on"),
    ]


class ChecksOfClaim(Table):
    """On the page that names the member and the post already."""

    model = PostCheck
    detail_url = "posts:check-detail"
    columns = [
        Link("due_on"),
        Date("on"),
        Choice("result"),
        Text("finding"),
        Date("rectify_by"),
        Date("rectified_on"),
        Text("checker"),
    ]


class TalkTable(Table):
    model = Talk
    detail_url = "posts:talk-detail"
    order = ("opened_on", "pk")
    descending = True
    columns = [
        Link("claim__member__person__name", _("party member")),
        Text("claim__post__name", POST),
        Text("claim__post__committee__area_name", _("community or grid")),
        Date("opened_on", sort=order),
        Choice("status"),
        Date("held_on"),
        Text("held_by"),
        Prose("note", shown=False),
        Text("reason", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class TalksOfClaim(Table):
    model = Talk
    detail_url = "posts:talk-detail"
    columns = [Link("opened_on"), Choice("status"), Date("held_on"), Text("held_by")]
