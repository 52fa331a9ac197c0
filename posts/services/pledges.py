"""承诺: made, followed, settled, looked at again."""

import datetime

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from core import clock
from core.changes import apply, write
from core.verdicts import require
from posts import rules
from posts.models import Claim, Pledge, PledgeNote
from posts.services.locks import lock_claim

Status = Pledge.Status


@transaction.atomic
def make_pledge(
    claim: Claim, *, content: str, measure: str, due_on: datetime.date, by: Actor
) -> Pledge:
    claim = lock_claim(claim)
    require(rules.can_pledge(by, claim))
    require(rules.can_be_due(claim, due_on))
    pledge = Pledge(claim=claim, content=content, measure=measure, due_on=due_on)
    write(pledge)
    after = {"content": content, "measure": measure, "until": due_on}
    record("posts.pledge_made", pledge, by=by, after=after)
    return pledge


@transaction.atomic
def note_progress(
    pledge: Pledge, *, text: str, on: datetime.date | None = None, by: Actor
) -> PledgeNote:
    """How far it has come, on a day."""
    pledge = _lock(pledge)
    on = on or clock.today()
    require(rules.can_note_progress(by, pledge))
    require(rules.can_happen_on(pledge, on))
    note = PledgeNote(pledge=pledge, day=on, text=text, user=by.user)
    write(note)
    record("posts.pledge_progress", pledge, by=by, after={"on": on, "progress": text})
    return note


@transaction.atomic
def settle_pledge(
    pledge: Pledge, status: str, *, on: datetime.date | None = None, reason: str = "", by: Actor
) -> Pledge:
    """Kept, not kept or dropped; the last two say why."""
    pledge = _lock(pledge)
    on = on or clock.today()
    require(rules.can_settle(by, pledge, status))
    require(rules.can_happen_on(pledge, on))
    return _move(pledge, status, on, reason, by)


@transaction.atomic
def reopen_pledge(pledge: Pledge, *, reason: str, by: Actor) -> Pledge:
    """Looked at again: it is under way as before."""
    pledge = _lock(pledge)
    require(rules.can_reopen(by, pledge))
    return _move(pledge, Status.OPEN, None, reason, by)


def _move(pledge: Pledge, status: str, on: datetime.date | None, reason: str, by: Actor) -> Pledge:
    changes = {"status": status, "done_on": on, "reason": reason}
    before = apply(pledge, changes)
    after = {name: changes[name] for name in before}
    record(f"posts.pledge_{status}", pledge, by=by, before=before, after=after)
    return pledge


def _lock(pledge: Pledge) -> Pledge:
    claim = lock_claim(pledge.claim)
    found: Pledge = Pledge.objects.lock(pledge)
    found.claim = claim
    return found
