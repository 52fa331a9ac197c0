"""Needs: what residents, communities and units are short of, registered once and followed."""

from typing import Any

from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Record
from exchange.answers import answers
from exchange.terms import Source
from members.models import MemberUnit


class NeedQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "NeedQuerySet":
        """Those within reach; a liaison sees the needs of the committees where the unit sits."""
        reach = reach_of(user)
        wanted = placed_within(reach)
        if reach.liaison_at:
            wanted |= Q(committee__in=reach.liaison_at)
        return self.filter(wanted)

    def open(self) -> "NeedQuerySet":
        return self.filter(status=Need.Status.OPEN)

    def settled(self) -> "NeedQuerySet":
        """Met or dropped."""
        return self.exclude(status=Need.Status.OPEN)

    def unanswered(self) -> "NeedQuerySet":
        """Open, and no room has set up anything for it."""
        return self.open().filter(*(~Exists(rows) for rows in answers.ask()))

    def naming(self, text: str) -> "NeedQuerySet":
        """Those that speak of it."""
        return self.filter(
            Q(title__icontains=text) | Q(text__icontains=text) | Q(where__icontains=text)
        )


class Need(Placed, Record):
    """What is needed at a committee: from whom it came, what, where, and what became of it.

    It names no private person; whoever brought it is told by the one who registered it.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("need", "open")
        MET = "met", pgettext_lazy("need", "met")
        DROPPED = "dropped", pgettext_lazy("need", "dropped")

    TRANSITIONS: dict[str, set[str]] = {
        Status.OPEN: {Status.MET, Status.DROPPED},
        # Taken up again, with the reason.
        Status.MET: {Status.OPEN},
        Status.DROPPED: {Status.OPEN},
    }

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("committee")
    )
    title = models.CharField(_("need"), max_length=60)
    text = models.TextField(_("what is needed"), max_length=2000, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    unit = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("member unit"),
        help_text=_("Only where a member unit has the need."),
    )
    where = models.CharField(
        _("place"), max_length=100, blank=True, help_text=_("Such as: building 3, north gate.")
    )
    registered_on = models.DateField(_("registered on"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    reason = models.CharField(_("what became of it"), max_length=200, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_on", "-id"]
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        indexes = [
            models.Index(fields=[tier, "registered_on", "id"], name=f"exchange_need_{tier}")
            for tier in LEVELS
        ]
        constraints = [
            models.CheckConstraint(
                name="exchange_need_is_settled_on_a_day",
                condition=Q(status="open", settled_on__isnull=True)
                | (~Q(status="open") & Q(settled_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="exchange_need_is_not_settled_before_it_is_registered",
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("registered_on")),
                violation_error_message=_("It was registered later than that day."),
            ),
            models.CheckConstraint(
                name="exchange_need_of_a_unit_comes_from_it",
                condition=Q(unit__isnull=True) | Q(source="unit"),
                violation_error_message=_("Only a need of a member unit names the unit."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:need-detail", args=[self.pk])
