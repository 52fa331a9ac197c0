"""Claims that wait for somebody, and posts that stand on nothing."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.figures import Figure, register
from members.rules import working_days_between
from posts.models import Claim, Post
from posts.rules import RENEWAL

Status = Claim.Status


def answer_due_before(date: datetime.date) -> datetime.date:
    """The last day from which a claim must have been answered by this day: more than the working
    days that a branch has lie between."""
    day = date
    while working_days_between(day, date) <= settings.CLAIM_ANSWER_WORKING_DAYS:
        day -= datetime.timedelta(days=1)
    return day


def silent(rows: Any, date: datetime.date) -> Any:
    """Claims that one of the branches has not answered in time."""
    asking = (Status.APPLIED, Status.CONFIRMED)
    return rows.filter(status__in=asking, since__lte=answer_due_before(date))


def ending(rows: Any, date: datetime.date) -> Any:
    """Claims whose term ends within the time in which it may be renewed."""
    return rows.filter(status=Status.IN_POST, term_ends_on__lte=date + RENEWAL)


@dataclass(frozen=True)
class Alarm:
    """Something that waits, with the rows and the list that shows exactly them."""

    key: str
    label: str
    rows: QuerySet
    url: str
    since: str = ""
    urgent: bool = False
    due: str = ""  # the column of the day on which a row is over


def alarms(here: Committee, date: datetime.date | None = None) -> list[Alarm]:
    """What waits at a committee and below it; the caller counts what it shows."""
    date = date or clock.today()
    claims, posts = Claim.objects.at(here), Post.objects.at(here)
    listed, set_up = reverse("posts:claim-list"), reverse("posts:list")
    return [
        Alarm(
            "claims",
            _("Claims of posts to be confirmed"),
            claims.filter(status=Status.APPLIED),
            f"{listed}?state=community",
            since="since",
        ),
        Alarm(
            "silent",
            _("Claims that a branch has not answered in time"),
            silent(claims.standing(), date),
            f"{listed}?state=silent",
            since="since",
            urgent=True,
        ),
        Alarm(
            "ending",
            _("Terms in posts that end within 60 days"),
            ending(claims.standing(), date),
            f"{listed}?state=ending",
            due="term_ends_on",
        ),
        Alarm(
            "without_reason",
            _("Posts that answer neither a need nor a decision"),
            posts.current().without_reason(),
            f"{set_up}?grounded=false",
        ),
    ]


@register("posts.posts")
def posts_in_use(here: Committee, date: datetime.date | None = None) -> Figure:
    """Posts that are published here or below; as of today, whatever the date."""
    rows = Post.objects.at(here).filter(status__in=Post.SHOWN)
    url = reverse("posts:list") + "?status=published&status=full"
    return Figure(gettext_lazy("published posts"), rows, url)


@register("posts.in_post")
def members_in_post(here: Committee, date: datetime.date | None = None) -> Figure:
    """Claims of members who were in post here or below on that day."""
    date = date or clock.today()
    rows = Claim.objects.at(here).on(date).as_of(date).filter(status_then=Status.IN_POST)
    return Figure(
        gettext_lazy("members in post"), rows, reverse("posts:claim-list") + "?status=in-post"
    )
