"""Members' requests about their own data: who asks, who answers."""

from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.models import Committee
from committees.reach import reach_of
from core import own
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import MemberRequest, PartyMember
from members.models.requests import CORRECTABLE, EVERYTHING, ON_CONSENT

Kind = MemberRequest.Kind


def is_own(by: Actor, member: PartyMember) -> bool:
    return by.user is not None and member.person.user_id == by.user.pk


def can_ask(by: Actor, member: PartyMember) -> Verdict:
    """Members ask for themselves; at the counter the office corrects the entry at once."""
    if is_own(by, member):
        return ALLOWED
    return forbid(_("Only the member asks about the own data."))


def can_ask_about(by: Actor, kind: str, row: Any, field: str) -> Verdict:
    """Whether this can be asked for at all: of a field that may be corrected or rests on consent,
    or about a row of one's own that somebody keeps."""
    if kind == Kind.OBJECTION:
        found = own.objectable(by.user).get(row._meta.label_lower)
        if found is None or not found.rows.filter(pk=row.pk).exists():
            return forbid(_("This is not about you."))
        return ALLOWED
    known = CORRECTABLE if kind == Kind.CORRECTION else (*ON_CONSENT, EVERYTHING)
    return ALLOWED if field in known else refuse(_("This cannot be asked for here."))


def can_answer(by: Actor, request: MemberRequest) -> Verdict:
    """The office that keeps what it is about, and those above it; never the member."""
    if not reach_of(by.user).manages(request.place):
        at = Committee.objects.filter(pk=request.lies_at).first()
        return forbid(_("This is answered by %(committee)s.") % {"committee": at})
    if is_own(by, request.member):
        return forbid(_("Nobody answers a request of their own."))
    return _is_open(request)


def can_withdraw_request(by: Actor, request: MemberRequest) -> Verdict:
    if not is_own(by, request.member):
        return forbid(_("Only the member withdraws it."))
    return _is_open(request)


def _is_open(request: MemberRequest) -> Verdict:
    if request.is_open:
        return ALLOWED
    return refuse(_("This request is “%(status)s”.") % {"status": request.get_status_display()})
