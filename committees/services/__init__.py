"""Everything that changes the tree or an appointment: lock, require, write, record."""

from committees.services.appointments import appoint, appoint_founder, end_appointment
from committees.services.tiers import edit_tier, make_default_tiers
from committees.services.tree import (
    change_status,
    create_committee,
    edit_committee,
    found_top,
    note_period,
)

__all__ = [
    "appoint",
    "appoint_founder",
    "change_status",
    "create_committee",
    "edit_committee",
    "edit_tier",
    "end_appointment",
    "found_top",
    "make_default_tiers",
    "note_period",
]
