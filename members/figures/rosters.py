"""Units, seats and liaisons: how many, and what is missing or late."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee, Tier
from core import clock
from core.fields import prefix_range
from core.figures import Figure, register
from members.models import (
    Capacity,
    Liaison,
    Membership,
    MemberUnit,
    OrganizationUnit,
    PartyOrganization,
    Registration,
    Seat,
)
from members.terms import PartyCoverage

# A term that ends within this many days is announced.
SOON = datetime.timedelta(days=90)

HAS_ORGANISATION = (
    PartyCoverage.COMMITTEE,
    PartyCoverage.GENERAL_BRANCH,
    PartyCoverage.BRANCH,
    PartyCoverage.JOINT_BRANCH,
)


def below(rows: Any, here: Committee, path: str = "committee__path") -> Any:
    """The rows of this committee and of all below it."""
    return rows.filter(prefix_range(path, here.path))


def without_representative(memberships: Any, date: datetime.date) -> Any:
    """Memberships that nobody represented on that day; a part-time member does not count."""
    held = Seat.objects.held_on(date).representing().filter(membership=OuterRef("pk"))
    return memberships.exclude(Exists(held))


def without_liaison(memberships: Any, date: datetime.date) -> Any:
    """Memberships that nobody served as liaison on that day."""
    return memberships.exclude(Exists(Liaison.objects.on(date).filter(membership=OuterRef("pk"))))


def units_without(units: Any, memberships: Any, missing: Any, date: datetime.date) -> Any:
    """Units with at least one of these memberships that lacks what ``missing`` looks for."""
    return units.filter(Exists(missing(memberships, date).filter(unit=OuterRef("pk"))))


# A branch takes three full members (Constitution of the party, art. 30).
BRANCH_NEEDS = 3


def has_party_organisation(date: datetime.date) -> Q:
    """Units with an organisation: one entered here that is in being, or as their entry says."""
    there = OrganizationUnit.objects.on(date).filter(unit=OuterRef("pk"))
    return Exists(there) | Q(party_coverage__in=HAS_ORGANISATION) | ~Q(party_organisation="")


def without_party_organisation(units: Any, date: datetime.date) -> Any:
    """Units that have none, or of which nothing is known."""
    return units.exclude(has_party_organisation(date))


def should_have_party_organisation(units: Any, date: datetime.date) -> Any:
    """Of those without one: three party members or more, or so said in their entry."""
    lacking = without_party_organisation(units, date)
    enough = Q(party_members__gte=BRANCH_NEEDS) | Q(party_coverage=PartyCoverage.SHOULD_HAVE)
    return lacking.filter(enough)


@register("members.units_with_organisation")
def units_with_organisation(here: Committee, date: datetime.date | None = None) -> Figure:
    """Units on a roster here or below that have a party organisation (组织覆盖)."""
    date = date or clock.today()
    rows = _units_on_rosters(here, date).filter(has_party_organisation(date))
    url = reverse("members:unit-list") + "?state=member&gap=has-organisation"
    return Figure(gettext_lazy("units with a party organisation"), rows, url)


@register("members.units_that_should_have_one")
def units_that_should_have_one(here: Committee, date: datetime.date | None = None) -> Figure:
    """Units on a roster here or below that should have one and have none (应建未建)."""
    date = date or clock.today()
    rows = should_have_party_organisation(_units_on_rosters(here, date), date)
    url = reverse("members:unit-list") + "?state=member&gap=should-have"
    return Figure(gettext_lazy("units that should have a party organisation"), rows, url)


def _units_on_rosters(here: Committee, date: datetime.date) -> Any:
    rosters = below(Membership.objects.on_roster(date), here)
    return MemberUnit.objects.filter(pk__in=rosters.order_by().values("unit"))


@register("members.units")
def units(committee: Committee, date: datetime.date | None = None) -> Figure:
    """The units on the committee's own roster."""
    rows = Membership.objects.filter(committee=committee).on_roster(date or clock.today())
    url = reverse("members:membership-list") + "?place=here&state=roster"
    return Figure(gettext_lazy("member units"), rows, url)


def units_of_each(committees: list[int], date: datetime.date | None = None) -> dict[int, int]:
    """Committee → how many units are on its own roster; none for those without any."""
    rows = Membership.objects.filter(committee__in=committees).on_roster(date or clock.today())
    counted = rows.order_by().values("committee").annotate(n=Count("pk"))
    return dict(counted.values_list("committee", "n"))


@dataclass(frozen=True)
class Alarm:
    """Something that is missing or late, with the rows and the list that shows exactly them."""

    key: str
    label: str
    rows: QuerySet
    url: str
    due: str = ""  # the column of the day on which a row is over


def alarms(here: Committee, date: datetime.date | None = None) -> list[Alarm]:
    """What is missing or late at a committee and below it; the caller counts what it shows."""
    date = date or clock.today()
    roster = below(Membership.objects.on_roster(date), here)
    seats = below(Seat.objects, here)
    memberships, liaisons = reverse("members:membership-list"), reverse("members:liaison-list")
    return [
        Alarm(
            "representative",
            _("Units on the roster without a representative"),
            without_representative(roster, date),
            f"{memberships}?gap=representative",
        ),
        Alarm(
            "liaison",
            _("Units on the roster without a liaison"),
            without_liaison(roster, date),
            f"{memberships}?gap=liaison",
        ),
        Alarm(
            "late",
            _("Liaisons filed too late"),
            below(Liaison.objects.on(date).filed_late(), here, "membership__committee__path"),
            f"{liaisons}?late=true&state=running",
        ),
        Alarm(
            "term",
            _("Terms that end within 90 days or are over"),
            seats.ending_by(date + SOON, on=date),
            reverse("members:seat-list") + "?state=ending&place=below",
            due="term_ends_on",
        ),
        Alarm(
            "election",
            _("Party organisations whose term ends within 90 days or is over"),
            below(PartyOrganization.objects, here, "home__path").term_ending_by(
                date + SOON, on=date
            ),
            reverse("members:organisation-list") + "?state=term&place=below",
            due="term_ends_on",
        ),
        Alarm(
            "adjust",
            _("Memberships to be adjusted"),
            below(Membership.objects.filter(status=Membership.Status.TO_ADJUST), here),
            f"{memberships}?status=to-adjust",
        ),
        Alarm(
            "confirm",
            _("Memberships to be confirmed"),
            below(Membership.objects.filter(status=Membership.Status.TO_CONFIRM), here),
            f"{memberships}?status=to-confirm",
        ),
        Alarm(
            "registration",
            _("Registrations to be confirmed"),
            Registration.objects.at(here).waiting(),
            reverse("members:registration-list") + "?state=waiting",
        ),
        Alarm(
            "renewal",
            _("Registrations to be renewed within 90 days or overdue"),
            Registration.objects.at(here).due_by(date + SOON),
            reverse("members:registration-list") + "?state=due",
            due="valid_until",
        ),
        Alarm(
            "nomination",
            _("Nominations on their way"),
            seats.pending(),
            reverse("members:seat-list") + "?state=pending&place=below",
        ),
    ]


def seats_of(committee: Committee, date: datetime.date) -> Any:
    """Who sits on the committee on that day, in its printed order."""
    return (
        Seat.objects.filter(committee=committee)
        .held_on(date)
        .select_related("person", "capacity", "membership__unit")
    )


@dataclass(frozen=True)
class Group:
    """The seats of one capacity, and how many are missing."""

    capacity: Capacity
    seats: list[Seat]
    missing: int


def composition(committee: Committee, date: datetime.date) -> tuple[list[Group], list[str]]:
    """The seats by capacity, and in words what the committee lacks."""
    seats = list(seats_of(committee, date))
    groups = []
    for capacity in Capacity.objects.filter(level=committee.level):
        held = [seat for seat in seats if seat.capacity_id == capacity.pk]
        groups.append(Group(capacity, held, max(0, capacity.minimum - len(held))))
    problems = [
        _("No %(capacity)s yet.") % {"capacity": group.capacity.name}
        if not group.seats
        else _("%(count)d more needed as %(capacity)s.")
        % {"count": group.missing, "capacity": group.capacity.name}
        for group in groups
        if group.missing
    ]
    if not any(seat.office == Seat.Office.CHAIR for seat in seats):
        problems.append(_("No chair yet."))
    if one := one_system(committee, date):
        problems.append(_("All member units are from one system: %(system)s.") % {"system": one})
    return groups, problems


def one_system(committee: Committee, date: datetime.date) -> str:
    """The system to which all units on the roster belong, when there are several units."""
    systems = list(
        Membership.objects.filter(committee=committee)
        .on_roster(date)
        .order_by()
        .values_list("unit__system", flat=True)
    )
    return systems[0] if len(systems) > 1 and len(set(systems)) == 1 else ""


def size_limits(committee: Committee) -> tuple[int | None, int | None]:
    """The usual size of a committee of this level, from the tier; data, never a hard limit."""
    tier = Tier.objects.filter(level=committee.level).first()
    return (tier.size_from, tier.size_to) if tier else (None, None)


def size_warning(committee: Committee, adding: int = 0, date: datetime.date | None = None) -> str:
    """What to say about the committee's size, once ``adding`` units have joined it; or nothing."""
    now = units(committee, date).count
    size = now + adding
    smallest, largest = size_limits(committee)
    values = {"name": committee.name, "now": now, "size": size, "from": smallest, "to": largest}
    if largest is not None and size > largest:
        if adding:
            return (
                _(
                    "%(name)s: %(now)d member units now, %(size)d then; "
                    "the usual number is at most %(to)d."
                )
                % values
            )
        return _("%(name)s: %(size)d member units; the usual number is at most %(to)d.") % values
    if committee.target_size is not None and size > committee.target_size and adding:
        return _("%(name)s: %(now)d member units now, %(size)d then; %(target)d are intended.") % (
            values | {"target": committee.target_size}
        )
    if smallest is not None and size < smallest and not adding:
        return _("%(name)s: %(size)d member units; the usual number is at least %(from)d.") % values
    return ""


def size_in_words(committee: Committee) -> str:
    """How many units there are and how many are usual, to be read before one is added."""
    now = units(committee).count
    smallest, largest = size_limits(committee)
    if smallest is None and largest is None:
        return _("%(name)s: %(now)d member units now.") % {"name": committee.name, "now": now}
    return _("%(name)s: %(now)d member units now; the usual number is %(from)s to %(to)s.") % {
        "name": committee.name,
        "now": now,
        "from": smallest or 1,
        "to": largest or "…",
    }


def gaps_of(memberships: list[Membership], date: datetime.date) -> dict[int, list[str]]:
    """Membership → in words what it lacks on that day, for those that lack something."""
    ids = [m.pk for m in memberships]
    seats = Seat.objects.filter(membership__in=ids)
    return gaps_among(memberships, seats, Liaison.objects.filter(membership__in=ids), date)


def gaps_among(
    memberships: Iterable[Membership],
    seats: Iterable[Seat],
    liaisons: Iterable[Liaison],
    date: datetime.date,
) -> dict[int, list[str]]:
    """The same from all seats and liaisons of these memberships, which the caller has read."""
    represented = {
        seat.membership_id for seat in seats if seat.is_representative and seat.is_held_on(date)
    }
    serving = [liaison for liaison in liaisons if liaison.is_in_force(date)]
    served = {liaison.membership_id for liaison in serving}
    late = {liaison.membership_id for liaison in serving if liaison.is_late}
    words = {}
    for pk in (membership.pk for membership in memberships):
        lacks = []
        if pk not in represented:
            lacks.append(_("no representative"))
        if pk not in served:
            lacks.append(_("no liaison"))
        if pk in late:
            lacks.append(_("liaison filed late"))
        if lacks:
            words[pk] = lacks
    return words


def by_system(units_here: QuerySet) -> list[tuple[str, list[MemberUnit]]]:
    """Units by the vertical line that they belong to, those without one last."""
    groups: dict[str, list[MemberUnit]] = {}
    for unit in units_here.order_by("sequence", "sort_key", "pk"):
        groups.setdefault(unit.system, []).append(unit)
    return sorted(groups.items(), key=lambda item: (item[0] == "", item[0]))


def places_of(unit: MemberUnit) -> list[str]:
    """The paths of all committees that know the unit: by membership, now or once, or address."""
    known = Membership.objects.filter(unit=unit).exclude(status=Membership.Status.DECLINED)
    paths = set(known.values_list("committee__path", flat=True))
    if unit.area:
        paths.add(unit.area.path)
    return sorted(paths)


def running_liaisons(unit: MemberUnit) -> QuerySet:
    """Those who act for the unit today, in any committee."""
    return Liaison.objects.running().filter(membership__unit=unit)
