"""承诺: what somebody in a post has promised, by when, and what has become of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from core.querysets import ScopedQuerySet
from posts.models.claims import Claim


class PledgeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "PledgeQuerySet":
        return self.filter(claim__in=Claim.objects.visible_to(user))

    def open(self) -> "PledgeQuerySet":
        return self.filter(status=Pledge.Status.OPEN)

    def standing(self) -> "PledgeQuerySet":
        """Those that count: all but the dropped ones."""
        return self.exclude(status=Pledge.Status.DROPPED)

    def late(self, day: Any) -> "PledgeQuerySet":
        """Those whose deadline has passed without an answer."""
        return self.open().filter(due_on__lt=day)


class Pledge(Record):
    """Something promised: what, by which measure, until when.

    Its words are never changed: what was promised stays readable beside what was kept. A pledge
    written wrongly is dropped with the reason, and written anew.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("pledge", "under way")
        KEPT = "kept", pgettext_lazy("pledge", "kept")
        NOT_KEPT = "not-kept", pgettext_lazy("pledge", "not kept")
        DROPPED = "dropped", pgettext_lazy("pledge", "dropped")

    TRANSITIONS: dict[str, set[str]] = {
        Status.OPEN: {Status.KEPT, Status.NOT_KEPT, Status.DROPPED},
        # Looked at again: open, with the reason.
        Status.KEPT: {Status.OPEN},
        Status.NOT_KEPT: {Status.OPEN},
        Status.DROPPED: {Status.OPEN},
    }

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="pledges",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    content = models.CharField(_("what is pledged"), max_length=200)
    measure = models.CharField(
        _("measure"), max_length=100, help_text=_("By what one will see it: such as 12 visits.")
    )
    due_on = models.DateField(pgettext_lazy("of a pledge", "until"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    done_on = models.DateField(_("settled on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status="open"), name="posts_pledges_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="posts_pledge_is_settled_on_a_day",
                condition=Q(status="open", done_on__isnull=True)
                | (~Q(status="open") & Q(done_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="posts_pledge_not_kept_has_a_reason",
                condition=~Q(status__in=["not-kept", "dropped"]) | ~Q(reason=""),
                violation_error_message=_("Please say why it was not kept, or is dropped."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.content)

    def get_absolute_url(self) -> str:
        return reverse("posts:pledge-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.claim.place


class PledgeNoteQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "PledgeNoteQuerySet":
        return self.filter(pledge__in=Pledge.objects.visible_to(user))


class PledgeNote(models.Model):
    """How far a pledge has come on a day. Never changed."""

    pledge = models.ForeignKey(
        Pledge, models.PROTECT, related_name="notes", verbose_name=_("pledge")
    )
    day = models.DateField(_("on the day"))
    text = models.CharField(_("progress"), max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noted by"),
    )

    objects = PledgeNoteQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        verbose_name = _("progress of a pledge")
        verbose_name_plural = _("progress of pledges")

    def __str__(self) -> str:
        return f"{self.day} {self.text}"

    @property
    def place(self) -> str:
        return self.pledge.place
