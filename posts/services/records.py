"""Service records: entered for several at once, confirmed or disputed, corrected, made void.

Locked in this order: the committee of the post or activity, the members (by key), their claims (by
key), the records. A member's services of a day are added up under the member's lock.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from audit.actors import Actor
from audit.services import record as put_on_record
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.verdicts import require
from members.models import PartyMember
from members.services import registrations
from posts import rules
from posts.models import Claim, Post, ServiceRecord, SignUp

Status = ServiceRecord.Status


@transaction.atomic
def enter_records(
    post: Post,
    claims: list[Claim],
    *,
    on: date,
    minutes: int,
    result: str = "",
    entered_on: date | None = None,
    by: Actor,
) -> list[ServiceRecord]:
    """The same service of several members in one post on one day: all of it or nothing.

    ``entered_on`` is the day on which it was written down, where that was elsewhere and earlier.
    """
    Committee.objects.lock(post.committee)
    require(rules.can_record_at(by, post))
    members = _lock_members([claim.member_id for claim in claims])
    ids = {claim.pk for claim in claims}
    locked = Claim.objects.filter(pk__in=ids, post=post).order_by("pk")
    found = []
    for claim in locked.select_for_update(of=("self",), no_key=True):
        claim.post, claim.member = post, members[claim.member_id]
        require(rules.can_serve_on(claim, on))
        row = ServiceRecord(claim=claim, member=claim.member, on=on, minutes=minutes)
        row.result = result.strip()
        row.stand_at(post.committee)
        found.append(_enter(row, by, entered_on))
    return found


def enter_attendance(
    sign_up: SignUp, minutes: int, by: Actor, entered_on: date | None = None
) -> ServiceRecord:
    """What the attendance of an activity makes of each who came; committee, member and activity
    must be locked."""
    activity = sign_up.activity
    require(rules.can_have_come(sign_up, sign_up.member))
    row = ServiceRecord(activity=activity, member=sign_up.member, on=activity.on, minutes=minutes)
    row.result = activity.result.strip()[:200]
    row.stand_at(activity.committee)
    return _enter(row, by, entered_on)


def _enter(row: ServiceRecord, by: Actor, entered_on: date | None = None) -> ServiceRecord:
    """Write a record of a member who is locked, and keep the registration's last sign of life.

    A correction is for the unit of then, and no later than what it takes the place of.
    """
    require(rules.can_have_served(row))
    day, first = entered_on or clock.today(), row.replaces
    require(rules.can_be_entered_on(row, day))
    row.employer = first.employer if first else row.member.employer
    row.entered_on, row.entered_by, row.since = day, by.user, day
    row.days_late = max(((first.entered_on if first else day) - row.on).days, 0)
    write(row)
    after = {"member": row.member, "what": row.what, "on": row.on, "minutes": row.minutes}
    put_on_record("posts.record_entered", row, by=by, after=after)
    registrations.note_active(row.member, row.community_id, row.on)
    return row


@transaction.atomic
def confirm_record(row: ServiceRecord, *, by: Actor) -> ServiceRecord:
    """The other side says that it was so."""
    row = _lock(row)
    require(rules.can_confirm_record(by, row))
    _step(row, {"status": Status.CONFIRMED, "confirmed_by": by.user, "reason": ""}, by)
    return row


@transaction.atomic
def dispute_record(row: ServiceRecord, *, reason: str, by: Actor) -> ServiceRecord:
    """The other side says what was otherwise; it does not count until that is settled."""
    row = _lock(row)
    require(rules.can_dispute(by, row))
    _step(row, {"status": Status.DISPUTED, "confirmed_by": None, "reason": reason}, by)
    return row


@transaction.atomic
def uphold_record(row: ServiceRecord, *, reason: str, by: Actor) -> ServiceRecord:
    """The community says why it was right after all; the other side is asked again."""
    row = _lock(row)
    require(rules.can_uphold(by, row))
    _step(row, {"status": Status.ENTERED, "reason": reason}, by)
    return row


@transaction.atomic
def correct_record(
    row: ServiceRecord, *, on: date, minutes: int, result: str, reason: str, by: Actor
) -> ServiceRecord:
    """A new record takes the place of this one, which stays and says why. Returns the new one."""
    row = _lock(row)
    require(rules.can_correct_record(by, row))
    if row.claim is not None:
        require(rules.can_serve_on(row.claim, on))
    following = ServiceRecord(
        member=row.member,
        claim=row.claim,
        activity=row.activity,
        on=on if row.claim else row.on,
        minutes=minutes,
        result=result.strip(),
        replaces=row,
    )
    for tier in ("city", "district", "street", "community", "grid"):
        setattr(following, f"{tier}_id", getattr(row, f"{tier}_id"))
    _step(row, {"status": Status.CORRECTED, "reason": reason}, by)
    following = _enter(following, by)
    _forget_day(row)
    return following


@transaction.atomic
def void_record(row: ServiceRecord, *, reason: str, by: Actor) -> ServiceRecord:
    """It was never so."""
    row = _lock(row)
    require(rules.can_void(by, row))
    take_back(row, reason, by)
    return row


def take_back(row: ServiceRecord, reason: str, by: Actor) -> None:
    """Void, because of what the caller has asked the rules for; the record must be locked."""
    _step(row, {"status": Status.VOID, "reason": reason}, by)
    _forget_day(row)


def _forget_day(row: ServiceRecord) -> None:
    """The registration's last sign of life, if it was this service, is the one before."""
    counting = ServiceRecord.objects.counting().filter(member=row.member_id)
    last = counting.filter(community=row.community_id).aggregate(day=Max("on"))["day"]
    registrations.forget_active(row.member, row.community_id, row.on, last)


def _step(row: ServiceRecord, changes: dict[str, Any], by: Actor) -> None:
    changes = changes | {"since": clock.today()}
    before = apply(row, changes)
    after = {name: changes[name] for name in before}
    put_on_record(f"posts.record_{row.status}", row, by=by, before=before, after=after)


def _lock(row: ServiceRecord) -> ServiceRecord:
    what = row.claim.post if row.claim else row.activity
    assert what is not None  # noqa: S101 the database has one of them
    Committee.objects.lock(what.committee)
    member = _lock_members([row.member_id])[row.member_id]
    found: ServiceRecord = ServiceRecord.objects.lock(row)
    found.member = member
    return found


def _lock_members(ids: list[int]) -> dict[int, PartyMember]:
    rows = PartyMember.objects.filter(pk__in=ids).select_related("person", "employer")
    return {m.pk: m for m in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}
