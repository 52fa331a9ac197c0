"""Agreements: who draws them up, when they are signed, what may follow; who prints them."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from members.rules import can_print_lists
from posts.models import Agreement, Claim
from posts.rules.claims import acts_for_employer, is_oneself

Status = Agreement.Status


def can_keep_agreements(by: Actor, claim: Claim) -> Verdict:
    """The community draws its agreements up and notes that they are signed."""
    return committee_rules.can_manage(by, claim.post.committee)


def can_draw_up(by: Actor, claim: Claim) -> Verdict:
    """For whoever is, or has been, in post: the first version, or anew while none is signed."""
    if not (verdict := can_keep_agreements(by, claim)):
        return verdict
    if claim.in_post_on is None:
        return refuse(_("An agreement is drawn up once both branches have agreed."))
    if claim.agreements.signed().exists():
        return refuse(_("It is signed. What has to be put right is a new version."))
    return ALLOWED


def can_draw_up_on(claim: Claim, on: datetime.date) -> Verdict:
    """Papers of earlier days are entered too; none is older than the place in the post."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if claim.in_post_on is not None and on < claim.in_post_on:
        return refuse(
            _("The member has been in post since %(day)s only.") % {"day": claim.in_post_on}
        )
    return ALLOWED


def can_correct_agreement(by: Actor, claim: Claim) -> Verdict:
    """A new version follows a signed one; a further one only when this one is signed or dropped."""
    if not (verdict := can_keep_agreements(by, claim)):
        return verdict
    if not claim.agreements.signed().exists():
        return refuse(_("Nothing has been signed yet: please draw the agreement up."))
    if claim.agreements.filter(status=Status.DRAFT).exists():
        return refuse(_("A new version waits to be signed already."))
    return ALLOWED


def _follows(agreement: Agreement, status: str) -> Verdict:
    if status in Agreement.TRANSITIONS[agreement.status]:
        return ALLOWED
    return refuse(
        _("“%(before)s” is not followed by “%(after)s”.")
        % {"before": agreement.get_status_display(), "after": Status(status).label}
    )


def can_sign_agreement(by: Actor, agreement: Agreement) -> Verdict:
    """The community notes it, with the three signed copies before it."""
    return can_keep_agreements(by, agreement.claim) and _follows(agreement, Status.SIGNED)


def can_sign_on(agreement: Agreement, on: datetime.date) -> Verdict:
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if on < agreement.drawn_up_on:
        return refuse(
            _("This version was drawn up on %(day)s and cannot have been signed before.")
            % {"day": agreement.drawn_up_on}
        )
    return ALLOWED


def can_drop_draft(by: Actor, agreement: Agreement) -> Verdict:
    return can_keep_agreements(by, agreement.claim) and _follows(agreement, Status.DROPPED)


def can_print_agreement(by: Actor, agreement: Agreement) -> Verdict:
    """Those who sign it, for themselves or for their branch, and whoever reads the whole place."""
    if agreement.status == Status.DROPPED:
        return refuse(_("This version has been dropped and was never signed."))
    claim = agreement.claim
    if is_oneself(by, claim.member) or acts_for_employer(by, claim.employer_id):
        return ALLOWED
    return can_print_lists(by, claim.post.committee)


def can_print_whole_phone(by: Actor, agreement: Agreement) -> Verdict:
    return can_keep_agreements(by, agreement.claim)
