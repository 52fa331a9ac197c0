"""What a reorganisation does to the tree itself and to the roles in it.

The first participant of ``core.hooks.reorganisation``: names, parents, states and their periods,
the paths of whole subtrees, and the appointments of a committee that ends.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actors import Actor
from audit.services import record
from committees import memory as remembered
from committees.memory import Memory
from committees.models import Appointment, Committee, Reorganisation
from committees.services.appointments import close_appointment, write_appointment
from committees.services.tree import form_after, named, note_period, set_path
from committees.terms import OVER, Role, Status
from core import clock
from core.changes import apply, write
from core.fields import prefix_range

Kind = Reorganisation.Kind


class Tree:
    """The tree's own part in every reorganisation."""

    def preview(self, plan: Reorganisation) -> list[str]:
        words = {
            "name": str(plan.committee),
            "day": plan.effective_on.isoformat(),
            "target": str(plan.target or ""),
            "new": plan.new_name or plan.new_area_name,
        }
        told = [str(FIRST[plan.kind]()) % words]
        below = _below(plan)
        if below and plan.kind in (Kind.MOVE, Kind.MERGE, Kind.SPLIT):
            told.append(
                ngettext(
                    "%(n)d committee below gets a new place in the tree.",
                    "%(n)d committees below get a new place in the tree.",
                    below,
                )
                % {"n": below}
            )
        if plan.kind in plan.ENDING and (n := _roles_at(plan.committee).count()):
            told.append(_roles_in_words(plan, n))
        return told

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        memory = Memory()
        new = STEPS[plan.kind](plan, memory, by)
        return {"rows": memory.kept(), "new": new.pk if new else None}

    def lock(self, kept: dict[str, Any]) -> None:
        remembered.lock(kept["rows"], Committee)

    def touched(self, plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
        return remembered.touched(kept["rows"])

    def revert(self, plan: Reorganisation, kept: dict[str, Any], by: Actor) -> None:
        remembered.restore(kept["rows"], by=by)
        moved = [row["pk"] for row in kept["rows"] if row["model"] == "committees.committee"]
        for committee in Committee.objects.filter(pk__in=moved).select_related("parent"):
            _move_subtree(committee)

    def settle(self, plan: Reorganisation, kept: dict[str, Any]) -> None:
        """The tree keeps nothing that is counted."""


FIRST: dict[str, Any] = {
    Kind.RENAME: lambda: _(
        "From %(day)s “%(name)s” has its new name, %(new)s; the earlier one stays readable."
    ),
    Kind.MOVE: lambda: _("From %(day)s “%(name)s” lies under “%(target)s”."),
    Kind.SPLIT: lambda: _("From %(day)s a part of “%(name)s” is a committee of its own: %(new)s."),
    Kind.MERGE: lambda: _("From %(day)s “%(name)s” is part of “%(target)s”; its record stays."),
    Kind.MECHANISM: lambda: _("From %(day)s “%(name)s” is a working mechanism; its units stay."),
    Kind.ABOLISH: lambda: _("From %(day)s “%(name)s” is abolished; its record stays."),
}


def _roles_in_words(plan: Reorganisation, n: int) -> str:
    if plan.kind == Kind.MERGE:
        return ngettext(
            "%(n)d appointment there goes on at “%(target)s”.",
            "%(n)d appointments there go on at “%(target)s”.",
            n,
        ) % {"n": n, "target": plan.target}
    return ngettext("%(n)d appointment there ends.", "%(n)d appointments there end.", n) % {"n": n}


def _below(plan: Reorganisation) -> int:
    """How many committees change their place with it."""
    if plan.kind == Kind.SPLIT:
        return Committee.objects.under_paths(
            list(plan.parts.values_list("path", flat=True))
        ).count()
    return Committee.objects.below(plan.committee).exclude(pk=plan.committee_id).count()


def basis_of(plan: Reorganisation) -> str:
    """The document that the plan rests on, as periods, roles and memberships quote it: cut to the
    200 characters for which all of them have room."""
    return " ".join(filter(None, [plan.basis_document, plan.basis_number]))[:200]


def _change(
    committee: Committee, changes: dict[str, Any], plan: Reorganisation, memory: Memory, by: Actor
) -> None:
    """Change a committee from the plan's day on, with its history, remembered and on record."""
    memory.before(committee)
    running = committee.periods.get(ends_on__isnull=True)
    memory.before(running)
    before = apply(committee, changes)
    period = note_period(committee, plan.effective_on, basis_of(plan))
    if period.pk != running.pk:
        memory.made(period)
    record(
        "committees.reorganised",
        committee,
        by=by,
        before=before,
        after={name: changes[name] for name in before} | {"plan": plan},
    )


def _move_subtree(committee: Committee) -> None:
    """Give the committee and all below it the paths that follow from its parent."""
    old = committee.path
    set_path(committee)
    if committee.path == old:
        return
    rows = list(Committee.objects.filter(prefix_range("path", old)).exclude(pk=committee.pk))
    for row in rows:
        row.path = committee.path + row.path[len(old) :]
    Committee.objects.bulk_update(rows, ["path"], batch_size=500)


def _rename(plan: Reorganisation, memory: Memory, by: Actor) -> None:
    committee = plan.committee
    _change(committee, named(committee, plan.new_area_name, plan.new_name), plan, memory, by)


def _move(plan: Reorganisation, memory: Memory, by: Actor) -> None:
    _change(plan.committee, {"parent": plan.target}, plan, memory, by)
    _move_subtree(plan.committee)


def _split(plan: Reorganisation, memory: Memory, by: Actor) -> Committee:
    old = plan.committee
    new = Committee(
        level=old.level,
        code=plan.new_code,
        area_name=plan.new_area_name,
        parent=old.parent,
        form=old.form,
        status=old.status,
        basis_document=plan.basis_document,
        basis_number=plan.basis_number,
        established_on=plan.effective_on,
        quorum=old.quorum,
        meeting_cycle=old.meeting_cycle,
        rotation=old.rotation,
    )
    new.name = named(Committee(level=old.level), plan.new_area_name, "")["name"]
    if plan.new_name:
        new.name_is_own = plan.new_name != new.name
        new.name = plan.new_name
    write(new)
    set_path(new)
    memory.made(new)
    memory.made(note_period(new, plan.effective_on, basis_of(plan)))
    after = {"code": new.code, "name": new.name, "parent": new.parent, "plan": plan}
    record("committees.founded", new, by=by, after=after)
    for part in plan.parts.order_by("pk"):
        _change(part, {"parent": new}, plan, memory, by)
        _move_subtree(part)
    return new


def _merge(plan: Reorganisation, memory: Memory, by: Actor) -> None:
    old, target = plan.committee, plan.target
    for child in old.children.exclude(status__in=OVER).order_by("pk"):
        _change(child, {"parent": target}, plan, memory, by)
        _move_subtree(child)
    _end_roles(old, target, plan, memory, by)
    _change(old, {"status": Status.MERGED}, plan, memory, by)


def _mechanism(plan: Reorganisation, memory: Memory, by: Actor) -> None:
    changes = {
        "status": Status.MECHANISM,
        "form": form_after(plan.committee, Status.MECHANISM),
    }
    _change(plan.committee, changes, plan, memory, by)


def _abolish(plan: Reorganisation, memory: Memory, by: Actor) -> None:
    _end_roles(plan.committee, None, plan, memory, by)
    _change(plan.committee, {"status": Status.ABOLISHED}, plan, memory, by)


STEPS: dict[str, Any] = {
    Kind.RENAME: _rename,
    Kind.MOVE: _move,
    Kind.SPLIT: _split,
    Kind.MERGE: _merge,
    Kind.MECHANISM: _mechanism,
    Kind.ABOLISH: _abolish,
}


def _roles_at(committee: Committee) -> QuerySet[Appointment]:
    """The appointments at a committee that are not over; liaisons go with their memberships."""
    return committee.appointments.not_over().exclude(role=Role.LIAISON).order_by("pk")


def _end_roles(
    committee: Committee,
    target: Committee | None,
    plan: Reorganisation,
    memory: Memory,
    by: Actor,
) -> None:
    """End every role here today; with a target those who held them hold them there.

    Access runs until the act itself, even where the change lies back.
    """
    today: datetime.date = clock.today()
    roles = _roles_at(committee).select_for_update(of=("self",), no_key=True)
    for appointment in roles:
        memory.before(appointment)
        until = appointment.ends_on
        starts = max(today, appointment.starts_on)
        close_appointment(appointment, starts, by, str(plan))
        if target is None:
            continue
        same = target.appointments.not_over().overlapping(starts, until)
        same = same.filter(user=appointment.user_id, role=appointment.role).order_by("starts_on")
        for begins, ends in _left_free(same, starts, until):
            memory.made(
                write_appointment(
                    appointment.user, appointment.role, target, by, begins, ends, basis_of(plan)
                )
            )


def _left_free(
    taken: Iterable[Appointment], starts: datetime.date, until: datetime.date | None
) -> Iterator[tuple[datetime.date, datetime.date | None]]:
    """The times between the two days that none of these, by their beginning, covers."""
    for row in taken:
        if starts < row.starts_on:
            yield starts, row.starts_on
        if row.ends_on is None:
            return
        starts = max(starts, row.ends_on)
    if until is None or starts < until:
        yield starts, until
