"""认岗书: the paper that member, community and the unit's branch sign, in versions."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from core.models import Record
from core.querysets import ScopedQuerySet
from posts.models.claims import Claim


def digest_of(content: Any) -> str:
    """The SHA-256 of the words, however a database orders the keys that it keeps them under."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class AgreementQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Whoever sees the claim sees what was agreed on it."""
        return self.filter(claim__in=Claim.objects.visible_to(user))

    def signed(self) -> "AgreementQuerySet":
        """Those that hold now."""
        return self.filter(status=Agreement.Status.SIGNED)

    def standing(self) -> "AgreementQuerySet":
        """Those that are signed, or are to be."""
        return self.filter(status__in=Agreement.STANDING)


class Agreement(Record):
    """One version of a claim's agreement: all of its words as they were when it was drawn up.

    A claim has one ``number`` for all of its versions: the community's code, the year, and a number
    that runs through the community's year (``issued_by``, ``year``, ``running``). ``digest`` is
    that of ``content``; its beginning stands on the paper, so that paper and record can be
    compared. No words are changed once signed: a correction is a new version, and the signed one
    is superseded when the new one is signed. Telephone numbers are kept masked: a whole one is
    printed from the person's entry.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("agreement", "to be signed")
        SIGNED = "signed", pgettext_lazy("agreement", "signed")
        SUPERSEDED = "superseded", pgettext_lazy("agreement", "superseded")
        DROPPED = "dropped", pgettext_lazy("agreement", "dropped")

    TRANSITIONS: dict[str, set[str]] = {
        Status.DRAFT: {Status.SIGNED, Status.DROPPED},
        # The next version has been signed.
        Status.SIGNED: {Status.SUPERSEDED},
        Status.SUPERSEDED: set(),
        Status.DROPPED: set(),
    }
    STANDING = (Status.DRAFT, Status.SIGNED)
    # How much of the digest stands on the paper.
    CHECK_CODE = 12

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="agreements",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    number = models.CharField(_("number of the agreement"), max_length=40, editable=False)
    issued_by = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("numbered by"),
    )
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    running = models.PositiveIntegerField(_("number in the year"), editable=False)
    version_no = models.PositiveSmallIntegerField(_("version of the agreement"), editable=False)
    content = models.JSONField(_("what is agreed"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    drawn_up_on = models.DateField(_("drawn up on"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signing noted by"),
    )
    reason = models.CharField(_("why there is this version"), max_length=200, blank=True)
    dropped_because = models.CharField(_("why it was dropped"), max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-running", "-version_no"]
        verbose_name = _("post agreement")
        verbose_name_plural = _("post agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "version_no"],
                name="posts_agreement_version_once",
                violation_error_message=_("Somebody else has just drawn up this version."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(version_no=1),
                name="posts_agreement_number_is_one_claims",
                violation_error_message=_("This number has just been given to another agreement."),
            ),
            models.UniqueConstraint(
                fields=["issued_by", "year", "running"],
                condition=Q(version_no=1),
                name="posts_agreement_numbers_run",
                violation_error_message=_("This number has just been given to another agreement."),
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(status="draft"),
                name="posts_agreement_one_to_be_signed",
                violation_error_message=_("A version of this agreement waits to be signed."),
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(status="signed"),
                name="posts_agreement_one_in_force",
                violation_error_message=_("Another version of this agreement is in force."),
            ),
            models.CheckConstraint(
                name="posts_agreement_is_signed_on_a_day",
                condition=Q(
                    status__in=["signed", "superseded"],
                    signed_on__gte=F("drawn_up_on"),
                )
                | Q(status__in=["draft", "dropped"], signed_on__isnull=True),
                violation_error_message=_("It is signed on the day of drawing up, or later."),
            ),
            models.CheckConstraint(
                name="posts_agreement_later_versions_have_a_reason",
                condition=Q(version_no=1) | ~Q(reason=""),
                violation_error_message=_("Please say what the new version puts right."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.version_no}"

    def get_absolute_url(self) -> str:
        return reverse("posts:agreement-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.claim.place

    @property
    def check_code(self) -> str:
        """What stands on the paper: its words are those of the record that bears it too."""
        return str(self.digest[: self.CHECK_CODE])
