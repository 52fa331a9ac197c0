"""How many were checked and how many qualified, what is due, and who takes part for good."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.figures import Figure, register
from core.prepared import Among, Prepared
from posts.figures import facts
from posts.figures.claims import Alarm
from posts.figures.sources import Measured, source
from posts.models import CheckRound, Claim, PostCheck, Talk


def due(rows: Any) -> Any:
    """Drawn ones of which nothing has been entered."""
    return rows.pending().filter(round__status=CheckRound.Status.DRAWN)


def overdue(rows: Any, date: datetime.date) -> Any:
    return due(rows).filter(due_on__lt=date)


def rectification_overdue(rows: Any, date: datetime.date) -> Any:
    """What should have been put right before this day."""
    return rows.to_rectify().filter(rectify_by__lt=date)


@dataclass(frozen=True)
class Rate:
    """How many of how many, with both sets of rows."""

    checked: Any
    qualified: Any

    @property
    def of(self) -> int:
        return int(self.checked.count())

    @property
    def done(self) -> int:
        return int(self.qualified.count())

    def in_words(self) -> str:
        """Such as 3/4; without any check a dash."""
        return f"{self.done}/{self.of}" if self.of else "—"


def between(rows: Any, start: datetime.date, end: datetime.date) -> Any:
    """Checks made from the first of these days until before the second."""
    return rows.filter(on__gte=start, on__lt=end)


def rate_of(rows: Any) -> Rate:
    """Of any checks: of a claim, of a committee, of a year."""
    return Rate(rows.checked(), rows.qualified())


# So many qualified checks of a post in a year make an effective participation (有效参与).
OFTEN = 2


def _often(rows: Any, start: datetime.date, end: datetime.date) -> Any:
    counted = between(rows.qualified(), start, end).order_by().values("claim__member")
    return counted.annotate(n=Count("pk")).filter(n__gte=OFTEN).values("claim__member")


def members_checked(here: Committee, date: datetime.date) -> Any:
    """The members who were found in order here often enough in the year up to that day: a query."""
    days = date.replace(month=1, day=1), date + datetime.timedelta(days=1)
    return _often(PostCheck.objects.at(here), *days)


def checked_often(year: int) -> Any:
    """The members who were found in order, wherever, often enough in a year: a query."""
    days = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    return _often(PostCheck.objects.all(), *days)


@facts.knows("qualified")
def members_qualified(members: QuerySet, year: int) -> QuerySet:
    """Members who were found in order often enough in a year."""
    return members.filter(pk__in=checked_often(year))


@facts.keeps("claim.check")
def last_checks(
    claims: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, tuple[datetime.date, str]]:
    """Day and result of each claim's last check (最近检查日期, 检查结果)."""
    words = dict(PostCheck._meta.get_field("result").flatchoices)
    found = ENTERED(Among(claims), start, end)
    return {claim: (on, str(words.get(result, result))) for claim, on, result in found}


def _entered(claims: Among, start: datetime.date | None, end: datetime.date) -> Any:
    rows = PostCheck.objects.entered().filter(claim__in=claims, on__lte=end)
    if start:
        rows = rows.filter(on__gte=start)
    # A later one takes the place of the one before.
    return rows.order_by("claim", "on", "pk").values_list("claim", "on", "result")


ENTERED = Prepared(_entered)


@register("posts.checks")
def checks_made(here: Committee, date: datetime.date | None = None) -> Figure:
    """Checks of this year here or below, until that day."""
    rows = _this_year(here, date).checked()
    return Figure(gettext_lazy("checks this year"), rows, _listed(date, "checked"))


@register("posts.checks_qualified")
def checks_qualified(here: Committee, date: datetime.date | None = None) -> Figure:
    """Those of them at which the member was on duty, or partly and it was put right since."""
    rows = _this_year(here, date).qualified()
    return Figure(gettext_lazy("qualified checks this year"), rows, _listed(date, "qualified"))


def _this_year(here: Committee, date: datetime.date | None) -> Any:
    date = date or clock.today()
    days = date.replace(month=1, day=1), date + datetime.timedelta(days=1)
    return between(PostCheck.objects.at(here), *days)


def _listed(date: datetime.date | None, state: str) -> str:
    date = date or clock.today()
    return f"{reverse('posts:check-list')}?state={state}&since={date.year}-01-01&until={date}"


def check_alarms(here: Committee, date: datetime.date | None = None) -> list[Alarm]:
    """What of checks waits at a committee and below it; the caller counts what it shows."""
    date = date or clock.today()
    checks, listed = PostCheck.objects.at(here), reverse("posts:check-list")
    return [
        Alarm(
            "rounds",
            _("Rounds of checks to be drawn"),
            CheckRound.objects.at(here).to_be_drawn(date),
            f"{reverse('posts:round-list')}?state=to-be-drawn",
            due="due_on",
        ),
        Alarm("checks", _("Checks to be made"), due(checks), f"{listed}?state=due", due="due_on"),
        Alarm(
            "overdue",
            _("Checks not made in time"),
            overdue(checks, date),
            f"{listed}?state=overdue",
            since="due_on",
            urgent=True,
        ),
        Alarm(
            "rectifications",
            _("What should have been put right at posts"),
            rectification_overdue(checks, date),
            f"{listed}?state=not-put-right",
            since="rectify_by",
            urgent=True,
        ),
        Alarm(
            "talks",
            _("Talks to be held with post-holders"),
            Talk.objects.at(here).open(),
            f"{reverse('posts:talk-list')}?status=open",
            since="opened_on",
        ),
    ]


@source("checks")
def checks_of(claim: Claim, start: datetime.date, end: datetime.date) -> Measured:
    """Checks of a claim, and how many of them qualified."""
    rate = rate_of(between(claim.checks.order_by("pk"), start, end))
    ids = list(rate.checked.values_list("pk", flat=True))
    done = list(rate.qualified.values_list("pk", flat=True))
    return Measured(len(done), len(ids), ids=ids, done_ids=done)
