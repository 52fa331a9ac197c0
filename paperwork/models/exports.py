"""Which lists went out of the house."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TwoPersonRequest
from core.querysets import ScopedQuerySet


class ExportRecordQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ExportRecordQuerySet":
        """All for the audit administrator; one's own for everybody else."""
        if getattr(user, "administers", "") == "audit":
            return self
        return self.filter(user=user.pk)


class ExportRecord(models.Model):
    """One list that somebody takes out: which, how much of it, and why.

    It stands from the moment at which the file begins to go out, with the rows that were counted;
    when the last row has gone out the digest is added. Without one the file was broken off.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    title = models.CharField(_("list"), max_length=200)
    table = models.CharField(max_length=80)
    query = models.TextField(_("filter"), blank=True)
    columns = models.JSONField(_("columns"), default=list)
    rows = models.PositiveIntegerField(_("rows"))
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    reason = models.CharField(_("what for"), max_length=500, blank=True)
    number = models.CharField(_("watermark"), max_length=40, db_index=True)
    # A confirmation serves one export and no more.
    confirmed = models.OneToOneField(
        TwoPersonRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="export",
        verbose_name=_("two-person request"),
    )

    objects = ExportRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ()
        indexes = [models.Index(fields=["user", "at"], name="paperwork_exports_of_user")]

    def __str__(self) -> str:
        return f"{self.title} {self.at:%Y-%m-%d}"
