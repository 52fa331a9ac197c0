"""Work that takes longer than a page: queued, leased by one worker, shown with its progress.

A task is registered under a name and receives a ``Progress``; it returns a JSON-able result. Its
writes and the mark that it is done are one transaction: a worker killed in the middle leaves all
or nothing, and when its lease runs out another worker starts the job again.
"""

import datetime
import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.models import Job
from core.verdicts import Refused

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)
MOST_TRIES = 3
TASKS: dict[str, Callable[..., dict[str, Any]]] = {}


def task(name: str) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., dict[str, Any]]]:
    """Register ``function(progress, **arguments)``; used in an app's ``tasks.py``."""

    def register(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        TASKS[name] = function
        return function

    return register


def enqueue(name: str, *, user: Any = None, **arguments: Any) -> Job:
    """Queue a task; it starts once the surrounding transaction is committed."""
    if name not in TASKS:
        raise LookupError(f"no task is called {name}")
    return Job.objects.create(task=name, arguments=arguments, user=user)


class Progress:
    """Tells the job's page how far it is; a no-op inside the job's own writing transaction.

    On SQLite nothing can be shown while the job writes, because there is one writer; the phase
    is set before.
    """

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, done: int, total: int, phase: str = "") -> None:
        if connection.in_atomic_block:
            return
        _held(self.job).update(done=done, total=total, phase=phase)

    def finish(self, result: dict[str, Any]) -> None:
        """Mark the job done; called inside the transaction that holds the work's writes."""
        marked = _held(self.job).update(
            status=Job.Status.DONE,
            result=result,
            ended_at=clock.now(),
            leased_until=None,
            done=F("total"),
        )
        if not marked:
            raise Refused(_("This work was taken over by another worker, which has finished it."))


def _held(job: Job) -> QuerySet:
    """The job's row as long as this worker still holds it.

    Each claim counts ``tries`` up, so a worker that slept past its lease can neither finish nor
    fail what another one has taken over.
    """
    return Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, tries=job.tries)


def claim() -> Job | None:
    """The oldest job that waits, or whose worker has died; leased to the caller."""
    now = clock.now()
    waiting = Job.objects.filter(
        Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, leased_until__lt=now)
    ).order_by("id")
    for job in waiting[:5]:
        taken = (
            Job.objects.filter(pk=job.pk, status=job.status)
            .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
            .update(status=Job.Status.RUNNING, leased_until=now + LEASE, tries=F("tries") + 1)
        )
        if taken:
            job.refresh_from_db()
            return job
    return None


def run_next() -> bool:
    """Claim and run one job; False when there is none."""
    job = claim()
    if job is None:
        return False
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_lease, args=(job, stop), daemon=True)
    keeper.start()
    try:
        run(job)
    finally:
        stop.set()
        keeper.join(timeout=5)
    return True


def run(job: Job) -> None:
    """Run a job that the caller has leased. A failure is kept with the job, never raised."""
    progress = Progress(job)
    language = getattr(job.user, "language", "") or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            if job.tries > MOST_TRIES:
                raise Refused(_("It was interrupted several times and is not tried again."))
            result = TASKS[job.task](progress, **job.arguments)
            if _held(job).exists():
                progress.finish(result or {})
    except Exception as error:  # whatever it was, the job must not stay "running"
        log.exception("job %s (%s) failed", job.pk, job.task)
        _held(job).update(
            status=Job.Status.FAILED,
            problem=error.reason if isinstance(error, Refused) else type(error).__name__,
            ended_at=clock.now(),
            leased_until=None,
        )


def _keep_lease(job: Job, stop: threading.Event) -> None:
    while not stop.wait(LEASE.total_seconds() / 3):
        try:
            _held(job).update(leased_until=clock.now() + LEASE)
        except Exception:  # a busy database: the next beat tries again
            log.warning("the lease of job %s could not be renewed", job.pk)
        finally:
            close_old_connections()
    connection.close()
