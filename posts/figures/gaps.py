"""供给缺口: in which months a community or grid has offered nothing, beside what it has offered.

Who takes part little is only half of the truth: where nothing is offered nobody can.
"""

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy

from committees.models import Committee
from committees.terms import Level
from core import clock
from core.figures import Figure, register
from posts.models import Activity, ServiceRecord

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Cell:
    """One committee in one month: activities held, posts in which somebody served."""

    committee: Committee
    year: int
    month: int
    activities: int
    posts: int
    is_over: bool

    @property
    def is_gap(self) -> bool:
        """Whether the month is over and nothing was offered; one under way may still bring it."""
        return self.is_over and not self.activities and not self.posts

    @property
    def _query(self) -> str:
        return f"month={self.year}-{self.month:02d}&place={self.committee.pk}"

    @property
    def activities_url(self) -> str:
        return f"{reverse('posts:activity-list')}?status=held&{self._query}"

    @property
    def records_url(self) -> str:
        return f"{reverse('posts:record-list')}?state=counting&kind=post&{self._query}"


@dataclass(frozen=True)
class Line:
    """One committee's year."""

    committee: Committee
    cells: list[Cell]

    @property
    def gaps(self) -> int:
        return sum(cell.is_gap for cell in self.cells)


def supply(here: Committee, year: int, date: datetime.date | None = None) -> list[Line]:
    """Month by month what the committees right below have offered, each with all below it; a
    community stands above its own grids, and a grid alone. Months that end after the day (today,
    unless another is named) are no gaps."""
    date = date or clock.today()
    committees = _lines_at(here)
    counted: dict[tuple[int, int], tuple[int, int]] = {}
    tiers = {committee.level for committee in committees}
    for tier in sorted(tiers):
        held = Activity.objects.at(here).held()
        for pk, month, number in _by_month(held, tier, year, Count("pk")):
            counted[pk, month] = (number, 0)
        served = ServiceRecord.objects.at(here).counting().filter(claim__isnull=False)
        posts = Count("claim__post", distinct=True)
        for pk, month, number in _by_month(served, tier, year, posts):
            counted[pk, month] = (counted.get((pk, month), (0, 0))[0], number)
    found = []
    for committee in committees:
        cells = []
        for month in MONTHS:
            activities, posts_served = counted.get((committee.pk, month), (0, 0))
            is_over = _offered_all(committee, year, month, date)
            cells.append(Cell(committee, year, month, activities, posts_served, is_over))
        found.append(Line(committee, cells))
    return found


def _lines_at(here: Committee) -> list[Committee]:
    below = Committee.objects.in_being().filter(parent=here).order_by("code")
    if here.level in (Level.COMMUNITY, Level.GRID):
        return [here, *below]
    return list(below)


def _by_month(rows: Any, tier: str, year: int, number: Any) -> Iterator[tuple[int, int, int]]:
    rows = rows.filter(on__year=year, **{f"{tier}__isnull": False}).order_by()
    found = rows.annotate(month=ExtractMonth("on")).values(tier, "month").annotate(number=number)
    return ((row[tier], row["month"], row["number"]) for row in found)


def _offered_all(committee: Committee, year: int, month: int, date: datetime.date) -> bool:
    """Whether the month's last day has come, and the committee had been established by then."""
    last = datetime.date(year, month, monthrange(year, month)[1])
    since = committee.established_on
    return last <= date and (since is None or since <= last)


@register("posts.months_without")
def months_without(here: Committee, date: datetime.date | None = None) -> Figure:
    """Months of the year, up to that day, in which a community or grid offered nothing."""
    date = date or clock.today()
    lines = supply(here, date.year, date)
    gaps = [cell for line in lines for cell in line.cells if cell.is_gap]
    label = gettext_lazy("months without any activity or service")
    return Figure(label, gaps, f"{reverse('posts:gaps')}?year={date.year}")
