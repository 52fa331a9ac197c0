"""志愿服务记录证明: what the organiser of the services certifies on paper, and may take back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from core.fields import PlainCharField
from core.models import Record
from members.models import PartyMember
from posts.models.records import ServiceRecord


class ServiceProofQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "ServiceProofQuerySet":
        """Those that a committee within reach has issued, and one's own."""
        wanted = placed_within(reach_of(user)) | Q(member__person__user=user.pk)
        return self.filter(wanted)


class ServiceProof(Placed, Record):
    """What one community certifies of one member's services there in a period.

    Its records are those that counted on the day of issue; as none of them is ever changed, the
    paper can be printed again as it was. The code on the paper is not kept, only its digest.
    """

    class Status(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("proof of service", "issued")
        REVOKED = "revoked", pgettext_lazy("proof of service", "revoked")

    TRANSITIONS: dict[str, set[str]] = {
        Status.ISSUED: {Status.REVOKED},
        Status.REVOKED: set(),
    }

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    member = models.ForeignKey(
        PartyMember, models.PROTECT, related_name="proofs", verbose_name=_("party member")
    )
    since = models.DateField(_("services from"))
    until = models.DateField(_("services up to"), help_text=_("The last day, included."))
    records = models.ManyToManyField(
        ServiceRecord, related_name="proofs", verbose_name=_("service records")
    )
    services = models.PositiveIntegerField(_("number of services"))
    minutes = models.PositiveIntegerField(_("minutes in all"))
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed by"),
    )
    nonce = PlainCharField(max_length=32, editable=False)
    digest = PlainCharField(max_length=64, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ISSUED)
    reason = models.CharField(_("why it was revoked"), max_length=200, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = ServiceProofQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("proof of service")
        verbose_name_plural = _("proofs of service")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="posts_proof_has_a_code_of_its_own"),
            models.CheckConstraint(
                name="posts_proof_ends_after_it_starts",
                condition=Q(until__gte=F("since")),
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                name="posts_proof_is_revoked_on_a_day_for_a_reason",
                condition=Q(status="issued", revoked_on__isnull=True, reason="")
                | (Q(status="revoked", revoked_on__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.since} – {self.until}"

    def get_absolute_url(self) -> str:
        return reverse("posts:proof-detail", args=[self.pk])

    @property
    def number(self) -> str:
        """What the paper is filed under."""
        return f"{self.committee.code}-{self.issued_on.year}-{self.pk:06d}"
