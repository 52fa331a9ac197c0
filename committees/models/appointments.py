"""Who holds which role where: the only source of rights."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.models.tree import Committee
from committees.reach import reach_of
from committees.terms import Role
from core import clock
from core.models import Dated, Record
from core.querysets import DatedQuerySet

SOON = datetime.timedelta(days=30)


class AppointmentQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "AppointmentQuerySet":
        """One's own, those in one's part of the tree, and all for the security administrator."""
        reach = reach_of(user)
        if reach.administers == Role.SECURITY:
            return self
        return self.filter(
            Q(user=user.pk) | Q(committee__in=Committee.objects.under_paths(list(reach.roots)))
        )

    def not_over(self) -> "AppointmentQuerySet":
        """Running or still to come; one that was ended before its first day never comes."""
        ends_later = Q(ends_on__gt=clock.today()) & Q(ends_on__gt=F("starts_on"))
        return self.filter(Q(ends_on__isnull=True) | ends_later)

    def overlapping(
        self, starts_on: datetime.date, ends_on: datetime.date | None
    ) -> "AppointmentQuerySet":
        """Those that share a day with the time from ``starts_on`` until ``ends_on``."""
        rows = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on))
        return rows if ends_on is None else rows.filter(starts_on__lt=ends_on)

    def ending_soon(self) -> "AppointmentQuerySet":
        """Running today and over within 30 days."""
        return self.running().filter(ends_on__lte=clock.today() + SOON)


class Appointment(Record, Dated):
    """An account's role at a committee, from one day until another. The only source of rights."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("account"),
    )
    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("committee"),
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("The document or decision behind it.")
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=["system", "security", "audit"], ends_on__isnull=True),
                name="committees_appointment_administrators_are_separate",
                violation_error_message=_(
                    "System, security and audit administrators must be three separate people."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "committee", "role"],
                condition=Q(ends_on__isnull=True) & ~Q(role="liaison"),
                name="committees_appointment_held_once",
            ),
            models.CheckConstraint(
                name="committees_appointment_administrators_have_no_committee",
                condition=Q(role__in=["system", "security", "audit"], committee__isnull=True)
                | (~Q(role__in=["system", "security", "audit"]) & Q(committee__isnull=False)),
            ),
            models.CheckConstraint(
                name="committees_appointment_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("committees:appointment-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.committee.path if self.committee else ""
