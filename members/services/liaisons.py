"""Liaisons: filed at once, with access of their own.

A liaison's own days are those that the office was told. The access runs from the day of the filing
until the end is recorded, whatever day lies behind them: what was open then stays readable as open,
and nobody is said to have had access before they had it.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.services.appointments import end_liaison_access, file_liaison_access
from core import clock
from core.changes import apply, write
from core.hooks import Hook
from core.journal import note_made
from core.verdicts import Refused, require
from members import rules
from members.models import Handover, HandoverItem, Liaison, Membership, Person
from members.services.scopes import refresh_people

handover_items = Hook("What does this liaison leave behind? (liaison) -> [(text, url), …].")


@transaction.atomic
def file_liaison(
    membership: Membership,
    person: Person,
    *,
    by: Actor,
    starts_on: datetime.date | None = None,
    filed_on: datetime.date | None = None,
) -> Liaison:
    """File a unit's liaison at a committee; with an account, the access comes with it."""
    membership = Membership.objects.lock(membership)
    require(rules.can_file_liaison(by, membership))
    person = Person.objects.lock(person)  # its party status must hold until this is written
    require(rules.can_be_liaison(person))
    return _file(membership, person, starts_on or clock.today(), filed_on or clock.today(), by)


def _file(
    membership: Membership,
    person: Person,
    starts_on: datetime.date,
    filed_on: datetime.date,
    by: Actor,
) -> Liaison:
    if starts_on > filed_on:
        raise Refused(_("A liaison is filed on the first day or after it, not before."))
    if filed_on > clock.today():
        raise Refused(_("The day of filing cannot lie in the future."))
    if starts_on < membership.starts_on:
        raise Refused(_("A liaison cannot begin before the unit's membership."))
    liaison = Liaison(
        membership=membership,
        person=person,
        starts_on=starts_on,
        filed_on=filed_on,
        days_to_file=rules.working_days_between(starts_on, filed_on),
    )
    if person.user is not None:
        liaison.appointment = file_liaison_access(
            person.user, membership.committee, by=by, starts_on=clock.today()
        )
    write(liaison)
    refresh_people([person.pk])
    record(
        "members.liaison_filed",
        liaison,
        by=by,
        after={"person": person, "unit": membership.unit, "from": starts_on, "filed": filed_on},
    )
    return liaison


@transaction.atomic
def replace_liaison(
    liaison: Liaison, person: Person, *, by: Actor, reason: str, on: datetime.date | None = None
) -> Handover:
    """Let somebody else take over: the old access ends, a hand-over list is opened.

    What the present liaison has not accepted from those before goes on to the successor.
    """
    liaison = _lock(liaison)
    require(rules.can_end_liaison(by, liaison))
    require(rules.can_file_liaison(by, liaison.membership))
    on = on or clock.today()
    require(rules.can_end_liaison_on(liaison, on))
    if person.pk == liaison.person_id:
        raise Refused(_("%(name)s is the liaison already.") % {"name": person})
    close_liaison(liaison, on, by=by, reason=reason)
    person = Person.objects.lock(person)
    require(rules.can_be_liaison(person))
    successor = _file(liaison.membership, person, on, max(on, clock.today()), by)
    handover = Handover(predecessor=liaison, successor=successor)
    write(handover)
    left = [(text[:300], url) for answer in handover_items.ask(liaison) for text, url in answer]
    open_items = _pass_on(liaison, handover, by)
    items = HandoverItem.objects.bulk_create(
        HandoverItem(handover=handover, text=text, url=url)
        for text, url in dict.fromkeys([*open_items, *left])
    )
    note_made(*items)
    record("members.handover_opened", handover, by=by, after={"items": handover.items.count()})
    return handover


@transaction.atomic
def end_liaison(
    liaison: Liaison, *, by: Actor, reason: str, on: datetime.date | None = None
) -> Liaison:
    """End a liaison without a successor; the membership's page then shows the alarm."""
    liaison = _lock(liaison)
    require(rules.can_end_liaison(by, liaison))
    on = on or clock.today()
    require(rules.can_end_liaison_on(liaison, on))
    return close_liaison(liaison, on, by=by, reason=reason)


def _lock(liaison: Liaison) -> Liaison:
    """The liaison, after its membership: the unit must not leave meanwhile."""
    membership = Membership.objects.lock(liaison.membership)
    locked: Liaison = Liaison.objects.lock(liaison)
    locked.membership = membership
    return locked


def _pass_on(liaison: Liaison, handover: Handover, by: Actor) -> list[tuple[str, str]]:
    """What this liaison has not accepted yet. Those lists are closed by the end of their successor
    and keep what they say; where their open items went is on record."""
    found = []
    for old in open_handovers(liaison):
        items = list(old.items.filter(is_accepted=False).values_list("text", "url"))
        found += items
        after = {"to": handover, "items": len(items)}
        record("members.handover_passed_on", old, by=by, after=after)
    return found


def open_handovers(liaison: Liaison) -> list[Handover]:
    """The lists that this liaison has still to accept, locked: nobody accepts while they go on."""
    rows = Handover.objects.filter(successor=liaison, accepted_at__isnull=True).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def close_liaison(liaison: Liaison, on: datetime.date, *, by: Actor, reason: str) -> Liaison:
    """End a liaison on a day, and its access today; the caller has asked the rule."""
    on = max(on, liaison.starts_on)
    today = clock.today()
    if on > today:
        raise Refused(_("Please record the end on its day or after it."))
    access = liaison.appointment
    if access and (access.ends_on is None or access.ends_on > today):
        # Access ends when the change is recorded, even if the change itself lies back.
        end_liaison_access(access, max(today, access.starts_on), by=by)
    before = apply(liaison, {"ends_on": on, "reason": reason[:200]})
    after = {"ends_on": on, "reason": reason}
    record("members.liaison_ended", liaison, by=by, before=before, after=after)
    return liaison


@transaction.atomic
def accept_handover(handover: Handover, items: list[int], *, by: Actor) -> Handover:
    """Accept the listed items; with the last one the hand-over is closed."""
    handover = Handover.objects.lock(handover)
    require(rules.can_accept_handover(by, handover))
    handover.items.filter(pk__in=items).update(is_accepted=True)
    if not handover.items.filter(is_accepted=False).exists():
        apply(handover, {"accepted_at": clock.now()})
    record("members.handover_accepted", handover, by=by, after={"items": items})
    return handover


@transaction.atomic
def give_access(liaisons: list[Liaison], user: Any, *, by: Actor) -> None:
    """Give a new account the access of the liaisons that its person already is."""
    for row in liaisons:
        liaison = Liaison.objects.lock(row)  # it may have ended since it was read
        if liaison.appointment is None and liaison.is_in_force(clock.today()):
            access = file_liaison_access(
                user, liaison.membership.committee, by=by, starts_on=clock.today()
            )
            apply(liaison, {"appointment": access})
