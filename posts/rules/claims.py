"""Claims: who may claim which post, who confirms each step, when a term ends."""

import datetime

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import PartyMember, Registration
from members.reach import units_of
from members.rules import can_be_member_on
from members.terms import Employment
from posts.models import Claim, Post

Status = Claim.Status
# A term is offered for renewal so long before its last day.
RENEWAL = datetime.timedelta(days=60)


def can_claim_anything(by: Actor) -> Verdict:
    """Communities for those who live there, liaisons for their unit's members, members too."""
    reach = reach_of(by.user)
    if reach.managed or reach.liaison_at:
        return ALLOWED
    if by.user and PartyMember.objects.current().filter(person__user=by.user.pk).exists():
        return ALLOWED
    return forbid(_("Communities, liaisons and party members claim posts."))


def is_oneself(by: Actor, member: PartyMember) -> bool:
    return by.user is not None and member.person.user_id == by.user.pk


def acts_for_employer(by: Actor, employer: int | None) -> bool:
    """Whether the actor is liaison of the unit."""
    return employer is not None and employer in units_of(by.user)


def can_bring_for(by: Actor, member: PartyMember) -> Verdict:
    """Whether the actor may claim posts for this member at all: where the member lives, for the
    member's own unit, or for oneself."""
    if reach_of(by.user).manages(member.place) or is_oneself(by, member):
        return ALLOWED
    if acts_for_employer(by, member.employer_id):
        return ALLOWED
    return forbid(
        _("The community, the member's own unit or the member claims a post for %(name)s.")
        % {"name": member}
    )


def can_bring_claim(by: Actor, post: Post, member: PartyMember) -> Verdict:
    """The post's community enters the claim, the member's unit recommends, or the member asks."""
    if reach_of(by.user).manages(post.place):
        return ALLOWED
    return can_bring_for(by, member)


def can_be_claimed_by(post: Post, member: PartyMember) -> Verdict:
    """Whether this member may have this post (or wait for it), whoever asks."""
    if post.status not in Post.SHOWN:
        return refuse(
            _("“%(post)s” is “%(status)s”; only published posts are claimed.")
            % {"post": post, "status": post.get_status_display()}
        )
    if not (verdict := _can_serve(post, member)):
        return verdict
    standing = Claim.objects.standing().filter(member=member)
    if standing.filter(post=post).exists():
        return refuse(_("%(name)s has claimed this post already.") % {"name": member})
    if standing.count() >= settings.POSTS_PER_MEMBER:
        return refuse(
            _("%(name)s has claimed %(n)d posts already, and nobody may have more.")
            % {"name": member, "n": settings.POSTS_PER_MEMBER}
        )
    return ALLOWED


def _can_serve(post: Post, member: PartyMember) -> Verdict:
    """Members serve where they live; those in service are registered there; a member on probation
    leads nobody."""
    if not member.counts:
        return refuse(
            _("%(name)s is “%(status)s”; full and probationary members claim posts.")
            % {"name": member, "status": member.get_status_display()}
        )
    if member.status == PartyMember.Status.PROBATIONARY and post.is_leading:
        return refuse(
            _("%(name)s is on probation and may serve in a group, but not lead one.")
            % {"name": member}
        )
    if post.community_id is None or member.community_id != post.community_id:
        return refuse(
            _("%(name)s does not live in this community; members claim posts where they live.")
            % {"name": member}
        )
    if member.employment == Employment.IN_SERVICE and not _is_registered(post, member):
        return refuse(
            _("%(name)s is in service and not registered here. Please register the member first.")
            % {"name": member}
        )
    return ALLOWED


def _is_registered(post: Post, member: PartyMember) -> bool:
    here = member.registrations.filter(committee=post.community_id)
    return here.filter(status=Registration.Status.REGISTERED).exists()


def can_claim_from(member: PartyMember, post: Post, on: datetime.date) -> Verdict:
    """Whether a claim may begin on this day: not ahead of time, nor before an earlier one of the
    same post was over, so that a day has one answer."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    first = min(post.published_on or on, post.starts_on)
    if on < first:
        return refuse(_("Nobody could claim the post before %(day)s.") % {"day": first})
    if not (verdict := can_be_member_on(member, on)):
        return verdict
    until = Claim.objects.filter(member=member, post=post).aggregate(last=Max("ends_on"))["last"]
    if until is not None and on < until:
        return refuse(
            _("An earlier claim ran until %(day)s; this one cannot begin before.") % {"day": until}
        )
    return ALLOWED


def _can_keep(by: Actor, claim: Claim) -> Verdict:
    return committee_rules.can_manage(by, claim.post.committee)


def _follows(claim: Claim, status: str) -> Verdict:
    if status in Claim.TRANSITIONS[claim.status]:
        return ALLOWED
    return refuse(
        _("“%(before)s” is not followed by “%(after)s”.")
        % {"before": claim.get_status_display(), "after": Status(status).label}
    )


def can_confirm(by: Actor, claim: Claim) -> Verdict:
    """The first yes: the community's."""
    verdict = _can_keep(by, claim) and _follows(claim, Status.CONFIRMED)
    return verdict and _can_serve(claim.post, claim.member)


def has_one_branch(claim: Claim) -> bool:
    """Whether the home branch is one of the community's own: then one yes is that of both."""
    home, community = claim.member.organisation, claim.post.community
    return bool(home and community and home.home.path.startswith(community.path))


def acts_for_branch(by: Actor, claim: Claim) -> bool:
    """Whether the actor speaks for the home branch: as the unit's liaison, or as the office that
    keeps the branch."""
    if acts_for_employer(by, claim.employer_id):
        return True
    home = claim.member.organisation
    return home is not None and reach_of(by.user).manages(home.home.path)


def can_agree_for_branch(by: Actor, claim: Claim) -> Verdict:
    """The second yes: the home branch's own, or the community's for a paper that the branch has
    signed."""
    if not acts_for_branch(by, claim) and not (verdict := _can_keep(by, claim)):
        return verdict
    if not (verdict := _follows(claim, Status.IN_POST)):
        return verdict
    return _can_serve(claim.post, claim.member)


def has_paper(by: Actor, claim: Claim, paper: str) -> Verdict:
    """Whoever does not speak for the branch says which paper the branch has signed."""
    if paper or acts_for_branch(by, claim):
        return ALLOWED
    return refuse(_("Please say who has signed for the home branch, and on which day."))


def can_refuse_claim(by: Actor, claim: Claim) -> Verdict:
    """The community at every step; the home branch once the community has confirmed."""
    if acts_for_branch(by, claim) and claim.status == Status.CONFIRMED:
        return ALLOWED
    return _can_keep(by, claim) and _follows(claim, Status.REFUSED)


def can_withdraw(by: Actor, claim: Claim) -> Verdict:
    """Whoever might have brought the claim may take it back before both branches have agreed."""
    return can_bring_claim(by, claim.post, claim.member) and _follows(claim, Status.WITHDRAWN)


def can_leave(by: Actor, claim: Claim) -> Verdict:
    """The community, or the member."""
    if not is_oneself(by, claim.member) and not (verdict := _can_keep(by, claim)):
        return verdict
    return _follows(claim, Status.LEFT)


def can_end_term(by: Actor, claim: Claim) -> Verdict:
    """The clock does it as well, on the day."""
    verdict = _can_keep(by, claim) and _follows(claim, Status.ENDED)
    if verdict and claim.term_ends_on and claim.term_ends_on > clock.today():
        return refuse(_("The term runs until %(day)s.") % {"day": claim.term_ends_on})
    return verdict


def can_move_claim(by: Actor, claim: Claim) -> Verdict:
    return _can_keep(by, claim) and _follows(claim, Status.MOVED)


def can_go_on_at(claim: Claim, post: Post) -> Verdict:
    """Whether the member may go on at this post, which must have a place."""
    if post.pk == claim.post_id:
        return refuse(_("%(name)s is at this post already.") % {"name": claim.member})
    if post.status != Post.Status.PUBLISHED:
        return refuse(_("“%(post)s” has no place free.") % {"post": post})
    if not (verdict := _can_serve(post, claim.member)):
        return verdict
    if Claim.objects.standing().filter(member=claim.member_id, post=post).exists():
        return refuse(_("%(name)s has claimed this post already.") % {"name": claim.member})
    return ALLOWED


def can_renew_term(by: Actor, claim: Claim) -> Verdict:
    """For another year, from two months before the end; never beyond the post's own end."""
    if not (verdict := _can_keep(by, claim)):
        return verdict
    if claim.status != Status.IN_POST or claim.term_ends_on is None:
        return refuse(_("Only who is in post is renewed."))
    if claim.term_ends_on - RENEWAL > clock.today():
        return refuse(_("The term runs until %(day)s.") % {"day": claim.term_ends_on})
    if claim.post.ends_on is not None and claim.post.ends_on <= claim.term_ends_on:
        return refuse(_("The post itself ends on %(day)s.") % {"day": claim.post.ends_on})
    return _can_serve(claim.post, claim.member)


def can_step_on_day(claim: Claim, on: datetime.date) -> Verdict:
    """Steps follow each other and lie in the past or today."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if on < claim.since:
        return refuse(_("The step before was on %(day)s.") % {"day": claim.since})
    return ALLOWED
