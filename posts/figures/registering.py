"""报到与参与情况: who should register, did, has a post, took part; by unit or by residence.

Two bases, never mixed: by the employing unit, and by the community or street where members live.
Every number is a set of the same members, so that a rate never exceeds a hundred in a hundred, and
each opens its members.
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from committees.terms import Level
from core import clock
from members.models import MemberUnit, PartyMember, Registration
from members.terms import Employment
from posts.figures import facts
from posts.models import Claim, Post

Status = Registration.Status
NOTHING = "—"

SHOULD, REGISTERED, MISSING = "should", "registered", "missing"
WITH_POST, EFFECTIVE, ZERO = "with-post", "effective", "zero"
FIGURES = {
    SHOULD: pgettext_lazy("registration table", "should register"),
    REGISTERED: pgettext_lazy("registration table", "registered"),
    MISSING: pgettext_lazy("registration table", "did not register"),
    WITH_POST: pgettext_lazy("registration table", "with a post"),
    EFFECTIVE: pgettext_lazy("registration table", "took part effectively"),
    ZERO: pgettext_lazy("registration table", "no activity on record"),
}
# What a table is broken down by, and the member's column for it.
UNIT, COMMUNITY, STREET = "unit", "community", "street"
BASES = {UNIT: "employer", COMMUNITY: "community", STREET: "street"}
BASIS_LABELS = {
    COMMUNITY: pgettext_lazy("registration table", "by community of residence"),
    STREET: pgettext_lazy("registration table", "by street of residence"),
    UNIT: pgettext_lazy("registration table", "by employing unit"),
}


def last_day(year: int) -> datetime.date:
    """Of which the year's table speaks: its last day, or today."""
    return min(datetime.date(year, 12, 31), clock.today())


def should_register(members: QuerySet[PartyMember], year: int) -> QuerySet[PartyMember]:
    """Of these members those in service whom the party counts today, but for those who were exempt
    on the last day looked at."""
    exempt = _registrations((Status.EXEMPT,), last_day(year))
    current = members.filter(is_current=True, status__in=PartyMember.COUNTING)
    return current.filter(~Exists(exempt), employment=Employment.IN_SERVICE)


def _registrations(statuses: Any, day: datetime.date) -> QuerySet[Registration]:
    """Of the member in question, with one of these statuses on that day."""
    rows = Registration.objects.filter(member=OuterRef("pk"))
    if day == clock.today():
        return rows.active().filter(status__in=statuses, starts_on__lte=day)
    return rows.on(day).having_status(statuses, day)


def condition(figure: str, members: QuerySet[PartyMember], year: int) -> Q | None:
    """Which of those who should register a figure counts; ``None`` where nobody knows."""
    day = last_day(year)
    registered = Q(Exists(_registrations((Status.REGISTERED, Status.PAUSED), day)))
    if figure == SHOULD:
        return Q()
    if figure == REGISTERED:
        return registered
    if figure == MISSING:
        return ~registered
    held = Claim.objects.filter(member=OuterRef("pk"), in_post_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=datetime.date(year, 1, 1))
    )
    if figure == WITH_POST:
        return registered & Q(Exists(held))
    name = "effective" if figure == EFFECTIVE else "active"
    those = facts.members_in(name, members, year)
    if those is None:
        return None
    known = Q(pk__in=those.order_by().values("pk"))
    return registered & known if figure == EFFECTIVE else registered & ~known & ~Q(Exists(held))


def counted(members: QuerySet[PartyMember], figure: str, year: int) -> QuerySet[PartyMember]:
    """The members that a figure counts."""
    rows = should_register(members, year)
    wanted = condition(figure, rows, year)
    return rows.none() if wanted is None else rows.filter(wanted)


def _counts(members: QuerySet[PartyMember], year: int) -> tuple[dict[str, Any], set[str]]:
    """The figures as counts for one query, and those that nobody knows."""
    found: dict[str, Any] = {}
    unknown = set()
    for figure in FIGURES:
        wanted = condition(figure, members, year)
        if wanted is None:
            unknown.add(figure)
        else:
            found[_column(figure)] = Count("pk", filter=wanted) if wanted else Count("pk")
    return found, unknown


def _column(figure: str) -> str:
    return "n_" + figure.replace("-", "_")


def total(members: QuerySet[PartyMember], year: int) -> dict[str, int | None]:
    """Every figure of these members together: one query."""
    rows = should_register(members, year)
    counts, unknown = _counts(rows, year)
    told = rows.order_by().aggregate(**counts)
    return {name: None if name in unknown else told[_column(name)] for name in FIGURES}


def by_row(
    members: QuerySet[PartyMember], basis: str, ids: list[int], year: int
) -> dict[int, dict[str, int | None]]:
    """Every figure for each of these units, communities or streets: one query."""
    column = BASES[basis]
    rows = should_register(members.filter(**{f"{column}__in": ids}), year)
    counts, unknown = _counts(rows, year)
    found: dict[int, dict[str, int | None]] = {
        pk: {name: None if name in unknown else 0 for name in FIGURES} for pk in ids
    }
    for told in rows.order_by().values(column).annotate(**counts):
        found[told[column]] = {
            name: None if name in unknown else told[_column(name)] for name in FIGURES
        }
    return found


def offered(basis: str, ids: list[int], year: int) -> tuple[dict[int, int], dict[int, int] | None]:
    """What communities (or those of a street) had to offer in the year: posts, and activities where
    somebody keeps them."""
    day, first = last_day(year), datetime.date(year, 1, 1)
    posts = dict(
        Post.objects.filter(**{f"{basis}__in": ids}, published_on__lte=day)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=first))
        .order_by()
        .values_list(basis)
        .annotate(n=Count("pk"))
    )
    if basis == COMMUNITY:
        return posts, facts.read("community.activities", ids, first, day)
    streets = dict(
        Committee.objects.filter(level=Level.COMMUNITY, parent__in=ids).values_list("pk", "parent")
    )
    known = facts.read("community.activities", list(streets), first, day)
    if known is None:
        return posts, None
    sums = dict.fromkeys(ids, 0)
    for community, n in known.items():
        sums[streets[community] or 0] += n
    return posts, sums


def rows_of(basis: str, members: QuerySet[PartyMember], here: Committee | None) -> QuerySet[Any]:
    """The units, communities or streets that the table has a row for."""
    if basis == UNIT:
        employed = members.filter(is_current=True, employment=Employment.IN_SERVICE)
        return MemberUnit.objects.filter(pk__in=employed.order_by().values("employer"))
    if here is None:
        return Committee.objects.none()
    level = Level.COMMUNITY if basis == COMMUNITY else Level.STREET
    return Committee.objects.below(here).in_being().filter(level=level)


def rate(part: int | None, whole: int | None) -> str:
    """In a hundred, to one place; nothing of nothing is no rate."""
    if part is None or not whole:
        return NOTHING
    share = Decimal(100 * part) / Decimal(whole)
    return f"{share.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def years() -> list[int]:
    """The years that the table can be asked for, the present one first."""
    this = clock.today().year
    return list(range(this, this - 5, -1))


TITLE = _("Registration and participation")
