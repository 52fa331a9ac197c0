"""Party members: what the party knows of a person, and where the person lives."""

import datetime
import json
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from committees.models import Committee, Placed, PlacedQuerySet, placed_within
from committees.reach import reach_of
from committees.terms import LEVELS
from core.encryption import INDEX_LENGTH, EncryptedCharField, blind_indexes
from core.fields import PlainCharField
from core.identifiers import resident_id_problem
from core.models import Record
from members import slots
from members.models.organisations import PartyOrganization
from members.models.people import Person, PersonKey
from members.models.searching import found_among
from members.models.units import MemberUnit
from members.reach import units_of
from members.terms import Employment, PartyStatus, Sex, Skill

RESIDENT_ID = "members.partymember.resident_id"  # what keeps this column's key apart


def skills_known(codes: Any) -> None:
    """Refuse what is no list of different skills."""
    if not isinstance(codes, list) or len(set(map(str, codes))) < len(codes):
        raise ValidationError(_("The specialties are a list, each once."))
    if strange := sorted(set(map(str, codes)) - set(Skill.values)):
        raise ValidationError(_("Unknown specialties: %(codes)s.") % {"codes": ", ".join(strange)})


@lru_cache(maxsize=5000)
def skills_in_words(codes: tuple[str, ...], language: str | None) -> str:
    """Specialties as a person reads them in that language, the present one: a list has fifty of
    them, mostly the same few."""
    labels = dict(Skill.choices)
    joint = pgettext("between the items of a list", ", ")
    return joint.join(str(labels.get(code, code)) for code in codes)


@lru_cache(maxsize=5000)
def _codes(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


class Skills(models.JSONField):
    """Codes of ``Skill``, each once."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """A long list has few different ones, which are not all parsed anew."""
        if isinstance(value, str) and not isinstance(expression, KeyTransform):
            return list(_codes(value))
        return super().from_db_value(value, expression, connection)

    def in_words(self, value: list[str]) -> str:
        """As a person reads it; the log asks too."""
        return skills_in_words(tuple(value or ()), get_language())


class Slots(models.PositiveIntegerField):
    """The parts of the week in which somebody has time, as bits (``members.slots``)."""

    def in_words(self, value: int) -> str:
        return slots.in_words(value)


class PartyMemberQuerySet(PlacedQuerySet):
    def visible_to(self, user: Any) -> "PartyMemberQuerySet":
        """Those who live within reach (or are kept there), those of one's own units, oneself."""
        reach = reach_of(user)
        wanted = placed_within(reach) | Q(person__user=user.pk)
        if reach.liaison_at:
            wanted |= Q(employer__in=units_of(user))
        return self.filter(wanted)

    def within_reach(self, user: Any) -> "PartyMemberQuerySet":
        """Those of ``visible_to`` that the tiers' indexes find alone: without the own entry."""
        reach = reach_of(user)
        return self.filter(placed_within(reach)) if reach.roots else self.visible_to(user)

    def current(self) -> "PartyMemberQuerySet":
        """Those who are members here, if only by name: neither transferred, nor left, nor dead."""
        return self.filter(is_current=True)

    def counting(self) -> "PartyMemberQuerySet":
        """Those whom the party counts: full and probationary ones."""
        return self.filter(status__in=PartyMember.COUNTING)

    def search(self, text: str) -> "PartyMemberQuerySet":
        """By a part of the name, pinyin, initials, or the last four digits or more of the phone.

        A few thousand hits are looked up here and now, and the page is made of those alone. Where
        they are more, the page is put together of several stretches of the list.
        """
        found: PartyMemberQuerySet = found_among(self, PersonKey, text)
        return found

    def with_resident_id(self, code: str) -> "PartyMemberQuerySet":
        """The one with exactly this number (in its normal form), by the blind index."""
        return self.filter(resident_id_index__in=blind_indexes(code, RESIDENT_ID))


class PartyMember(Placed, Record):
    """A person as party member, one row beside the ``Person`` whose name and number they are.

    ``community`` and ``grid`` are where the member lives, which is where the member registers and
    serves; where that is not known, the row stands at the committee whose office keeps it.
    ``organisation`` is the home branch, where dues are paid and votes cast: the other tree. A
    member counts in statistics by the home branch, in service by the residence.
    """

    class Status(models.TextChoices):
        PROBATIONARY = "probationary", pgettext_lazy("party member", "probationary")
        FULL = "full", pgettext_lazy("party member", "full member")
        TRANSFERRED = "transferred", pgettext_lazy("party member", "transferred out")
        SUSPENDED = "suspended", pgettext_lazy("party member", "membership suspended")
        LOST = "lost", pgettext_lazy("party member", "contact lost")
        LEFT = "left", pgettext_lazy("party member", "left the party")
        DECEASED = "deceased", pgettext_lazy("party member", "deceased")

    # Only these count in statistics (party statistics count full and probationary members).
    COUNTING = (Status.PROBATIONARY, Status.FULL)
    # No longer members here: on no list but that of former ones.
    GONE = (Status.TRANSFERRED, Status.LEFT, Status.DECEASED)
    TRANSITIONS: dict[str, set[str]] = {
        Status.PROBATIONARY: {
            Status.FULL,
            Status.TRANSFERRED,
            Status.SUSPENDED,
            Status.LOST,
            Status.LEFT,
            Status.DECEASED,
        },
        Status.FULL: {
            Status.TRANSFERRED,
            Status.SUSPENDED,
            Status.LOST,
            Status.LEFT,
            Status.DECEASED,
        },
        # Back again; what was entered by mistake is put right the same way, with the reason.
        Status.TRANSFERRED: {Status.PROBATIONARY, Status.FULL, Status.DECEASED},
        Status.SUSPENDED: {Status.PROBATIONARY, Status.FULL, Status.LEFT, Status.DECEASED},
        Status.LOST: {
            Status.PROBATIONARY,
            Status.FULL,
            Status.TRANSFERRED,
            Status.SUSPENDED,
            Status.LEFT,
            Status.DECEASED,
        },
        Status.LEFT: {Status.PROBATIONARY, Status.FULL, Status.DECEASED},
        Status.DECEASED: {Status.PROBATIONARY, Status.FULL, Status.TRANSFERRED, Status.LEFT},
    }

    person = models.OneToOneField(
        Person,
        models.PROTECT,
        primary_key=True,
        related_name="party_member",
        verbose_name=gettext_lazy("person"),
    )
    sort_key = PlainCharField(max_length=200, editable=False)
    status = models.CharField(gettext_lazy("status"), max_length=12, choices=Status)
    is_current = models.GeneratedField(
        expression=Case(
            When(status__in=["transferred", "left", "deceased"], then=Value(False)),
            default=Value(True),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    status_since = models.DateField(gettext_lazy("in this status since"), null=True, blank=True)
    status_reason = models.CharField(
        gettext_lazy("reason for the status"), max_length=200, blank=True
    )
    employment = models.CharField(
        gettext_lazy("working life"),
        max_length=12,
        choices=Employment,
        default=Employment.UNKNOWN,
        blank=True,
    )
    organisation = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="party_members",
        verbose_name=gettext_lazy("home party organisation"),
    )
    organisation_name = models.CharField(
        gettext_lazy("home organisation outside the area"),
        max_length=100,
        blank=True,
        help_text=gettext_lazy("Only where the organisation has no entry of its own here."),
    )
    employer = models.ForeignKey(
        MemberUnit,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="party_members_there",
        verbose_name=gettext_lazy("employing unit"),
        help_text=gettext_lazy("The unit that gets the letter about its members' service."),
    )
    sex = models.CharField(
        gettext_lazy("sex"), max_length=6, choices=Sex, default=Sex.UNKNOWN, blank=True
    )
    born_on = models.DateField(gettext_lazy("born on"), null=True, blank=True)
    joined_on = models.DateField(gettext_lazy("joined the party on"), null=True, blank=True)
    full_on = models.DateField(gettext_lazy("full member since"), null=True, blank=True)
    resident_id = EncryptedCharField(
        gettext_lazy("resident ID number"),
        max_length=18,
        blank=True,
        purpose=RESIDENT_ID,
        index="resident_id_index",
        help_text=gettext_lazy(
            "Not required. Birth date and sex follow from it; it is stored encrypted and stands on "
            "no list."
        ),
    )
    resident_id_index = PlainCharField(max_length=INDEX_LENGTH, blank=True, editable=False)
    specialties = Skills(
        gettext_lazy("specialties"), default=list, blank=True, validators=[skills_known]
    )
    service_intent = models.CharField(
        gettext_lazy("wishes to serve as"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("In the member's own words, such as: evening patrol, tutoring."),
    )
    free_slots = Slots(
        gettext_lazy("has time"), default=0, validators=[MaxValueValidator(slots.ALL)]
    )

    objects = PartyMemberQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "person"]
        verbose_name = gettext_lazy("party member")
        verbose_name_plural = gettext_lazy("party members")
        # One for each committee, unit or branch that drives the list.
        indexes = [
            models.Index(
                fields=[owner, "is_current", "sort_key", "person"], name=f"members_party_of_{owner}"
            )
            for owner in [*LEVELS, "employer", "organisation"]
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id_index"],
                condition=~Q(resident_id_index=""),
                name="members_partymember_resident_id_once",
                violation_error_message=gettext_lazy(
                    "Another party member has this resident ID number already."
                ),
            ),
            models.CheckConstraint(
                name="members_partymember_is_full_after_joining",
                condition=Q(full_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(full_on__gte=F("joined_on")),
                violation_error_message=gettext_lazy(
                    "Nobody becomes a full member before joining the party."
                ),
            ),
            models.CheckConstraint(
                name="members_partymember_joined_after_birth",
                condition=Q(born_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(joined_on__gt=F("born_on")),
                violation_error_message=gettext_lazy("Nobody joins the party before being born."),
            ),
            models.CheckConstraint(
                name="members_partymember_has_one_home_organisation",
                condition=Q(organisation__isnull=True) | Q(organisation_name=""),
                violation_error_message=gettext_lazy(
                    "Choose the home organisation or write its name, not both of them."
                ),
            ),
            models.CheckConstraint(
                name="members_partymember_slots_are_those_of_a_week",
                condition=Q(free_slots__lte=slots.ALL),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("members:member-detail", args=[self.pk])

    def clean(self) -> None:
        if self.resident_id and (problem := resident_id_problem(self.resident_id)):
            raise ValidationError({"resident_id": problem})

    @property
    def residence(self) -> Committee | None:
        """The grid or community where the member lives, if it is known."""
        return self.grid or self.community

    @property
    def counts(self) -> bool:
        return self.status in self.COUNTING

    @property
    def party_status(self) -> str:
        """What the person's entry says of the party membership."""
        return {
            self.Status.FULL: PartyStatus.FULL,
            self.Status.PROBATIONARY: PartyStatus.PROBATIONARY,
        }.get(self.Status(self.status), PartyStatus.NONE)

    def party_years(self, on: datetime.date) -> int | None:
        """Whole years in the party on a day (党龄), counted from the day of becoming a full member
        (Constitution of the party, art. 7)."""
        if self.full_on is None or on < self.full_on:
            return None
        had_the_day = (on.month, on.day) >= (self.full_on.month, self.full_on.day)
        return on.year - self.full_on.year - (not had_the_day)
