"""Party organisations: the tree of who leads whom, beside the tree of territories."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from committees.reach import reach_of
from core.fields import any_prefix_range
from core.identifiers import normalise
from core.models import Dated, Record
from core.querysets import DatedQuerySet
from members.models.names import Named, spelled
from members.models.people import Person
from members.models.units import MemberUnit
from members.reach import units_of


class PartyOrganizationQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "PartyOrganizationQuerySet":
        """Those kept within reach, and those of one's own units."""
        reach = reach_of(user)
        wanted = any_prefix_range("home__path", reach.roots)
        if reach.liaison_at:
            links = OrganizationUnit.objects.filter(unit__in=units_of(user))
            wanted |= Q(pk__in=links.values("organisation"))
        return self.filter(wanted)

    def term_ending_by(self, date: datetime.date, *, on: Any) -> "PartyOrganizationQuerySet":
        """Those in being on a day whose term of office is over by the date."""
        return self.on(on).filter(term_ends_on__lte=date)

    def search(self, text: str) -> "PartyOrganizationQuerySet":
        """By a part of the name, or the beginning of its pinyin or initials."""
        spelled_so = spelled(text)
        return self.filter(
            Q(name__contains=normalise(text))
            | Q(pinyin__startswith=spelled_so)
            | Q(initials__startswith=spelled_so)
        )


class PartyOrganization(Named, Record, Dated):
    """A party organisation: its kind, its superior, the units it is in, its secretary, its term.

    ``starts_on`` is the day on which it was founded, ``ends_on`` that on which it was dissolved.

    Who leads whom (``superior``) and where it lies (``home``, the committee whose office keeps the
    entry) are two trees and are never derived from each other.
    """

    class Category(models.TextChoices):
        """Kinds of organisation (domain 1.9); a leading party group (党组) is none of them."""

        WORK_COMMITTEE = "work-committee", pgettext_lazy("party organisation", "work committee")
        COMMITTEE = "committee", pgettext_lazy("party organisation", "party committee")
        GENERAL_BRANCH = "general-branch", pgettext_lazy("party organisation", "general branch")
        BRANCH = "branch", pgettext_lazy("party organisation", "branch")
        JOINT_BRANCH = "joint-branch", pgettext_lazy("party organisation", "joint branch")
        TEMPORARY = "temporary", pgettext_lazy("party organisation", "temporary branch")
        GROUP = "group", pgettext_lazy("party organisation", "party group")

    class Relation(models.TextChoices):
        """The national form's three answers to "which unit is it in"."""

        OWN = "own", _("a legal body of its own")
        SAME = "same", _("the same unit as its superior")
        JOINT = "joint", _("several units together")

    # Of which kinds the superior may be; what stands higher may stand above.
    BELOW: dict[str, set[str]] = {
        Category.WORK_COMMITTEE: {Category.WORK_COMMITTEE, Category.COMMITTEE},
        Category.COMMITTEE: {Category.WORK_COMMITTEE, Category.COMMITTEE},
        Category.GENERAL_BRANCH: {Category.WORK_COMMITTEE, Category.COMMITTEE},
        Category.BRANCH: {Category.WORK_COMMITTEE, Category.COMMITTEE, Category.GENERAL_BRANCH},
        Category.JOINT_BRANCH: {
            Category.WORK_COMMITTEE,
            Category.COMMITTEE,
            Category.GENERAL_BRANCH,
        },
        Category.TEMPORARY: {
            Category.WORK_COMMITTEE,
            Category.COMMITTEE,
            Category.GENERAL_BRANCH,
            Category.BRANCH,
        },
        Category.GROUP: {Category.BRANCH, Category.JOINT_BRANCH, Category.TEMPORARY},
    }

    name = models.CharField(_("name"), max_length=100)
    category = models.CharField(_("kind"), max_length=20, choices=Category)
    relation = models.CharField(
        _("unit that it is in"), max_length=10, choices=Relation, default=Relation.OWN
    )
    superior = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name=_("superior party organisation"),
    )
    superior_name = models.CharField(
        _("superior outside the area"),
        max_length=100,
        blank=True,
        help_text=_("Only where the superior has no entry of its own here."),
    )
    secretary = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("party secretary"),
    )
    term_starts_on = models.DateField(_("term from"), null=True, blank=True)
    term_ends_on = models.DateField(
        _("term until"), null=True, blank=True, help_text=_("The day by which it is re-elected.")
    )
    home = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="+",
        verbose_name=_("kept by"),
        help_text=_("The committee whose office keeps this entry."),
    )

    objects = PartyOrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = pgettext_lazy("kind of entry", "party organisation")
        verbose_name_plural = _("party organisations")
        indexes = [
            models.Index(fields=["sort_key", "id"], name="members_organisation_by_name"),
            models.Index(
                fields=["term_ends_on"],
                name="members_organisation_by_term",
                condition=Q(ends_on__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["home", "name"],
                condition=Q(ends_on__isnull=True),
                name="members_organisation_once_at_home",
                violation_error_message=_(
                    "A party organisation of this name is kept here already."
                ),
            ),
            models.CheckConstraint(
                name="members_organisation_is_not_its_own_superior",
                condition=Q(superior__isnull=True) | ~Q(superior=F("id")),
            ),
            models.CheckConstraint(
                name="members_organisation_term_ends_after_it_starts",
                condition=Q(term_starts_on__isnull=True)
                | Q(term_ends_on__isnull=True)
                | Q(term_ends_on__gt=F("term_starts_on")),
                violation_error_message=_("The term must end after it starts."),
            ),
            models.CheckConstraint(
                name="members_organisation_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:organisation-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.home.path


class OrganizationUnitQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "OrganizationUnitQuerySet":
        """As the organisation: whoever sees it sees in which units it is."""
        seen = PartyOrganization.objects.visible_to(user)
        return self.filter(organisation__in=seen.order_by().values("pk"))


class OrganizationUnit(Record, Dated):
    """That a party organisation is in a unit, from when to when.

    A joint branch is in several units at once, and a unit may hold several inner branches.
    """

    organisation = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        related_name="unit_links",
        verbose_name=pgettext_lazy("kind of entry", "party organisation"),
    )
    unit = models.ForeignKey(
        MemberUnit, models.PROTECT, related_name="organisation_links", verbose_name=_("member unit")
    )

    objects = OrganizationUnitQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "starts_on", "id"]
        verbose_name = _("unit of a party organisation")
        verbose_name_plural = _("units of party organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "unit"],
                condition=Q(ends_on__isnull=True),
                name="members_organisationunit_once",
                violation_error_message=_("This organisation is in this unit already."),
            ),
            models.CheckConstraint(
                name="members_organisationunit_does_not_end_before_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.unit}"

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()

    @property
    def place(self) -> str:
        return self.organisation.home.path
