"""Service records: what a party member has done in a post or at an activity, when and how long."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Record
from members.models import MemberUnit, PartyMember
from members.reach import units_of
from posts.models.activities import Activity
from posts.models.claims import Claim
from posts.models.hours import DAY, Minutes


def in_year(year: int) -> Q:
    return Q(on__gte=datetime.date(year, 1, 1), on__lt=datetime.date(year + 1, 1, 1))


class ServiceRecordQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "ServiceRecordQuerySet":
        """Those within reach, those of the members of one's own units, one's own."""
        reach = reach_of(user)
        wanted = placed_within(reach) | Q(member__person__user=user.pk)
        if reach.liaison_at:
            wanted |= Q(employer__in=units_of(user))
        return self.filter(wanted)

    def counting(self) -> "ServiceRecordQuerySet":
        """Those that every figure, paper and score counts: entered by the community or confirmed
        by the other side. What is disputed counts again once that is settled; what was corrected
        is counted by the record in its place; what is void never."""
        return self.filter(ServiceRecord.COUNTS)

    def standing(self) -> "ServiceRecordQuerySet":
        """Those that take up their time: the counting ones and those in dispute."""
        return self.filter(status__in=ServiceRecord.STANDING)

    def of_year(self, year: int) -> "ServiceRecordQuerySet":
        return self.filter(in_year(year))

    def late(self) -> "ServiceRecordQuerySet":
        """Those entered so many days afterwards that it is said (补录)."""
        return self.filter(days_late__gt=settings.SERVICE_RECORD_LATE_AFTER_DAYS)


class ServiceRecord(Placed, Record):
    """One service of one member on one day: entered by the organiser, confirmed by the other side.

    It stands where its post or activity does. What was entered is never changed: a correction is a
    record of its own that takes the place of the old one, which stays and says why.
    """

    class Status(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("service record", "to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("service record", "confirmed")
        DISPUTED = "disputed", pgettext_lazy("service record", "disputed")
        CORRECTED = "corrected", pgettext_lazy("service record", "corrected")
        VOID = "void", pgettext_lazy("service record", "void")

    TRANSITIONS: dict[str, set[str]] = {
        Status.ENTERED: {Status.CONFIRMED, Status.DISPUTED, Status.CORRECTED, Status.VOID},
        # A member may ask for a correction at any time.
        Status.CONFIRMED: {Status.DISPUTED, Status.CORRECTED, Status.VOID},
        # Upheld by the community it is to be confirmed again.
        Status.DISPUTED: {Status.ENTERED, Status.CONFIRMED, Status.CORRECTED, Status.VOID},
        Status.CORRECTED: set(),
        Status.VOID: set(),
    }
    COUNTING = (Status.ENTERED, Status.CONFIRMED)
    COUNTS = Q(status__in=COUNTING)
    STANDING = (*COUNTING, Status.DISPUTED)

    member = models.ForeignKey(
        PartyMember,
        models.PROTECT,
        db_index=False,
        related_name="service_records",
        verbose_name=_("party member"),
    )
    employer = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("employing unit"),
    )
    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="records",
        verbose_name=pgettext_lazy("of a party member", "post"),
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="records",
        verbose_name=pgettext_lazy("of a community", "activity"),
    )
    on = models.DateField(_("served on"))
    minutes = Minutes(_("hours served"))
    result = models.CharField(pgettext_lazy("of a service", "result"), max_length=200, blank=True)
    entered_on = models.DateField(_("entered on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    days_late = models.PositiveSmallIntegerField(_("days until it was entered"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    since = models.DateField(_("in this step since"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("corrects"),
    )

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        indexes = [
            models.Index(fields=[owner, "on", "id"], name=f"posts_record_{short}")
            for owner, short in [
                *((tier, tier) for tier in LEVELS),
                ("employer", "from"),
                ("member", "member"),
                ("claim", "claim"),
                ("activity", "activity"),
            ]
        ]
        constraints = [
            models.CheckConstraint(
                name="posts_record_is_of_a_post_or_of_an_activity",
                condition=Q(claim__isnull=False, activity__isnull=True)
                | Q(claim__isnull=True, activity__isnull=False),
                violation_error_message=_("A service is one in a post or one at an activity."),
            ),
            models.CheckConstraint(
                name="posts_record_lasts_no_longer_than_a_day",
                condition=Q(minutes__gt=0, minutes__lte=DAY),
                violation_error_message=_("A service lasts up to 24 hours."),
            ),
            models.CheckConstraint(
                name="posts_record_is_entered_afterwards",
                condition=Q(entered_on__gte=models.F("on")),
                violation_error_message=_("A service is entered when it is done."),
            ),
            models.UniqueConstraint(
                fields=["claim", "on"],
                condition=Q(status__in=["entered", "confirmed", "disputed"]),
                name="posts_record_once_a_day_in_a_post",
                violation_error_message=_("This day in this post is recorded already."),
            ),
            models.UniqueConstraint(
                fields=["activity", "member"],
                condition=Q(status__in=["entered", "confirmed", "disputed"]),
                name="posts_record_once_at_an_activity",
                violation_error_message=_("This member's part in the activity is on record."),
            ),
            models.CheckConstraint(
                name="posts_record_says_why_it_does_not_count",
                condition=~Q(status__in=["disputed", "corrected", "void"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.what} · {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("posts:record-detail", args=[self.pk])

    @property
    def what(self) -> str:
        """The post or the activity, by name."""
        return str(self.claim.post if self.claim else self.activity)

    @property
    def is_late(self) -> bool:
        return bool(self.days_late > settings.SERVICE_RECORD_LATE_AFTER_DAYS)
