"""Signing up for activities: places taken and given back under the activity's lock.

Locked in this order: the activity's committee, the member, the activity, the sign-ups.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.verdicts import require
from members.models import PartyMember
from posts import rules
from posts.models import Activity, SignUp

Status = SignUp.Status


@transaction.atomic
def sign_up(
    activity: Activity, member: PartyMember, *, on: date | None = None, by: Actor
) -> SignUp:
    """A member gets a place, or stands on the waiting list when there is none; ``on`` is the day,
    if it was earlier."""
    committee = Committee.objects.lock(activity.committee)
    member = PartyMember.objects.lock(member)
    activity = lock_activity(activity, committee)
    require(rules.can_sign_up(by, activity, member))
    require(rules.can_be_signed_up(activity, member))
    row = SignUp(
        activity=activity,
        member=member,
        employer=member.employer,
        status=Status.WAITING if activity.is_full else Status.SIGNED_UP,
        signed_up_on=min(on or clock.today(), clock.today()),
    )
    write(row)
    after = {"activity": activity, "member": member, "status": row.status}
    record("posts.signed_up", row, by=by, after=after)
    if row.status == Status.SIGNED_UP:
        _count(activity, +1)
    return row


@transaction.atomic
def withdraw(row: SignUp, *, reason: str = "", by: Actor) -> SignUp:
    """Not coming after all; the place goes to the next who waits."""
    row = _lock(row)
    require(rules.can_withdraw_sign_up(by, row))
    let_go(row, Status.WITHDRAWN, reason, by)
    return row


def let_go(row: SignUp, status: str, reason: str, by: Actor) -> None:
    """Over; the activity and the sign-up must be locked."""
    had_place = row.status in SignUp.HOLDING
    step(row, status, reason, by)
    if had_place:
        _count(row.activity, -1)
        fill(row.activity, by)


def step(row: SignUp, status: str, reason: str, by: Actor) -> None:
    changes = {"status": status, "reason": reason[:200]}
    before = apply(row, changes)
    after = {name: changes[name] for name in before}
    record(f"posts.sign_up_{status}", row, by=by, before=before, after=after)


def fill(activity: Activity, by: Actor) -> None:
    """While there are places and people who wait, the first of them moves up."""
    while activity.status == Activity.Status.PLANNED and not activity.is_full:
        rows = activity.sign_ups.waiting_list()
        following = rows.select_for_update(of=("self",), no_key=True).first()
        if following is None:
            return
        step(following, Status.SIGNED_UP, "", by)
        _count(activity, +1)


def _count(activity: Activity, change: int) -> None:
    """What follows from the sign-ups: neither an edit nor a version of its own. The database adds,
    so that its constraint would stop even somebody who has not locked the activity."""
    activity.taken += change
    Activity.objects.filter(pk=activity.pk).update(taken=F("taken") + change)


def release_sign_ups(member: PartyMember, community: int | None, reason: str, by: Actor) -> None:
    """The member serves there no longer (or nowhere), because of what another service has done and
    recorded; whom a unit's invitation lets come, still comes. The member must be locked."""
    rows: Any = SignUp.objects.filter(
        member=member, status__in=[Status.WAITING, Status.SIGNED_UP], activity__status="planned"
    )
    if community is not None:
        rows = rows.filter(activity__community=community)
        if member.employer_id is not None:
            rows = rows.exclude(activity__invited_units=member.employer_id)
    for found in rows.select_related("activity").order_by("activity", "pk"):
        activity = Activity.objects.lock(found.activity)
        row = SignUp.objects.lock(found)
        row.activity = activity
        if row.status in (Status.WAITING, Status.SIGNED_UP):
            let_go(row, Status.RELEASED, reason, by)


def _lock(row: SignUp) -> SignUp:
    committee = Committee.objects.lock(row.activity.committee)
    member = PartyMember.objects.lock(row.member)
    activity = lock_activity(row.activity, committee)
    found: SignUp = SignUp.objects.lock(row)
    found.activity, found.member = activity, member
    return found


def lock_activity(activity: Activity, committee: Committee) -> Activity:
    found: Activity = Activity.objects.lock(activity)
    found.committee = committee
    return found


@transaction.atomic
def put_attendance_right(
    row: SignUp, status: str, *, minutes: int | None = None, reason: str, by: Actor
) -> SignUp:
    """What was noted by mistake: the service record goes, or comes, with the attendance."""
    from posts.services import records

    row = _lock(row)
    require(rules.can_put_attendance_right(by, row))
    require(rules.can_be_noted(row, status))
    was = row.status
    step(row, status, reason, by)
    if was == Status.ATTENDED:
        standing = row.activity.records.standing().filter(member=row.member)
        for found in standing.select_for_update(of=("self",), no_key=True):
            records.take_back(found, reason, by)
    elif status == Status.ATTENDED:
        records.enter_attendance(row, minutes or row.activity.minutes or 0, by)
    return row
