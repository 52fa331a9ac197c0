"""How much was served and what was offered: each number with its rows.

What counts is said by ``ServiceRecord.objects.counting()`` alone.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.figures import Figure, register
from core.prepared import Among, Prepared
from members.models import PartyMember, Registration
from posts.figures import facts
from posts.figures.checks import checked_often, members_checked
from posts.figures.sources import Measured, source
from posts.models import Activity, Claim, ServiceRecord, SignUp
from posts.models.hours import hours_of
from posts.models.records import in_year


@dataclass(frozen=True)
class Total:
    """Number of services and hours of some records, with the rows and the list that shows them."""

    rows: QuerySet
    services: int
    minutes: int
    url: str

    @property
    def hours(self) -> Decimal:
        return hours_of(self.minutes)


def total(rows: Any, url: str) -> Total:
    """Of these records, those that count."""
    rows = rows.counting()
    sums = rows.order_by().aggregate(services=Count("pk"), minutes=Sum("minutes"))
    return Total(rows, sums["services"], sums["minutes"] or 0, url)


def with_sums(rows: Any, year: int) -> Any:
    """Each row with ``services`` and ``served``: of all of these rows that count in the year, how
    many they are and their minutes."""
    counts = ServiceRecord.COUNTS & in_year(year)
    return rows.annotate(
        services=Window(Count("pk", filter=counts)),
        served=Window(Sum("minutes", filter=counts)),
    )


def of_member(member: PartyMember, year: int | None = None) -> Total:
    """What a member has done, wherever; in one year if it is named."""
    return _total(ServiceRecord.objects.filter(member=member), f"member={member.pk}", year)


def of_claim(claim: Claim, year: int | None = None) -> Total:
    """What a member has done in one post since claiming it."""
    rows = ServiceRecord.objects.filter(claim=claim)
    return _total(rows, f"member={claim.member_id}&post={claim.post_id}", year)


def at(here: Committee, year: int) -> Total:
    """What was done at a committee and below it in a year."""
    return _total(ServiceRecord.objects.at(here), "", year)


def _total(rows: Any, query: str, year: int | None) -> Total:
    query = f"state=counting&{query}".rstrip("&")
    if year is not None:
        rows = rows.of_year(year)
        query += f"&since={year}-01-01&until={year}-12-31"
    return total(rows, f"{reverse('posts:record-list')}?{query}")


def _until(rows: Any, date: datetime.date) -> Any:
    """Those of the year up to that day."""
    return rows.filter(on__gte=date.replace(month=1, day=1), on__lte=date)


def _period(date: datetime.date) -> str:
    return f"since={date.year}-01-01&until={date}"


@register("posts.activities")
def activities_held(here: Committee, date: datetime.date | None = None) -> Figure:
    """Activities that were held here or below in the year, up to that day."""
    date = date or clock.today()
    rows = _until(Activity.objects.at(here).held(), date)
    url = f"{reverse('posts:activity-list')}?status=held&{_period(date)}"
    return Figure(gettext_lazy("activities held this year"), rows, url)


@register("posts.services")
def services(here: Committee, date: datetime.date | None = None) -> Figure:
    """Services done here or below in the year, up to that day."""
    date = date or clock.today()
    rows = _until(ServiceRecord.objects.at(here).counting(), date)
    url = f"{reverse('posts:record-list')}?state=counting&{_period(date)}"
    return Figure(gettext_lazy("services this year"), rows, url)


def with_services(rows: Any, date: datetime.date) -> Any:
    """Registrations with ``services`` and ``minutes`` of the member in that year, where the member
    is registered."""
    done = _until(ServiceRecord.objects.counting(), date).filter(
        member=OuterRef("member"), community=OuterRef("community")
    )
    done = done.order_by().values("member")
    return rows.annotate(
        services=Coalesce(Subquery(done.annotate(n=Count("pk")).values("n")[:1]), 0),
        minutes=Coalesce(Subquery(done.annotate(n=Sum("minutes")).values("n")[:1]), 0),
    )


def registered(here: Committee, date: datetime.date) -> Any:
    """Members' registrations that ran here or below on that day: whom the rates are about."""
    return registered_among(Registration.objects.at(here), date)


def registered_among(rows: Any, date: datetime.date) -> Any:
    """Those of these registrations that were members' and ran, confirmed, on that day."""
    status = Registration.Status
    rows = rows.of_members().on(date)
    return rows.having_status((status.REGISTERED, status.PAUSED), date)


def effective(rows: Any, here: Committee, date: datetime.date) -> Any:
    """Registrations of those who take part: enough services in the year, or a post that was found
    in order often enough (有效参与)."""
    return with_services(rows, date).filter(_takes_part(here, date))


def _takes_part(here: Committee, date: datetime.date) -> Any:
    enough = Q(services__gte=settings.EFFECTIVE_PARTICIPATION_SERVICES)
    return enough | Q(member__in=members_checked(here, date))


def without_activity(rows: Any, date: datetime.date) -> Any:
    """Registrations of those of whom nothing is on record in the year (零活动)."""
    done = _until(ServiceRecord.objects.counting(), date)
    done = done.filter(member=OuterRef("member"), community=OuterRef("community"))
    return with_services(rows, date).filter(~Exists(done))


@register("posts.effective")
def effective_participation(here: Committee, date: datetime.date | None = None) -> Figure:
    """Registered members who take part effectively in the year, up to that day."""
    date = date or clock.today()
    rows = effective(registered(here, date), here, date)
    url = f"{reverse('posts:participation')}?state=effective&until={date}"
    return Figure(gettext_lazy("members who take part effectively"), rows, url)


@register("posts.zero_activity")
def zero_activity(here: Committee, date: datetime.date | None = None) -> Figure:
    """Registered members of whom no service is on record in the year, up to that day."""
    date = date or clock.today()
    rows = without_activity(registered(here, date), date)
    url = f"{reverse('posts:participation')}?state=none&until={date}"
    return Figure(gettext_lazy("registered members without any activity"), rows, url)


def to_be_confirmed(rows: Any) -> Any:
    """Records that the other side has not answered yet; silence is never a yes."""
    return rows.filter(status=ServiceRecord.Status.ENTERED)


def disputed(rows: Any) -> Any:
    return rows.filter(status=ServiceRecord.Status.DISPUTED)


def to_be_noted(rows: Any, date: datetime.date) -> Any:
    """Planned activities whose day is over, of which nobody has said who came."""
    return rows.planned().filter(on__lt=date)


# --- For ledgers, letters and evaluations --------------------------------------------------------


def _within(rows: Any, start: datetime.date | None, end: datetime.date) -> Any:
    """Counting records from the first to the last of these days."""
    rows = rows.counting().filter(on__lte=end)
    return rows.filter(on__gte=start) if start else rows


def _sums(name: str, ids: Among, start: datetime.date | None, end: datetime.date) -> Any:
    rows = _within(ServiceRecord.objects.filter(**{f"{name}__in": ids}), start, end)
    found = rows.order_by().values(name).annotate(n=Count("pk"), sum=Sum("minutes"))
    return found.values_list(name, "n", "sum")


SUMS_OF_CLAIMS = Prepared(partial(_sums, "claim"))
SUMS_OF_MEMBERS = Prepared(partial(_sums, "member"))


@facts.keeps("claim.services")
def services_of_claims(
    claims: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, tuple[int, int]]:
    """Services and whole minutes in each post (累计服务次数, 累计时长)."""
    return {pk: (n, sum_ or 0) for pk, n, sum_ in SUMS_OF_CLAIMS(Among(claims), start, end)}


@facts.keeps("member.services")
def services_of_members(
    members: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, tuple[int, int]]:
    """Services and whole minutes of each member, in posts and at activities."""
    return {pk: (n, sum_ or 0) for pk, n, sum_ in SUMS_OF_MEMBERS(Among(members), start, end)}


@facts.keeps("member.activities")
def activities_of_members(
    members: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, int]:
    """Activities that each member came to."""
    came = SignUp.objects.filter(
        member__in=members, status=SignUp.Status.ATTENDED, activity__on__lte=end
    )
    if start:
        came = came.filter(activity__on__gte=start)
    return dict(came.order_by().values("member").annotate(n=Count("pk")).values_list("member", "n"))


@facts.keeps("community.activities")
def activities_of_communities(
    committees: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, int]:
    """Activities that each community, its grids among it, or all of a street's have held."""
    held = Activity.objects.held().filter(on__lte=end)
    if start:
        held = held.filter(on__gte=start)
    found: dict[int, int] = {}
    for tier in ("community", "street"):
        rows = held.filter(**{f"{tier}__in": committees}).order_by().values(tier)
        found |= dict(rows.annotate(n=Count("pk")).values_list(tier, "n"))
    return found


@facts.knows("effective")
def members_effective(members: QuerySet, year: int) -> QuerySet:
    """Members with enough services in the year, wherever, or enough qualified checks (有效参与)."""
    enough = ServiceRecord.objects.counting().of_year(year).order_by().values("member")
    enough = enough.annotate(n=Count("pk"))
    enough = enough.filter(n__gte=settings.EFFECTIVE_PARTICIPATION_SERVICES)
    return members.filter(Q(pk__in=enough.values("member")) | Q(pk__in=checked_often(year)))


@facts.knows("active")
def members_active(members: QuerySet, year: int) -> QuerySet:
    """Members of whom anything at all is on record in the year."""
    done = ServiceRecord.objects.counting().of_year(year)
    return members.filter(Exists(done.filter(member=OuterRef("pk"))))


@source("services")
def services_measured(claim: Claim, start: datetime.date, end: datetime.date) -> Measured:
    """Services of a claim in the time, with their minutes."""
    rows = _within(claim.records.all(), start, end - datetime.timedelta(days=1))
    told = list(rows.order_by("pk").values_list("pk", "minutes"))
    ids = [pk for pk, _minutes in told]
    return Measured(len(ids), minutes=sum(m for _pk, m in told), ids=ids, done_ids=ids)
