"""Who may do what with an import, an export or a saved view, and when. Nothing here writes."""

from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from audit.actors import Actor
from core import clock
from core.imports import IMPORTS
from core.imports.registry import open_to
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from paperwork.models import ExportRecord, ImportRun

Status = ImportRun.Status
OPEN_IMPORTS = 20


def can_import(by: Actor) -> Verdict:
    """Whether there is anything at all that the actor may import somewhere."""
    if any(open_to(by).values()):
        return ALLOWED
    return forbid(_("Only offices and community secretaries may do this."))


def can_import_kind(by: Actor, kind: str) -> Verdict:
    importer = IMPORTS.get(kind)
    return importer.may_start(by) if importer else forbid(_("There is no such import."))


def can_bring_another(by: Actor) -> Verdict:
    """Files that wait for their confirmation take room: nobody keeps many of them."""
    waiting = ImportRun.objects.filter(user=by.user, status__in=ImportRun.OPEN).count()
    if waiting >= OPEN_IMPORTS:
        return refuse(
            _("You have %(count)d imports that wait. Please confirm or discard some of them first.")
            % {"count": waiting}
        )
    return ALLOWED


def is_own(by: Actor, run: ImportRun) -> Verdict:
    if by.user is not None and run.user_id == by.user.pk:
        return ALLOWED
    return forbid(_("Only the person who brought the file may do this."))


def can_mend(by: Actor, run: ImportRun) -> Verdict:
    """Whether cells can still be corrected."""
    if run.status != Status.STAGED:
        return refuse(
            _("An import that is “%(status)s” cannot be changed.")
            % {"status": run.get_status_display()}
        )
    return is_own(by, run)


def can_confirm(by: Actor, run: ImportRun, *, good_rows: bool) -> Verdict:
    """Whether the import can be written now: all rows, or only the good ones."""
    if run.status != Status.STAGED:
        return refuse(
            _("An import that is “%(status)s” cannot be confirmed.")
            % {"status": run.get_status_display()}
        )
    earlier = earlier_import(run)
    if earlier and earlier.status != Status.DONE:
        return refuse(
            _(
                "This very table is just being imported, or taken back. Please look again in a "
                "few minutes."
            )
        )
    if not run.new and not run.changed:
        return refuse(_("There is nothing to write: no row is new or changed."))
    if run.refused and not good_rows:
        return refuse(_("Some rows are refused. Mend them, or import only the good rows."))
    return is_own(by, run)


def can_be_written(run: ImportRun) -> Verdict:
    """Whether it still waits to be written; asked under the lock, of whoever comes second."""
    if run.status in (Status.STAGED, Status.WRITING):
        return ALLOWED
    return refuse(
        _("An import that is “%(status)s” cannot be confirmed.")
        % {"status": run.get_status_display()}
    )


def earlier_import(run: ImportRun) -> ImportRun | None:
    """The import of the very same table into the same committee that stands."""
    return (
        ImportRun.objects.filter(digest=run.digest, status__in=ImportRun.STANDING)
        .exclude(pk=run.pk)
        .select_related("user")
        .first()
    )


def can_discard(by: Actor, run: ImportRun) -> Verdict:
    if run.status not in ImportRun.OPEN:
        return refuse(
            _("An import that is “%(status)s” cannot be discarded.")
            % {"status": run.get_status_display()}
        )
    return is_own(by, run)


def can_undo(by: Actor, run: ImportRun) -> Verdict:
    if run.status != Status.DONE:
        return refuse(_("Only an import that was written can be undone."))
    if run.kind not in IMPORTS or not run.written.exists():
        return refuse(
            _(
                "Nothing is kept by which this import could be undone as a whole. Correct the "
                "rows, or import an earlier export of the list."
            )
        )
    return is_own(by, run)


def can_be_undone(run: ImportRun) -> Verdict:
    """Whether it still stands; asked under the lock, of whoever comes second."""
    if run.status in (Status.DONE, Status.UNDOING):
        return ALLOWED
    return refuse(_("Only an import that was written can be undone."))


def can_export(by: Actor, *, rows: int, reason: str) -> Verdict:
    """A long list needs its reason (by settings)."""
    if rows > settings.EXPORT_REASON_ABOVE_ROWS and not reason.strip():
        return refuse(
            _("A list of more than %(rows)d rows needs a reason: please say what it is for.")
            % {"rows": settings.EXPORT_REASON_ABOVE_ROWS}
        )
    return ALLOWED


def can_export_today(by: Actor, *, rows: int) -> Verdict:
    """A day has its limit for everybody (by settings), whoever else has agreed."""
    if _taken_today(by) + rows > settings.EXPORT_ROWS_A_DAY:
        return refuse(
            _(
                "With this list you would have taken more than %(rows)d rows today. The security "
                "administrator has been told; please ask there."
            )
            % {"rows": settings.EXPORT_ROWS_A_DAY}
        )
    return ALLOWED


def can_export_alone(by: Actor, *, rows: int) -> Verdict:
    """Above so many rows a day a second person must agree (by settings). What somebody has taken
    alone today counts together: ten small lists are as much as one long one."""
    limit = settings.EXPORT_SECOND_PERSON_ABOVE_ROWS
    if limit and _taken_today(by, confirmed=None) + rows > limit:
        return refuse(
            _(
                "With this list you would have taken more than %(rows)d rows today by yourself: "
                "that takes a second person."
            )
            % {"rows": limit}
        )
    return ALLOWED


def _taken_today(by: Actor, **narrower: Any) -> int:
    today = ExportRecord.objects.filter(user=by.user, at__date=clock.today(), **narrower)
    return today.aggregate(rows=Sum("rows"))["rows"] or 0
