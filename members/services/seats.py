"""Who sits in a committee, and the rotating chair."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, require_version, write
from core.verdicts import Refused, require
from members import rules
from members.models import Seat, Turn
from members.services.scopes import refresh_people

Status = Seat.Status


@transaction.atomic
def seat_person(committee: Committee, values: dict[str, Any], *, by: Actor) -> Seat:
    """Give a person a seat; where the capacity asks for a nomination, its chain begins.

    ``values``: person, capacity, office, membership, starts_on, term_ends_on, basis, sequence.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_seat(by, committee))
    require(rules.fits(values["capacity"], committee, values.get("membership")))
    status = Status.RECOMMENDED if values["capacity"].needs_nomination else Status.APPOINTED
    seat = Seat(committee=committee, status=status, **({"starts_on": clock.today()} | values))
    write(seat)
    refresh_people([seat.person_id])
    record("members.seated", seat, by=by, after=values | {"status": status})
    return seat


@transaction.atomic
def edit_seat(seat: Seat, changes: dict[str, Any], *, version: int | None, by: Actor) -> Seat:
    """Correct a seat: office held, term, basis, order."""
    seat = Seat.objects.lock(seat)
    require(rules.can_seat(by, seat.committee))
    require_version(seat, version)
    before = apply(seat, changes)
    if before:
        after = {n: changes[n] for n in before}
        record("members.seat_edited", seat, by=by, before=before, after=after)
    return seat


@transaction.atomic
def move_seat(
    seat: Seat, status: str, *, by: Actor, basis: str = "", on: datetime.date | None = None
) -> Seat:
    """One step of the nomination (agreed, nominated, reviewed, appointed), its drop, or the end."""
    seat = Seat.objects.lock(seat)
    require(rules.can_move_seat(by, seat, status))
    on = on or clock.today()
    if status in (Status.ENDED, Status.DROPPED):
        return close_seat(seat, on, by=by, reason=basis, status=status)
    changes: dict[str, Any] = {"status": status}
    if basis:
        changes["basis"] = basis
    if status == Status.APPOINTED:
        require(rules.fits(seat.capacity, seat.committee, seat.membership))
        changes["starts_on"] = on
    before = apply(seat, changes)
    record(f"members.seat_{status}", seat, by=by, before=before, after=changes)
    return seat


def close_seat(
    seat: Seat, on: datetime.date, *, by: Actor, reason: str = "", status: str = ""
) -> Seat:
    """End a seat on a day; the caller has asked the rule (its own end, or the unit's leaving)."""
    on = max(on, seat.starts_on)
    ended = status or (Status.ENDED if seat.status == Status.APPOINTED else Status.DROPPED)
    before = apply(seat, {"status": ended, "ends_on": on})
    after = {"status": ended, "ends_on": on, "reason": reason}
    record(f"members.seat_{ended}", seat, by=by, before=before, after=after)
    return seat


MONTHS = {"month": 1, "quarter": 3, "year": 12}


@transaction.atomic
def plan_rotation(committee: Committee, year: int, *, by: Actor) -> list[Turn]:
    """Spread the turns of a year over the units on the roster, in office order.

    It goes on after the unit that had the last turn before that year; a year that has turns is
    planned anew only from the first turn that has not begun.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_plan_rotation(by, committee))
    members = list(
        committee.memberships.active().order_by("unit__sequence", "unit__sort_key", "unit_id")
    )
    if not members:
        raise Refused(_("There is no unit on the roster to take a turn."))
    starts = [datetime.date(year, month, 1) for month in range(1, 13, MONTHS[committee.rotation])]
    kept = committee.turns.filter(starts_on__lt=max(starts[0], clock.today()))
    Turn.objects.filter(
        committee=committee, starts_on__gte=max(starts[0], clock.today()), starts_on__year=year
    ).delete()
    last = kept.order_by("-starts_on").first()
    place = 0
    if last:
        order = [m.pk for m in members]
        place = (order.index(last.membership_id) + 1) if last.membership_id in order else 0
    turns = []
    for start in starts:
        if committee.turns.filter(starts_on=start).exists():
            continue
        after = start.month + MONTHS[committee.rotation]
        end = datetime.date(year + (after > 12), (after - 1) % 12 + 1, 1)
        turn = Turn(
            committee=committee,
            membership=members[place % len(members)],
            starts_on=start,
            ends_on=end,
        )
        write(turn)
        turns.append(turn)
        place += 1
    record(
        "members.rotation_planned",
        committee,
        by=by,
        after={"year": year, "turns": [str(turn) for turn in turns]},
    )
    return turns
