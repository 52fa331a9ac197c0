"""What each level of the tree is called, and what is asked of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.terms import Level
from core.models import Record
from core.querysets import ScopedQuerySet


class TierQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "TierQuerySet":
        """Everybody: names of tiers are no secret."""
        return self


class Tier(Record):
    """What a district calls one level, and what it asks of committees there. Data, not code.

    ``name_pattern`` makes a committee's own name from its area's: ``{area}区域化党建协调委员会``.
    """

    level = models.CharField(_("level"), max_length=10, choices=Level, unique=True)
    name = models.CharField(_("name of the tier"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=20)
    name_pattern = models.CharField(
        _("pattern of a committee's name"),
        max_length=100,
        help_text=_("{area} stands for the area's name, for example {area}区域化党建协调委员会."),
    )
    size_from = models.PositiveSmallIntegerField(_("usual size from"), null=True, blank=True)
    size_to = models.PositiveSmallIntegerField(_("usual size to"), null=True, blank=True)
    term_years = models.PositiveSmallIntegerField(_("term in years"), default=5)

    objects = TierQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of the tree", "tier")
        verbose_name_plural = pgettext_lazy("of the tree", "tiers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="committees_tier_size_runs_upwards",
                condition=Q(size_from__isnull=True)
                | Q(size_to__isnull=True)
                | Q(size_from__lte=F("size_to")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:tier-list")

    @property
    def size_in_words(self) -> str:
        """The usual number of member units, open at either end."""
        if self.size_from is None and self.size_to is None:
            return ""
        return f"{self.size_from or ''}–{self.size_to or ''}"

    def name_for(self, area: str) -> str:
        """The name of the committee of an area, by the tier's pattern."""
        return self.name_pattern.replace("{area}", area)
