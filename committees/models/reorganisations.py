"""Changes of the tree, planned for a day."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models.tree import Committee
from core import clock
from core.models import Record
from core.querysets import ScopedQuerySet


class ReorganisationQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ReorganisationQuerySet":
        return self.filter(committee__in=Committee.objects.visible_to(user))

    def due(self) -> "ReorganisationQuerySet":
        """Planned for today or before, and not applied yet."""
        return self.filter(status=Reorganisation.Status.PLANNED, effective_on__lte=clock.today())


class Reorganisation(Record):
    """A change of the tree, planned for a day: previewed, applied on its date, revertible.

    Every room answers for its own rows through ``core.hooks.reorganisation``; what each changed is
    kept in ``memory`` so that the change can be taken back while nothing depends on it.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", _("rename")
        MOVE = "move", _("move under another committee")
        SPLIT = "split", _("split: part of it becomes a new committee")
        MERGE = "merge", _("merge into another committee")
        MECHANISM = "mechanism", _("turn into a working mechanism")
        ABOLISH = "abolish", _("abolish")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        APPLIED = "applied", _("applied")
        REVERTED = "reverted", _("taken back")
        CANCELLED = "cancelled", _("cancelled")

    TRANSITIONS: dict[str, set[str]] = {
        Status.PLANNED: {Status.APPLIED, Status.CANCELLED},
        Status.APPLIED: {Status.REVERTED},
        Status.REVERTED: set(),
        Status.CANCELLED: set(),
    }

    # After these there is no such committee any more.
    ENDING = (Kind.MERGE, Kind.ABOLISH)

    kind = models.CharField(_("what happens"), max_length=10, choices=Kind)
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="reorganisations", verbose_name=_("committee")
    )
    effective_on = models.DateField(_("takes effect on"))
    new_name = models.CharField(_("new name of the committee"), max_length=100, blank=True)
    new_area_name = models.CharField(_("new name of the area"), max_length=60, blank=True)
    new_code = models.CharField(_("code of the new committee"), max_length=20, blank=True)
    target = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other committee"),
        help_text=_("Under which it moves, or into which it is merged."),
    )
    parts = models.ManyToManyField(
        Committee,
        blank=True,
        related_name="+",
        verbose_name=_("parts that leave"),
        help_text=_("For a split: the committees below that go to the new one."),
    )
    basis_document = models.CharField(_("document"), max_length=200)
    basis_number = models.CharField(_("document number"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    memory = models.JSONField(default=dict, editable=False)
    applied_at = models.DateTimeField(_("applied at"), null=True, editable=False)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-id"]
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.committee}"

    def get_absolute_url(self) -> str:
        return reverse("committees:reorganisation-detail", args=[self.pk])

    @property
    def was_made_beforehand(self) -> bool:
        """Whether it was planned before its day, so that the clock applies it."""
        return timezone.localdate(self.created_at) < self.effective_on

    @property
    def place(self) -> str:
        return self.committee.path
