"""The tiers' names and demands, which a district sets for itself."""

from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees import rules
from committees.models import Tier
from committees.terms import Level
from core.changes import apply, require_version
from core.verdicts import require

# The names of the source essay; a district changes them to its own (Beijing's are
# 党建工作协调委员会 at all three levels).
DEFAULTS: dict[str, dict[str, Any]] = {
    Level.CITY: {
        "name": "市级区域化党建工作领导机构",
        "short_name": "市委员会",
        "name_pattern": "{area}区域化党建工作委员会",
    },
    Level.DISTRICT: {
        "name": "区区域化党建工作指导委员会",
        "short_name": "区指导委员会",
        "name_pattern": "{area}区域化党建工作指导委员会",
        "size_from": 15,
        "size_to": 25,
    },
    Level.STREET: {
        "name": "街道（乡镇）区域化党建协调委员会",
        "short_name": "街道协调委员会",
        "name_pattern": "{area}区域化党建协调委员会",
        "size_from": 10,
        "size_to": 80,
    },
    Level.COMMUNITY: {
        "name": "社区（村）协调委员会分会",
        "short_name": "社区分会",
        "name_pattern": "{area}区域化党建分会",
        "size_from": 3,
        "size_to": 40,
    },
    Level.GRID: {"name": "网格", "short_name": "网格", "name_pattern": "{area}"},
}


def make_default_tiers(*, by: Actor) -> None:
    """Make the tiers that are missing; an existing one keeps the district's own words."""
    for level, values in DEFAULTS.items():
        tier, made = Tier.objects.get_or_create(level=level, defaults=values)
        if made:
            record("committees.tier_created", tier, by=by, after={"level": level} | values)


@transaction.atomic
def edit_tier(tier: Tier, changes: dict[str, Any], *, version: int | None, by: Actor) -> Tier:
    """Raises ``Stale`` when somebody saved in between. Existing committees keep their names."""
    tier = Tier.objects.lock(tier)
    require(rules.can_edit_tiers(by))
    require_version(tier, version)
    before = apply(tier, changes)
    if before:
        record("committees.tier_edited", tier, by=by, before=before, after=changes)
    return tier
