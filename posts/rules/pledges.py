"""Pledges: who makes them, who tells how far they have come, who says whether they were kept."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from posts.models import Claim, Pledge
from posts.rules.claims import is_oneself

Status = Pledge.Status
# What one person can promise for a year and somebody else can look after.
MOST = 10


def can_pledge(by: Actor, claim: Claim) -> Verdict:
    """The community or the member, while the claim has a place."""
    if not is_oneself(by, claim.member) and not (verdict := _can_keep(by, claim)):
        return verdict
    if claim.status not in Claim.HOLDING:
        return refuse(_("Who has a place in the post pledges something for it."))
    if claim.pledges.standing().count() >= MOST:
        return refuse(_("There are %(n)d pledges already, as many as may be.") % {"n": MOST})
    return ALLOWED


def _can_keep(by: Actor, claim: Claim) -> Verdict:
    return committee_rules.can_manage(by, claim.post.committee)


def can_be_due(claim: Claim, due_on: datetime.date) -> Verdict:
    """A deadline lies in the time of the claim."""
    if due_on < claim.starts_on:
        return refuse(_("The post was claimed on %(day)s only.") % {"day": claim.starts_on})
    if claim.term_ends_on is not None and due_on > claim.term_ends_on:
        return refuse(
            _("The term ends on %(day)s; the pledge is kept by then.") % {"day": claim.term_ends_on}
        )
    return ALLOWED


def can_note_progress(by: Actor, pledge: Pledge) -> Verdict:
    """The community or the member, while the pledge is under way."""
    claim = pledge.claim
    if not is_oneself(by, claim.member) and not (verdict := _can_keep(by, claim)):
        return verdict
    if pledge.status != Status.OPEN:
        return refuse(_("It is “%(status)s” already.") % {"status": pledge.get_status_display()})
    if claim.is_over:
        return refuse(_("The claim is over; what was pledged can only be settled."))
    return ALLOWED


def can_settle(by: Actor, pledge: Pledge, status: str) -> Verdict:
    """The community says whether it was kept: nobody judges one's own. After the end of the term
    too, when the last of it is looked at."""
    if not (verdict := _can_keep(by, pledge.claim)):
        return verdict
    if status in Pledge.TRANSITIONS[pledge.status]:
        return ALLOWED
    return refuse(
        _("“%(before)s” is not followed by “%(after)s”.")
        % {"before": pledge.get_status_display(), "after": Status(status).label}
    )


def can_reopen(by: Actor, pledge: Pledge) -> Verdict:
    verdict = can_settle(by, pledge, Status.OPEN)
    dropped = pledge.status == Status.DROPPED
    if verdict and dropped and pledge.claim.pledges.standing().count() >= MOST:
        return refuse(_("There are %(n)d pledges already, as many as may be.") % {"n": MOST})
    return verdict


def can_happen_on(pledge: Pledge, day: datetime.date) -> Verdict:
    """Progress and settling lie between the claim and today."""
    if day > clock.today():
        return refuse(_("This day has not come yet."))
    if day < pledge.claim.starts_on:
        return refuse(_("The post was claimed on %(day)s only.") % {"day": pledge.claim.starts_on})
    return ALLOWED
