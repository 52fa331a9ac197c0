"""Proofs of service: who issues one, for what, and who takes it back."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from posts.models import ServiceProof
from posts.rules.claims import is_oneself


def can_issue_anything(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_issue(by: Actor, committee: Committee) -> Verdict:
    """Who records certifies: the offices of the community and those above it."""
    return committee_rules.can_manage(by, committee)


def can_certify(committee: Committee) -> Verdict:
    if committee.level != Level.COMMUNITY:
        return refuse(_("A community certifies what was done there."))
    return ALLOWED


def can_certify_period(since: datetime.date, until: datetime.date) -> Verdict:
    if until < since:
        return refuse(_("The period ends before it begins."))
    if until > clock.today():
        return refuse(_("This day has not come yet."))
    return ALLOWED


def can_revoke(by: Actor, proof: ServiceProof) -> Verdict:
    if not (verdict := can_issue(by, proof.committee)):
        return verdict
    if proof.status != ServiceProof.Status.ISSUED:
        return refuse(_("This proof has been revoked already."))
    return ALLOWED


def can_print_proof(by: Actor, proof: ServiceProof) -> Verdict:
    """Who issues it, and whose it is; never once it was revoked."""
    if not (can_issue(by, proof.committee) or is_oneself(by, proof.member)):
        return forbid(_("A proof is printed by the community that issued it, or by the member."))
    if proof.status != ServiceProof.Status.ISSUED:
        return refuse(_("This proof has been revoked."))
    return ALLOWED
