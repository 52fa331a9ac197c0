"""Needs are registered, edited, settled with what became of them, and taken up again."""

from datetime import date
from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, require_version, write
from core.identifiers import normalise
from core.verdicts import require
from exchange import rules
from exchange.models import Need

Status = Need.Status
# What the log tells of a new need.
TOLD = ("title", "text", "source", "unit", "where", "registered_on")


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return {n: normalise(v) if n in ("title", "where") else v for n, v in values.items()}


@transaction.atomic
def register_need(committee: Committee, values: dict[str, Any], *, by: Actor) -> Need:
    """Note down what is needed at a committee. Raises ``ValidationError`` for what is wrong in
    itself."""
    committee = Committee.objects.lock(committee)
    need = Need(committee=committee, **_tidy({"registered_on": clock.today()} | values))
    need.stand_at(committee)
    require(rules.can_register_need(by, committee, need.unit))
    require(rules.can_have_needs(committee))
    require(rules.can_be_need_of(by, need.source, need.unit))
    require(rules.can_register_on(need.registered_on))
    write(need)
    after = {name: value for name in TOLD if (value := getattr(need, name))}
    record("exchange.need_registered", need, by=by, after=after)
    return need


@transaction.atomic
def edit_need(need: Need, changes: dict[str, Any], *, version: int | None, by: Actor) -> Need:
    """Change what an open need says; a liaison's stays one of the own unit."""
    need = _lock(need)
    require(rules.can_edit_need(by, need))
    require_version(need, version)
    changes = _tidy(changes)
    unit, source = changes.get("unit", need.unit), changes.get("source", need.source)
    if (unit, source) != (need.unit, need.source):
        require(rules.can_register_need(by, need.committee, unit))
        require(rules.can_be_need_of(by, source, unit))
    require(rules.can_register_on(changes.get("registered_on", need.registered_on)))
    before = apply(need, changes)
    if before:
        after = {name: changes[name] for name in before}
        record("exchange.need_edited", need, by=by, before=before, after=after)
    return need


@transaction.atomic
def settle_need(need: Need, status: str, *, on: date | None = None, reason: str, by: Actor) -> Need:
    """It is met, or dropped; ``reason`` says what became of it, for whoever has brought it."""
    need = _lock(need)
    on = on or clock.today()
    require(rules.can_settle_need(by, need, status))
    require(rules.can_settle_on(need, on))
    changes = {"status": status, "settled_on": on, "reason": reason}
    before = apply(need, changes)
    record(f"exchange.need_{status}", need, by=by, before=before, after=changes)
    return need


@transaction.atomic
def reopen_need(need: Need, *, reason: str, by: Actor) -> Need:
    """It was not over after all; ``reason`` says why. What was said before stays in the log."""
    need = _lock(need)
    require(rules.can_reopen_need(by, need))
    changes = {"status": Status.OPEN, "settled_on": None, "reason": reason}
    before = apply(need, changes)
    record("exchange.need_reopened", need, by=by, before=before, after=changes)
    return need


def _lock(need: Need) -> Need:
    committee = Committee.objects.lock(need.committee)
    found: Need = Need.objects.lock(need)
    found.committee = committee
    return found
