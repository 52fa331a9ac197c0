"""反馈函: twice a year a unit hears, in one letter, what its members have done where they live."""

import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import Level
from core import clock
from core.fields import PlainCharField
from core.models import Record
from core.querysets import ScopedQuerySet
from members.models import MemberUnit, PartyMember
from members.reach import units_of


class LetterQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "LetterQuerySet":
        """Those that an office within reach has written: who reads only a part of the area does not
        read what is said of members elsewhere. A unit's liaison reads what the unit was sent."""
        reach = reach_of(user)
        wanted = placed_within(reach)
        if reach.liaison_at:
            wanted |= Q(unit__in=units_of(user), issued_on__isnull=False)
        return self.filter(wanted)

    def standing(self) -> "LetterQuerySet":
        """Those that have not been withdrawn."""
        return self.exclude(status=FeedbackLetter.Status.WITHDRAWN)

    def sent(self) -> "LetterQuerySet":
        """Those that the unit has, and may rely on."""
        return self.filter(status__in=FeedbackLetter.SENT)

    def overdue(self, day: datetime.date) -> "LetterQuerySet":
        """Those whose receipt should have come before this day."""
        return self.filter(status=FeedbackLetter.Status.ISSUED, due_on__lt=day)


class FeedbackLetter(Placed, Record):
    """One letter to one unit about all its members in all communities, for one half-year.

    ``committee`` sends it: the lowest one, from the street upwards, below which all these members
    live. What it says is ``content`` (the head, what the communities had to offer) and its
    ``lines`` (one for each member), frozen by ``digest`` when it is issued. A corrected letter is
    a new row of the next ``edition``; the one before it is withdrawn and kept.
    """

    class Half(models.IntegerChoices):
        FIRST = 1, _("first half-year")
        SECOND = 2, _("second half-year")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("letter", "draft")
        ISSUED = "issued", pgettext_lazy("letter", "issued")
        RECEIVED = "received", pgettext_lazy("letter", "receipt given")
        WITHDRAWN = "withdrawn", pgettext_lazy("letter", "withdrawn")

    class Way(models.TextChoices):
        LINK = "link", _("by the receipt link")
        ACCOUNT = "account", _("by the unit's liaison, signed in")
        PAPER = "paper", _("on paper, noted by the office")

    TRANSITIONS: dict[str, set[str]] = {
        Status.DRAFT: {Status.ISSUED, Status.WITHDRAWN},
        Status.ISSUED: {Status.RECEIVED, Status.WITHDRAWN},
        Status.RECEIVED: {Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }
    SENT = (Status.ISSUED, Status.RECEIVED)
    # The lowest tier that writes to units, first.
    SENDERS = (Level.STREET, Level.DISTRICT, Level.CITY)

    unit = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        db_index=False,
        related_name="feedback_letters",
        verbose_name=_("employing unit"),
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2200)]
    )
    half = models.PositiveSmallIntegerField(_("half-year"), choices=Half)
    covers_from = models.DateField(_("covers from"))
    covers_until = models.DateField(_("covers up to and with"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("takes the place of"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    serial = models.PositiveIntegerField(_("number within the year"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members"))
    content = models.JSONField(_("what the letter says"), default=dict)
    digest = PlainCharField(_("digest"), max_length=64, blank=True, editable=False)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    due_on = models.DateField(_("receipt due on"), null=True, blank=True)
    received_on = models.DateField(_("receipt given on"), null=True, blank=True)
    receiver = models.CharField(_("received by"), max_length=50, blank=True)
    receipt_note = models.CharField(_("what the unit says"), max_length=500, blank=True)
    received_by_way = models.CharField(
        _("way of the receipt"), max_length=8, choices=Way, blank=True
    )
    reason = models.CharField(_("why it was withdrawn"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-covers_until", "-id"]
        verbose_name = _("feedback letter")
        verbose_name_plural = _("feedback letters")
        # Only these tiers send letters, and only theirs are read by tier.
        indexes = [
            models.Index(fields=[owner, "covers_until", "id"], name=f"posts_letters_of_{owner}")
            for owner in ("city", "district", "street", "unit")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "half"],
                condition=~Q(status="withdrawn"),
                name="posts_letter_one_of_a_unit_and_half_year",
                violation_error_message=_("The unit has its letter for this half-year already."),
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "half", "edition"], name="posts_letter_each_edition_once"
            ),
            models.UniqueConstraint(
                fields=["committee", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="posts_letter_each_number_once",
            ),
            models.CheckConstraint(
                name="posts_letter_covers_days_in_order",
                condition=Q(covers_from__lte=F("covers_until")),
            ),
            models.CheckConstraint(
                name="posts_letter_is_frozen_once_issued",
                condition=Q(status="draft", issued_on__isnull=True, serial__isnull=True)
                | Q(
                    status__in=["issued", "received"],
                    issued_on__isnull=False,
                    due_on__isnull=False,
                    serial__isnull=False,
                )
                & ~Q(digest="")
                | Q(status="withdrawn"),
            ),
            models.CheckConstraint(
                name="posts_letter_has_its_receipt_on_a_day",
                condition=~Q(status__in=["draft", "issued"], received_on__isnull=False)
                & ~Q(status="received", received_on__isnull=True),
            ),
            models.CheckConstraint(
                name="posts_letter_is_withdrawn_for_a_reason",
                condition=Q(status="withdrawn", withdrawn_on__isnull=False) & ~Q(reason="")
                | ~Q(status="withdrawn") & Q(withdrawn_on__isnull=True, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("posts:letter-detail", args=[self.pk])

    @property
    def period(self) -> str:
        """The year and its half, in words."""
        return period_in_words(self.year, self.half)

    @property
    def number(self) -> str:
        """What stands on the paper; nothing before it is issued."""
        return number_of(self.committee.code, self.year, self.serial)


def number_of(code: str, year: int, serial: int | None) -> str:
    return f"{code}-{year}-{serial:04d}" if serial else ""


def period_in_words(year: int, half: int) -> str:
    return f"{year} {FeedbackLetter.Half(half).label}"


class LineQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "LineQuerySet":
        """Those of the letters that one may read, and what units were sent about oneself."""
        own = Q(member__person__user=user.pk, letter__issued_on__isnull=False)
        return self.filter(Q(letter__in=FeedbackLetter.objects.visible_to(user)) | own)


class FeedbackLine(models.Model):
    """What one letter says about one member: written with the letter, never changed."""

    letter = models.ForeignKey(
        FeedbackLetter, models.PROTECT, related_name="lines", verbose_name=_("feedback letter")
    )
    member = models.ForeignKey(
        PartyMember, models.PROTECT, related_name="feedback_lines", verbose_name=_("party member")
    )
    content = models.JSONField(_("what the letter says"), default=dict)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("line of a feedback letter")
        verbose_name_plural = _("lines of feedback letters")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "member"], name="posts_feedbackline_one_about_a_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.letter}"

    @property
    def place(self) -> str:
        return self.letter.place


class ReceiptLinkQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ReceiptLinkQuerySet":
        """Those of the letters that one's office reads; a unit is given the link itself."""
        return self.filter(placed_within(reach_of(user), "letter__"))

    def usable(self) -> "ReceiptLinkQuerySet":
        return self.filter(revoked_at__isnull=True, expires_on__gt=clock.today())


class ReceiptLink(models.Model):
    """An address by which a unit without an account says that it has its letter.

    Only the digest of the address is kept: whoever reads this table can open nothing.
    """

    letter = models.ForeignKey(
        FeedbackLetter, models.PROTECT, related_name="links", verbose_name=_("feedback letter")
    )
    digest = PlainCharField(_("digest"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    expires_on = models.DateField(_("no longer valid on"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = ReceiptLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("receipt link")
        verbose_name_plural = _("receipt links")

    def __str__(self) -> str:
        return f"{self.letter} · {self.made_at:%Y-%m-%d}"

    @property
    def place(self) -> str:
        return self.letter.place
