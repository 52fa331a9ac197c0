"""Giving and ending roles."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees import rules
from committees.models import Appointment, Committee
from committees.terms import ADMINISTRATORS, Role
from core import clock
from core.changes import as_refusal, write
from core.journal import note_changed
from core.verdicts import Refused, require


@transaction.atomic
def appoint(
    user: Any,
    role: str,
    committee: Committee | None,
    *,
    by: Actor,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    basis: str = "",
) -> Appointment:
    """Give an account a role at a committee. Administrators take office at once, without an end."""
    if committee is not None:
        # Whoever drops or reorganises it waits, or is seen here; committees before accounts.
        committee = Committee.objects.lock(committee)
    user = type(user).objects.lock(user)
    require(rules.can_appoint(by, user, role, committee))
    require(rules.can_begin_on(starts_on))
    if role in ADMINISTRATORS and (ends_on or (starts_on and starts_on != clock.today())):
        raise Refused(_("Administrators take office at once; they end when somebody ends them."))
    return write_appointment(user, role, committee, by, starts_on or clock.today(), ends_on, basis)


@transaction.atomic
def appoint_founder(user: Any, role: str, committee: Committee | None, *, by: Actor) -> Appointment:
    """Give the first accounts of an empty installation their roles.

    Only as long as nobody holds any office at all could nobody else do it.
    """
    if Appointment.objects.filter(role=role).exists():
        raise Refused(_("This installation has been founded already."))
    return write_appointment(user, role, committee, by, clock.today(), None, "")


def file_liaison_access(
    user: Any, committee: Committee, *, by: Actor, starts_on: datetime.date
) -> Appointment:
    """Give a liaison access; called by the filing of the liaison, in its transaction.

    Raises ``Refused`` for an administrator's account: the liaison needs another one.
    """
    return write_appointment(user, Role.LIAISON, committee, by, starts_on, None, "")


def end_liaison_access(appointment: Appointment, on: datetime.date, *, by: Actor) -> None:
    """End a liaison's access with the filing that ends the liaison, in its transaction."""
    close_appointment(appointment, on, by)


def write_appointment(
    user: Any,
    role: str,
    committee: Committee | None,
    by: Actor,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    basis: str,
) -> Appointment:
    """Write a new appointment and put it on record; the caller has asked who may give it.

    Whoever gives it, it must go with what the account holds or is going to hold.
    """
    user = type(user).objects.lock(user)
    require(rules.can_hold(user, role, committee, starts_on, ends_on))
    appointment = Appointment(
        user=user,
        role=role,
        committee=committee,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
    )
    try:
        write(appointment)
    except ValidationError as error:
        raise as_refusal(error) from error
    if role in ADMINISTRATORS:
        type(user).objects.filter(pk=user.pk).update(administers=role)
    record(
        "committees.appointed",
        appointment,
        by=by,
        after={
            "user": user,
            "role": role,
            "committee": committee,
            "from": starts_on,
            "to": ends_on,
        },
    )
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, by: Actor, on: datetime.date | None = None, reason: str = ""
) -> Appointment:
    """End a role, by default at once: the next request of its holder is without it.

    One that has not begun yet never begins. Raises ``Refused`` for a day that has passed, since
    access cannot be taken back for it.
    """
    if appointment.role in ADMINISTRATORS:
        # Two ends at once must see each other, or the office could be left with nobody.
        holders = Appointment.objects.running().filter(role=appointment.role).order_by("pk")
        list(holders.select_for_update(of=("self",), no_key=True))
    appointment = Appointment.objects.lock(appointment)
    require(rules.can_end_appointment(by, appointment))
    today = clock.today()
    on = on or today
    require(rules.can_end_on(appointment, on))
    if appointment.role in ADMINISTRATORS and on != today:
        raise Refused(_("Administrators take office at once; they end when somebody ends them."))
    on = max(on, appointment.starts_on)
    close_appointment(appointment, on, by, reason)
    return appointment


def close_appointment(
    appointment: Appointment, on: datetime.date, by: Actor, reason: str = ""
) -> None:
    """End an appointment on a day and put it on record; the caller has asked the rule."""
    before = {"ends_on": appointment.ends_on}
    appointment.ends_on = on
    appointment.version += 1
    appointment.save()
    note_changed(appointment, before)
    if appointment.role in ADMINISTRATORS:
        type(appointment.user).objects.filter(pk=appointment.user_id).update(administers="")
    record(
        "committees.appointment_ended",
        appointment,
        by=by,
        before=before,
        after={"ends_on": on, "reason": reason},
    )
