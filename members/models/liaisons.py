"""The contacts whom units send, and what they hand over."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.reach import reach_of
from core.fields import any_prefix_range
from core.models import Dated, Record
from core.querysets import DatedQuerySet, ScopedQuerySet
from members.models.memberships import Membership
from members.models.people import Person
from members.reach import units_of


class LiaisonQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "LiaisonQuerySet":
        """Those of memberships in committees within reach, and those of one's own units."""
        reach = reach_of(user)
        wanted = any_prefix_range("membership__committee__path", reach.roots)
        if reach.liaison_at:
            wanted |= Q(membership__unit__in=units_of(user))
        return self.filter(wanted)

    def filed_late(self) -> "LiaisonQuerySet":
        """Those filed after more working days than the office allows."""
        return self.filter(days_to_file__gt=settings.LIAISON_FILING_WORKING_DAYS)

    def filed_in_time(self) -> "LiaisonQuerySet":
        return self.filter(days_to_file__lte=settings.LIAISON_FILING_WORKING_DAYS)


class Liaison(Record, Dated):
    """The working contact whom a unit sends to one committee, from when to when.

    A change is filed at once: ``days_to_file`` are the working days that it took.
    """

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="liaisons", verbose_name=_("membership")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="liaisons", verbose_name=_("person")
    )
    filed_on = models.DateField(_("filed on"))
    days_to_file = models.PositiveSmallIntegerField(
        _("working days until filed"), default=0, editable=False
    )
    appointment = models.OneToOneField(
        "committees.Appointment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="liaison",
        verbose_name=_("access"),
    )
    reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("liaison")
        verbose_name_plural = _("liaisons")
        indexes = [models.Index(fields=["starts_on", "id"], name="members_liaisons_by_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "person"],
                condition=Q(ends_on__isnull=True),
                name="members_liaison_once",
                violation_error_message=_("This person is already liaison of this unit here."),
            ),
            models.CheckConstraint(
                name="members_liaison_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.membership.unit}"

    @property
    def is_late(self) -> bool:
        """Filed after more working days than the office allows."""
        return bool(self.days_to_file > settings.LIAISON_FILING_WORKING_DAYS)

    def get_absolute_url(self) -> str:
        return reverse("members:liaison-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.membership.committee.path


class HandoverQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "HandoverQuerySet":
        return self.filter(successor__in=Liaison.objects.visible_to(user))


class Handover(Record):
    """What a liaison leaves to the successor, until the successor has accepted each item."""

    predecessor = models.ForeignKey(
        Liaison, models.PROTECT, related_name="handed_over", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Liaison, models.PROTECT, related_name="taken_over", verbose_name=_("successor")
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")

    def __str__(self) -> str:
        return f"{self.predecessor.person} → {self.successor.person}"

    def get_absolute_url(self) -> str:
        return reverse("members:handover-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.successor.place


class HandoverItemQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "HandoverItemQuerySet":
        return self.filter(handover__in=Handover.objects.visible_to(user))


class HandoverItem(models.Model):
    """One thing to be handed over; no passwords among them."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    text = models.CharField(_("what is handed over"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    is_accepted = models.BooleanField(_("accepted"), default=False)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("item of a hand-over")
        verbose_name_plural = _("items of hand-overs")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
