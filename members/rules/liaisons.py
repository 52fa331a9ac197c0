"""Liaisons and hand-overs."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.terms import Role
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import (
    Handover,
    Liaison,
    Membership,
    Person,
)
from members.terms import PartyStatus


def can_file_liaison(by: Actor, membership: Membership) -> Verdict:
    """The committee's office, for a unit on the roster."""
    may = committee_rules.can_manage(by, membership.committee)
    if may and membership.status not in Membership.COUNTING:
        return refuse(_("Only a unit on the roster sends liaisons."))
    return may


def can_be_liaison(person: Person) -> Verdict:
    """A liaison must be a full party member (a street rule, domain source F25).

    Nor may the account be an administrator's, since the access comes with the filing.
    """
    if person.user is not None and person.user.administers:
        return committee_rules.keeps_apart(person.user, Role.LIAISON)
    if person.party_status == PartyStatus.FULL:
        return ALLOWED
    return refuse(
        _("A liaison must be a full party member; %(name)s is entered as: %(status)s.")
        % {"name": person, "status": person.get_party_status_display()}
    )


def can_end_liaison(by: Actor, liaison: Liaison) -> Verdict:
    may = committee_rules.can_manage(by, liaison.membership.committee)
    if may and liaison.ends_on is not None and liaison.ends_on <= clock.today():
        return refuse(_("This liaison has already ended."))
    return may


def can_end_liaison_on(liaison: Liaison, on: datetime.date) -> Verdict:
    """Neither the end nor the successor's first day lies before the liaison's own first day."""
    if on >= liaison.starts_on:
        return ALLOWED
    return refuse(
        _("%(name)s has been liaison since %(date)s. Please choose that day or a later one.")
        % {"name": liaison.person, "date": liaison.starts_on}
    )


def can_accept_handover(by: Actor, handover: Handover) -> Verdict:
    """The successor in person, or the office when the successor has no account."""
    successor = handover.successor.person
    if successor.user_id is None:
        may = committee_rules.can_manage(by, handover.successor.membership.committee)
    elif by.user is not None and by.user.pk == successor.user_id:
        may = ALLOWED
    else:
        may = forbid(_("Only the successor accepts the hand-over."))
    if may and handover.accepted_at:
        return refuse(_("This hand-over has been accepted already."))
    if may and handover.successor.ends_on is not None:
        return refuse(
            _(
                "This list is closed: %(name)s is no longer the liaison. What was open has gone "
                "on to the next one's list, where there is a next one."
            )
            % {"name": successor}
        )
    return may
