"""Seats, capacities and the rotating chair."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from members.models import (
    Capacity,
    Membership,
    Seat,
    SeatStep,
)
from members.rules.common import days_of, overlapping, with_changes


def can_seat(by: Actor, committee: Committee) -> Verdict:
    may = committee_rules.can_manage(by, committee)
    if may and not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return may


def fits(capacity: Capacity, committee: Committee, membership: Membership | None) -> Verdict:
    """Whether one can sit in this capacity here, with or without a unit behind one."""
    if capacity.level != committee.level:
        return refuse(_("“%(capacity)s” is a capacity of another level.") % {"capacity": capacity})
    if capacity.represents_unit:
        if membership is None:
            return refuse(_("Please say for which unit this person sits."))
        if membership.committee_id != committee.pk:
            return refuse(_("That unit is not a member of this committee."))
        if membership.status not in Membership.COUNTING:
            return refuse(_("That unit is not on the roster (any more)."))
    elif membership is not None:
        return refuse(_("In this capacity one does not sit for a unit."))
    return ALLOWED


def can_move_seat(by: Actor, seat: Seat, status: str) -> Verdict:
    may = committee_rules.can_manage(by, seat.committee)
    if may and status not in Seat.TRANSITIONS[seat.status]:
        return refuse(
            _("A seat that is “%(status)s” cannot take this step.")
            % {"status": seat.get_status_display()}
        )
    return may


def can_be_held(seat: Seat, **changes: Any) -> Verdict:
    """Whether the seat, with these changes, could have been held on each of its days.

    A nomination on its way holds no day yet. The committee is locked where this must last.
    """
    seat = with_changes(seat, changes)
    if seat.status not in Seat.HELD:
        return ALLOWED
    if seat.status == Seat.Status.APPOINTED and seat.starts_on > clock.today():
        return refuse(_("A seat that is held now cannot begin in the future."))
    if seat.membership is not None and seat.starts_on < seat.membership.starts_on:
        return refuse(
            _("%(unit)s joined on %(date)s only; nobody sat for it before.")
            % {"unit": seat.membership.unit, "date": seat.membership.starts_on}
        )
    held = Seat.objects.ever_held().select_related("person")
    if seat.office == Seat.Office.CHAIR:
        chairs = held.filter(committee=seat.committee, office=Seat.Office.CHAIR)
        if other := overlapping(chairs, seat):
            if other.ends_on is None and seat.ends_on is None:
                return refuse(_("This committee has a chair already."))
            return refuse(
                _("%(name)s was in the chair on some of these days (%(days)s).")
                % {"name": other.person, "days": days_of(other)}
            )
    if seat.is_representative:
        sitting = held.representing().filter(membership=seat.membership)
        if other := overlapping(sitting, seat):
            if other.ends_on is None and seat.ends_on is None:
                return refuse(_("This unit has a representative already."))
            return refuse(
                _("%(name)s sat for this unit on some of these days (%(days)s).")
                % {"name": other.person, "days": days_of(other)}
            )
    return ALLOWED


def can_be_corrected(seat: Seat, changes: dict[str, Any]) -> Verdict:
    """Days and office are asked about when they change; an old seat's basis can be put right."""
    differing = {n: v for n, v in changes.items() if getattr(seat, n) != v}
    if "starts_on" in differing and seat.by_nomination:
        in_order = _comes_after_its_steps(seat, differing["starts_on"])
        if not in_order:
            return in_order
    if differing.keys() & {"starts_on", "office"}:
        return can_be_held(seat, **differing)
    return ALLOWED


def _comes_after_its_steps(seat: Seat, starts_on: datetime.date) -> Verdict:
    """Nobody is appointed before the steps that lead there; the recommendation, as long as it is
    the only step, moves with the day."""
    if seat.status == Seat.Status.RECOMMENDED:
        return ALLOWED
    before = seat.steps.filter(step__in=SeatStep.CHAIN[:-1]).order_by("-day").first()
    if before is None or starts_on >= before.day:
        return ALLOWED
    return refuse(
        _("The step “%(step)s” was taken on %(date)s; the seat cannot begin earlier.")
        % {"step": before.get_step_display(), "date": before.day}
    )


def can_step_on(seat: Seat, status: str, on: datetime.date) -> Verdict:
    """Whether the seat can have taken this step on that day."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    last = SeatStep.objects.filter(seat=seat).order_by("-day").first()
    if last is not None and on < last.day:
        return refuse(
            _("The step before it was taken on %(date)s; this one cannot be earlier.")
            % {"date": last.day}
        )
    if status == Seat.Status.ENDED and on < seat.starts_on:
        return refuse(_("It cannot end before it started."))
    if status == Seat.Status.APPOINTED:
        fitting = fits(seat.capacity, seat.committee, seat.membership)
        return fitting and can_be_held(seat, status=status, starts_on=on)
    return ALLOWED


def can_edit_capacities(by: Actor) -> Verdict:
    """Capacities are words and demands for everybody below, like the tiers."""
    return committee_rules.can_edit_tiers(by)


def can_plan_rotation(by: Actor, committee: Committee) -> Verdict:
    may = committee_rules.can_manage(by, committee)
    if may and not committee.rotation:
        return refuse(_("This committee has no rotating chair; set one first."))
    if may and not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return may


def can_plan_year(year: int) -> Verdict:
    if year < clock.today().year:
        return refuse(_("Turns of past years stay as they were."))
    return ALLOWED
