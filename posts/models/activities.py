"""Activities that a community or grid offers, and who has signed up for them."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS, Level
from core.models import Record
from core.querysets import ScopedQuerySet
from exchange.models import Need
from members.models import MemberUnit, PartyMember
from members.reach import units_of
from posts.models.hours import Minutes


class ActivityQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """Those within reach; those at the committees of one's own units, or that invite them;
        those where one lives, or that invite the unit where one works, or that one signed up for.
        """
        reach = reach_of(user)
        wanted = placed_within(reach)
        if reach.liaison_at:
            for tier in LEVELS:
                wanted |= Q(**{f"{tier}__in": reach.liaison_at})
            wanted |= Q(pk__in=_invited_or_signed_up(units_of(user)))
        own = PartyMember.objects.filter(person__user=user.pk)
        for member, community, employer in own.values_list("pk", "community", "employer"):
            if community is not None:
                wanted |= Q(community=community)
            if employer is not None:
                wanted |= Q(pk__in=_invited_or_signed_up([employer], member))
        return self.filter(wanted)

    def planned(self) -> "ActivityQuerySet":
        return self.filter(status=Activity.Status.PLANNED)

    def held(self) -> "ActivityQuerySet":
        return self.filter(status=Activity.Status.HELD)

    def naming(self, text: str) -> "ActivityQuerySet":
        """Those whose title or text speaks of it."""
        return self.filter(Q(title__icontains=text) | Q(text__icontains=text))


def _invited_or_signed_up(units: list[int], member: int | None = None) -> list[int]:
    """The ids of activities, read first: few, so that no index is left unused."""
    through = Activity.invited_units.through
    found = set(through.objects.filter(memberunit__in=units).values_list("activity", flat=True))
    signed = Q(employer__in=units) if member is None else Q(member=member)
    return [*found | set(SignUp.objects.filter(signed).values_list("activity", flat=True))]


class Activity(Placed, Record):
    """What a community or grid invites to on a day: who lives there, and people of some units.

    ``taken`` counts the sign-ups that hold a place, so that the database itself lets nobody have a
    place that is not there. ``minutes`` is what each who came has served, known once it was held.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("activity", "planned")
        HELD = "held", pgettext_lazy("activity", "held")
        CANCELLED = "cancelled", pgettext_lazy("activity", "cancelled")

    TRANSITIONS: dict[str, set[str]] = {
        Status.PLANNED: {Status.HELD, Status.CANCELLED},
        Status.HELD: set(),
        Status.CANCELLED: set(),
    }
    LEVELS = (Level.COMMUNITY, Level.GRID)

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="+", verbose_name=_("community or grid")
    )
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("what it is about"), max_length=1000, blank=True)
    need = models.ForeignKey(
        Need,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("need behind it"),
    )
    on = models.DateField(_("on the day"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    where = models.CharField(_("place of the activity"), max_length=100)
    capacity = models.PositiveSmallIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        help_text=_("Empty: as many as come."),
    )
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    invited_units = models.ManyToManyField(
        MemberUnit,
        blank=True,
        related_name="activities",
        verbose_name=_("invited units"),
        help_text=_("Their party members may sign up, beside those who live here."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    minutes = Minutes(_("hours of each who came"), null=True, blank=True)
    result = models.TextField(pgettext_lazy("of a service", "result"), max_length=1000, blank=True)
    reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = pgettext_lazy("of a community", "activity")
        verbose_name_plural = pgettext_lazy("of a community", "activities")
        indexes = [
            models.Index(fields=[tier, "on", "id"], name=f"posts_activity_{tier}")
            for tier in LEVELS
        ]
        constraints = [
            models.CheckConstraint(
                name="posts_activity_has_no_more_people_than_places",
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")),
                violation_error_message=_("More places are taken than there would be."),
            ),
            models.CheckConstraint(
                name="posts_activity_ends_after_it_begins",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                name="posts_activity_has_hours_once_it_was_held",
                condition=Q(status="held", minutes__isnull=False)
                | (~Q(status="held") & Q(minutes__isnull=True)),
            ),
            models.CheckConstraint(
                name="posts_activity_is_cancelled_for_a_reason",
                condition=~Q(status="cancelled") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("posts:activity-detail", args=[self.pk])

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity


class SignUpQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "SignUpQuerySet":
        """Those within reach, those of the members of one's own units, one's own."""
        reach = reach_of(user)
        wanted = placed_within(reach, "activity__") | Q(member__person__user=user.pk)
        if reach.liaison_at:
            wanted |= Q(employer__in=units_of(user))
        return self.filter(wanted)

    def standing(self) -> "SignUpQuerySet":
        """Those that are not over: with a place, waiting for one, or noted as come or not."""
        return self.exclude(status__in=SignUp.OVER)

    def coming(self) -> "SignUpQuerySet":
        """Those with a place of whom it is not known yet whether they came."""
        return self.filter(status=SignUp.Status.SIGNED_UP)

    def waiting_list(self) -> "SignUpQuerySet":
        """Those without a place, in the order in which they move up."""
        return self.filter(status=SignUp.Status.WAITING).order_by("pk")


class SignUp(Record):
    """That a party member wants to come to an activity, has a place, and came or did not."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("sign-up", "on the waiting list")
        SIGNED_UP = "signed-up", pgettext_lazy("sign-up", "signed up")
        ATTENDED = "attended", pgettext_lazy("sign-up", "attended")
        ABSENT = "absent", pgettext_lazy("sign-up", "absent")
        EXCUSED = "excused", pgettext_lazy("sign-up", "excused")
        WITHDRAWN = "withdrawn", pgettext_lazy("sign-up", "withdrawn")
        RELEASED = "released", pgettext_lazy("sign-up", "did not come about")

    TRANSITIONS: dict[str, set[str]] = {
        # A place has become free.
        Status.WAITING: {Status.SIGNED_UP, Status.WITHDRAWN, Status.RELEASED},
        Status.SIGNED_UP: {
            Status.ATTENDED,
            Status.ABSENT,
            Status.EXCUSED,
            Status.WITHDRAWN,
            # The activity was cancelled, or the member serves there no longer.
            Status.RELEASED,
        },
        # What was noted by mistake is put right; the service record goes or comes with it.
        Status.ATTENDED: {Status.ABSENT, Status.EXCUSED},
        Status.ABSENT: {Status.ATTENDED, Status.EXCUSED},
        Status.EXCUSED: {Status.ATTENDED, Status.ABSENT},
        Status.WITHDRAWN: set(),
        Status.RELEASED: set(),
    }
    # Each of these has one of the activity's places.
    HOLDING = (Status.SIGNED_UP, Status.ATTENDED, Status.ABSENT, Status.EXCUSED)
    NOTED = (Status.ATTENDED, Status.ABSENT, Status.EXCUSED)
    OVER = (Status.WITHDRAWN, Status.RELEASED)

    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        related_name="sign_ups",
        verbose_name=pgettext_lazy("of a community", "activity"),
    )
    member = models.ForeignKey(
        PartyMember, models.PROTECT, related_name="sign_ups", verbose_name=_("party member")
    )
    employer = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("employing unit"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    signed_up_on = models.DateField(_("signed up on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "member"],
                condition=~Q(status__in=["withdrawn", "released"]),
                name="posts_signup_once_at_a_time",
                violation_error_message=_("This member has signed up already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.activity}"

    def get_absolute_url(self) -> str:
        return self.activity.get_absolute_url()

    @property
    def place(self) -> str:
        """Where the activity lies: the log finds the acting role by it."""
        return self.activity.place
