"""定岗: the posts that a community sets up for party members."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS, Level
from core.models import Record
from exchange.models import Need
from members import slots
from members.models import PartyMember, Person
from members.models.party_members import Skills, Slots, skills_known
from members.reach import units_of
from posts.models.categories import PostCategory


class PostQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "PostQuerySet":
        """Those within reach; those open to the members of one's own units, or held by them; those
        open in the community where one lives, or held by oneself."""
        reach = reach_of(user)
        wanted = placed_within(reach)
        if reach.liaison_at:
            wanted |= self._of_liaison(user, reach.liaison_at)
        if getattr(user, "is_party_member", True):
            wanted |= self._of_oneself(user)
        return self.filter(wanted)

    @staticmethod
    def _of_oneself(user: Any) -> Q:
        found = Q(pk__in=[])
        own = PartyMember.objects.filter(person__user=user.pk).values_list("pk", "community")
        for member, community in own:
            found |= Q(community=community, status__in=Post.SHOWN)
            found |= Q(pk__in=_posts_of(Q(member=member)))
        return found

    @staticmethod
    def _of_liaison(user: Any, at: list[int]) -> Q:
        units = units_of(user)
        here = Q(pk__in=[])
        for tier in LEVELS:
            here |= Q(**{f"{tier}__in": at})
        return here & Q(status__in=Post.SHOWN) | Q(pk__in=_posts_of(Q(employer__in=units)))

    def current(self) -> "PostQuerySet":
        """Those that have not been closed."""
        return self.filter(is_current=True)

    def open(self) -> "PostQuerySet":
        """Published, with a place left."""
        return self.filter(status=Post.Status.PUBLISHED)

    def naming(self, text: str) -> "PostQuerySet":
        """Those whose name or duties speak of it."""
        return self.filter(Q(name__icontains=text) | Q(duties__icontains=text))

    def without_reason(self) -> "PostQuerySet":
        """Those behind which neither a need nor a decision stands."""
        return self.filter(is_grounded=False)


def _posts_of(claims: Q) -> list[int]:
    """The ids of the posts of some claims: few, read first, so that no index is left unused."""
    from posts.models.claims import Claim

    return list(Claim.objects.filter(claims).values_list("post", flat=True).distinct())


class Post(Placed, Record):
    """What party members are needed for at a community or grid, how many of them, and when.

    A post answers a registered need or a decision of the community; one that answers neither is
    flagged. ``taken`` counts the claims that hold a place, so that the database itself lets nobody
    have a place that is not there.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("post", "draft")
        PUBLISHED = "published", pgettext_lazy("post", "published")
        FULL = "full", pgettext_lazy("post", "full")
        CLOSED = "closed", pgettext_lazy("post", "closed")

    TRANSITIONS: dict[str, set[str]] = {
        Status.DRAFT: {Status.PUBLISHED, Status.CLOSED},
        # Full and published again as places are taken and given back.
        Status.PUBLISHED: {Status.FULL, Status.CLOSED},
        Status.FULL: {Status.PUBLISHED, Status.CLOSED},
        Status.CLOSED: set(),
    }
    # What members and units may see and ask for.
    SHOWN = (Status.PUBLISHED, Status.FULL)
    LEVELS = (Level.COMMUNITY, Level.GRID)

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("community or grid")
    )
    category = models.ForeignKey(
        PostCategory, models.PROTECT, related_name="posts", verbose_name=_("kind of post")
    )
    name = models.CharField(_("name of the post"), max_length=40)
    duties = models.TextField(_("duties"), max_length=1000)
    skills = Skills(_("specialties asked for"), default=list, blank=True, validators=[skills_known])
    quota = models.PositiveSmallIntegerField(
        _("places"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    is_leading = models.BooleanField(
        _("leads a group"),
        default=False,
        help_text=_("Probationary members may serve in a group, but not lead one."),
    )
    where = models.CharField(
        _("place of service"), max_length=100, blank=True, help_text=_("Such as: building 3 to 8.")
    )
    schedule = Slots(
        _("when in the week"), default=0, blank=True, validators=[MaxValueValidator(slots.ALL)]
    )
    frequency = models.CharField(
        _("how often"), max_length=60, blank=True, help_text=_("Such as: two hours every week.")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The first day on which it is not needed any more; empty: until it is closed."),
    )
    supervisor = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts_supervised",
        verbose_name=_("supervised by"),
    )
    need = models.ForeignKey(
        Need,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("need behind it"),
    )
    decision_body = models.CharField(
        pgettext_lazy("of a decision", "decided by"), max_length=100, blank=True
    )
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_on = models.DateField(_("decided on"), null=True, blank=True)
    is_grounded = models.GeneratedField(
        expression=Case(
            When(Q(need__isnull=False) | Q(decision_on__isnull=False), then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(verbose_name=_("answers a need or a decision")),
        db_persist=True,
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    is_current = models.GeneratedField(
        expression=Case(When(status="closed", then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    reason = models.CharField(_("why it was closed"), max_length=200, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        verbose_name = pgettext_lazy("of a party member", "post")
        verbose_name_plural = pgettext_lazy("of party members", "posts")
        indexes = [
            models.Index(fields=[tier, "is_current", "starts_on", "id"], name=f"posts_post_{tier}")
            for tier in LEVELS
        ]
        constraints = [
            models.CheckConstraint(
                name="posts_post_has_no_more_holders_than_places",
                condition=Q(taken__lte=F("quota")),
                violation_error_message=_("More places are taken than there would be."),
            ),
            models.CheckConstraint(
                name="posts_post_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                name="posts_post_decision_has_body_number_and_day",
                condition=Q(decision_body="", decision_number="", decision_on__isnull=True)
                | (~Q(decision_body="") & ~Q(decision_number="") & Q(decision_on__isnull=False)),
                violation_error_message=_(
                    "A decision is known by the body that took it, its number and its day."
                ),
            ),
            models.CheckConstraint(
                name="posts_post_is_closed_on_a_day",
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="posts_post_is_full_when_all_places_are_taken",
                condition=~Q(status__in=["published", "full"])
                | Q(status="published", taken__lt=F("quota"))
                | Q(status="full", taken__gte=F("quota")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("posts:detail", args=[self.pk])

    @property
    def places_left(self) -> int:
        return int(self.quota) - int(self.taken)
