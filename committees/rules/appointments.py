"""Roles: who gives and ends them, what goes with what, who looks as somebody else."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.models import Appointment, Committee
from committees.reach import reach_of
from committees.terms import (
    ADMINISTRATORS,
    LEVELS,
    LEVELS_OF_ROLE,
    MANAGERS,
    OFFICES,
    Level,
    Role,
)
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse


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
    top = min(LEVELS.index(level) for level in levels)
    return [
        role
        for role, where in LEVELS_OF_ROLE.items()
        if role != Role.LIAISON and any(LEVELS.index(level) >= top for level in where)
    ]


def can_appoint_anyone(by: Actor) -> Verdict:
    """Whether the actor may open the page on which roles are given."""
    if roles_open_to(by):
        return ALLOWED
    return forbid(_("Only offices, community secretaries and the security administrator appoint."))


def can_appoint(by: Actor, user: Any, role: str, committee: Committee | None) -> Verdict:
    """Offices appoint within their part of the tree; administrators are the security
    administrator's alone, and nobody appoints themselves."""
    reach = reach_of(by.user)
    if by.user is not None and user.pk == by.user.pk:
        return forbid(_("Nobody appoints themselves."))
    if role in ADMINISTRATORS:
        return _can_appoint_administrator(by, user, role, committee)
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
    if not (apart := keeps_apart(user, role)):
        return apart
    offices = [p for p in reach.posts if p.role in OFFICES and committee.path.startswith(p.path)]
    if offices:
        return ALLOWED
    if role == Role.GRID_LEADER and reach.manages(committee.path):
        return ALLOWED
    return forbid(_("Only an office at or above this committee may appoint here."))


def _can_appoint_administrator(
    by: Actor, user: Any, role: str, committee: Committee | None
) -> Verdict:
    if reach_of(by.user).administers != Role.SECURITY:
        return forbid(_("Only the security administrator appoints administrators."))
    if committee is not None:
        return refuse(_("Administrators belong to no committee."))
    if user.expires_on is not None:
        return refuse(
            _("The account of %(name)s has an end, which an administrator's must not have.")
            % {"name": user}
        )
    return keeps_apart(user, role)


def keeps_apart(user: Any, role: str, *, besides: Any = None) -> Verdict:
    """Administrators are kept apart from all other roles, those still to come included.

    ``besides``: the row that is asked about, where it stands already.
    """
    others = user.appointments.not_over().exclude(pk=besides)
    if role not in ADMINISTRATORS:
        others = others.filter(role__in=ADMINISTRATORS)
    if not others.exists():
        return ALLOWED
    if role == Role.LIAISON:
        return refuse(
            _(
                "%(name)s is the account of an administrator, who holds no other role: as a "
                "liaison this person needs another account."
            )
            % {"name": user}
        )
    return refuse(_("An administrator holds no other role; %(name)s does.") % {"name": user})


def can_hold(
    user: Any,
    role: str,
    committee: Committee | None,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    *,
    besides: Any = None,
) -> Verdict:
    """Whether a role goes with the account's others, whoever gives it.

    Asked by whatever writes an appointment or puts one back, under the account's lock.
    """
    verdict = keeps_apart(user, role, besides=besides)
    # One person may be the liaison of two units at one committee.
    if not verdict or role == Role.LIAISON or role in ADMINISTRATORS:
        return verdict
    same = user.appointments.not_over().filter(role=role, committee=committee)
    same = same.exclude(pk=besides).overlapping(starts_on, ends_on).order_by("starts_on").first()
    if same is None:
        return ALLOWED
    words = {
        "name": user,
        "role": Role(role).label,
        "committee": committee,
        "from": same.starts_on.isoformat(),
        "until": same.ends_on and same.ends_on.isoformat(),
    }
    if same.ends_on is None:
        return refuse(
            _("%(name)s is %(role)s of “%(committee)s” already, from %(from)s on.") % words
        )
    return refuse(
        _(
            "%(name)s is %(role)s of “%(committee)s” already, from %(from)s until %(until)s: "
            "please begin on that day or later, or end that role first."
        )
        % words
    )


def can_stand(row: Appointment) -> Verdict:
    """Whether an appointment that was put back goes with what its account holds now."""
    if row.ends_on is not None and row.ends_on <= max(clock.today(), row.starts_on):
        return ALLOWED
    return can_hold(row.user, row.role, row.committee, row.starts_on, row.ends_on, besides=row.pk)


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
        able = type(appointment.user).objects.usable()
        running = Appointment.objects.running().filter(role=appointment.role, user__in=able)
        if not running.exclude(pk=appointment.pk).exists():
            return refuse(_("Appoint a successor first: nobody else holds this office."))
        return ALLOWED
    place = appointment.place
    if any(p.role in OFFICES and place.startswith(p.path) for p in reach.posts) or (
        appointment.role == Role.GRID_LEADER and reach.manages(place)
    ):
        return ALLOWED
    return forbid(_("Only an office at or above this committee may end this."))


def can_begin_on(day: datetime.date | None) -> Verdict:
    """Access cannot be given for days that have passed; without a day it begins today."""
    if day is not None and day < clock.today():
        return refuse(_("Access cannot begin in the past: choose today or a later day."))
    return ALLOWED


def can_end_on(appointment: Appointment, day: datetime.date) -> Verdict:
    """An end cannot lie in the past, and ending never prolongs."""
    if day < clock.today():
        return refuse(_("Access cannot end in the past: choose today or a later day."))
    if appointment.ends_on is not None and day > appointment.ends_on:
        return refuse(
            _("It ends on %(day)s already; to prolong it, appoint anew from that day on.")
            % {"day": appointment.ends_on.isoformat()}
        )
    return ALLOWED


def can_view_as(by: Actor, account: Any = None) -> Verdict:
    """Only the security administrator looks at another account's menus and reach."""
    if reach_of(by.user).administers != Role.SECURITY:
        return forbid(_("Only the security administrator may see what another account reaches."))
    if account is not None and by.user is not None and account.pk == by.user.pk:
        return refuse(_("This is your own account."))
    return ALLOWED
