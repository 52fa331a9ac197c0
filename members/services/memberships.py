"""Units joining, changing and leaving committees. Leaving never deletes."""

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
from members.models import Membership, MemberUnit
from members.services import liaisons, seats
from members.services.scopes import refresh_units
from members.services.units import insert_unit

Status = Membership.Status


@transaction.atomic
def admit_new_unit(
    unit_values: dict[str, Any], committee: Committee, values: dict[str, Any], *, by: Actor
) -> Membership:
    """Enter a unit that the system does not know yet, with its first membership."""
    require(rules.can_admit(by, committee))
    if unit_values.get("uscc_override"):
        require(rules.can_override_uscc(by))
    unit = insert_unit(unit_values, by=by)
    return admit_unit(unit, committee, values, by=by)


@transaction.atomic
def admit_unit(
    unit: MemberUnit, committee: Committee, values: dict[str, Any], *, by: Actor
) -> Membership:
    """Put a unit on the roster of a committee, or only invite it (``status``).

    ``values``: starts_on, status (invited or active), change_type, basis.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_admit(by, committee))
    values = {"status": Status.ACTIVE, "starts_on": clock.today(), **values}
    if values["status"] not in (Status.INVITED, Status.ACTIVE):
        raise Refused(_("A membership begins as an invitation or on the roster."))
    membership = Membership(unit=unit, committee=committee, **values)
    require(rules.can_begin_on(membership, membership.starts_on))
    write(membership)
    refresh_units([unit.pk])
    record("members.unit_admitted", membership, by=by, after={"unit": unit} | values)
    return membership


@transaction.atomic
def edit_membership(
    membership: Membership, changes: dict[str, Any], *, version: int | None, by: Actor
) -> Membership:
    """Correct what is written about a membership; its status moves by its own steps."""
    membership = _lock_with_committee(membership)
    require(rules.can_admit(by, membership.committee))
    require_version(membership, version)
    require(rules.can_correct_membership(membership, changes))
    before = apply(membership, changes)
    if before:
        after = {n: changes[n] for n in before}
        record("members.membership_edited", membership, by=by, before=before, after=after)
    return membership


def _lock_with_committee(membership: Membership) -> Membership:
    """The membership, after its committee: what the others there say must stay as it is."""
    Committee.objects.lock(membership.committee)
    locked: Membership = Membership.objects.lock(membership)
    return locked


@transaction.atomic
def move_membership(
    membership: Membership,
    status: str,
    *,
    by: Actor,
    basis: str = "",
    reason: str = "",
    on: datetime.date | None = None,
    change_type: str = "",
) -> Membership:
    """Take one step: answered, confirmed, to be adjusted, kept, left, declined.

    With the end of a membership its representative and liaisons end on the same day, and its coming
    turns in the chair fall away; the liaisons' access ends when that is recorded.
    """
    if status in Membership.CURRENT and membership.status in Membership.COUNTING:
        membership = Membership.objects.lock(membership)
    else:  # its days begin or end, and with them those of seats and turns
        membership = _lock_with_committee(membership)
    require(rules.can_move_membership(by, membership, status))
    on = on or clock.today()
    changes: dict[str, Any] = {"status": status}
    if basis:
        changes["basis"] = basis
    if reason:
        changes["reason"] = reason
    if change_type:
        changes["change_type"] = change_type
    if status not in Membership.CURRENT:
        if status != Status.DECLINED and not (reason or membership.reason):
            raise Refused(_("Please give the reason for leaving."))
        if on < membership.starts_on:
            raise Refused(_("It cannot end before it started."))
        if on > clock.today():
            raise Refused(_("Please record the leaving on its day or after it."))
        changes["ends_on"] = on
        _end_people(membership, on, by=by)
    elif status == Status.ACTIVE and membership.status == Status.TO_CONFIRM:
        require(rules.can_begin_on(membership, on, status=status))
        changes["starts_on"] = on
    before = apply(membership, changes)
    refresh_units([membership.unit_id])
    record(
        f"members.membership_{status.replace('-', '_')}",
        membership,
        by=by,
        before=before,
        after=changes,
    )
    return membership


@transaction.atomic
def replace_unit(
    membership: Membership,
    successor: MemberUnit,
    *,
    by: Actor,
    reason: str,
    basis: str = "",
    on: datetime.date | None = None,
) -> Membership:
    """Let another unit take the place; returns the successor's membership."""
    membership = _lock_with_committee(membership)
    on = on or clock.today()
    if successor.pk == membership.unit_id:
        raise Refused(_("A unit cannot replace itself."))
    new = admit_unit(
        successor,
        membership.committee,
        {"starts_on": on, "change_type": Membership.Change.REPLACES, "basis": basis},
        by=by,
    )
    ended = move_membership(membership, Status.REPLACED, by=by, basis=basis, reason=reason, on=on)
    apply(ended, {"replaced_by": new})
    return new


def _end_people(membership: Membership, on: datetime.date, *, by: Actor) -> None:
    reason = _("The unit left the committee.")
    for seat in _standing(membership.seats):
        seats.close_seat(seat, on, by=by, reason=reason)
    for liaison in _standing(membership.liaisons):
        liaisons.close_liaison(liaison, on, by=by, reason=reason)
    seats.drop_turns_of(membership, on, by=by)


def _standing(rows: Any) -> Any:
    """Those of these that have no end yet, locked."""
    standing = rows.filter(ends_on__isnull=True).order_by("pk")
    return standing.select_for_update(of=("self",), no_key=True)
