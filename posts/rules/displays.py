"""示岗: who consents to be shown and takes it back; who opens a board to the public."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from members.rules import can_print_lists
from posts.models import BoardLink, Claim, Post
from posts.rules.claims import is_oneself


def _can_speak_for(by: Actor, claim: Claim) -> Verdict:
    """The member, or the community for a paper that the member has signed."""
    if is_oneself(by, claim.member):
        return ALLOWED
    return committee_rules.can_manage(by, claim.post.committee)


def can_consent(by: Actor, claim: Claim) -> Verdict:
    if not (verdict := _can_speak_for(by, claim)):
        return verdict
    if claim.status != Claim.Status.IN_POST:
        return refuse(_("Only who is in post is shown on the board."))
    if claim.display_consents.filter(ends_on__isnull=True).exists():
        return refuse(_("The member has consented already."))
    return ALLOWED


def has_consent_paper(by: Actor, claim: Claim, paper: str) -> Verdict:
    """Whoever is not the member says what the member has signed."""
    if paper.strip() or is_oneself(by, claim.member):
        return ALLOWED
    return refuse(_("Please say what the member has signed, and on which day."))


def can_consent_on(claim: Claim, on: datetime.date) -> Verdict:
    """The day of the paper: not ahead of time, nor before the claim or an earlier revocation."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if on < claim.starts_on:
        return refuse(_("The post was claimed on %(day)s only.") % {"day": claim.starts_on})
    last = claim.display_consents.order_by("-starts_on", "-pk").first()
    if last is not None and last.ends_on is not None and on < last.ends_on:
        return refuse(
            _("The consent before was revoked on %(day)s; a new one is not older than that.")
            % {"day": last.ends_on}
        )
    return ALLOWED


def can_revoke_consent(by: Actor, claim: Claim) -> Verdict:
    """At any time, without a reason."""
    if not (verdict := _can_speak_for(by, claim)):
        return verdict
    if not claim.display_consents.filter(ends_on__isnull=True).exists():
        return refuse(_("There is no consent that could be revoked."))
    return ALLOWED


def can_have_board(committee: Committee) -> Verdict:
    if committee.level not in Post.LEVELS:
        return refuse(_("A board is that of a community or a grid: please choose one."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return ALLOWED


def can_print_board(by: Actor, committee: Committee) -> Verdict:
    return can_print_lists(by, committee) and can_have_board(committee)


def can_open_board(by: Actor, committee: Committee) -> Verdict:
    """Give the board a public address; one at a time."""
    verdict = committee_rules.can_manage(by, committee) and can_have_board(committee)
    if verdict and committee.board_links.running().exists():
        return refuse(_("This board has a public address already. Revoke it to make a new one."))
    return verdict


def can_close_board(by: Actor, link: BoardLink) -> Verdict:
    if not (verdict := committee_rules.can_manage(by, link.committee)):
        return verdict
    if link.revoked_at is not None:
        return refuse(_("This address has been revoked already."))
    return ALLOWED
