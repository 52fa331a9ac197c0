"""Plans for the tree: made, applied on their day, cancelled, taken back.

Each room looks after its own rows through ``core.hooks.reorganisation``; the plan keeps what each
room remembers of them. What the tree itself does stands in ``services.regrouping``.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees import rules
from committees.models import Committee, Reorganisation
from core import clock
from core.changes import as_refusal, write
from core.hooks import reorganisation
from core.verdicts import Refused, require

LONGEST_LIST = 20


@transaction.atomic
def plan_reorganisation(
    kind: str, committee: Committee, values: dict[str, Any], *, by: Actor
) -> Reorganisation:
    """Keep a plan. Nothing in the tree changes before it is applied.

    ``values``: effective_on, basis_document, basis_number, and by kind target, new_name,
    new_area_name, new_code, parts.
    """
    values = dict(values)
    parts = list(values.pop("parts", []))
    plan = Reorganisation(kind=kind, committee=committee, **values)
    require(rules.can_plan(by, plan))
    if any(part.parent_id != committee.pk for part in parts):
        raise Refused(_("Only committees directly below can leave with a split."))
    write(plan)
    plan.parts.set(parts)
    require(rules.fits_the_tree(plan))
    record(
        "committees.reorganisation_planned",
        plan,
        by=by,
        after=values | {"kind": kind, "committee": committee, "parts": parts},
    )
    return plan


def preview(plan: Reorganisation) -> list[str]:
    """What would happen, in sentences of every room that takes part."""
    return [sentence for _name, room in reorganisation for sentence in room.preview(plan)]


@transaction.atomic
def apply_reorganisation(plan: Reorganisation, *, by: Actor) -> Reorganisation:
    """Carry the plan out in every room, in one transaction.

    By hand on its day or after it; the clock applies on its day what was planned before.
    """
    plan = _lock(plan)
    require(rules.can_apply(by, plan))
    memory: dict[str, Any] = {}
    try:
        for name, room in reorganisation:
            memory[name] = room.apply(plan, by)
    except ValidationError as error:
        # A row of a room would be wrong: told like any other refusal, by hand and by the clock.
        raise as_refusal(error) from error
    plan.status, plan.memory, plan.applied_at = plan.Status.APPLIED, memory, clock.now()
    plan.version += 1
    plan.save()
    for name, room in reorganisation:
        room.settle(plan, memory[name])
    record("committees.reorganisation_applied", plan, by=by, after={"kind": plan.kind})
    return plan


@transaction.atomic
def cancel_reorganisation(plan: Reorganisation, *, by: Actor, reason: str) -> Reorganisation:
    """Give up a plan that has not been applied."""
    plan = Reorganisation.objects.lock(plan)
    require(rules.can_cancel(by, plan))
    _set_status(plan, plan.Status.CANCELLED, by, reason)
    return plan


def touched_since(plan: Reorganisation) -> list[str]:
    """The rows that were changed after the plan was applied, in the words of their rooms."""
    return [
        row
        for name, room in reorganisation
        if name in plan.memory
        for row in room.touched(plan, plan.memory[name])
    ]


@transaction.atomic
def revert_reorganisation(plan: Reorganisation, *, by: Actor, reason: str) -> Reorganisation:
    """Take an applied plan back, as if it had not been; both acts stay on record.

    Raises ``Refused`` with the list once one of its rows has changed since.
    """
    plan = _lock(plan)
    require(rules.can_revert(by, plan))
    for name, room in reorganisation:
        if name in plan.memory:
            room.lock(plan.memory[name])
    if rows := touched_since(plan):
        shown = "; ".join(rows[:LONGEST_LIST])
        raise Refused(_("Changed since: %(rows)s") % {"rows": shown})
    rooms = [(name, room) for name, room in reorganisation if name in plan.memory]
    # Higher rooms point to rows of lower ones: they let go first, and count again at the end.
    for name, room in reversed(rooms):
        room.revert(plan, plan.memory[name], by)
    for name, room in rooms:
        room.settle(plan, plan.memory[name])
    _set_status(plan, plan.Status.REVERTED, by, reason)
    return plan


def _set_status(plan: Reorganisation, status: str, by: Actor, reason: str) -> None:
    before = {"status": plan.status}
    plan.status = status
    plan.version += 1
    plan.save()
    after = {"status": status, "reason": reason}
    record(f"committees.reorganisation_{status}", plan, by=by, before=before, after=after)


def _lock(plan: Reorganisation) -> Reorganisation:
    """Lock the plan and every committee that it can move, in one order, so that two plans wait
    for each other instead of standing in each other's way."""
    plan = Reorganisation.objects.lock(plan)
    founded = plan.memory.get("committees", {}).get("new")
    known = [pk for pk in (plan.committee_id, plan.target_id, founded) if pk]
    paths = list(Committee.objects.filter(pk__in=known).values_list("path", flat=True))
    moved = Committee.objects.under_paths(paths).order_by("pk")
    list(moved.select_for_update(no_key=True))
    return Reorganisation.objects.select_related("committee__parent", "target__parent").get(
        pk=plan.pk
    )


def apply_due(*, by: Actor) -> list[str]:
    """Apply what was planned beforehand for today or a day that has passed.

    A plan made on its own day or after it waits for the person who made it. Returns a sentence
    for each plan that the tree no longer allows; it stays planned and is shown as due.
    """
    problems = []
    for plan in Reorganisation.objects.due().order_by("effective_on", "pk"):
        if not plan.was_made_beforehand:
            continue
        try:
            apply_reorganisation(plan, by=by)
        except Refused as refusal:
            problems.append(f"{plan}: {refusal.reason}")
    return problems
