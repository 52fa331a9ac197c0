"""Imports in the background, and their tidying away."""

import datetime
from typing import Any

from core import clock
from core.chores import chore
from core.jobs import Progress, task
from core.models import Job
from core.verdicts import Refused
from paperwork.models import ImportRun
from paperwork.services import imports, leftovers, undoing

KEPT = datetime.timedelta(hours=24)


@task("paperwork.check_import")
def check_import(progress: Progress, *, run: int, request_id: str) -> dict[str, Any]:
    """Read and judge a large file."""
    found = ImportRun.objects.select_related("user", "committee").get(pk=run)
    found = imports.check(found, by=imports.actor_in_job(found, request_id))
    return {"status": found.status}


@task("paperwork.write_import")
def write_import(progress: Progress, *, run: int, request_id: str) -> dict[str, Any]:
    """Write a long table; the mark that the job is done is in the same transaction."""
    found = ImportRun.objects.select_related("user", "committee").get(pk=run)
    progress(0, found.total)
    try:
        imports.write_now(found, by=imports.actor_in_job(found, request_id), finish=progress.finish)
    except Exception:
        leftovers.set_free(found)
        raise
    return {}


@task("paperwork.undo_import")
def undo_import(progress: Progress, *, run: int, request_id: str) -> dict[str, Any]:
    """Take a long import back; the mark that the job is done is in the same transaction."""
    found = ImportRun.objects.select_related("user", "committee").get(pk=run)
    progress(0, found.total)
    by = imports.actor_in_job(found, request_id)
    try:
        undoing.undo_now(found, by=by, finish=progress.finish)
    except Exception as problem:
        leftovers.set_free(found, problem.reason if isinstance(problem, Refused) else "")
        raise
    return {}


@chore("paperwork.forget_old_imports", every=datetime.timedelta(hours=1))
def forget_old_imports() -> None:
    """A day after they were brought, unconfirmed rows and all uploaded files go."""
    leftovers.forget_old(clock.now() - KEPT)


@chore("paperwork.free_interrupted_imports", every=datetime.timedelta(minutes=5))
def free_interrupted_imports() -> None:
    """What a failed job has left half-way can be tried again."""
    stuck = ImportRun.objects.filter(
        status__in=ImportRun.UNDER_WAY,
        job__status=Job.Status.FAILED,
    )
    for run in stuck:
        leftovers.set_free(run)
