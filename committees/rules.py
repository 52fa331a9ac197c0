"""Who may do what to a committee or an appointment, and when. Nothing here writes."""

from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.models import Appointment, Committee
from committees.reach import reach_of
from committees.terms import (
    ADMINISTRATORS,
    LEVELS_OF_ROLE,
    MANAGERS,
    OFFICES,
    TRANSITIONS,
    Level,
    Role,
    level_above,
)
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse


def can_manage(by: Actor, committee: Committee) -> Verdict:
    """Whether the actor keeps this committee in order: its own office, or one above it."""
    if reach_of(by.user).manages(committee.path):
        return ALLOWED
    return forbid(_("Only its own office, or an office above it, may change this committee."))


def can_manage_anything(by: Actor) -> Verdict:
    if reach_of(by.user).managed:
        return ALLOWED
    return forbid(_("Only offices and community secretaries may do this."))


def can_edit(by: Actor, committee: Committee) -> Verdict:
    if not committee.is_in_being:
        return refuse(_("This committee no longer exists; its record stays as it was."))
    return can_manage(by, committee)


def can_found_under(by: Actor, parent: Committee) -> Verdict:
    """Whether a committee of the next tier may be founded under this one."""
    if parent.level == Level.GRID:
        return refuse(_("Nothing lies below a grid."))
    if not parent.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": parent})
    return can_manage(by, parent)


def can_place(committee: Committee, parent: Committee | None) -> Verdict:
    """Whether the tiers fit: each committee lies directly under one of the tier above."""
    above = level_above(committee.level)
    if parent is None:
        if committee.level in (Level.CITY, Level.DISTRICT):
            return ALLOWED
        return refuse(_("Only a city or a district can stand at the top."))
    if parent.level != above:
        return refuse(
            _("%(child)s lies under a %(above)s, but %(parent)s is a %(level)s.")
            % {
                "child": committee.get_level_display(),
                "above": Level(above).label if above else "—",
                "parent": parent,
                "level": parent.get_level_display(),
            }
        )
    return ALLOWED


def can_change_status(by: Actor, committee: Committee, status: str) -> Verdict:
    """By the table of transitions; only an office above may end or turn a committee."""
    if status not in TRANSITIONS[committee.status]:
        return refuse(
            _("A committee that is %(status)s cannot take this step.")
            % {"status": committee.get_status_display()}
        )
    if committee.parent and not reach_of(by.user).manages(committee.parent.path):
        return forbid(_("Only an office above may decide this."))
    return can_manage(by, committee)


def roles_open_to(by: Actor) -> list[str]:
    """The roles that the actor can give at all, somewhere."""
    reach = reach_of(by.user)
    if reach.administers == Role.SECURITY:
        return list(ADMINISTRATORS)
    if not reach.managed:
        return []
    levels = {post.level for post in reach.posts if post.role in MANAGERS}
    if levels == {Level.COMMUNITY}:
        return [Role.GRID_LEADER]
    return [role for role in Role.values if role not in (*ADMINISTRATORS, Role.LIAISON)]


def can_appoint(by: Actor, user: Any, role: str, committee: Committee | None) -> Verdict:
    """Offices appoint within their part of the tree; administrators are the security
    administrator's alone, and nobody appoints themselves."""
    reach = reach_of(by.user)
    if by.user is not None and user.pk == by.user.pk:
        return forbid(_("Nobody appoints themselves."))
    if role in ADMINISTRATORS:
        if reach.administers != Role.SECURITY:
            return forbid(_("Only the security administrator appoints administrators."))
        if committee is not None:
            return refuse(_("Administrators belong to no committee."))
        if user.appointments.running().exists():
            return refuse(
                _("An administrator holds no other role; %(name)s does.") % {"name": user}
            )
        return ALLOWED
    if role == Role.LIAISON:
        return refuse(_("A liaison is filed by the unit's membership, not appointed here."))
    if committee is None:
        return refuse(_("Please choose a committee."))
    if committee.level not in LEVELS_OF_ROLE[role]:
        return refuse(
            _("There is no %(role)s at the level %(level)s.")
            % {"role": Role(role).label, "level": committee.get_level_display()}
        )
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    if user.appointments.running().filter(role__in=ADMINISTRATORS).exists():
        return refuse(_("An administrator holds no other role; %(name)s does.") % {"name": user})
    offices = [p for p in reach.posts if p.role in OFFICES and committee.path.startswith(p.path)]
    if offices:
        return ALLOWED
    if role == Role.GRID_LEADER and reach.manages(committee.path):
        return ALLOWED
    return forbid(_("Only an office at or above this committee may appoint here."))


def can_end_appointment(by: Actor, appointment: Appointment) -> Verdict:
    """Whoever could appoint can also end; a liaison ends with the filing in the membership."""
    if appointment.ends_on is not None and appointment.ends_on <= clock.today():
        return refuse(_("This appointment has already ended."))
    if appointment.role == Role.LIAISON:
        return refuse(_("A liaison's access ends when the liaison is ended or replaced."))
    reach = reach_of(by.user)
    if appointment.role in ADMINISTRATORS:
        if reach.administers != Role.SECURITY:
            return forbid(_("Only the security administrator may end this."))
        if by.user is not None and appointment.user_id == by.user.pk:
            return refuse(_("Appoint a successor first: nobody could appoint one after you."))
        return ALLOWED
    place = appointment.place
    if any(p.role in OFFICES and place.startswith(p.path) for p in reach.posts) or (
        appointment.role == Role.GRID_LEADER and reach.manages(place)
    ):
        return ALLOWED
    return forbid(_("Only an office at or above this committee may end this."))


def can_edit_tiers(by: Actor) -> Verdict:
    """The topmost office sets the words that everybody below it reads."""
    tops = Committee.objects.filter(parent__isnull=True).values_list("path", flat=True)
    if any(reach_of(by.user).manages(path) for path in tops):
        return ALLOWED
    return forbid(_("Only the office at the top of the tree sets names and demands of the tiers."))
