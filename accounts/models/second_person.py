"""What one person asks for and another one must confirm."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.kinds import KINDS
from core import clock
from core.fields import PlainCharField
from core.models import Record
from core.querysets import ScopedQuerySet


class TwoPersonRequestQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "TwoPersonRequestQuerySet":
        """One's own, those about oneself, those in whose decision one may take part; all of them
        for the audit administrator."""
        if getattr(user, "administers", "") == "audit":
            return self
        return self.filter(Q(asked_by=user.pk) | Q(about=user.pk) | decidable(user))

    def waiting(self) -> "TwoPersonRequestQuerySet":
        return self.filter(status=TwoPersonRequest.Status.WAITING, expires_at__gt=clock.now())

    def ready(self) -> "TwoPersonRequestQuerySet":
        """Confirmed, and not carried out yet by whoever asked."""
        return self.filter(status=TwoPersonRequest.Status.APPROVED, expires_at__gt=clock.now())

    def overdue(self) -> "TwoPersonRequestQuerySet":
        return self.filter(status__in=TwoPersonRequest.OPEN, expires_at__lte=clock.now())


def decidable(user: Any) -> Q:
    """The requests that this person may decide as the second one, by what they are about."""
    found = Q(pk__in=[])
    for name, kind in KINDS.items():
        if (rows := kind.deciders(user)) is not None:
            found |= Q(kind=name) & rows
    return found & ~Q(asked_by=user.pk) & (Q(about=None) | ~Q(about=user.pk))


class TwoPersonRequest(Record):
    """An act that no single person does: who asked for it and why, who decided, what came of it.

    What the act is stands in ``accounts.kinds``; ``key`` says which one of its kind, so that it is
    asked for once at a time. ``about`` is the account that it concerns, whose owner neither asks
    nor decides; ``place`` the committee's place in the tree, if it concerns one.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        APPROVED = "approved", _("confirmed, not carried out yet")
        DONE = "done", _("carried out")
        REFUSED = "refused", _("not agreed to")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    TRANSITIONS: dict[str, set[str]] = {
        Status.WAITING: {Status.APPROVED, Status.DONE, Status.REFUSED, Status.WITHDRAWN,
                         Status.EXPIRED},
        Status.APPROVED: {Status.DONE, Status.EXPIRED},
        Status.DONE: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
        Status.EXPIRED: set(),
    }  # fmt: skip
    OPEN = (Status.WAITING, Status.APPROVED)

    kind = models.CharField(_("kind of request"), max_length=40)
    key = models.CharField(max_length=64)
    title = models.CharField(_("about"), max_length=200)
    details = models.JSONField(default=dict, blank=True)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    place = PlainCharField(max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    reason = models.CharField(_("reason"), max_length=500)
    expires_at = models.DateTimeField(_("open until"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("remark of the second person"), max_length=500, blank=True)

    objects = TwoPersonRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("two-person request")
        verbose_name_plural = _("two-person requests")
        default_permissions = ()
        indexes = [
            models.Index(fields=["status", "expires_at"], name="accounts_requests_open"),
            models.Index(fields=["asked_by", "id"], name="accounts_requests_of_user"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(status="waiting"),
                name="accounts_twopersonrequest_waits_once",
                violation_error_message=_("This was asked for already and waits for an answer."),
            ),
            models.CheckConstraint(
                name="accounts_twopersonrequest_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="accounts_twopersonrequest_never_about_oneself",
                condition=Q(about=None)
                | (~Q(about=F("asked_by")) & (Q(decided_by=None) | ~Q(about=F("decided_by")))),
            ),
            models.CheckConstraint(
                name="accounts_twopersonrequest_done_by_decision",
                condition=Q(status__in=["waiting", "withdrawn"], decided_by=None)
                | Q(status__in=["approved", "done", "refused"], decided_by__isnull=False)
                | Q(status="expired"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:request-detail", args=[self.pk])

    @property
    def label(self) -> str:
        kind = KINDS.get(self.kind)
        return str(kind.label) if kind else self.kind

    @property
    def is_overdue(self) -> bool:
        return self.expires_at <= clock.now()
