"""评岗: the yearly evaluation of a post-holder by five, with its points, grade and objection."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Record
from core.querysets import ScopedQuerySet
from members.reach import units_of
from posts.models.claims import Claim
from posts.models.schemes import EvaluationIndicator, EvaluationScheme, Grade


class EvaluationQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "EvaluationQuerySet":
        """Those within reach, those of the members of one's own units, one's own."""
        reach = reach_of(user)
        wanted = placed_within(reach) | Q(claim__member__person__user=user.pk)
        if reach.liaison_at:
            wanted |= Q(claim__employer__in=units_of(user))
        return self.filter(wanted)

    def evaluated(self) -> "EvaluationQuerySet":
        """Those with points: of them a third may be excellent."""
        return self.exclude(status=Evaluation.Status.OPEN)

    def excellent(self) -> "EvaluationQuerySet":
        """Those whose grade stands as excellent."""
        return self.filter(final=Grade.EXCELLENT)

    def without(self, source: str) -> "EvaluationQuerySet":
        """Open ones for which this branch has not given its points."""
        given = EvaluationPart.objects.filter(indicator__source=source, given__isnull=False)
        rows = self.filter(status__in=Evaluation.IN_WORK)
        return rows.exclude(pk__in=given.values("evaluation"))


class Evaluation(Placed, Record):
    """What a post-holder's year was worth: self, branch leader, people, community, organisation.

    The points are made of records and words by ``core.scoring``; a person signs the grade, and
    what is signed has a digest, so that nobody changes it unseen. ``final`` is the grade that
    stands: the decided one after an objection, else the signed one.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("evaluation", "open")
        SCORED = "scored", pgettext_lazy("evaluation", "scored")
        SIGNED = "signed", pgettext_lazy("evaluation", "signed")
        OBJECTED = "objected", pgettext_lazy("evaluation", "objected to")
        DECIDED = "decided", pgettext_lazy("evaluation", "objection decided")

    TRANSITIONS: dict[str, set[str]] = {
        Status.OPEN: {Status.SCORED},
        Status.SCORED: {Status.SIGNED},
        Status.SIGNED: {Status.OBJECTED},
        Status.OBJECTED: {Status.DECIDED},
        Status.DECIDED: set(),
    }
    # Words and points may still come in.
    IN_WORK = (Status.OPEN, Status.SCORED)

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="evaluations",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    scheme = models.ForeignKey(
        EvaluationScheme, models.PROTECT, related_name="+", verbose_name=_("scheme of evaluation")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    self_text = models.TextField(_("self-evaluation"), max_length=2000, blank=True)
    self_on = models.DateField(_("self-evaluation of"), null=True, blank=True)
    # What was looked at: from the first of these days until before the second.
    counted_from = models.DateField(_("counted from"), null=True, blank=True)
    counted_until = models.DateField(_("counted until before"), null=True, blank=True)
    scored_at = models.DateTimeField(_("scored at"), null=True, blank=True)
    total = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, blank=True)
    reached = models.CharField(_("grade by points"), max_length=12, choices=Grade, blank=True)
    grade = models.CharField(_("grade as signed"), max_length=12, choices=Grade, blank=True)
    is_limited = models.BooleanField(_("excellent by points, but no place left"), default=False)
    signed_by = models.CharField(_("signed by"), max_length=60, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    reason = models.CharField(_("reason for the grade"), max_length=200, blank=True)
    digest = models.CharField(_("digest of what was signed"), max_length=64, blank=True)
    objection = models.TextField(_("objection"), max_length=1000, blank=True)
    objected_on = models.DateField(_("objected on"), null=True, blank=True)
    decision = models.TextField(_("decision on the objection"), max_length=1000, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=60, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_grade = models.CharField(
        _("grade as decided"), max_length=12, choices=Grade, blank=True
    )
    final = models.GeneratedField(
        expression=Case(When(decided_grade="", then=F("grade")), default=F("decided_grade")),
        output_field=models.CharField(max_length=12),
        db_persist=True,
        verbose_name=_("grade"),
        choices=Grade,
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-id"]
        verbose_name = pgettext_lazy("of a post-holder", "evaluation")
        verbose_name_plural = pgettext_lazy("of post-holders", "evaluations")
        indexes = [
            models.Index(fields=[tier, "year", "id"], name=f"posts_evaluation_{tier}")
            for tier in LEVELS
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "year"],
                name="posts_evaluation_once_a_year",
                violation_error_message=_("This post-holder is evaluated for the year already."),
            ),
            models.CheckConstraint(
                name="posts_evaluation_has_points_once_it_says_so",
                condition=Q(status="open", total__isnull=True, reached="")
                | (~Q(status="open") & Q(total__gte=0, total__lte=100) & ~Q(reached="")),
            ),
            models.CheckConstraint(
                name="posts_evaluation_is_signed_by_somebody_on_a_day",
                condition=Q(status__in=["open", "scored"], grade="", digest="")
                | (
                    Q(status__in=["signed", "objected", "decided"], signed_on__isnull=False)
                    & ~Q(grade="")
                    & ~Q(signed_by="")
                    & ~Q(digest="")
                ),
            ),
            models.CheckConstraint(
                name="posts_evaluation_objection_is_decided_with_words",
                condition=Q(status="decided") & ~Q(decision="") & ~Q(decided_grade="")
                | ~Q(status="decided") & Q(decision="", decided_grade=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} · {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("posts:evaluation-detail", args=[self.pk])


class EvaluationPartQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "EvaluationPartQuerySet":
        return self.filter(evaluation__in=Evaluation.objects.visible_to(user))


class EvaluationPart(models.Model):
    """One indicator of one evaluation: its numbers, and the rows behind them, as they were counted.

    ``given`` are the points that somebody gave, where the method asks for them; ``weight`` and
    ``earned`` are for reading: the sum is made of the exact numbers.
    """

    evaluation = models.ForeignKey(
        Evaluation,
        models.PROTECT,
        related_name="parts",
        verbose_name=pgettext_lazy("of a post-holder", "evaluation"),
    )
    indicator = models.ForeignKey(
        EvaluationIndicator, models.PROTECT, related_name="+", verbose_name=_("indicator")
    )
    given = models.DecimalField(
        _("points given"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_on = models.DateField(_("given on"), null=True, blank=True)
    numbers = models.JSONField(_("numbers"), default=dict, blank=True)
    ids = models.JSONField(_("rows looked at"), default=list, blank=True)
    done_ids = models.JSONField(_("rows that count"), default=list, blank=True)
    is_applicable = models.BooleanField(_("applicable"), default=False)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, null=True, blank=True)
    earned = models.DecimalField(
        _("points earned"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    objects = EvaluationPartQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "indicator__position", "id"]
        verbose_name = _("part of an evaluation")
        verbose_name_plural = _("parts of evaluations")
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "indicator"], name="posts_part_once_in_an_evaluation"
            ),
            models.CheckConstraint(
                name="posts_part_given_with_a_reason",
                condition=Q(given__isnull=True) | (Q(given__gte=0) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation} · {self.indicator}"

    def get_absolute_url(self) -> str:
        return reverse("posts:part-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.evaluation.place
