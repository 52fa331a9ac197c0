"""认岗: who claims a post, who has confirmed it, and how it ended."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Dated, Record
from core.querysets import ScopedQuerySet, in_force
from members.models import MemberUnit, PartyMember
from members.reach import units_of
from posts.models.posts import Post


class ClaimQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "ClaimQuerySet":
        """Those within reach, those of the members of one's own units, one's own."""
        reach = reach_of(user)
        wanted = placed_within(reach) | Q(member__person__user=user.pk)
        if reach.liaison_at:
            wanted |= Q(employer__in=units_of(user))
        return self.filter(wanted)

    def on(self, day: date) -> "ClaimQuerySet":
        """Those that ran on that day, whatever their step."""
        return self.filter(in_force(day))

    def as_of(self, day: date) -> "ClaimQuerySet":
        """With ``status_then``, the status of that day, by the steps they had taken."""
        taken = ClaimStep.objects.filter(claim=OuterRef("pk"), day__lte=day)
        last = taken.order_by("-day", "-pk").values("status")[:1]
        return self.annotate(status_then=Subquery(last))

    def standing(self) -> "ClaimQuerySet":
        """Those that are not over, whatever their step."""
        return self.filter(is_standing=True)

    def holding(self) -> "ClaimQuerySet":
        """Those that have a place."""
        return self.filter(status__in=Claim.HOLDING)

    def in_post(self) -> "ClaimQuerySet":
        return self.filter(status=Claim.Status.IN_POST)

    def waiting_list(self) -> "ClaimQuerySet":
        """Those without a place yet, in the order in which they move up."""
        return self.filter(status=Claim.Status.WAITING).order_by("pk")


class Claim(Placed, Record, Dated):
    """That a party member claims a post: from applying until the end, step by step.

    ``starts_on`` is the day of applying and ``ends_on`` that on which it was over, however it
    ended; ``in_post_on`` is the day on which both branches had agreed, from which the term runs.
    ``since`` is the day of the last step: for so long it has been waiting in somebody's hands.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("claim of a post", "on the waiting list")
        APPLIED = "applied-for", pgettext_lazy("claim of a post", "applied")
        CONFIRMED = (
            "community-confirmed",
            pgettext_lazy("claim of a post", "confirmed by the community"),
        )
        IN_POST = "in-post", pgettext_lazy("claim of a post", "in post")
        ENDED = "ended", pgettext_lazy("claim of a post", "term ended")
        LEFT = "left", pgettext_lazy("claim of a post", "left the post")
        MOVED = "moved", pgettext_lazy("claim of a post", "moved to another post")
        WITHDRAWN = "withdrawn", pgettext_lazy("claim of a post", "withdrawn")
        REFUSED = "refused", pgettext_lazy("claim of a post", "refused")

    TRANSITIONS: dict[str, set[str]] = {
        # A place has become free.
        Status.WAITING: {Status.APPLIED, Status.WITHDRAWN, Status.REFUSED},
        Status.APPLIED: {Status.CONFIRMED, Status.WITHDRAWN, Status.REFUSED},
        Status.CONFIRMED: {Status.IN_POST, Status.WITHDRAWN, Status.REFUSED},
        Status.IN_POST: {Status.ENDED, Status.LEFT, Status.MOVED},
        Status.ENDED: set(),
        Status.LEFT: set(),
        Status.MOVED: set(),
        Status.WITHDRAWN: set(),
        Status.REFUSED: set(),
    }
    # Each of these has one of the post's places.
    HOLDING = (Status.APPLIED, Status.CONFIRMED, Status.IN_POST)
    OVER = (Status.ENDED, Status.LEFT, Status.MOVED, Status.WITHDRAWN, Status.REFUSED)
    # Before both branches have agreed.
    ASKING = (Status.WAITING, Status.APPLIED, Status.CONFIRMED)

    post = models.ForeignKey(
        Post,
        models.PROTECT,
        related_name="claims",
        verbose_name=pgettext_lazy("of a party member", "post"),
    )
    member = models.ForeignKey(
        PartyMember, models.PROTECT, related_name="claims", verbose_name=_("party member")
    )
    employer = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("employing unit"),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status)
    is_standing = models.GeneratedField(
        expression=Case(When(ends_on__isnull=True, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    since = models.DateField(_("in this step since"))
    branch_agreed_on = models.DateField(
        _("home branch agreed on"),
        null=True,
        blank=True,
        help_text=_("Known from the start where the branch itself recommends the member."),
    )
    in_post_on = models.DateField(_("in post since"), null=True, blank=True)
    term_ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    moved_to = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_from",
        verbose_name=_("goes on as"),
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = pgettext_lazy("of a post", "claim")
        verbose_name_plural = pgettext_lazy("of posts", "claims")
        indexes = [
            models.Index(
                fields=[owner, "is_standing", "starts_on", "id"], name=f"posts_claimed_{short}"
            )
            for owner, short in [*((tier, tier) for tier in LEVELS), ("employer", "from")]
        ] + [
            models.Index(
                fields=["term_ends_on"], condition=Q(status="in-post"), name="posts_claim_terms"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "member"],
                condition=Q(ends_on__isnull=True),
                name="posts_claim_once_at_a_time",
                violation_error_message=_("This member has claimed this post already."),
            ),
            models.CheckConstraint(
                name="posts_claim_is_over_on_a_day",
                condition=Q(
                    status__in=["ended", "left", "moved", "withdrawn", "refused"],
                    ends_on__isnull=False,
                )
                | Q(
                    status__in=["waiting", "applied-for", "community-confirmed", "in-post"],
                    ends_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="posts_claim_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="posts_claim_in_post_has_a_term",
                condition=Q(in_post_on__isnull=True, term_ends_on__isnull=True)
                | Q(term_ends_on__gt=F("in_post_on")),
                violation_error_message=_("The term ends before it begins."),
            ),
            models.CheckConstraint(
                name="posts_claim_has_been_in_post_once_it_says_so",
                condition=~Q(status__in=["in-post", "ended", "left", "moved"])
                | Q(in_post_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.post}"

    def get_absolute_url(self) -> str:
        return reverse("posts:claim-detail", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER


class ClaimStepQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ClaimStepQuerySet":
        return self.filter(claim__in=Claim.objects.visible_to(user))


class ClaimStep(models.Model):
    """A step that a claim has taken: to which status, on which day, why, noted by whom.

    Never changed: from these the status of any past day is read.
    """

    claim = models.ForeignKey(
        Claim,
        models.PROTECT,
        related_name="steps",
        verbose_name=pgettext_lazy("of a post", "claim"),
    )
    status = models.CharField(_("status"), max_length=20, choices=Claim.Status)
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

    objects = ClaimStepQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a claim")
        verbose_name_plural = _("steps of claims")

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.day}"
