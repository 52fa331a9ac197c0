"""Which committees see a unit or a person: the rows that drive the large lists."""

from django.db import models

from committees.models import Committee
from core.fields import PlainCharField
from members.models.names import LAST_SEQUENCE


class ScopeRow(models.Model):
    """One committee that knows a row, itself or through one below it.

    A list is driven by one committee: ``(committee, order keys)`` is its index. The keys are
    copies of the row's own; ``members.services.scopes`` writes these rows and nobody else.
    """

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="+", db_index=False)
    sequence = models.PositiveIntegerField(default=LAST_SEQUENCE)
    sort_key = PlainCharField(max_length=200)

    class Meta:
        abstract = True


class UnitScope(ScopeRow):
    """A committee that sees a unit: as its member now or once, or as the area of its address."""

    unit = models.ForeignKey("members.MemberUnit", models.CASCADE, related_name="scopes")
    is_member = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["committee", "sequence", "sort_key", "unit"], name="members_units_of_scope"
            ),
            models.Index(
                fields=["committee", "is_member", "sequence", "sort_key", "unit"],
                name="members_members_of_scope",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "committee"], name="members_unitscope_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.committee_id}"


class PersonScope(ScopeRow):
    """A committee that sees a person: keeps the entry, or the person sits or represents there."""

    person = models.ForeignKey("members.Person", models.CASCADE, related_name="scopes")

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["committee", "sort_key", "person"], name="members_people_of_scope")
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "committee"], name="members_personscope_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.committee_id}"
