"""Rows of large tables follow the tree: the tiers that they carry are set anew, many at once.

What lies at a committee or below it carries its id, so one statement for each committee that has
another parent sets all that lies there. ``core.hooks.reorganisation`` calls it where the tree has
changed, ``manage.py refresh_scopes`` where the integrity check has found something.
"""

from collections.abc import Iterator

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from committees.models import Committee, Placed, Reorganisation, lineage_of
from committees.terms import LEVELS


def standing_at(committee: Committee) -> Q:
    """The condition of lying at the committee itself, not at one below it."""
    below = LEVELS[LEVELS.index(committee.level) + 1 :]
    return Q(**{committee.level: committee.pk}, **dict.fromkeys(below[:1]))


def follow(model: type[Placed], plan: Reorganisation) -> None:
    """Set the tiers above each committee that the plan has moved, or that is back where it was."""
    for committee in _moved(plan):
        above = lineage_of(committee)
        for level in LEVELS[LEVELS.index(committee.level) :]:
            del above[level]
        rows = model._base_manager.filter(**{committee.level: committee.pk})
        rows.exclude(**above).update(**above)


def _moved(plan: Reorganisation) -> QuerySet[Committee]:
    """The committees whose parent the plan has changed; all below them keep theirs."""
    moved = [
        row["pk"]
        for row in plan.memory["committees"]["rows"]
        if row["model"] == Committee._meta.label_lower
        and row["before"] is not None
        and row["before"]["parent_id"] != row["after"]["parent_id"]
    ]
    return Committee.objects.filter(pk__in=moved).order_by("pk")


def give_back(model: type[Placed], plan: Reorganisation) -> None:
    """Before the committee goes that a split had founded: the other one has its parts again."""
    level, new = plan.committee.level, plan.memory["committees"]["new"]
    model._base_manager.filter(**{level: new}).update(**{level: plan.committee_id})


def misplaced(rows: QuerySet, otherwise: str) -> Iterator[tuple[QuerySet, Committee]]:
    """(some rows, where they stand) wherever their columns are not the lineage of that committee.

    They stand at their grid or community; ``otherwise`` leads to the committee of those that say
    neither. However many rows there are, each set of columns is looked at once.
    """
    for some, at in (
        (rows.exclude(community=None, grid=None), Coalesce("grid", "community")),
        (rows.filter(community=None, grid=None), F(otherwise)),
    ):
        found = list(some.order_by().values_list(at, *LEVELS).distinct())
        places = Committee.objects.only("level", "path").in_bulk({pk for pk, *_columns in found})
        for pk, *columns in found:
            if columns != list(lineage_of(places[pk]).values()):
                carried = dict(zip(LEVELS, columns, strict=True))
                there = some.annotate(stands_at=at).filter(stands_at=pk, **carried)
                yield there, places[pk]


def place_anew(rows: QuerySet, otherwise: str) -> int:
    """Put right whatever is ``misplaced`` among the rows; returns how many were."""
    return sum(
        some.update(**lineage_of(committee)) for some, committee in misplaced(rows, otherwise)
    )
