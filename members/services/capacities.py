"""The capacities in which people sit; the district edits names and numbers."""

from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.terms import Level
from core.changes import apply, require_version
from core.verdicts import require
from members import rules
from members.models import Capacity

# (code, name, level, at least, sits for a unit, is nominated): who makes up each committee by
# the source essay and the part-time members of street and community party committees.
DEFAULTS: list[tuple[str, str, str, int, bool, bool]] = [
    ("city-leader", "市委委员", Level.CITY, 0, False, False),
    ("city-unit", "成员单位代表", Level.CITY, 1, True, False),
    ("district-secretary", "区委书记", Level.DISTRICT, 1, False, False),
    ("district-leader", "区委领导", Level.DISTRICT, 0, False, False),
    ("district-unit", "成员单位代表", Level.DISTRICT, 1, True, False),
    ("street-area-leader", "包片区委委员", Level.STREET, 1, False, False),
    ("street-party", "街道党工委委员", Level.STREET, 1, False, False),
    ("street-unit", "成员单位代表", Level.STREET, 1, True, False),
    ("street-part-time", "兼职委员", Level.STREET, 0, True, True),
    ("community-area-leader", "包片街道委员", Level.COMMUNITY, 1, False, False),
    ("community-party", "社区党委委员", Level.COMMUNITY, 1, False, False),
    ("community-unit", "驻地单位代表", Level.COMMUNITY, 1, True, False),
    ("community-resident", "居民党员代表", Level.COMMUNITY, 1, False, False),
    ("community-part-time", "兼职委员", Level.COMMUNITY, 0, True, True),
    ("grid-secretary", "网格党支部书记", Level.GRID, 1, False, False),
]


def make_default_capacities(*, by: Actor) -> None:
    """Make those that are missing; existing ones keep the district's own words and numbers."""
    for code, name, level, minimum, represents, nominated in DEFAULTS:
        values: dict[str, Any] = {
            "name": name,
            "level": level,
            "minimum": minimum,
            "represents_unit": represents,
            "needs_nomination": nominated,
        }
        capacity, made = Capacity.objects.get_or_create(code=code, defaults=values)
        if made:
            record("members.capacity_created", capacity, by=by, after={"code": code} | values)


@transaction.atomic
def edit_capacity(
    capacity: Capacity, changes: dict[str, Any], *, version: int | None, by: Actor
) -> Capacity:
    """Change a capacity's word, and how many each committee of its level must have."""
    capacity = Capacity.objects.lock(capacity)
    require(rules.can_edit_capacities(by))
    require_version(capacity, version)
    before = apply(capacity, changes)
    if before:
        after = {n: changes[n] for n in before}
        record("members.capacity_edited", capacity, by=by, before=before, after=after)
    return capacity
