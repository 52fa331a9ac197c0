"""The tree of committees, its dated history, and who works where in it."""

from committees.models.appointments import Appointment
from committees.models.reorganisations import Reorganisation
from committees.models.tiers import Tier
from committees.models.tree import Committee, CommitteePeriod

__all__ = ["Appointment", "Committee", "CommitteePeriod", "Reorganisation", "Tier"]
