"""A unit's dated places in committees."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from committees.reach import reach_of
from core.fields import any_prefix_range
from core.models import Dated, Record
from core.querysets import DatedQuerySet
from members.models.units import MemberUnit
from members.reach import units_of


class MembershipQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Those of committees within reach, and those of one's own units."""
        reach = reach_of(user)
        wanted = any_prefix_range("committee__path", reach.roots)
        if reach.liaison_at:
            wanted |= Q(unit__in=units_of(user))
        return self.filter(wanted)

    def current(self) -> "MembershipQuerySet":
        """Not over, whatever their step."""
        return self.filter(status__in=Membership.CURRENT)

    def active(self) -> "MembershipQuerySet":
        """Those that count: on the roster, an adjustment pending or not."""
        return self.filter(status__in=Membership.COUNTING)

    def ever_on_roster(self) -> "MembershipQuerySet":
        """Those that count now or counted until they ended; an invitation never did."""
        return self.filter(status__in=Membership.ON_ROSTER)

    def on_roster(self, date: Any) -> "MembershipQuerySet":
        """Those that counted on that day, whatever has become of them since."""
        return self.on(date).ever_on_roster()


class Membership(Record, Dated):
    """A unit's place in a committee, from when to when. Taken up again, it is a new row."""

    class Status(models.TextChoices):
        INVITED = "invited", _("invited")
        TO_CONFIRM = "to-confirm", _("to be confirmed")
        ACTIVE = "active", _("on the roster")
        TO_ADJUST = "to-adjust", _("to be adjusted")
        LEFT = "left", _("left")
        REPLACED = "replaced", _("replaced")
        DECLINED = "declined", _("declined")

    TRANSITIONS: dict[str, set[str]] = {
        Status.INVITED: {Status.TO_CONFIRM, Status.DECLINED},
        Status.TO_CONFIRM: {Status.ACTIVE, Status.DECLINED},
        Status.ACTIVE: {Status.TO_ADJUST, Status.LEFT, Status.REPLACED},
        Status.TO_ADJUST: {Status.ACTIVE, Status.LEFT, Status.REPLACED},
        Status.LEFT: set(),
        Status.REPLACED: set(),
        Status.DECLINED: set(),
    }
    CURRENT = (Status.INVITED, Status.TO_CONFIRM, Status.ACTIVE, Status.TO_ADJUST)
    COUNTING = (Status.ACTIVE, Status.TO_ADJUST)
    # On the roster from its first day, now or until it ended.
    ON_ROSTER = (*COUNTING, Status.LEFT, Status.REPLACED)

    # What it lacks, in words, once a page has looked (``figures.gaps_among``).
    gaps: Sequence[str] = ()

    class Change(models.TextChoices):
        FOUNDING = "founding", _("founding member")
        ADDED = "added", _("added")
        REPLACES = "replaces", _("replaces another unit")
        WITHDREW = "withdrew", _("withdrew")
        REMOVED = "removed", _("asked to leave")
        MOVED = "moved", _("moved away or merged")

    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="memberships", verbose_name=_("member unit")
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="memberships", verbose_name=_("committee")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.INVITED)
    change_type = models.CharField(
        _("kind of change"), max_length=10, choices=Change, default=Change.ADDED
    )
    basis = models.CharField(
        _("basis"),
        max_length=200,
        blank=True,
        help_text=_("The meeting or letter that decided it."),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("successor"),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["committee_id", "unit__sequence", "unit__sort_key", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [
            models.Index(fields=["committee", "status"], name="members_memberships_by_state"),
            models.Index(fields=["starts_on", "id"], name="members_memberships_by_date"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "committee"],
                condition=Q(status__in=["invited", "to-confirm", "active", "to-adjust"]),
                name="members_membership_one_current",
                violation_error_message=_("This unit is already in this committee."),
            ),
            models.CheckConstraint(
                name="members_membership_is_over_on_a_day",
                condition=Q(status__in=["left", "replaced", "declined"], ends_on__isnull=False)
                | Q(
                    status__in=["invited", "to-confirm", "active", "to-adjust"],
                    ends_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="members_membership_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.committee}"

    def was_on_roster(self, date: Any) -> bool:
        """Whether it counted on that day, whatever has become of it since."""
        return self.is_in_force(date) and self.status in Membership.ON_ROSTER

    def get_absolute_url(self) -> str:
        return reverse("members:membership-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.committee.path
