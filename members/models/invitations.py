"""Invitations: how a party member comes to an account of their own."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import placed_within
from committees.reach import reach_of
from core.encryption import INDEX_LENGTH, blind_indexes
from core.fields import PlainCharField
from core.models import Record
from core.querysets import ScopedQuerySet
from members.models.party_members import PartyMember

CODE = "members.invitation.code"  # what keeps the digests of codes apart from any others


class InvitationQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """Those of the members within reach, and one's own."""
        return self.filter(
            placed_within(reach_of(user), "member__") | Q(member__person__user=user.pk)
        )

    def with_code(self, code: str) -> "InvitationQuerySet":
        """The one with this code (in its normal form), whatever has become of it."""
        return self.filter(digest__in=blind_indexes(code, CODE))

    def open(self) -> "InvitationQuerySet":
        return self.filter(status=Invitation.Status.OPEN)


class Invitation(Record):
    """A code by which one party member opens an account, once, within some days.

    Only a keyed digest of the code is kept. ``valid_until`` is the last day on which it is good.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "open")
        USED = "used", pgettext_lazy("invitation", "used")
        REVOKED = "revoked", pgettext_lazy("invitation", "revoked")

    TRANSITIONS: dict[str, set[str]] = {
        Status.OPEN: {Status.USED, Status.REVOKED},
        Status.USED: set(),
        Status.REVOKED: set(),
    }

    member = models.ForeignKey(
        PartyMember,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("party member"),
    )
    digest = PlainCharField(max_length=INDEX_LENGTH, unique=True, editable=False)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.OPEN)
    valid_until = models.DateField(_("valid until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    notice_version = models.CharField(_("notice given"), max_length=10, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("invitation to an account")
        verbose_name_plural = _("invitations to accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(status="open"),
                name="members_invitation_one_open_of_a_member",
            ),
            models.CheckConstraint(
                name="members_invitation_used_says_when_and_by_which_notice",
                condition=(Q(status="used", used_at__isnull=False) & ~Q(notice_version=""))
                | (~Q(status="used") & Q(used_at__isnull=True, notice_version="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.valid_until}"

    def get_absolute_url(self) -> str:
        return reverse("members:member-detail", args=[self.member_id])

    @property
    def place(self) -> str:
        return self.member.place

    def is_good_on(self, day: datetime.date) -> bool:
        """Whether an account can be opened by it on a day."""
        return self.status == self.Status.OPEN and day <= self.valid_until
