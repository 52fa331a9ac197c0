"""Memberships: admitting, the steps, and the days that they cover."""

import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from members.models import (
    Membership,
)
from members.rules.common import days_of, overlapping, with_changes


def can_admit(by: Actor, committee: Committee) -> Verdict:
    """Whether the actor may invite units into this committee or admit them."""
    may = committee_rules.can_manage(by, committee)
    if may and not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return may


def can_move_membership(by: Actor, membership: Membership, status: str) -> Verdict:
    """By the table of transitions, by the committee's office."""
    may = committee_rules.can_manage(by, membership.committee)
    if may and status not in Membership.TRANSITIONS[membership.status]:
        return refuse(
            _("A membership that is “%(status)s” cannot take this step.")
            % {"status": membership.get_status_display()}
        )
    return may


def can_begin_on(membership: Membership, starts_on: datetime.date, **changes: Any) -> Verdict:
    """Whether the unit can have been on the roster from that day on, by this membership alone.

    An invitation holds no day yet. The committee is locked where this must last.
    """
    row = with_changes(membership, changes | {"starts_on": starts_on})
    if row.status not in Membership.ON_ROSTER:
        return ALLOWED
    if row.status in Membership.COUNTING and starts_on > clock.today():
        return refuse(_("A unit on the roster cannot have joined in the future."))
    if row.unit_id is None:  # nobody has entered it yet
        return ALLOWED
    others = Membership.objects.filter(unit=row.unit_id, committee=row.committee_id)
    if other := overlapping(others.ever_on_roster(), row):
        if other.ends_on is None and row.ends_on is None:
            return refuse(_("This unit is already in this committee."))
        return refuse(
            _("This unit was on the roster here on some of these days already (%(days)s).")
            % {"days": days_of(other)}
        )
    return ALLOWED


def can_correct_membership(membership: Membership, changes: dict[str, Any]) -> Verdict:
    """Its first day is asked about when it changes."""
    if changes.get("starts_on", membership.starts_on) == membership.starts_on:
        return ALLOWED
    return can_stand(with_changes(membership, changes))


def can_stand(membership: Membership) -> Verdict:
    """Whether its days go with those of all who act for the unit, and of its other memberships."""
    if membership.ends_on is not None and membership.starts_on > membership.ends_on:
        return refuse(_("It cannot end before it started."))
    acting = (membership.seats.ever_held(), membership.liaisons, membership.turns)
    first = [rows.aggregate(first=Min("starts_on"))["first"] for rows in acting]
    earliest = min((day for day in first if day is not None), default=membership.starts_on)
    if membership.starts_on > earliest:
        return refuse(
            _(
                "Somebody sat, was liaison or had a turn for this unit from %(date)s on; it cannot "
                "have joined later."
            )
            % {"date": earliest}
        )
    return can_begin_on(membership, membership.starts_on)
