"""检查: rounds of checks, what was found at each post, and the talks that follow."""

import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Record
from members.reach import units_of
from posts.models.claims import Claim


class CheckRoundQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "CheckRoundQuerySet":
        """Those within reach."""
        return self.filter(placed_within(reach_of(user)))

    def to_be_drawn(self, date: datetime.date) -> "CheckRoundQuerySet":
        """Planned ones whose quarter has begun."""
        now = (date.month + 2) // 3
        begun = Q(year__lt=date.year) | Q(year=date.year, quarter__lte=now)
        return self.filter(begun, status=CheckRound.Status.PLANNED)


class CheckRound(Placed, Record):
    """One round of checks at a community: of whom it was drawn, by which seed, until when.

    ``committee`` is the community that it was planned for, and stays so whatever becomes of it;
    where the round lies now says its tier, like that of everything else.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("round of checks", "planned")
        DRAWN = "drawn", pgettext_lazy("round of checks", "drawn")
        CLOSED = "closed", pgettext_lazy("round of checks", "closed")

    TRANSITIONS: dict[str, set[str]] = {
        Status.PLANNED: {Status.DRAWN, Status.CLOSED},
        Status.DRAWN: {Status.CLOSED},
        Status.CLOSED: set(),
    }

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("community or village")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    quarter = models.PositiveSmallIntegerField(
        _("quarter"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    due_on = models.DateField(_("to be done by"))
    share = models.PositiveSmallIntegerField(
        _("share in percent"),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of those in post, rounded up; at least one is checked."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    seed = models.CharField(_("seed of the draw"), max_length=32, blank=True, editable=False)
    drawn_on = models.DateField(_("drawn on"), null=True, blank=True, editable=False)
    # The numbers of the claims that were in post on that day, so that the draw can be repeated.
    drawn_from = models.JSONField(_("drawn from"), default=list, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    reason = models.CharField(_("note on closing"), max_length=200, blank=True)

    objects = CheckRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-id"]
        verbose_name = _("round of checks")
        verbose_name_plural = _("rounds of checks")
        indexes = [
            models.Index(fields=[tier, "due_on", "id"], name=f"posts_round_{tier}")
            for tier in LEVELS
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "year", "quarter"],
                name="posts_checkround_once_a_quarter",
                violation_error_message=_("There is a round of checks for this quarter already."),
            ),
            models.CheckConstraint(
                name="posts_checkround_is_drawn_by_a_seed",
                condition=Q(seed="", drawn_on__isnull=True) & ~Q(status="drawn")
                | ~Q(seed="") & Q(drawn_on__isnull=False) & ~Q(status="planned"),
            ),
            models.CheckConstraint(
                name="posts_checkround_is_closed_on_a_day",
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        words = {"community": self.committee.area_name, "year": self.year, "quarter": self.quarter}
        return gettext("Checks at %(community)s, %(year)d, quarter %(quarter)d") % words

    def get_absolute_url(self) -> str:
        return reverse("posts:round-detail", args=[self.pk])

    @property
    def at_committee(self) -> Committee:
        """The community where it lies now."""
        return self.community or self.committee


class PostCheckQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "PostCheckQuerySet":
        """Those within reach, those of the members of one's own units, one's own."""
        reach = reach_of(user)
        wanted = placed_within(reach) | Q(claim__member__person__user=user.pk)
        if reach.liaison_at:
            wanted |= Q(claim__employer__in=units_of(user))
        return self.filter(wanted)

    def pending(self) -> "PostCheckQuerySet":
        """Those of which nothing has been entered."""
        return self.filter(result="")

    def entered(self) -> "PostCheckQuerySet":
        return self.exclude(result="")

    def checked(self) -> "PostCheckQuerySet":
        """Those that count: who was excused was not checked."""
        return self.filter(result__in=PostCheck.COUNTING)

    def qualified(self) -> "PostCheckQuerySet":
        """合格: on duty, or partly and put right since. The one place that says so."""
        return self.filter(
            Q(result=PostCheck.Result.ON_DUTY)
            | Q(result=PostCheck.Result.PARTLY, rectified_on__isnull=False)
        )

    def to_rectify(self) -> "PostCheckQuerySet":
        """Those in which something has to be put right and has not been yet."""
        return self.filter(rectify_by__isnull=False, rectified_on__isnull=True)

    def to_look_back(self) -> "PostCheckQuerySet":
        """Put right, they say; nobody has looked again."""
        return self.filter(rectified_on__isnull=False, looked_back_on__isnull=True)


class PostCheck(Placed, Record):
    """One look at one post: due, then what was found, what has to be put right, and the look-back.

    ``due_on`` is the round's day; of a check outside a round it is the day of the check.
    """

    class Result(models.TextChoices):
        ON_DUTY = "on-duty", _("on duty")
        PARTLY = "partly", _("partly on duty")
        NOT = "not", _("not on duty")
        EXCUSED = "excused", _("excused")

    COUNTING = (Result.ON_DUTY, Result.PARTLY, Result.NOT)

    round = models.ForeignKey(
        CheckRound,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name=_("round of checks"),
    )
    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="checks",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    due_on = models.DateField(_("to be done by"))
    on = models.DateField(_("checked on"), null=True, blank=True)
    checker = models.CharField(
        _("checked by"),
        max_length=60,
        blank=True,
        help_text=_("The names of those who were there, such as two of the branch."),
    )
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    finding = models.TextField(_("finding"), max_length=500, blank=True)
    rectify_by = models.DateField(_("to be put right by"), null=True, blank=True)
    rectified_on = models.DateField(_("put right on"), null=True, blank=True)
    rectification = models.TextField(_("how it was put right"), max_length=500, blank=True)
    looked_back_on = models.DateField(_("looked again on"), null=True, blank=True)
    look_back = models.TextField(_("seen when looking again"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )

    objects = PostCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-id"]
        verbose_name = pgettext_lazy("of a post", "check")
        verbose_name_plural = pgettext_lazy("of posts", "checks")
        indexes = [
            models.Index(fields=[tier, "due_on", "id"], name=f"posts_check_{tier}")
            for tier in LEVELS
        ] + [models.Index(fields=["claim", "on"], name="posts_check_of_claim")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "claim"],
                name="posts_check_once_a_round",
                violation_error_message=_("This round looks at this post once."),
            ),
            models.CheckConstraint(
                name="posts_check_has_a_result_from_a_day",
                condition=Q(result="", on__isnull=True) & Q(round__isnull=False)
                | ~Q(result="") & Q(on__isnull=False),
            ),
            models.CheckConstraint(
                name="posts_check_says_what_was_found",
                condition=Q(result__in=["", "on-duty"]) | ~Q(finding=""),
                violation_error_message=_("Please write what was found, or why it is excused."),
            ),
            models.CheckConstraint(
                name="posts_check_puts_right_what_was_wrong",
                condition=Q(rectify_by__isnull=True) | Q(result__in=["partly", "not"]),
                violation_error_message=_("There is nothing to be put right."),
            ),
            models.CheckConstraint(
                name="posts_check_is_put_right_after_it",
                condition=Q(rectified_on__isnull=True)
                | (Q(rectify_by__isnull=False) & Q(rectified_on__gte=F("on"))),
                violation_error_message=_("It was put right before it was found."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} · {self.on or self.due_on}"

    def get_absolute_url(self) -> str:
        return reverse("posts:check-detail", args=[self.pk])


class TalkQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "TalkQuerySet":
        """Those within reach, and one's own: what is said there is between the two."""
        return self.filter(placed_within(reach_of(user)) | Q(claim__member__person__user=user.pk))

    def open(self) -> "TalkQuerySet":
        return self.filter(status=Talk.Status.OPEN)


class Talk(Placed, Record):
    """约谈提醒: a reminder to talk to somebody who was three times not on duty. It ends nothing by
    itself: whether the member stays, the two say to each other."""

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("talk", "to be held")
        HELD = "held", pgettext_lazy("talk", "held")
        DROPPED = "dropped", pgettext_lazy("talk", "not needed")
        VOID = "void", pgettext_lazy("talk", "void after a correction")

    TRANSITIONS: dict[str, set[str]] = {
        Status.OPEN: {Status.HELD, Status.DROPPED, Status.VOID},
        Status.HELD: set(),
        Status.DROPPED: set(),
        Status.VOID: set(),
    }

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="talks",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    # The third check in a row; one that comes later begins to count anew.
    after_check = models.ForeignKey(
        PostCheck, models.PROTECT, related_name="talks", verbose_name=_("after the check")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    opened_on = models.DateField(_("opened on"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_by = models.CharField(_("held by"), max_length=60, blank=True)
    note = models.TextField(_("what was said"), max_length=1000, blank=True)
    reason = models.CharField(_("why it was not needed"), max_length=200, blank=True)

    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name = pgettext_lazy("with a post-holder", "talk")
        verbose_name_plural = pgettext_lazy("with post-holders", "talks")
        indexes = [
            models.Index(fields=[tier, "opened_on", "id"], name=f"posts_talk_{tier}")
            for tier in LEVELS
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(status="open"),
                name="posts_talk_one_open_of_a_claim",
                violation_error_message=_("A talk with this member is open already."),
            ),
            models.UniqueConstraint(
                fields=["after_check"],
                condition=~Q(status="void"),
                name="posts_talk_once_after_a_check",
            ),
            models.CheckConstraint(
                name="posts_talk_held_on_a_day_by_somebody",
                condition=Q(status="held", held_on__isnull=False) & ~Q(held_by="")
                | ~Q(status="held") & Q(held_on__isnull=True),
            ),
            models.CheckConstraint(
                name="posts_talk_dropped_for_a_reason",
                condition=~Q(status="dropped") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} · {self.opened_on}"

    def get_absolute_url(self) -> str:
        return reverse("posts:talk-detail", args=[self.pk])
