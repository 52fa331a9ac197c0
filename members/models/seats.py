"""Who sits in a committee, in what capacity, and whose turn it is to chair."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from committees.reach import reach_of
from committees.terms import Level
from core.fields import any_prefix_range
from core.models import Dated, Record
from core.querysets import DatedQuerySet, ScopedQuerySet
from members.models.memberships import Membership
from members.models.names import LAST_SEQUENCE
from members.models.people import Person
from members.reach import units_of


class CapacityQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "CapacityQuerySet":
        """Everybody: the words on a list of capacities are no secret."""
        return self


class Capacity(Record):
    """In what capacity somebody sits in a committee, and which tiers must have it. Data.

    ``represents_unit``: the person sits for a member unit. ``needs_nomination``: the chain unit
    recommends → person agrees → street nominates → organisation department reviews → appointed;
    whoever came by it sits beside the unit's representative, not as one.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    minimum = models.PositiveSmallIntegerField(
        _("at least"), default=0, help_text=_("How many a committee of this level must have.")
    )
    represents_unit = models.BooleanField(_("sits for a member unit"), default=False)
    needs_nomination = models.BooleanField(_("is nominated and appointed"), default=False)

    objects = CapacityQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("capacity")
        verbose_name_plural = _("capacities")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:capacity-list")


class SeatQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "SeatQuerySet":
        """Those in committees within reach, and those held for one's own units."""
        reach = reach_of(user)
        wanted = any_prefix_range("committee__path", reach.roots)
        if reach.liaison_at:
            wanted |= Q(membership__unit__in=units_of(user))
        return self.filter(wanted)

    def filled(self) -> "SeatQuerySet":
        return self.filter(status=Seat.Status.APPOINTED)

    def held_on(self, date: Any) -> "SeatQuerySet":
        """Those that somebody held on that day, whatever has become of them since."""
        return self.on(date).ever_held()

    def ever_held(self) -> "SeatQuerySet":
        return self.filter(status__in=Seat.HELD)

    def representing(self) -> "SeatQuerySet":
        """Those of the units' representatives; a part-time member is none (``by_nomination``)."""
        return self.filter(membership__isnull=False, by_nomination=False)

    def ending_by(self, date: Any, *, on: Any) -> "SeatQuerySet":
        """Those held on the day ``on`` whose term ends on ``date`` or before."""
        return self.held_on(on).filter(term_ends_on__lte=date)

    def pending(self) -> "SeatQuerySet":
        """Those on their way through the nomination."""
        return self.filter(
            status__in=[
                s for s, onward in Seat.TRANSITIONS.items() if Seat.Status.DROPPED in onward
            ]
        )


class Seat(Record, Dated):
    """A person's seat in a committee, in one capacity, from when to when."""

    class Office(models.TextChoices):
        CHAIR = "chair", _("chair")
        VICE_CHAIR = "vice-chair", _("vice-chair")
        MEMBER = "member", _("committee member")

    class Status(models.TextChoices):
        RECOMMENDED = "recommended", _("recommended by the unit")
        AGREED = "agreed", _("agreed by the person")
        NOMINATED = "nominated", _("nominated by the street")
        REVIEWED = "reviewed", _("reviewed by the organisation department")
        APPOINTED = "appointed", _("appointed")
        ENDED = "ended", _("ended")
        DROPPED = "dropped", _("not appointed")

    TRANSITIONS: dict[str, set[str]] = {
        Status.RECOMMENDED: {Status.AGREED, Status.DROPPED},
        Status.AGREED: {Status.NOMINATED, Status.DROPPED},
        Status.NOMINATED: {Status.REVIEWED, Status.DROPPED},
        Status.REVIEWED: {Status.APPOINTED, Status.DROPPED},
        Status.APPOINTED: {Status.ENDED},
        Status.ENDED: set(),
        Status.DROPPED: set(),
    }
    # Somebody sits there, or sat there until it ended.
    HELD = (Status.APPOINTED, Status.ENDED)

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="seats", verbose_name=_("person")
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="seats", verbose_name=_("committee")
    )
    capacity = models.ForeignKey(
        Capacity, models.PROTECT, related_name="seats", verbose_name=_("capacity")
    )
    office = models.CharField(
        _("office held"), max_length=10, choices=Office, default=Office.MEMBER
    )
    membership = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("for the unit"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.APPOINTED)
    # Copied from the capacity by the service: a constraint cannot look through a foreign key.
    by_nomination = models.BooleanField(
        _("by nomination"), default=False, db_default=False, editable=False
    )
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(_("sequence"), default=LAST_SEQUENCE)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["sequence", "id"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        indexes = [
            models.Index(fields=["committee", "sequence", "id"], name="members_seats_of_committee")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(office="chair", status="appointed"),
                name="members_seat_one_chair",
                violation_error_message=_("This committee has a chair already."),
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(status="appointed", membership__isnull=False, by_nomination=False),
                name="members_seat_one_representative",
                violation_error_message=_("This unit has a representative already."),
            ),
            models.UniqueConstraint(
                fields=["person", "committee", "capacity"],
                condition=Q(status="appointed"),
                name="members_seat_held_once",
                violation_error_message=_("This person already sits here in this capacity."),
            ),
            models.CheckConstraint(
                name="members_seat_is_over_on_a_day",
                condition=Q(status__in=["ended", "dropped"], ends_on__isnull=False)
                | (~Q(status__in=["ended", "dropped"]) & Q(ends_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="members_seat_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.committee}"

    def is_held_on(self, date: Any) -> bool:
        """Whether somebody held it on that day, whatever has become of it since."""
        return self.is_in_force(date) and self.status in Seat.HELD

    @property
    def is_representative(self) -> bool:
        """Whether the unit counts as represented by it (``SeatQuerySet.representing``)."""
        return self.membership_id is not None and not self.by_nomination

    def get_absolute_url(self) -> str:
        return reverse("members:seat-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.committee.path


class SeatStepQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "SeatStepQuerySet":
        return self.filter(seat__in=Seat.objects.visible_to(user))


class SeatStep(models.Model):
    """A step that a seat has taken: on which day, by which paper, noted by whom.

    Never changed, but for the day of a recommendation that nothing has followed yet.
    """

    class Step(models.TextChoices):
        RECOMMENDED = "recommended", _("recommended by the unit")
        AGREED = "agreed", _("agreed by the person")
        NOMINATED = "nominated", _("nominated by the street")
        REVIEWED = "reviewed", _("reviewed by the organisation department")
        # The step is called otherwise than the status that follows from it.
        APPOINTED = "appointed", pgettext_lazy("step of a nomination", "appointed")
        ENDED = "ended", _("ended")
        DROPPED = "dropped", _("not appointed")

    # The nomination, in its order.
    CHAIN = (Step.RECOMMENDED, Step.AGREED, Step.NOMINATED, Step.REVIEWED, Step.APPOINTED)

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="steps", verbose_name=_("seat"))
    step = models.CharField(_("step"), max_length=12, choices=Step)
    day = models.DateField(_("on the day"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noted by"),
    )

    objects = SeatStepQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a seat")
        verbose_name_plural = _("steps of seats")
        constraints = [
            models.UniqueConstraint(fields=["seat", "step"], name="members_seatstep_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.day}"


class TurnQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "TurnQuerySet":
        return self.filter(committee__in=Committee.objects.visible_to(user))


class Turn(Record, Dated):
    """A unit's turn in the rotating chair of a committee."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="turns")
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="turns", verbose_name=_("member unit")
    )

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        verbose_name = _("turn in the chair")
        verbose_name_plural = _("turns in the chair")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "starts_on"], name="members_turn_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership.unit} {self.starts_on}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which the unit chairs, as people say "until"."""
        return self.ends_on and self.ends_on - datetime.timedelta(days=1)

    @property
    def place(self) -> str:
        return self.committee.path
