"""The tree of committees and its dated history."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.reach import reach_of
from committees.terms import LEVELS, OVER, STEP, Form, Level, Status
from core.fields import PlainCharField, any_prefix_range, prefix_range
from core.identifiers import validate_area_code
from core.models import Dated, Record
from core.querysets import DatedQuerySet, ScopedQuerySet

# The community's code and a suffix of the office's own; the standard ends at the community.
GRID_CODE = r"[0-9]{12}-[0-9A-Za-z]{1,7}"


class CommitteeQuerySet(ScopedQuerySet):
    def under_paths(self, paths: list[str]) -> "CommitteeQuerySet":
        """The committees at these places of the tree and all below them, by path ranges."""
        return self.filter(any_prefix_range("path", paths))

    def below(self, committee: "Committee") -> "CommitteeQuerySet":
        """The committee itself and all below it."""
        return self.filter(prefix_range("path", committee.path))

    def visible_to(self, user: Any) -> "CommitteeQuerySet":
        """Those of one's offices with all below them, and those where one's unit has sent one."""
        reach = reach_of(user)
        return self.filter(any_prefix_range("path", reach.roots) | Q(pk__in=reach.liaison_at))

    def managed_by(self, user: Any) -> "CommitteeQuerySet":
        """Those that the user's offices keep in order."""
        return self.under_paths(list(reach_of(user).managed))

    def in_being(self) -> "CommitteeQuerySet":
        return self.exclude(status__in=OVER)

    def search(self, text: str) -> "CommitteeQuerySet":
        """By a part of the name or of the area's name, or by the beginning of the code."""
        if text.replace("-", "").isdecimal():
            return self.filter(prefix_range("code", text))
        return self.filter(Q(name__contains=text) | Q(area_name__contains=text))


class Committee(Record):
    """One body of the tree: a district guidance committee, a street coordination committee, a
    community branch, the city above them, or a grid below.

    The current columns (name, parent, form, status …) are copies of the running
    ``CommitteePeriod``, which is the truth about the past; ``committees.services`` sets both.
    """

    class Quorum(models.TextChoices):
        HALF = "1/2", _("more than half of the member units")
        TWO_THIRDS = "2/3", _("two thirds of the member units")

    class Cycle(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        HALF_YEAR = "half-year", _("every half-year")
        YEAR = "year", _("every year")

    class Rotation(models.TextChoices):
        NONE = "", _("no rotating chair")
        MONTH = "month", _("by month")
        QUARTER = "quarter", _("by quarter")
        YEAR = "year", _("by year")

    code = PlainCharField(
        _("area code"),
        max_length=20,
        unique=True,
        help_text=_("12 digits; a grid has its community's code and a suffix: 110105001001-03."),
    )
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("committee above"),
    )
    path = PlainCharField(max_length=60, blank=True, editable=False, db_index=True)
    area_name = models.CharField(_("name of the area"), max_length=60)
    name = models.CharField(_("name of the committee"), max_length=100)
    name_is_own = models.BooleanField(_("the name was set by hand"), default=False, editable=False)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    form = models.CharField(_("form"), max_length=12, choices=Form, default=Form.COMMITTEE)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)

    basis_document = models.CharField(
        _("founding document"), max_length=200, blank=True, help_text=_("Its title.")
    )
    basis_number = models.CharField(
        _("document number"), max_length=60, blank=True, help_text=_("Such as 京办发〔2024〕12号.")
    )
    basis_date = models.DateField(_("date of the document"), null=True, blank=True)
    established_on = models.DateField(_("established on"), null=True, blank=True)

    host_department = models.CharField(
        _("host department"),
        max_length=60,
        blank=True,
        help_text=_("Where the office sits: organisation department, social work department …"),
    )
    office_head = models.CharField(_("head of the office"), max_length=50, blank=True)
    office_staff = models.PositiveSmallIntegerField(_("staff of the office"), null=True, blank=True)
    office_duties = models.TextField(_("duties of the office"), blank=True)
    office_address = models.CharField(_("address of the office"), max_length=200, blank=True)
    office_phone = models.CharField(_("telephone of the office"), max_length=30, blank=True)
    charter = models.FileField(_("charter"), upload_to="charters/%Y/", blank=True)

    quorum = models.CharField(_("quorum"), max_length=3, choices=Quorum, default=Quorum.TWO_THIRDS)
    meeting_cycle = models.CharField(
        _("plenary meetings"), max_length=10, choices=Cycle, default=Cycle.HALF_YEAR
    )
    rotation = models.CharField(
        _("rotating chair"), max_length=8, choices=Rotation, default=Rotation.NONE, blank=True
    )
    target_size = models.PositiveSmallIntegerField(
        _("intended number of member units"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    branch_name = models.CharField(
        _("party branch of the grid"), max_length=100, blank=True, help_text=_("Only for grids.")
    )

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        indexes = [models.Index(fields=["level", "code"], name="committees_of_level")]
        constraints = [
            models.CheckConstraint(
                name="committees_committee_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="committees_committee_level_is_known", condition=Q(level__in=LEVELS)
            ),
            models.CheckConstraint(
                name="committees_committee_only_the_top_has_no_parent",
                condition=Q(parent__isnull=False) | Q(level__in=["city", "district"]),
            ),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(level="city"),
                name="committees_committee_one_city",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:detail", args=[self.pk])

    def clean(self) -> None:
        if self.level and self.level != Level.GRID:
            try:
                validate_area_code(self.code)
            except ValidationError as error:
                raise ValidationError({"code": error.messages}) from error
        # A code cannot be edited: an odd one of an earlier day must not keep its grid from change.
        elif self.level and self._state.adding and not re.fullmatch(GRID_CODE, self.code):
            raise ValidationError(
                {
                    "code": _(
                        "A grid's code is its community's 12 digits, a hyphen and 1 to 7 letters "
                        "or digits, such as 110105001001-03."
                    )
                }
            )

    @property
    def place(self) -> str:
        """Where it stands in the tree; the audit log finds the acting role by it."""
        return self.path

    @property
    def lineage(self) -> list[int]:
        """The ids of those above it and its own, from the top, read off the path."""
        return [int(self.path[i : i + STEP]) for i in range(0, len(self.path), STEP)]

    @property
    def is_in_being(self) -> bool:
        return self.status not in OVER


class PeriodQuerySet(DatedQuerySet):
    def visible_to(self, user: Any) -> "PeriodQuerySet":
        return self.filter(committee__in=Committee.objects.visible_to(user))


class CommitteePeriod(Dated):
    """What a committee was called, where it belonged, in what form and state, from when to when."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="periods")
    name = models.CharField(_("name of the committee"), max_length=100)
    area_name = models.CharField(_("name of the area"), max_length=60)
    parent = models.ForeignKey(
        Committee, models.PROTECT, null=True, related_name="+", verbose_name=_("committee above")
    )
    form = models.CharField(_("form"), max_length=12, choices=Form)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    basis = models.CharField(_("basis of the change"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["committee_id", "starts_on", "id"]
        verbose_name = _("period of a committee")
        verbose_name_plural = _("periods of committees")
        constraints = [
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(ends_on__isnull=True),
                name="committees_period_one_runs",
            ),
            models.UniqueConstraint(
                fields=["committee", "starts_on"], name="committees_period_one_starts_a_day"
            ),
            models.CheckConstraint(
                name="committees_period_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on}–{self.ends_on or ''}"
