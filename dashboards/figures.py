"""What stands on a person's first page besides what waits for them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee
from core import clock, hooks
from core.days import Item
from core.figures import Figure
from members import figures
from members.models import Liaison, Membership, MemberUnit, Person, Seat
from members.reach import units_of
from members.terms import Affiliation


@dataclass(frozen=True)
class Place:
    """One committee of a unit: who acts for the unit there and what it lacks there."""

    membership: Membership
    representatives: list[Person]
    liaisons: list[Person]
    gaps: list[str]


SOON = datetime.timedelta(days=14)
WEEK = datetime.timedelta(days=7)


def waiting(request: Any) -> list[Item]:
    """What waits for the person, what is urgent or has waited longest first."""
    items = [item for answer in hooks.my_day.ask(request) for item in answer]
    return sorted(items, key=lambda item: (not item.urgent, -(item.days or 0)))


@dataclass(frozen=True)
class Digest:
    """A person's week: every matter that waits, once."""

    starts_on: datetime.date
    groups: list[tuple[str, list[Item]]]

    @property
    def count(self) -> int:
        return sum(item.count for _title, items in self.groups for item in items)


def digest(request: Any) -> Digest:
    """What waits for the person: urgent, due within two weeks, new since a week, the rest."""
    today = clock.today()
    items = waiting(request)
    if is_courteous(request.user):
        # Offices of the centre are reminded of a matter once, in the week in which it has come.
        items = [i for i in items if i.since and i.since >= clock.monday_of(today) - WEEK]
    groups: list[tuple[str, list[Item]]] = [
        (_("Urgent"), []),
        (_("Due within two weeks"), []),
        (_("New this week"), []),
        (_("Also waiting"), []),
    ]
    for item in items:
        groups[_group_of(item, today)][1].append(item)
    return Digest(clock.monday_of(today), [group for group in groups if group[1]])


def _group_of(item: Item, today: datetime.date) -> int:
    if item.urgent:
        return 0
    if item.due and item.due <= today + SOON:
        return 1
    return 2 if item.since and item.since > today - WEEK else 3


def is_courteous(user: Any) -> bool:
    """Whether the person is here for units of the centre alone, and keeps and reads nothing."""
    if user.reach.roots or not user.reach.liaison_at:
        return False
    units = MemberUnit.objects.filter(pk__in=units_of(user))
    return not units.exclude(affiliation=Affiliation.CENTRAL).exists()


def glance(here: Committee, date: datetime.date) -> list[Figure]:
    """How much there is at a committee and below it; each figure opens the list of its rows."""
    return [
        Figure(
            _("Member units"),
            MemberUnit.objects.at(here).filter(at_is_member=True),
            f"{reverse('members:unit-list')}?state=member",
        ),
        figures.units_with_organisation(here, date),
        figures.units_that_should_have_one(here, date),
        figures.members_who_should_register(here, date),
        figures.members_registered(here, date),
        Figure(
            _("Seats held"),
            figures.below(Seat.objects.held_on(date), here),
            f"{reverse('members:seat-list')}?state=held&place=below",
        ),
        Figure(
            _("Liaisons in office"),
            figures.below(Liaison.objects.on(date), here, "membership__committee__path"),
            f"{reverse('members:liaison-list')}?state=running&place=below",
        ),
    ]


def lacks(here: Committee) -> list[Item]:
    """What is missing or late at a committee and below it, for those who read and do not keep."""
    counted = [(alarm, alarm.rows.count()) for alarm in figures.alarms(here)]
    return [Item(alarm.label, count, alarm.url) for alarm, count in counted if count]


def places_of_own_units(user: Any, date: datetime.date) -> list[tuple[MemberUnit, list[Place]]]:
    """The units for which this person is liaison, each with all its committees."""
    units = MemberUnit.objects.filter(
        pk__in=Liaison.objects.on(date)
        .filter(person__user=user)
        .values_list("membership__unit", flat=True)
    )
    return [(unit, places_of(unit, user, date)) for unit in units]


def places_of(unit: MemberUnit, user: Any, date: datetime.date) -> list[Place]:
    """The unit's committees, as far as this person may see them, by their place in the tree."""
    memberships = list(
        Membership.objects.visible_to(user)
        .current()
        .filter(unit=unit)
        .select_related("committee")
        .order_by("committee__path")
    )
    gaps = figures.gaps_of([m for m in memberships if m.status in Membership.COUNTING], date)
    seats = (
        Seat.objects.held_on(date)
        .representing()
        .filter(membership__in=memberships)
        .select_related("person")
    )
    liaisons = Liaison.objects.on(date).filter(membership__in=memberships).select_related("person")
    return [
        Place(
            membership,
            [seat.person for seat in seats if seat.membership_id == membership.pk],
            [row.person for row in liaisons if row.membership_id == membership.pk],
            gaps.get(membership.pk, []),
        )
        for membership in memberships
    ]
