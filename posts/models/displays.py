"""示岗: who may be shown on the public board, and the addresses at which it can be read."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from core.models import Dated, Record
from core.querysets import DatedQuerySet, ScopedQuerySet
from posts.models.claims import Claim


class DisplayConsentQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "DisplayConsentQuerySet":
        return self.filter(claim__in=Claim.objects.visible_to(user))


class DisplayConsent(Dated):
    """That somebody in a post wants to be shown on the board: from when, in answer to which words.

    Given by the member, or on a paper that the community names (``paper``). From the day of its
    revocation (``ends_on``) the member is on no board any more.
    """

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="display_consents",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    notice_version = models.CharField(_("version of the notice"), max_length=20)
    notice = models.TextField(_("what was said"))
    paper = models.CharField(
        _("signed paper"),
        max_length=100,
        blank=True,
        help_text=_("Where the community enters it: what the member has signed, and when."),
    )
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revocation entered by"),
    )

    objects = DisplayConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("consent to be shown")
        verbose_name_plural = _("consents to be shown")
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(ends_on__isnull=True),
                name="posts_consent_once_at_a_time",
                violation_error_message=_("The member has consented already."),
            ),
            models.CheckConstraint(
                name="posts_consent_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.starts_on}"

    @property
    def place(self) -> str:
        return self.claim.place


class BoardLinkQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "BoardLinkQuerySet":
        return self.filter(committee__in=Committee.objects.visible_to(user))

    def running(self) -> "BoardLinkQuerySet":
        return self.filter(revoked_at__isnull=True)


class BoardLink(Record):
    """A public address of a community's or grid's board.

    The address holds a token of 256 random bits, which is shown once and kept nowhere: the row has
    its digest alone.
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="board_links", verbose_name=_("community or grid")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    objects = BoardLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("public address of a board")
        verbose_name_plural = _("public addresses of boards")
        constraints = [
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(revoked_at__isnull=True),
                name="posts_boardlink_one_at_a_time",
                violation_error_message=_("This board has a public address already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee} {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{reverse('posts:board')}?committee={self.committee_id}"

    @property
    def place(self) -> str:
        return str(self.committee.path)
