"""双报到: units register at committees, party members at the community where they live."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS, Level
from core.models import Dated, Record
from core.querysets import ScopedQuerySet, in_force
from members.models.party_members import PartyMember
from members.models.units import MemberUnit
from members.reach import units_of


class RegistrationQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "RegistrationQuerySet":
        """Those within reach, those of one's own units and their members, one's own."""
        reach = reach_of(user)
        wanted = placed_within(reach) | Q(member__person__user=user.pk)
        if reach.liaison_at:
            units = units_of(user)
            wanted |= Q(unit__in=units) | Q(employer__in=units)
        return self.filter(wanted)

    def on(self, date: datetime.date) -> "RegistrationQuerySet":
        """Those that ran on that day, whatever their step."""
        return self.filter(in_force(date))

    def as_of(self, date: datetime.date) -> "RegistrationQuerySet":
        """With ``status_then``, the status of that day, by the steps they had taken."""
        taken = RegistrationStep.objects.filter(registration=OuterRef("pk"), day__lte=date)
        last = taken.order_by("-day", "-pk").values("status")[:1]
        return self.annotate(status_then=Subquery(last))

    def having_status(self, statuses: Any, date: datetime.date) -> "RegistrationQuerySet":
        """Those that had one of these statuses on a day."""
        return self.as_of(date).filter(status_then__in=statuses)

    def active(self) -> "RegistrationQuerySet":
        """Those that have not ended, whatever their step."""
        return self.filter(is_active=True)

    def of_members(self) -> "RegistrationQuerySet":
        return self.filter(member__isnull=False)

    def waiting(self) -> "RegistrationQuerySet":
        """Those that the committee has not confirmed yet."""
        return self.filter(status=Registration.Status.PENDING)

    def due_by(self, date: datetime.date) -> "RegistrationQuerySet":
        """Registered, and to be renewed by that day."""
        return self.filter(status=Registration.Status.REGISTERED, valid_until__lte=date)

    def silent_since(self, date: datetime.date) -> "RegistrationQuerySet":
        """Registered members of whom nothing was recorded since that day."""
        quiet = Q(last_active_on__isnull=True, starts_on__lte=date) | Q(last_active_on__lte=date)
        return self.of_members().filter(quiet, status=Registration.Status.REGISTERED)


class Registration(Placed, Record, Dated):
    """That a party member is registered at a community, or a unit at a committee.

    ``starts_on`` is the day of registering, ``ends_on`` that on which it moved or was revoked.
    It stands at the grid where the member lives, if that is known. A member has one at a time; a
    unit may be registered at several committees.
    """

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("registration", "to be confirmed")
        REGISTERED = "registered", pgettext_lazy("registration", "registered")
        PAUSED = "paused", pgettext_lazy("registration", "paused")
        EXEMPT = "exempt", pgettext_lazy("registration", "exempt")
        MOVED = "moved", pgettext_lazy("registration", "moved")
        REVOKED = "revoked", pgettext_lazy("registration", "revoked")

    TRANSITIONS: dict[str, set[str]] = {
        Status.PENDING: {Status.REGISTERED, Status.REVOKED},
        Status.REGISTERED: {Status.PAUSED, Status.EXEMPT, Status.MOVED, Status.REVOKED},
        Status.PAUSED: {Status.REGISTERED, Status.EXEMPT, Status.MOVED, Status.REVOKED},
        Status.EXEMPT: {Status.REGISTERED, Status.PAUSED, Status.MOVED, Status.REVOKED},
        Status.MOVED: set(),
        Status.REVOKED: set(),
    }
    OVER = (Status.MOVED, Status.REVOKED)
    # The committee has confirmed it, and it runs.
    CONFIRMED = (Status.REGISTERED, Status.PAUSED, Status.EXEMPT)
    # Where each side registers.
    LEVELS_OF_MEMBERS = (Level.COMMUNITY,)
    LEVELS_OF_UNITS = (Level.STREET, Level.COMMUNITY)

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("registered at")
    )
    member = models.ForeignKey(
        PartyMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("party member"),
    )
    unit = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("member unit"),
    )
    employer = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("employing unit at registration"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    is_active = models.GeneratedField(
        expression=Case(When(ends_on__isnull=True, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The day by which it is renewed.")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    moved_to = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_from",
        verbose_name=_("goes on as"),
    )
    notice_version = models.CharField(_("notice given"), max_length=10, blank=True)
    noticed_at = models.DateTimeField(_("notice given at"), null=True, blank=True)
    last_active_on = models.DateField(
        _("last active on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The last day of which the community has recorded something."),
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [
            models.Index(
                fields=[owner, "is_active", "starts_on", "id"], name=f"members_registered_{short}"
            )
            for owner, short in [*((tier, tier) for tier in LEVELS), ("employer", "from")]
        ]
        constraints = [
            models.CheckConstraint(
                name="members_registration_is_of_a_member_or_a_unit",
                condition=Q(member__isnull=False, unit__isnull=True)
                | Q(member__isnull=True, unit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ends_on__isnull=True),
                name="members_registration_one_of_a_member",
                violation_error_message=_("This member is registered already."),
            ),
            models.UniqueConstraint(
                fields=["unit", "committee"],
                condition=Q(ends_on__isnull=True),
                name="members_registration_one_of_a_unit_here",
                violation_error_message=_("This unit is registered here already."),
            ),
            models.CheckConstraint(
                name="members_registration_is_over_on_a_day",
                condition=Q(status__in=["moved", "revoked"], ends_on__isnull=False)
                | (~Q(status__in=["moved", "revoked"]) & Q(ends_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="members_registration_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} · {self.committee}"

    def get_absolute_url(self) -> str:
        return reverse("members:registration-detail", args=[self.pk])

    @property
    def who(self) -> PartyMember | MemberUnit:
        """The member or the unit that is registered."""
        found = self.member or self.unit
        assert found is not None  # noqa: S101 the constraint says so
        return found


class RegistrationStepQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "RegistrationStepQuerySet":
        return self.filter(registration__in=Registration.objects.visible_to(user))


class RegistrationStep(models.Model):
    """A step that a registration has taken: to which status, on which day, why, noted by whom.

    Never changed: from these the status of any past day is read.
    """

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="steps", verbose_name=_("registration")
    )
    status = models.CharField(_("status"), max_length=10, choices=Registration.Status)
    day = models.DateField(_("on the day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noted by"),
    )

    objects = RegistrationStepQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a registration")
        verbose_name_plural = _("steps of registrations")

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.day}"
