"""Who sits in a committee, and the rotating chair."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, require_version, write
from core.journal import note_changed
from core.verdicts import Refused, require
from members import rules
from members.models import Membership, Seat, SeatStep, Turn
from members.services.scopes import refresh_people

Status = Seat.Status


@transaction.atomic
def seat_person(committee: Committee, values: dict[str, Any], *, by: Actor) -> Seat:
    """Give a person a seat; where the capacity asks for a nomination, its chain begins.

    ``values``: person, capacity, office, membership, starts_on, term_ends_on, basis, sequence.
    """
    committee = Committee.objects.lock(committee)
    if values.get("membership") is not None:  # the unit must not leave meanwhile
        values = values | {"membership": Membership.objects.lock(values["membership"])}
    require(rules.can_seat(by, committee))
    require(rules.fits(values["capacity"], committee, values.get("membership")))
    seat = new_seat(committee, values)
    require(rules.can_be_held(seat))
    write(seat)
    refresh_people([seat.person_id])
    after = values | {"status": seat.status, "starts_on": seat.starts_on}
    record("members.seated", seat, by=by, after=after)
    if seat.by_nomination:
        _note_step(seat, _recommended_on(seat), by, seat.basis)
    return seat


def _recommended_on(seat: Seat) -> datetime.date:
    """A recommendation is made at once, also for a seat that is to begin later."""
    return min(seat.starts_on, clock.today())


def new_seat(committee: Committee, values: dict[str, Any]) -> Seat:
    """The seat that these values would give, not saved."""
    nominated = values["capacity"].needs_nomination
    return Seat(
        committee=committee,
        status=Status.RECOMMENDED if nominated else Status.APPOINTED,
        by_nomination=nominated,
        **({"starts_on": clock.today()} | values),
    )


@transaction.atomic
def edit_seat(seat: Seat, changes: dict[str, Any], *, version: int | None, by: Actor) -> Seat:
    """Correct a seat: office held, term, basis, order; of a mere recommendation also its day."""
    seat = _lock(seat)
    require(rules.can_seat(by, seat.committee))
    require_version(seat, version)
    require(rules.can_be_corrected(seat, changes))
    before = apply(seat, changes)
    if before:
        after = {n: changes[n] for n in before}
        record("members.seat_edited", seat, by=by, before=before, after=after)
    if "starts_on" in before and seat.status == Status.RECOMMENDED:
        _move_recommendation(seat)
    return seat


def _move_recommendation(seat: Seat) -> None:
    """The day of the only step follows the seat's, which the log tells."""
    for step in seat.steps.filter(step=SeatStep.Step.RECOMMENDED).exclude(
        day=_recommended_on(seat)
    ):
        before = {"day": step.day}
        step.day = _recommended_on(seat)
        write(step)
        note_changed(step, before)


def _lock(seat: Seat) -> Seat:
    """The seat, after its committee and the unit's membership: the days of the other seats there
    must stay as they are, and the unit must not leave meanwhile."""
    Committee.objects.lock(seat.committee)
    standing = Membership.objects.lock(seat.membership) if seat.membership else None
    locked: Seat = Seat.objects.lock(seat)
    locked.membership = standing
    return locked


@transaction.atomic
def move_seat(
    seat: Seat, status: str, *, by: Actor, basis: str = "", on: datetime.date | None = None
) -> Seat:
    """One step of the nomination (agreed, nominated, reviewed, appointed), its drop, or the end.

    Each is kept with its day and paper; the seat's own basis is that of the appointment.
    """
    seat = _lock(seat)
    on = on or clock.today()
    require(rules.can_move_seat(by, seat, status))
    require(rules.can_step_on(seat, status, on))
    if status in (Status.ENDED, Status.DROPPED):
        close_seat(seat, on, by=by, reason=basis, status=status)
    else:
        changes: dict[str, Any] = {"status": status}
        if status == Status.APPOINTED:
            changes["starts_on"] = on
            if basis:
                changes["basis"] = basis
        before = apply(seat, changes)
        after = changes | {"on": on, "basis": basis}
        record(f"members.seat_{status}", seat, by=by, before=before, after=after)
        _note_step(seat, on, by, basis)
    return seat


def _note_step(seat: Seat, day: datetime.date, by: Actor, basis: str) -> SeatStep:
    """Keep the step that the seat has just taken; what is told in the log is not told twice."""
    step = SeatStep(seat=seat, step=seat.status, day=day, basis=basis[:200], user=by.user)
    write(step)
    return step


def close_seat(
    seat: Seat, on: datetime.date, *, by: Actor, reason: str = "", status: str = ""
) -> SeatStep:
    """End a seat on a day; the caller has asked the rule (its own end, or the unit's leaving).

    Returns the step that it has thus taken. A nomination is dropped when it is, also one for a
    seat that was to begin later, but not before the steps that it took.
    """
    ended = status or (Status.ENDED if seat.status == Status.APPOINTED else Status.DROPPED)
    if ended == Status.DROPPED:
        on = max([on, *seat.steps.values_list("day", flat=True)])
        changes = {"status": ended, "starts_on": min(seat.starts_on, on), "ends_on": on}
    else:
        on = max(on, seat.starts_on)
        changes = {"status": ended, "ends_on": on}
    before = apply(seat, changes)
    record(f"members.seat_{ended}", seat, by=by, before=before, after=changes | {"reason": reason})
    return _note_step(seat, on, by, reason)


MONTHS = {"month": 1, "quarter": 3, "year": 12}


@transaction.atomic
def plan_rotation(committee: Committee, year: int, *, by: Actor) -> list[Turn]:
    """Spread the rest of a year over the units on the roster, in office order.

    Turns that have begun stay, and so do those before that year. It goes on where the last of them
    ends (today at the earliest) and after its unit; coming turns of the year are planned anew, in
    the rhythm that the committee has now.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_plan_rotation(by, committee))
    require(rules.can_plan_year(year))
    members = list(
        committee.memberships.active()
        .select_related("unit")
        .order_by("unit__sequence", "unit__sort_key", "unit_id")
    )
    if not members:
        raise Refused(_("There is no unit on the roster to take a turn."))
    today, first = clock.today(), datetime.date(year, 1, 1)
    dropped = committee.turns.filter(starts_on__gt=today, starts_on__year=year)
    before = {"turns": [str(turn) for turn in dropped.select_related("membership__unit")]}
    dropped.delete()
    kept = committee.turns.filter(starts_on__lte=max(first, today))
    last = kept.select_related("membership__unit").order_by("starts_on").last()
    start = max(first, today, kept.aggregate(end=Max("ends_on"))["end"] or first)
    place = _place_after(last.membership, members) if last else 0
    turns = []
    while start.year == year:
        end = _next_turn(start, MONTHS[committee.rotation])
        membership = members[place % len(members)]
        turn = Turn(committee=committee, membership=membership, starts_on=start, ends_on=end)
        write(turn)
        turns.append(turn)
        start, place = end, place + 1
    after = {"year": year, "turns": [str(turn) for turn in turns]}
    record("members.rotation_planned", committee, by=by, before=before, after=after)
    return turns


def _place_after(last: Membership, members: list[Membership]) -> int:
    """Whose turn comes after this unit's, in the office order of the members, which it may have
    left since."""

    def key(membership: Membership) -> tuple[int, str, int]:
        unit = membership.unit
        return unit.sequence, unit.sort_key, unit.pk

    return next((n for n, one in enumerate(members) if key(one) > key(last)), 0)


def _next_turn(day: datetime.date, months: int) -> datetime.date:
    """The first day after this one on which a month, quarter or year begins."""
    month = (day.month - 1) // months * months + months
    return datetime.date(day.year + month // 12, month % 12 + 1, 1)


@transaction.atomic
def drop_turns_of(membership: Membership, on: datetime.date, *, by: Actor) -> None:
    """Its turns in the chair end with a membership; the caller has asked whether it may end.

    Turns that would begin on that day or later fall away, the one that runs ends on it. The
    committee is locked: nobody plans meanwhile.
    """
    for turn in Turn.objects.filter(membership=membership, ends_on__gt=on):
        if turn.starts_on >= on:
            record("members.turn_dropped", turn, by=by, after={"removed": True})
            turn.delete()
        else:
            before = apply(turn, {"ends_on": on})
            record("members.turn_ended", turn, by=by, before=before, after={"ends_on": on})
