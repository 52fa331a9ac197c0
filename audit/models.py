"""What was done, by whom, in which role, and what it changed; and who looked at personal data.

Rows are only ever added: triggers in the database refuse anything else (``audit.protection``),
and seals (``Seal``) make a change by the database's owner visible.
"""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet


class LogQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "LogQuerySet":
        """Everything for the audit administrator; nothing for anybody else.

        The history of a single record stands on that record's own page.
        """
        return self if getattr(user, "administers", "") == "audit" else self.none()

    def about(self, row: models.Model) -> "LogQuerySet":
        return self.filter(model=row._meta.label_lower, object_id=row.pk)


class WrittenJSON(models.TextField):
    """JSON that is kept letter by letter as it was written, on both databases.

    PostgreSQL's own type would reorder it; the seals digest the text as it stands.
    """

    _pyi_private_set_type: Any  # what mypy takes its values for
    _pyi_private_get_type: Any

    def from_db_value(self, value: Any, *args: Any) -> Any:
        return json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


class Stamp(models.Model):
    """Who, in which role, when and in which request; names are kept as they were."""

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("account"),
    )
    user_name = models.CharField(_("who"), max_length=150)
    role = models.CharField(_("role"), max_length=20, blank=True)
    role_committee_id = models.BigIntegerField(null=True)
    role_committee_name = models.CharField(_("acting for"), max_length=200, blank=True)
    source = models.CharField(_("by way of"), max_length=10)
    request_id = models.CharField(_("request"), max_length=40, db_index=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    model = models.CharField(_("kind"), max_length=80)
    object_id = models.BigIntegerField(_("number"), null=True)
    object_name = models.CharField(_("what"), max_length=200, blank=True)

    class Meta:
        abstract = True


class Entry(Stamp):
    """One act: what stood before, what stands after."""

    action = models.CharField(_("action"), max_length=60, db_index=True)
    before = WrittenJSON(_("before"), default=dict)
    after = WrittenJSON(_("after"), default=dict)

    objects = LogQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "object_id", "id"], name="audit_entry_of_row")]

    def __str__(self) -> str:
        return f"{self.action} · {self.object_name}"

    def get_absolute_url(self) -> str:
        return reverse("audit:detail", args=[self.pk])


class ReadEntry(Stamp):
    """One look at personal data: which field of which row, and why."""

    field = models.CharField(_("field"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = LogQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("reading of personal data")
        verbose_name_plural = _("readings of personal data")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "object_id", "id"], name="audit_read_of_row")]

    def __str__(self) -> str:
        return f"{self.field} · {self.object_name}"

    def get_absolute_url(self) -> str:
        return reverse("audit:read-list")


class Seal(models.Model):
    """A batch of entries, digested and chained to the seal before it.

    ``digests`` holds 16 bytes per entry, so that a check can name the first bad row;
    ``digest`` is an HMAC-SHA256, keyed apart from the database, over them and the previous seal.
    The seals of one log follow each other without overlapping (``audit.seals``).
    """

    class Log(models.TextChoices):
        ENTRY = "entry", _("audit entries")
        READ = "read", _("readings of personal data")

    log = models.CharField(_("log"), max_length=5, choices=Log)
    first_id = models.BigIntegerField(_("first row"))
    last_id = models.BigIntegerField(_("last row"))
    count = models.PositiveIntegerField(_("rows"))
    ids = models.BinaryField()
    digests = models.BinaryField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("time"))

    objects = LogQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_log_display()} {self.first_id}–{self.last_id}"

    def get_absolute_url(self) -> str:
        return reverse("audit:seal-list")
