"""Invitations: who makes them, for whom, and when a code is good."""

from django.utils.translation import gettext as _

from audit.actors import Actor
from core import clock
from core.panels import may_have
from core.verdicts import ALLOWED, Verdict, refuse
from members.models import Invitation, PartyMember, Person
from members.rules.party_members import can_keep_member
from members.rules.people import can_open_account


def second_fact(person: Person) -> str:
    """What whoever has the code must know besides: the last four digits of the phone or, where no
    number is kept, the birth date as eight digits. Empty where neither is known."""
    digits = "".join(c for c in person.phone if c.isascii() and c.isdigit())
    if len(digits) >= 4:
        return digits[-4:]
    member = PartyMember.objects.filter(pk=person.pk).first()
    born = member.born_on if member else None
    return f"{born:%Y%m%d}" if born else ""


def can_invite(by: Actor, member: PartyMember) -> Verdict:
    """The office that keeps the entry invites a member of the party who has no account."""
    if not (verdict := can_keep_member(by, member)):
        return verdict
    if not (verdict := can_open_account(by, member.person)):
        return verdict
    return can_be_invited(member)


def can_be_invited(member: PartyMember) -> Verdict:
    """Whether an account by a code may be opened for this member: one that opens nothing but the
    own rows. It is asked again when the code is used."""
    if not member.is_current:
        return refuse(
            _("%(name)s is “%(status)s”.") % {"name": member, "status": member.get_status_display()}
        )
    if member.person.user_id is not None:
        return refuse(_("%(name)s has an account already.") % {"name": member})
    if may_have(member, "liaisons") and member.person.liaisons.running().exists():
        return refuse(
            _(
                "%(name)s is liaison of a unit, and an account would open the unit's entries. "
                "Please open it on the person's page and hand the password over in person."
            )
            % {"name": member}
        )
    if not second_fact(member.person):
        return refuse(
            _(
                "Neither a phone number nor the birth date of %(name)s is known here. Please enter "
                "one of them first: it is asked for together with the code."
            )
            % {"name": member}
        )
    return ALLOWED


def can_use(invitation: Invitation) -> Verdict:
    """Whether an account may be opened by it now. Nobody outside is told which of these it was."""
    if not invitation.is_good_on(clock.today()):
        return refuse(_("This code is no longer good."))
    return can_be_invited(invitation.member)


def can_revoke(by: Actor, invitation: Invitation) -> Verdict:
    if not (verdict := can_keep_member(by, invitation.member)):
        return verdict
    if Invitation.Status.REVOKED not in Invitation.TRANSITIONS[invitation.status]:
        return refuse(
            _("This invitation is “%(status)s”.") % {"status": invitation.get_status_display()}
        )
    return ALLOWED
