"""What party members ask for about their own data: to correct, to object, to delete."""

import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.models import Record
from members.models.party_members import PartyMember
from members.models.people import Person

# Which fields of the entry a member may have corrected; the number of the identity card is shown at
# the counter instead, so that it is never written into a request.
OF_PERSON = ("name", "phone", "workplace", "position")
CORRECTABLE = (
    *OF_PERSON,
    "residence",
    "sex",
    "born_on",
    "employment",
    "employer",
    "organisation",
    "organisation_name",
    "joined_on",
    "full_on",
    "specialties",
    "service_intent",
    "free_slots",
)
# What rests on the member's consent alone, and what it is when it is gone.
ON_CONSENT: dict[str, Any] = {
    "resident_id": "",
    "specialties": [],
    "service_intent": "",
    "free_slots": 0,
}
EVERYTHING = "everything"


def label_of(name: str) -> str:
    """What a field of the entry is called."""
    if name == "residence":
        return str(_("community or grid where I live"))
    if name == EVERYTHING:
        return str(_("everything that rests on my consent"))
    model: Any = Person if name in OF_PERSON else PartyMember
    return str(model._meta.get_field(name).verbose_name)


class MemberRequestQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "MemberRequestQuerySet":
        """Those within reach, and one's own; not those of the unit where somebody works."""
        return self.filter(placed_within(reach_of(user)) | Q(member__person__user=user.pk))

    def open(self) -> "MemberRequestQuerySet":
        return self.filter(status=MemberRequest.Status.OPEN)

    def about(self, row: Any) -> "MemberRequestQuerySet":
        return self.filter(about_model=row._meta.label_lower, about_id=row.pk)


class MemberRequest(Placed, Record):
    """That a party member asks for a correction, objects to what was recorded, or asks for deletion
    (个人信息保护法 arts. 44 to 47), and what was answered.

    It lies where the row lies that it is about: the office there answers. ``asked_on`` begins the
    clock.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", pgettext_lazy("request of a member", "correction")
        OBJECTION = "objection", pgettext_lazy("request of a member", "objection")
        DELETION = "deletion", pgettext_lazy("request of a member", "deletion")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("request of a member", "to be answered")
        ACCEPTED = "accepted", pgettext_lazy("request of a member", "accepted")
        DECLINED = "declined", pgettext_lazy("request of a member", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("request of a member", "withdrawn")

    TRANSITIONS: dict[str, set[str]] = {
        Status.OPEN: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }

    member = models.ForeignKey(
        PartyMember,
        models.PROTECT,
        related_name="requests",
        verbose_name=_("party member"),
    )
    kind = models.CharField(_("what is asked for"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    about_model = models.CharField(_("kind of entry"), max_length=60)
    about_id = models.BigIntegerField(_("number of the entry"))
    about_name = models.CharField(_("about"), max_length=200)
    field = models.CharField(_("field of the entry"), max_length=20, blank=True)
    wanted = models.CharField(_("what it should say"), max_length=200, blank=True)
    text = models.CharField(_("why"), max_length=500, blank=True)
    asked_on = models.DateField(_("asked on"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = MemberRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        verbose_name = _("request of a party member")
        verbose_name_plural = _("requests of party members")
        indexes = [
            models.Index(fields=[tier, "status", "asked_on", "id"], name=f"members_asked_{tier}")
            for tier in LEVELS
        ] + [models.Index(fields=["about_model", "about_id"], name="members_asked_about")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "about_model", "about_id", "field"],
                condition=Q(status="open"),
                name="members_memberrequest_once_at_a_time",
                violation_error_message=_("You have asked for this already; the answer follows."),
            ),
            models.CheckConstraint(
                name="members_memberrequest_is_over_on_a_day",
                condition=Q(status="open", answered_on__isnull=True)
                | (~Q(status="open") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="members_memberrequest_declined_says_why",
                condition=~Q(status="declined") | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("members:request-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    def about_row(self, user: Any) -> Any:
        """The row that it is about, if this user may see it."""
        rows: Any = apps.get_model(self.about_model)._default_manager
        return rows.visible_to(user).filter(pk=self.about_id).first()

    def days(self, on: datetime.date) -> int:
        """For how many days it has been waiting."""
        return (on - self.asked_on).days
