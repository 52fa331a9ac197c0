"""群众测评: voting papers with one-time QR codes, and what was voted. Nobody knows who voted what:
a paper is given to nobody in particular, and a vote does not know its paper."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from committees.models import Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Record
from posts.models.evaluations import Evaluation


class VoteBatchQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "VoteBatchQuerySet":
        return self.filter(placed_within(reach_of(user)))


class VoteBatch(Placed, Record):
    """So many voting papers of a community for a year, printed together, valid until an instant."""

    year = models.PositiveSmallIntegerField(_("year"))
    printed = models.PositiveSmallIntegerField(_("papers printed"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = VoteBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        verbose_name = _("batch of voting papers")
        verbose_name_plural = _("batches of voting papers")
        indexes = [
            models.Index(fields=[tier, "year", "id"], name=f"posts_votes_{tier}") for tier in LEVELS
        ]

    def __str__(self) -> str:
        return gettext("Voting papers %(number)d of %(year)d") % {
            "number": self.pk or 0,
            "year": self.year,
        }

    def get_absolute_url(self) -> str:
        return reverse("posts:batch-detail", args=[self.pk])


class VoteSheet(models.Model):
    """One voting paper. Only the digest of its secret is kept, and whether it has been used."""

    batch = models.ForeignKey(
        VoteBatch, models.PROTECT, related_name="sheets", verbose_name=_("batch of voting papers")
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    is_used = models.BooleanField(_("used"), default=False)

    class Meta:
        verbose_name = _("voting paper")
        verbose_name_plural = _("voting papers")

    def __str__(self) -> str:
        return f"{self.batch} · {self.pk}"


class Vote(models.Model):
    """One answer about one post-holder. Without a time, a name or the paper it came on."""

    class Answer(models.TextChoices):
        GOOD = "good", pgettext_lazy("vote", "good")
        FAIR = "fair", pgettext_lazy("vote", "fairly good")
        AVERAGE = "average", pgettext_lazy("vote", "average")
        POOR = "poor", pgettext_lazy("vote", "poor")

    batch = models.ForeignKey(
        VoteBatch, models.PROTECT, related_name="votes", verbose_name=_("batch of voting papers")
    )
    evaluation = models.ForeignKey(
        Evaluation,
        models.PROTECT,
        related_name="votes",
        verbose_name=pgettext_lazy("of a post-holder", "evaluation"),
    )
    answer = models.CharField(_("answer"), max_length=8, choices=Answer)

    class Meta:
        verbose_name = pgettext_lazy("of the people served", "vote")
        verbose_name_plural = pgettext_lazy("of the people served", "votes")
        constraints = [
            models.CheckConstraint(
                name="posts_vote_is_one_of_four",
                condition=Q(answer__in=["good", "fair", "average", "poor"]),
            )
        ]

    def __str__(self) -> str:
        return self.answer
