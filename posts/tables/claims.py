"""Claims, in their list and on the pages of posts and members."""

import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.columns import NameThen, columns_then
from core import clock
from core.tables import Choice, Computed, Date, Link, Number, Table, Text
from members.models import PartyMember
from posts.models import Claim, ClaimStep


def days_in_hands(status: str, since: datetime.date) -> str | int:
    """For how many days a claim has been waiting in somebody's hands."""
    return (clock.today() - since).days if status in Claim.ASKING else ""


WAITS = Computed("days", _("days waiting"), ("status", "since"), days_in_hands)
POST = pgettext_lazy("of a party member", "post")


class ClaimTable(Table):
    model = Claim
    detail_url = "posts:claim-detail"
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Link("member__person__name", _("party member")),
        Text("post__name", POST),
        Text("post__committee__area_name", _("community or grid")),
        Text("employer__name", _("employing unit")),
        Choice("status"),
        WAITS,
        Date("starts_on", _("claimed on"), sort=order),
        Date("in_post_on"),
        Date("term_ends_on"),
        Text("post__category__name", _("kind of post"), shown=False),
        Text("reason", shown=False),
        Date("ends_on", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class StatusThen(Choice):
    """The status of the day that is looked at, which the list's query reads from the steps."""

    def __init__(self) -> None:
        super().__init__("status")
        self.paths = ("status_then",)


class PastClaimTable(ClaimTable):
    """Who had claimed or held a post on a day."""

    columns = [
        column
        for column in columns_then(
            ClaimTable,
            NameThen("post__committee__area_name", _("community or grid"), by="post__committee_id"),
            StatusThen(),
        )
        if column is not WAITS
    ]


class ClaimsOfPost(Table):
    """On the page that names the post already."""

    model = Claim
    detail_url = "posts:claim-detail"
    columns = [
        Link("member__person__name", _("party member")),
        Text("employer__name", _("employing unit")),
        Choice("status"),
        WAITS,
        Date("starts_on", _("claimed on")),
        Date("in_post_on"),
        Date("term_ends_on"),
    ]


class ClaimsOfMember(Table):
    """On the page that names the member already."""

    model = Claim
    detail_url = "posts:claim-detail"
    columns = [
        Link("post__name", POST),
        Text("post__committee__area_name", _("community or grid")),
        Choice("status"),
        WAITS,
        Date("in_post_on"),
        Date("term_ends_on"),
        Date("ends_on"),
        Text("reason"),
    ]


class StepsOfClaim(Table):
    model = ClaimStep
    columns = [
        Choice("status"),
        Date("day"),
        Text("reason"),
        Text("user__name", _("noted by")),
    ]


class SuggestedMembers(Table):
    """Of ``figures.Fit`` rows: whom one might ask, and why."""

    model = PartyMember
    detail_url = "members:member-detail"
    columns = [
        Link("row__person__name", _("party member")),
        Text("row__employer__name", _("employing unit")),
        Text("reasons", _("why it suits")),
    ]
