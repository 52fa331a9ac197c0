"""Founding, editing and ending committees, with their dated history."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees import rules
from committees.models import Committee, CommitteePeriod, Tier
from committees.terms import OVER, STEP, Status
from core import clock
from core.changes import apply, require_version, write
from core.verdicts import Refused, require

# What a period remembers; an edit of any of these starts a new one.
DATED = ("name", "area_name", "parent", "form", "status")


@transaction.atomic
def found_top(
    values: dict[str, Any], *, by: Actor, on: datetime.date | None = None
) -> Committee:
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

    A second change on the same day replaces the first of that day.
    """
    values = {name: getattr(committee, name) for name in DATED} | {"basis": basis[:300]}
    running = committee.periods.filter(ends_on__isnull=True).first()
    if running and running.starts_on >= on:
        for name, value in values.items():
            setattr(running, name, value)
        running.save()
        return running
    if running:
        running.ends_on = on
        running.save(update_fields=["ends_on"])
    return CommitteePeriod.objects.create(committee=committee, starts_on=on, **values)


@transaction.atomic
def edit_committee(
    committee: Committee, changes: dict[str, Any], *, version: int | None, by: Actor
) -> Committee:
    """Change what is written about a committee; its place in the tree moves by reorganisation.

    A changed name or form starts a new period today. Raises ``Stale`` when somebody saved in
    between.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_edit(by, committee))
    require_version(committee, version)
    changes = dict(changes)
    if "name" in changes:
        changes["name_is_own"] = changes["name"] != _pattern_name(committee)
    before = apply(committee, changes)
    if before.keys() & set(DATED):
        note_period(committee, clock.today(), _basis(committee))
    if before:
        after = {name: changes[name] for name in before}
        record("committees.edited", committee, by=by, before=before, after=after)
    return committee


@transaction.atomic
def change_status(
    committee: Committee, status: str, *, basis: str, by: Actor, on: datetime.date | None = None
) -> Committee:
    """Take one step of the life cycle, on the basis of a document.

    A committee under which others are still in being cannot be ended.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_change_status(by, committee, status))
    if status in OVER and (
        living := committee.children.exclude(status__in=OVER).order_by("code").first()
    ):
        raise Refused(
            _("%(name)s still lies below it: move or end that first.") % {"name": living}
        )
    before = apply(committee, {"status": status})
    note_period(committee, on or clock.today(), basis)
    record(
        f"committees.{'approved' if status == Status.APPROVED else status}",
        committee,
        by=by,
        before=before,
        after={"status": status, "basis": basis},
    )
    return committee
