"""Invitations: made, revoked, and used to open an account of one's own."""

import datetime
import hmac
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.services import open_account
from audit.actors import Actor
from audit.services import record
from core import clock
from core.changes import apply, write
from core.encryption import blind_index
from core.identifiers import normalise
from core.verdicts import require
from members import notices
from members.codes import new_code, normalised, spaced
from members.models import Invitation, PartyMember, Person
from members.models.invitations import CODE
from members.rules import can_invite, can_revoke, can_use, second_fact
from members.services.people import give_account

Status = Invitation.Status


@transaction.atomic
def invite_member(member: PartyMember, *, by: Actor) -> tuple[Invitation, str]:
    """Make a code for a member; returns it as it is written on the slip, and kept nowhere.

    A former one that was not used is good no longer.
    """
    member = _lock(member)
    require(can_invite(by, member))
    for former in member.invitations.open().select_for_update(of=("self",), no_key=True):
        _revoke(former, by)
    code = new_code()
    until = clock.today() + datetime.timedelta(days=settings.INVITATION_DAYS)
    invitation = Invitation(
        member=member, digest=blind_index(code, CODE), valid_until=until, made_by=by.user
    )
    write(invitation)
    record("members.invited", invitation, by=by, after={"valid_until": until})
    return invitation, spaced(code)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """It opens no account any more."""
    invitation = Invitation.objects.lock(invitation)
    require(can_revoke(by, invitation))
    _revoke(invitation, by)
    return invitation


@transaction.atomic
def revoke_if_guessed(code: str, failures: int, *, by: Actor) -> None:
    """A code to which so many wrong second facts were tried is in wrong hands: it is good no
    longer. ``by`` is whoever stands at the door, so no rule is asked."""
    if failures < settings.SIGN_IN_FAILURES_PER_NAME_AND_DAY:
        return
    found = Invitation.objects.open().with_code(normalised(code) or "-")  # type: ignore[attr-defined]
    for invitation in found.select_for_update(of=("self",), no_key=True):
        _revoke(invitation, by)


def _revoke(invitation: Invitation, by: Actor) -> None:
    before = apply(invitation, {"status": Status.REVOKED})
    after = {"status": Status.REVOKED}
    record("members.invitation_revoked", invitation, by=by, before=before, after=after)


def find_invitation(code: str, fact: str) -> Invitation | None:
    """The invitation with this code that is good today, for whoever knows the second fact too.

    What is wrong is not said, and every way to a no takes the same steps: one digest, one look-up,
    one comparison.
    """
    found = Invitation.objects.with_code(normalised(code) or "-").select_related("member__person")
    invitation = found.first()
    due = second_fact(invitation.member.person) if invitation else ""
    told = "".join(c for c in normalise(fact) if c.isascii() and c.isdigit())
    same = hmac.compare_digest(due.encode(), told.encode())
    return invitation if invitation and due and same and can_use(invitation) else None


@transaction.atomic
def open_own_account(invitation: Invitation, login: str, password: str, *, by: Actor) -> Any:
    """The account that the member has chosen name and password for; used once.

    The caller has shown the notice and the member has agreed to it. Raises ``ValidationError`` for
    a login name that is taken and for a weak password.
    """
    member = _lock(invitation.member)
    invitation = Invitation.objects.lock(invitation)
    invitation.member = member
    require(can_use(invitation))
    person = member.person
    values = {
        "login": login,
        "name": person.name,
        "phone": person.phone,
        "workplace": person.workplace,
    }
    user, _password = open_account(values, by=by, chosen=password)
    give_account(person, user, by=by)
    changes = {
        "status": Status.USED,
        "used_at": clock.now(),
        "notice_version": notices.VERSION_FOR_ACCOUNTS,
    }
    before = apply(invitation, changes)
    record("members.invitation_used", invitation, by=by, before=before, after=changes)
    return user


def _lock(member: PartyMember) -> PartyMember:
    # Liaisons before people: whoever files or ends one comes this way too.
    person = member.person
    list(person.liaisons.running().order_by("pk").select_for_update(of=("self",), no_key=True))
    person = Person.objects.lock(person)
    found: PartyMember = PartyMember.objects.lock(member)
    found.person = person
    return found
