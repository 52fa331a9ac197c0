"""Founding, editing and ending committees, with their dated history."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees import rules
from committees.models import Committee, CommitteePeriod, Tier
from committees.terms import STEP, Form, Status
from core import clock
from core.changes import apply, require_version, write
from core.journal import note_changed, note_made
from core.verdicts import Refused, require

# What a period remembers; an edit of any of these starts a new one.
DATED = ("name", "area_name", "parent", "form", "status")


@transaction.atomic
def found_top(values: dict[str, Any], *, by: Actor, on: datetime.date | None = None) -> Committee:
    """Found the top committee of an empty installation; refused where one exists."""
    if Committee.objects.exists():
        raise Refused(_("There is a committee already; the top is founded once."))
    return _insert(Committee(**values), None, by=by, on=on)


@transaction.atomic
def create_committee(
    parent: Committee, values: dict[str, Any], *, by: Actor, on: datetime.date | None = None
) -> Committee:
    """Found a committee under another one, in being from ``on`` (today)."""
    parent = Committee.objects.lock(parent)
    require(rules.can_found_under(by, parent))
    return _insert(Committee(**values), parent, by=by, on=on)


def _insert(
    committee: Committee, parent: Committee | None, *, by: Actor, on: datetime.date | None
) -> Committee:
    require(rules.can_place(committee, parent))
    require(rules.can_code(committee.code, committee.level, parent))
    committee.parent = parent
    if committee.name:
        committee.name_is_own = committee.name != _pattern_name(committee)
    else:
        committee.name = _pattern_name(committee)
    write(committee)
    set_path(committee)
    note_period(committee, on or committee.established_on or clock.today(), _basis(committee))
    record(
        "committees.founded",
        committee,
        by=by,
        after={
            "code": committee.code,
            "level": committee.level,
            "name": committee.name,
            "parent": parent,
            "status": committee.status,
        },
    )
    return committee


def _pattern_name(committee: Committee) -> str:
    tier = Tier.objects.filter(level=committee.level).first()
    return tier.name_for(committee.area_name) if tier else committee.area_name


def _basis(committee: Committee) -> str:
    return " ".join(filter(None, [committee.basis_document, committee.basis_number]))


def set_path(committee: Committee) -> None:
    """Write the committee's place in the tree: its parent's and its own id."""
    above = committee.parent.path if committee.parent else ""
    committee.path = f"{above}{committee.pk:0{STEP}d}"
    Committee.objects.filter(pk=committee.pk).update(path=committee.path)


def note_period(committee: Committee, on: datetime.date, basis: str = "") -> CommitteePeriod:
    """Let the committee's history run from ``on`` with its present name, place, form and status.

    A second change on the same day replaces the first of that day. Raises ``Refused`` when the
    history already has a change after that day: it is written forwards only.
    """
    values = {name: getattr(committee, name) for name in DATED} | {"basis": basis[:300]}
    running = committee.periods.filter(ends_on__isnull=True).first()
    if running and running.starts_on > on:
        raise Refused(
            _("The history of %(name)s has a change of %(day)s; nothing can be entered before it.")
            % {"name": committee, "day": running.starts_on.isoformat()}
        )
    if running and running.starts_on == on:
        before = {name: getattr(running, name) for name in values}
        for name, value in values.items():
            setattr(running, name, value)
        running.save()
        note_changed(running, before)
        return running
    if running:
        running.ends_on = on
        running.save(update_fields=["ends_on"])
        note_changed(running, {"ends_on": None})
    period = CommitteePeriod.objects.create(committee=committee, starts_on=on, **values)
    note_made(period)
    return period


@transaction.atomic
def edit_committee(
    committee: Committee, changes: dict[str, Any], *, version: int | None, by: Actor
) -> Committee:
    """Change what is written about a committee; its place in the tree moves by reorganisation.

    A changed name or form starts a new period today. A new name of the area makes a new name of
    the committee, unless that was set by hand. Raises ``Stale`` when somebody saved in between.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_edit(by, committee))
    require_version(committee, version)
    require(rules.can_have_form(committee, changes.get("form", "")))
    changes = changes | named(committee, changes.get("area_name", ""), changes.get("name", ""))
    before = apply(committee, changes)
    if before.keys() & set(DATED):
        note_period(committee, _day_of_edit(committee), _basis(committee))
    if before:
        after = {name: changes[name] for name in before}
        record("committees.edited", committee, by=by, before=before, after=after)
    return committee


def named(committee: Committee, area: str, name: str) -> dict[str, Any]:
    """The names after a change: what was typed, else by the tier's pattern from the area's name.

    A name that was set by hand stays when only the area's name changes.
    """
    area = area or committee.area_name
    pattern = _pattern_name(Committee(level=committee.level, area_name=area))
    if name and name != committee.name:
        return {"area_name": area, "name": name, "name_is_own": name != pattern}
    if area != committee.area_name and not committee.name_is_own:
        return {"area_name": area, "name": pattern, "name_is_own": False}
    return {
        "area_name": area,
        "name": committee.name,
        "name_is_own": committee.name_is_own,
    }


def _day_of_edit(committee: Committee) -> datetime.date:
    """Today, or the first day of a committee that is founded for a later one."""
    first = committee.periods.filter(ends_on__isnull=True).values_list("starts_on", flat=True)
    return max([clock.today(), *first])


@transaction.atomic
def change_status(
    committee: Committee, status: str, *, basis: str, by: Actor, on: datetime.date | None = None
) -> Committee:
    """Take one step of the life cycle, on the basis of a document.

    A working mechanism is also one by form; restored, the committee has the form that it had.
    What has been in being is merged or abolished by a reorganisation, in which every room looks
    after its own rows; this service ends only what was never more than proposed.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_take_step(by, committee, status))
    on = on or clock.today()
    if on > clock.today():
        raise Refused(_("For a day to come, please plan a reorganisation."))
    before = apply(committee, {"status": status, "form": form_after(committee, status)})
    note_period(committee, on, basis)
    record(
        f"committees.{'approved' if status == Status.APPROVED else status}",
        committee,
        by=by,
        before=before,
        after={"status": status, "basis": basis, "on": on},
    )
    return committee


def form_after(committee: Committee, status: str) -> str:
    """The form that goes with a status: a mechanism is one, and a restored one what it was."""
    if status == Status.MECHANISM:
        return Form.MECHANISM
    if status == Status.APPROVED and committee.status == Status.MECHANISM:
        earlier = committee.periods.exclude(form=Form.MECHANISM).order_by("-starts_on").first()
        return earlier.form if earlier else committee.form
    return committee.form


@transaction.atomic
def set_charter(committee: Committee, charter: Any, *, version: int | None, by: Actor) -> Committee:
    """Replace the charter's file; the old one stays on disk, the log names both."""
    committee = Committee.objects.lock(committee)
    require(rules.can_edit(by, committee))
    require_version(committee, version)
    before = {"charter": committee.charter.name}
    committee.charter = charter
    committee.version += 1
    write(committee)
    after = {"charter": committee.charter.name, "title": charter.name}
    record("committees.charter_set", committee, by=by, before=before, after=after)
    return committee
