"""Imports that nobody goes on with: given up, grown old, or interrupted."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from core import clock
from core.changes import apply
from core.verdicts import require
from paperwork import rules
from paperwork.models import ImportRun, WrittenRows

Status = ImportRun.Status


@transaction.atomic
def discard(run: ImportRun, *, by: Actor) -> ImportRun:
    """Give an import up; its rows and its file are deleted."""
    run = ImportRun.objects.lock(run)
    require(rules.can_discard(by, run))
    _forget(run)
    record("paperwork.import_discarded", run, by=by)
    return run


def _forget(run: ImportRun) -> None:
    run.rows.all().delete()
    if run.file:
        run.file.delete(save=False)
    apply(run, {"status": Status.DISCARDED})
    run.save()


def forget_old(before: Any) -> int:
    """Delete what was never confirmed, and the file and the rows of what was, once they are old.

    Of what was written, its journal stays for ``IMPORT_UNDO_DAYS``: by it, it can be undone.
    """
    count = 0
    for run in ImportRun.objects.abandoned(before):
        with transaction.atomic():
            _forget(ImportRun.objects.lock(run))
        count += 1
    for run in ImportRun.objects.filter(
        status__in=[Status.DONE, Status.UNDOING, Status.UNDONE], confirmed_at__lt=before
    ).exclude(file=""):
        with transaction.atomic():
            run.rows.all().delete()
            run.file.delete(save=True)
        count += 1
    days = datetime.timedelta(days=settings.IMPORT_UNDO_DAYS)
    WrittenRows.objects.filter(
        run__status=Status.DONE, run__confirmed_at__lt=clock.now() - days
    ).delete()
    return count


def set_free(run: ImportRun, problem: str = "") -> None:
    """A background job has failed for good: what it was to do can be begun again."""
    with transaction.atomic():
        run = ImportRun.objects.lock(run)
        if run.status == Status.WRITING:
            apply(
                run,
                {
                    "status": Status.STAGED,
                    "problem": _(
                        "The import was interrupted. Nothing was written; please confirm it again."
                    ),
                },
            )
        elif run.status == Status.CHECKING:
            apply(
                run,
                {
                    "status": Status.UNREADABLE,
                    "problem": _("The check was interrupted. Please bring the file again."),
                },
            )
        elif run.status == Status.UNDOING:
            apply(
                run,
                {
                    "status": Status.DONE,
                    "problem": problem
                    or _("The undoing was interrupted. Nothing was changed; please undo it again."),
                },
            )
