"""An import from the upload to its undoing, with its rows."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from core.imports import IMPORTS
from core.models import Job, Record
from core.querysets import ScopedQuerySet


class ImportRunQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ImportRunQuerySet":
        """One's own: what somebody has uploaded and not yet confirmed is nobody else's business."""
        return self.filter(user=user.pk)

    def abandoned(self, before: Any) -> "ImportRunQuerySet":
        """Never confirmed, and older than that."""
        return self.filter(status__in=ImportRun.OPEN, created_at__lt=before)


class ImportRun(Record):
    """One file that somebody has brought: looked at, mended, confirmed, perhaps taken back."""

    class Status(models.TextChoices):
        CHECKING = "checking", _("being checked")
        STAGED = "staged", _("to be confirmed")
        WRITING = "writing", _("being written")
        DONE = "done", _("imported")
        UNDOING = "undoing", _("being undone")
        UNREADABLE = "unreadable", _("not readable")
        DISCARDED = "discarded", _("discarded")
        UNDONE = "undone", _("undone")

    TRANSITIONS: dict[str, set[str]] = {
        Status.CHECKING: {Status.STAGED, Status.UNREADABLE, Status.DISCARDED},
        Status.STAGED: {Status.WRITING, Status.DONE, Status.DISCARDED},
        Status.WRITING: {Status.DONE, Status.STAGED},
        Status.DONE: {Status.UNDOING, Status.UNDONE},
        Status.UNDOING: {Status.UNDONE, Status.DONE},
        Status.UNREADABLE: set(),
        Status.DISCARDED: set(),
        Status.UNDONE: set(),
    }
    OPEN = (Status.CHECKING, Status.STAGED, Status.UNREADABLE)
    UNDER_WAY = (Status.CHECKING, Status.WRITING, Status.UNDOING)
    # What it brought is there, or will be in a moment: the very same table is imported again only
    # for what it still changes.
    STANDING = (Status.WRITING, Status.DONE, Status.UNDOING)

    kind = models.CharField(_("kind of import"), max_length=40)
    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("committee"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name=_("who")
    )
    file = models.FileField(_("file name"), upload_to="imports/%Y/%m/", blank=True)
    file_name = models.CharField(_("file name"), max_length=200)
    # Of kind, committee and file, then of every cell mended since, and of the earlier imports of
    # the very same table: equal digests are one import.
    digest = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.CHECKING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    sheet = models.JSONField(default=dict, blank=True)
    good_rows_only = models.BooleanField(_("only the good rows"), default=False)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("the same"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    problem = models.TextField(_("problem"), blank=True)
    confirmed_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["user", "id"], name="paperwork_imports_of_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=Q(status__in=["done", "writing", "undoing"]),
                name="paperwork_importrun_once",
                violation_error_message=_("This very table has been imported already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("paperwork:import-detail", args=[self.pk])

    @property
    def title(self) -> str:
        importer = IMPORTS.get(self.kind)
        return str(importer.title) if importer else self.kind

    @property
    def place(self) -> str:
        return self.committee.path if self.committee else ""

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same + self.refused


class StagedRowQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "StagedRowQuerySet":
        """Those of one's own imports."""
        return self.filter(run__user=user.pk)


class StagedRow(models.Model):
    """One row of an import: its cells as they stand, and what would become or became of it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=dict)

    objects = StagedRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="paperwork_stagedrow_once")
        ]
        indexes = [
            models.Index(fields=["run", "outcome", "number"], name="paperwork_rows_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"


class WrittenRowsQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "WrittenRowsQuerySet":
        """Those of one's own imports."""
        return self.filter(run__user=user.pk)


class WrittenRows(models.Model):
    """Some hundred rows that an import has written, for undoing it: its journal, piece by piece.

    Each is [model, number, mark of what it says, what it said before or null if it was made], in
    the order of writing (``core.journal``). Old telephone numbers may stand in it; it goes when
    the import is undone, or can be undone no more (``IMPORT_UNDO_DAYS``).
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="written")
    number = models.PositiveIntegerField()
    rows = models.JSONField()

    objects = WrittenRowsQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="paperwork_writtenrows_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"
