"""The tree of committees, its dated history, and who works where in it."""

from committees.models.appointments import Appointment
from committees.models.placed import Placed, PlacedQuerySet, lineage_of, placed_within
from committees.models.reorganisations import Reorganisation
from committees.models.tiers import Tier
from committees.models.tree import Committee, CommitteePeriod

__all__ = [
    "Appointment",
    "Committee",
    "CommitteePeriod",
    "Placed",
    "PlacedQuerySet",
    "Reorganisation",
    "Tier",
    "lineage_of",
    "placed_within",
]
