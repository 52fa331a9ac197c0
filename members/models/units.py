"""Member units and their superiors outside the area."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee
from committees.reach import reach_of
from committees.terms import Level
from core.fields import PlainCharField
from core.identifiers import uscc_problem
from core.models import Record
from core.querysets import ScopedQuerySet
from members.models.names import LAST_SEQUENCE, FindingKey, Named, found_by, keys_of_name
from members.models.scopes import UnitScope
from members.reach import units_of
from members.terms import Affiliation, Category, PartyCoverage


class UnitQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "UnitQuerySet":
        """Units of the committees within reach (now, once, or by address), and one's own units."""
        reach = reach_of(user)
        known = UnitScope.objects.filter(committee__in=reach.root_ids, unit=models.OuterRef("pk"))
        wanted = Q(models.Exists(known))
        if reach.liaison_at:
            wanted |= Q(pk__in=units_of(user))
        return self.filter(wanted)

    def at(self, committee: Committee) -> "UnitQuerySet":
        """The units that the committee or one below it knows, driven by its own index.

        ``at_sort_key`` and ``at_unit`` are the keys of the list's order, ``at_is_member`` says
        whether the unit is a member there now. They are annotations because each filter on the
        relation itself would join the scope rows once more.
        """
        return self.filter(scopes__committee=committee.pk).annotate(
            at_sort_key=F("scopes__sort_key"),
            at_unit=F("scopes__unit"),
            at_is_member=F("scopes__is_member"),
        )

    def search(self, text: str) -> "UnitQuerySet":
        """By a part of a name, or the beginning of pinyin, initials or the credit code."""
        return self.filter(found_by(UnitKey, text))


class MemberUnit(Named, Record):
    """A unit in the area that takes part, whatever system it belongs to."""

    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    category = models.CharField(
        _("category"), max_length=12, choices=Category, default=Category.OTHER
    )
    affiliation = models.CharField(
        _("affiliation"), max_length=10, choices=Affiliation, default=Affiliation.OTHER
    )
    system = models.CharField(
        pgettext_lazy("of units", "system"),
        max_length=40,
        blank=True,
        help_text=_("The vertical line it belongs to: education, health, finance …"),
    )
    uscc = PlainCharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        help_text=_("18 characters. Leave it blank if the unit has none."),
    )
    uscc_override = models.CharField(
        _("why the code is kept despite its check digit"), max_length=200, blank=True
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    area = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units_here",
        limit_choices_to={"level__in": [Level.COMMUNITY, Level.GRID]},
        verbose_name=_("community or grid of the address"),
    )
    head = models.CharField(_("head of the unit"), max_length=50, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    party_organisation = models.CharField(_("party organisation"), max_length=100, blank=True)
    party_coverage = models.CharField(
        _("party organisation there"),
        max_length=16,
        choices=PartyCoverage,
        default=PartyCoverage.UNKNOWN,
        blank=True,
    )
    party_secretary = models.CharField(_("party secretary"), max_length=50, blank=True)
    party_members = models.PositiveIntegerField(_("party members"), null=True, blank=True)
    superior = models.CharField(
        _("superior party organisation"),
        max_length=100,
        blank=True,
        help_text=_("Often outside the area; the one that receives the yearly result."),
    )
    superior_contact = models.CharField(_("contact at the superior"), max_length=100, blank=True)
    has_union = models.BooleanField(_("trade union"), null=True, blank=True)
    has_youth_league = models.BooleanField(_("youth league"), null=True, blank=True)
    has_womens_federation = models.BooleanField(_("women's federation"), null=True, blank=True)
    sequence = models.PositiveIntegerField(
        _("office sequence"),
        default=LAST_SEQUENCE,
        help_text=_("Its place in printed lists; without one it follows by pinyin."),
    )
    note = models.TextField(_("note"), blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["sequence", "sort_key", "id"]
        verbose_name = _("member unit")
        verbose_name_plural = _("member units")
        indexes = [
            models.Index(fields=["sequence", "sort_key", "id"], name="members_unit_in_order"),
            models.Index(fields=["name"], name="members_unit_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=~Q(uscc=""),
                name="members_unit_credit_code_once",
                violation_error_message=_("Another unit has this credit code already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:unit-detail", args=[self.pk])

    def clean(self) -> None:
        if self.uscc and not self.uscc_override and (problem := uscc_problem(self.uscc)):
            raise ValidationError({"uscc": problem})

    @property
    def place(self) -> str:
        return self.area.path if self.area else ""

    @property
    def list_key(self) -> str:
        """Its place in lists: by office sequence, then by pinyin."""
        return f"{min(self.sequence, LAST_SEQUENCE):06d} {self.sort_key}"

    def finding_keys(self) -> set[str]:
        """The texts by whose beginning the unit is found."""
        whole = {self.pinyin, self.initials, self.uscc.lower()} - {""}
        return keys_of_name(self.name, self.short_name) | whole


class UnitKey(FindingKey):
    """A text by which a unit is found."""

    owner = "unit"
    pk = models.CompositePrimaryKey("key", "unit_id")
    unit = models.ForeignKey(
        MemberUnit, models.CASCADE, related_name="finding_rows", db_index=False, db_constraint=False
    )

    class Meta(FindingKey.Meta):
        indexes = [models.Index(fields=["unit", "key"], name="members_keys_of_unit")]


class SuperiorContactQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "SuperiorContactQuerySet":
        return self.filter(unit__in=MemberUnit.objects.visible_to(user))


class SuperiorContact(Record):
    """One exchange with a unit's superior party organisation, in either direction."""

    class Direction(models.TextChoices):
        TO = "to", _("to the superior")
        FROM = "from", _("from the superior")

    unit = models.ForeignKey(MemberUnit, models.PROTECT, related_name="superior_contacts")
    date = models.DateField(_("date"))
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    by = models.CharField(_("who spoke"), max_length=50)
    text = models.TextField(_("what about"))

    objects = SuperiorContactQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-id"]
        verbose_name = _("contact with the superior")
        verbose_name_plural = _("contacts with superiors")

    def __str__(self) -> str:
        return f"{self.unit} {self.date}"

    def get_absolute_url(self) -> str:
        return self.unit.get_absolute_url()

    @property
    def place(self) -> str:
        return self.unit.place
