"""Which committees see a unit or a person: the rows that drive the large lists."""

from django.db import models

from committees.models import Committee
from core.fields import PlainCharField


class ScopeRow(models.Model):
    """One committee that knows a row, itself or through one below it.

    A list is driven by one committee: ``(committee, sort key, row)`` is its index.
    ``members.services.scopes`` writes these rows and nobody else.
    """

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="+", db_index=False)
    sort_key = PlainCharField(max_length=210)

    class Meta:
        abstract = True


class UnitScope(ScopeRow):
    """A committee that sees a unit: as its member now or once, as one that it invites, or as the
    area of its address.

    Office sequence and pinyin are one key: nearly all units have no sequence of their own, and a
    keyset of two columns would begin each page at the first of all those equals.
    """

    unit = models.ForeignKey("members.MemberUnit", models.CASCADE, related_name="scopes")
    is_member = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["committee", "sort_key", "unit"], name="members_units_of_scope"),
            models.Index(
                fields=["committee", "is_member", "sort_key", "unit"],
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
