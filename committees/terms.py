"""The tiers of the tree and the roles in it: the words that the whole product is built on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Each committee adds its own id, in this many digits, to its parent's path.
STEP = 8


class Level(models.TextChoices):
    """The tiers, from the top; each committee lies under one of the next tier above."""

    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    STREET = "street", _("street or town")
    COMMUNITY = "community", _("community or village")
    GRID = "grid", _("grid")


LEVELS = list(Level.values)


def level_above(level: str) -> str | None:
    """The tier directly above, or None for the city."""
    place = LEVELS.index(level)
    return LEVELS[place - 1] if place else None


class Role(models.TextChoices):
    """What an account may do, always at one committee; administrators at none."""

    CITY_OFFICE = "city-office", _("city office")
    DISTRICT_OFFICE = "district-office", _("district office")
    STREET_OFFICE = "street-office", _("street office")
    COMMUNITY_SECRETARY = "secretary", _("community secretary")
    GRID_LEADER = "grid-leader", _("grid leader")
    LEADER = "leader", _("leader (reads and comments)")
    ASSESSOR = "assessor", _("assessor")
    RESULT_USE = "result-use", _("result-use officer")
    LIAISON = "liaison", _("liaison of a member unit")
    SYSTEM = "system", _("system administrator")
    SECURITY = "security", _("security administrator")
    AUDIT = "audit", _("audit administrator")


ADMINISTRATORS = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
OFFICES = (Role.CITY_OFFICE, Role.DISTRICT_OFFICE, Role.STREET_OFFICE)
# Those who keep a committee and all below it in order.
MANAGERS = (*OFFICES, Role.COMMUNITY_SECRETARY)
# Those who read a committee and all below it.
READERS = (*MANAGERS, Role.GRID_LEADER, Role.LEADER, Role.ASSESSOR, Role.RESULT_USE)
# The levels at which each role exists.
LEVELS_OF_ROLE: dict[str, tuple[str, ...]] = {
    Role.CITY_OFFICE: (Level.CITY,),
    Role.DISTRICT_OFFICE: (Level.DISTRICT,),
    Role.STREET_OFFICE: (Level.STREET,),
    Role.COMMUNITY_SECRETARY: (Level.COMMUNITY,),
    Role.GRID_LEADER: (Level.GRID,),
    Role.LEADER: tuple(LEVELS),
    Role.ASSESSOR: (Level.CITY, Level.DISTRICT, Level.STREET),
    Role.RESULT_USE: (Level.CITY, Level.DISTRICT, Level.STREET),
    Role.LIAISON: (Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY),
}


class Form(models.TextChoices):
    """What kind of body it is on paper; a 2025 rule forbids some places a committee proper."""

    COMMITTEE = "committee", _("committee")
    CONFERENCE = "conference", _("joint conference")
    MECHANISM = "mechanism", _("working mechanism")


class Status(models.TextChoices):
    """Proposed → approved → (merged, turned into a working mechanism) → abolished."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("in being")
    MECHANISM = "mechanism", _("turned into a working mechanism")
    MERGED = "merged", _("merged into another")
    ABOLISHED = "abolished", _("abolished")


TRANSITIONS: dict[str, set[str]] = {
    Status.PROPOSED: {Status.APPROVED, Status.ABOLISHED},
    Status.APPROVED: {Status.MECHANISM, Status.MERGED, Status.ABOLISHED},
    Status.MECHANISM: {Status.APPROVED, Status.MERGED, Status.ABOLISHED},
    Status.MERGED: set(),
    Status.ABOLISHED: set(),
}
OVER = (Status.MERGED, Status.ABOLISHED)
LIVING = (Status.PROPOSED, Status.APPROVED, Status.MECHANISM)
