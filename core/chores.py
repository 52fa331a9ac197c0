"""What the clock does by itself: seals, reminders, ending terms, cleaning up.

A chore is a function that is safe to run twice. Its lease row says when it is due; whoever moves
the date first runs it, so any number of clocks do each chore once.
"""

import datetime
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.models import Lease

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    name: str
    every: datetime.timedelta
    run: Callable[[], None]


CHORES: dict[str, Chore] = {}
# A chore that failed, or whose clock was killed in the middle, is tried again after this.
RETRY = datetime.timedelta(minutes=10)


def chore(
    name: str, *, every: datetime.timedelta
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function as a chore; used in an app's ``tasks.py``, which ``ready`` imports."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        CHORES[name] = Chore(name, every, run)
        return run

    return register


def holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def run_due() -> int:
    """Run what is due now and not taken by another clock; returns how many ran."""
    due = dict(Lease.objects.values_list("name", "due_at"))
    now = clock.now()
    waiting = [found for found in list(CHORES.values()) if due.get(found.name, now) <= now]
    return sum(_run_if_due(found) for found in waiting)


def _run_if_due(found: Chore) -> bool:
    started = clock.now()
    with transaction.atomic():
        Lease.objects.get_or_create(name=found.name, defaults={"due_at": started})
        taken = Lease.objects.filter(name=found.name, due_at__lte=started).update(
            due_at=started + min(found.every, RETRY), holder=holder()
        )
    if not taken:
        return False
    try:
        found.run()
    except Exception as error:  # one chore's fault must not stop the clock
        log.exception("chore %s failed", found.name)
        problem = f"{type(error).__name__}: {error}"[:2000]
        Lease.objects.filter(name=found.name).update(ran_at=clock.now(), problem=problem)
    else:
        Lease.objects.filter(name=found.name, holder=holder()).update(
            due_at=started + found.every, ran_at=clock.now(), problem=""
        )
    return True
