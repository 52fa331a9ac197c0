"""评岗办法: of what points an evaluation is made, and from how many on a grade is reached."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.models import Record
from core.querysets import ScopedQuerySet
from core.scoring import Method


class Grade(models.TextChoices):
    """From the best; each is reached from so many points on."""

    EXCELLENT = "excellent", pgettext_lazy("grade of a post-holder", "excellent")
    QUALIFIED = "qualified", pgettext_lazy("grade of a post-holder", "qualified")
    BASIC = "basic", pgettext_lazy("grade of a post-holder", "basically qualified")
    UNQUALIFIED = "unqualified", pgettext_lazy("grade of a post-holder", "not qualified")


class EvaluationSchemeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "EvaluationSchemeQuerySet":
        """Everybody: whoever is evaluated knows by what."""
        return self

    def of_year(self, year: int) -> "EvaluationScheme | None":
        """The one that holds for a year: the last that began until then."""
        found: Any = self.filter(from_year__lte=year).order_by("-from_year").first()
        return found  # type: ignore[no-any-return]


class EvaluationScheme(Record):
    """By what post-holders are evaluated from a year on, until a later scheme begins."""

    from_year = models.PositiveSmallIntegerField(
        _("holds from the year"),
        unique=True,
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    excellent_from = models.PositiveSmallIntegerField(
        _("“excellent” from points"), default=90, validators=[MaxValueValidator(100)]
    )
    qualified_from = models.PositiveSmallIntegerField(
        _("“qualified” from points"), default=70, validators=[MaxValueValidator(100)]
    )
    basic_from = models.PositiveSmallIntegerField(
        _("“basically qualified” from points"), default=60, validators=[MaxValueValidator(100)]
    )

    objects = EvaluationSchemeQuerySet.as_manager()

    class Meta:
        ordering = ["-from_year"]
        verbose_name = _("scheme of evaluation")
        verbose_name_plural = _("schemes of evaluation")
        constraints = [
            models.CheckConstraint(
                name="posts_scheme_grades_follow_each_other",
                condition=Q(excellent_from__gt=F("qualified_from"))
                & Q(qualified_from__gt=F("basic_from")),
                violation_error_message=_("A better grade is reached from more points on."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Evaluation from %(year)d on") % {"year": self.from_year}

    def get_absolute_url(self) -> str:
        return reverse("posts:scheme-detail", args=[self.pk])

    def grade_of(self, points: Decimal) -> Grade:
        """The grade that so many points reach."""
        if points >= self.excellent_from:
            return Grade.EXCELLENT
        if points >= self.qualified_from:
            return Grade.QUALIFIED
        return Grade.BASIC if points >= self.basic_from else Grade.UNQUALIFIED


class EvaluationIndicatorQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "EvaluationIndicatorQuerySet":
        return self


class EvaluationIndicator(Record):
    """One line of a scheme: what is looked at, for how many points, by which method.

    ``source`` says where its numbers come from: records (``posts.figures.sources``), the voting
    papers of the people served, the community's or the unit branch's word.
    """

    class Source(models.TextChoices):
        PLEDGES = "pledges", _("pledges kept")
        SERVICES = "services", _("services and their hours")
        CHECKS = "checks", _("qualified checks")
        VOTES = "votes", _("voting papers of the people served")
        COMMUNITY = "community", _("the community's branch")
        BRANCH = "branch", _("the unit's branch")

    RECORDS = (Source.PLEDGES, Source.SERVICES, Source.CHECKS)
    JUDGED = (Source.COMMUNITY, Source.BRANCH)

    scheme = models.ForeignKey(
        EvaluationScheme,
        models.PROTECT,
        related_name="indicators",
        verbose_name=_("scheme of evaluation"),
    )
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("indicator"), max_length=40)
    points = models.PositiveSmallIntegerField(
        _("points"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    source = models.CharField(_("comes from"), max_length=12, choices=Source)
    method = models.CharField(
        _("method"), max_length=10, choices=[(method.value, method.value) for method in Method]
    )
    # What the method needs besides the numbers: target and floor of a rate, how many are wanted.
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)

    objects = EvaluationIndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "position", "id"]
        verbose_name = _("indicator of an evaluation")
        verbose_name_plural = _("indicators of evaluations")
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"], name="posts_indicator_once_in_a_scheme"
            ),
            models.UniqueConstraint(
                fields=["scheme", "source"], name="posts_indicator_one_of_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def category(self) -> str:
        """Weights of what is not applicable go to the rest of the same: records, or words."""
        return "records" if self.source in self.RECORDS else "words"

    @property
    def is_judged(self) -> bool:
        return self.source in self.JUDGED
