"""Activities are planned, edited, cancelled and held; holding one enters who came, once for all."""

from datetime import date
from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core.changes import apply, require_version, write
from core.identifiers import normalise
from core.verdicts import require
from members.models import MemberUnit, PartyMember
from posts import rules
from posts.models import Activity, SignUp
from posts.services import records
from posts.services.sign_ups import fill, lock_activity, step

Status = Activity.Status
WORDS = ("title", "where")
TOLD = ("title", "text", "need", "on", "starts_at", "ends_at", "where", "capacity")


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return {name: normalise(v) if name in WORDS else v for name, v in values.items()}


@transaction.atomic
def create_activity(
    committee: Committee, values: dict[str, Any], units: Any = (), *, by: Actor
) -> Activity:
    """Plan an activity and invite units to it."""
    committee = Committee.objects.lock(committee)
    require(rules.can_keep_activities(by, committee))
    require(rules.can_have_activities(committee))
    activity = Activity(committee=committee, **_tidy(values))
    activity.stand_at(committee)
    require(rules.can_plan_on(activity.on))
    require(rules.can_answer_need(committee, activity.need))
    write(activity)
    activity.invited_units.set(units)
    after = {name: value for name in TOLD if (value := getattr(activity, name))}
    record("posts.activity_planned", activity, by=by, after=after | _invited(units))
    return activity


def _invited(units: Any) -> dict[str, Any]:
    return {"invited_units": [str(unit) for unit in units]} if units else {}


@transaction.atomic
def edit_activity(
    activity: Activity,
    changes: dict[str, Any],
    units: list[MemberUnit] | None = None,
    *,
    version: int | None,
    by: Actor,
) -> Activity:
    """Change what is planned. More places go to those who wait; who has signed up keeps the place,
    though the unit be invited no longer. ``units``: those invited now; None leaves them alone."""
    activity = _lock(activity)
    require(rules.can_edit_activity(by, activity))
    require_version(activity, version)
    changes = _tidy(changes)
    if "on" in changes:
        require(rules.can_plan_on(changes["on"]))
    if changes.get("need", activity.need) != activity.need:
        require(rules.can_answer_need(activity.committee, changes["need"]))
    before = apply(activity, changes)
    after = {name: changes[name] for name in before}
    invited = list(activity.invited_units.order_by("pk"))
    if units is not None and {u.pk for u in units} != {u.pk for u in invited}:
        activity.invited_units.set(units)
        before |= {"invited_units": [str(unit) for unit in invited]}
        after |= {"invited_units": [str(unit) for unit in units]}
    if before:
        record("posts.activity_edited", activity, by=by, before=before, after=after)
    fill(activity, by)
    return activity


@transaction.atomic
def cancel_activity(activity: Activity, *, reason: str, by: Actor) -> Activity:
    """It does not take place; who had signed up is told why."""
    activity = _lock(activity)
    require(rules.can_cancel_activity(by, activity))
    changes = {"status": Status.CANCELLED, "reason": reason}
    before = apply(activity, changes)
    record("posts.activity_cancelled", activity, by=by, before=before, after=changes)
    for row in _standing(activity):
        step(row, SignUp.Status.RELEASED, reason, by)
    Activity.objects.filter(pk=activity.pk).update(taken=0)
    activity.taken = 0
    return activity


@transaction.atomic
def hold_activity(
    activity: Activity,
    attendance: dict[int, str],
    *,
    minutes: int,
    result: str = "",
    entered_on: date | None = None,
    by: Actor,
) -> Activity:
    """It took place. ``attendance`` says of each sign-up (by key) who came, did not, or was
    excused; of whom it says nothing did not come. Each who came has a service record at once; who
    never got a place is let go."""
    committee = Committee.objects.lock(activity.committee)
    people = activity.sign_ups.standing().values("member")
    members = {
        member.pk: member
        for member in PartyMember.objects.filter(pk__in=people)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    }
    activity = lock_activity(activity, committee)
    require(rules.can_hold_activity(by, activity))
    changes = {"status": Status.HELD, "minutes": minutes, "result": result}
    before = apply(activity, changes)
    for row in _standing(activity):
        row.activity, row.member = activity, members[row.member_id]
        if row.status == SignUp.Status.WAITING:
            step(row, SignUp.Status.RELEASED, "", by)
            continue
        status = attendance.get(row.pk, SignUp.Status.ABSENT)
        require(rules.can_be_noted(row, status))
        step(row, status, "", by)
        if status == SignUp.Status.ATTENDED:
            records.enter_attendance(row, minutes, by, entered_on)
    record("posts.activity_held", activity, by=by, before=before, after=changes)
    return activity


def _standing(activity: Activity) -> list[SignUp]:
    """Its sign-ups that are not over, locked."""
    rows = activity.sign_ups.standing().select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk"))


def _lock(activity: Activity) -> Activity:
    return lock_activity(activity, Committee.objects.lock(activity.committee))
