"""What was pledged and what was kept, of one claim or of many, each figure with its rows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.prepared import Among, Prepared
from posts.figures import facts
from posts.figures.sources import Measured, source
from posts.models import Claim, Pledge

Status = Pledge.Status


@dataclass(frozen=True)
class Pledged:
    """Of one claim: ``made`` are the pledges that count (none that was dropped), ``due`` those of
    them that are settled or whose deadline has come, ``kept`` those that were kept."""

    made: QuerySet
    due: QuerySet
    kept: QuerySet


def pledges_of(claim: Claim, date: datetime.date | None = None) -> Pledged:
    """The pledges behind 承诺事项数 (``made``), 承诺完成数 (``kept``) and 承诺完成率 (``kept`` of
    ``due``); whoever shows a number counts the rows, and can show them."""
    made = Pledge.objects.filter(claim=claim).standing()
    due = made.filter(~Q(status=Status.OPEN) | Q(due_on__lte=date or clock.today()))
    return Pledged(made, due, made.filter(status=Status.KEPT))


def with_pledges(claims: Any, date: datetime.date | None = None) -> Any:
    """Claims with ``pledges_made``, ``pledges_due`` and ``pledges_kept``, counted with them
    for ledgers of many."""
    date = date or clock.today()
    counts = Q(status__in=[Status.OPEN, Status.KEPT, Status.NOT_KEPT])
    due = counts & (~Q(status=Status.OPEN) | Q(due_on__lte=date))
    return claims.annotate(
        pledges_made=_counted(counts),
        pledges_due=_counted(due),
        pledges_kept=_counted(Q(status=Status.KEPT)),
    )


def _counted(which: Q) -> Coalesce:
    rows = Pledge.objects.filter(which, claim=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("claim").annotate(n=Count("pk")).values("n")), 0)


def with_late_pledges(rows: Any, date: datetime.date) -> Any:
    """Claims in which a pledge's deadline has passed without an answer."""
    return rows.filter(pk__in=Pledge.objects.late(date).values("claim"))


@facts.keeps("claim.pledges")
def made_and_kept(
    claims: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, tuple[int, int]]:
    """Pledges that count, and those of them kept until that day (承诺事项数, 承诺完成数)."""
    return {claim: (made, done) for claim, made, done in MADE_AND_KEPT(Among(claims), end)}


def _made_and_kept(claims: Among, end: datetime.date) -> Any:
    kept = Count("pk", filter=Q(status=Status.KEPT, done_on__lte=end))
    rows = Pledge.objects.filter(claim__in=claims).standing().order_by().values("claim")
    return rows.annotate(made=Count("pk"), kept=kept).values_list("claim", "made", "kept")


MADE_AND_KEPT = Prepared(_made_and_kept)


@source("pledges")
def pledges_measured(claim: Claim, start: datetime.date, end: datetime.date) -> Measured:
    """Of the pledges that were due in the time: how many were kept (承诺完成率)."""
    last = end - datetime.timedelta(days=1)
    rows = pledges_of(claim, last)
    due = rows.due.filter(due_on__gte=start) | rows.due.filter(done_on__gte=start)
    ids = list(due.order_by("pk").values_list("pk", flat=True))
    done = list(due.filter(status=Status.KEPT).order_by("pk").values_list("pk", flat=True))
    return Measured(len(done), len(ids), ids=ids, done_ids=done)
