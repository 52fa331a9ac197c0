"""The texts by which units and people are found, written whenever a name or a number is set."""

from collections.abc import Iterable

from core import bulk
from members.models import MemberUnit, Person, PersonKey, UnitKey


def write_unit_keys(units: Iterable[MemberUnit], *, are_new: bool = False) -> None:
    """Replace the keys of these saved units by those of their present names and codes."""
    units = list(units)
    if not are_new:
        UnitKey.objects.filter(unit__in=[unit.pk for unit in units]).delete()
    rows = ((unit.pk, key) for unit in units for key in sorted(unit.finding_keys()))
    bulk.insert(UnitKey, ("unit", "key"), rows)


def write_person_keys(people: Iterable[Person], *, are_new: bool = False) -> None:
    """Replace the keys of these saved people by those of their present names and numbers."""
    people = list(people)
    if not are_new:
        PersonKey.objects.filter(person__in=[person.pk for person in people]).delete()
    rows = ((person.pk, key) for person in people for key in sorted(person.finding_keys()))
    bulk.insert(PersonKey, ("person", "key"), rows)
