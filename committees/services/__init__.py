"""Everything that changes the tree or an appointment: lock, require, write, record."""

from committees.services.access import start_viewing_as, stop_viewing_as
from committees.services.appointments import appoint, appoint_founder, end_appointment
from committees.services.reorganisations import (
    apply_due,
    apply_reorganisation,
    cancel_reorganisation,
    plan_reorganisation,
    preview,
    revert_reorganisation,
    touched_since,
)
from committees.services.tiers import edit_tier, make_default_tiers
from committees.services.tree import (
    change_status,
    create_committee,
    edit_committee,
    found_top,
    note_period,
    set_charter,
)

__all__ = [
    "apply_due",
    "apply_reorganisation",
    "appoint",
    "appoint_founder",
    "cancel_reorganisation",
    "change_status",
    "create_committee",
    "edit_committee",
    "edit_tier",
    "end_appointment",
    "found_top",
    "make_default_tiers",
    "note_period",
    "plan_reorganisation",
    "preview",
    "revert_reorganisation",
    "set_charter",
    "start_viewing_as",
    "stop_viewing_as",
    "touched_since",
]
