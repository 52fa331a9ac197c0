"""认岗: posts are claimed, confirmed by both branches, held for a term, left, moved, renewed.

Locked in this order: the post's committee, the member, the post, the claims. Who waits for a place
counts among the claims of a member, so nobody's number of posts changes by moving up.
"""

from datetime import date
from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.verdicts import require
from members.models import PartyMember
from members.services.registrations import a_year_after
from posts import rules
from posts.models import Claim, Post
from posts.services.places import give_back, note, step, take

Status = Claim.Status


@transaction.atomic
def claim_post(
    post: Post, member: PartyMember, *, on: date | None = None, reason: str = "", by: Actor
) -> Claim:
    """A member claims a post, or is put on its waiting list when all places are taken.

    Entered by the community, the community has confirmed; recommended by the unit's liaison, the
    home branch has agreed. ``reason`` is what the one who asks wants to add.
    """
    committee = Committee.objects.lock(post.committee)
    member = PartyMember.objects.lock(member)
    post = _lock_post(post, committee)
    require(rules.can_bring_claim(by, post, member))
    require(rules.can_be_claimed_by(post, member))
    on = on or clock.today()
    require(rules.can_claim_from(member, post, on))
    waits = post.status == Post.Status.FULL
    claim = Claim(
        post=post,
        member=member,
        employer=member.employer,
        status=Status.WAITING if waits else Status.APPLIED,
        starts_on=on,
        since=on,
        reason=reason,
    )
    claim.stand_at(committee)
    if rules.acts_for_employer(by, member.employer_id) and not rules.is_oneself(by, member):
        claim.branch_agreed_on = on
    write(claim)
    after = {"post": post, "member": member, "status": claim.status, "from": on}
    record("posts.claim_entered", claim, by=by, after=after)
    note(claim, on, reason, by)
    if not waits:
        take(post, by)
        if rules.can_confirm(by, claim) and not rules.is_oneself(by, member):
            _confirm(claim, on, by)
    return claim


@transaction.atomic
def confirm_claim(claim: Claim, *, on: date | None = None, by: Actor) -> Claim:
    """The community says yes. Where the home branch has agreed, or is the community's own, the
    member is in post."""
    claim = _lock(claim)
    on = on or clock.today()
    require(rules.can_confirm(by, claim))
    require(rules.can_step_on_day(claim, on))
    _confirm(claim, on, by)
    return claim


def _confirm(claim: Claim, on: date, by: Actor) -> None:
    step(claim, {"status": Status.CONFIRMED}, on, by)
    if claim.branch_agreed_on is not None or rules.has_one_branch(claim):
        _put_in_post(claim, on, "", by)


@transaction.atomic
def agree_for_branch(claim: Claim, *, on: date | None = None, reason: str = "", by: Actor) -> Claim:
    """The home branch says yes: the member is in post, for a year or until the post ends.

    ``reason`` says who signed which paper, where the community notes it for the branch.
    """
    claim = _lock(claim)
    on = on or clock.today()
    require(rules.can_agree_for_branch(by, claim))
    require(rules.has_paper(by, claim, reason))
    require(rules.can_step_on_day(claim, on))
    _put_in_post(claim, on, reason, by)
    return claim


def _put_in_post(claim: Claim, on: date, reason: str, by: Actor) -> None:
    changes = {
        "status": Status.IN_POST,
        "branch_agreed_on": claim.branch_agreed_on or on,
        "in_post_on": on,
        "term_ends_on": _end_of_term(claim.post, on),
        "reason": reason,
    }
    step(claim, changes, on, by)


def _end_of_term(post: Post, start: date) -> date:
    """A year later; the post's own end, if that comes before."""
    year = a_year_after(start)
    return min(year, post.ends_on) if post.ends_on and post.ends_on > start else year


@transaction.atomic
def refuse_claim(claim: Claim, *, on: date | None = None, reason: str, by: Actor) -> Claim:
    """One of the branches says no, and why."""
    return _end(claim, rules.can_refuse_claim, Status.REFUSED, on, reason, by)


@transaction.atomic
def withdraw_claim(claim: Claim, *, on: date | None = None, reason: str, by: Actor) -> Claim:
    """Taken back before both branches had agreed."""
    return _end(claim, rules.can_withdraw, Status.WITHDRAWN, on, reason, by)


@transaction.atomic
def leave_post(claim: Claim, *, on: date | None = None, reason: str, by: Actor) -> Claim:
    """The member gives the post up before the term is over."""
    return _end(claim, rules.can_leave, Status.LEFT, on, reason, by)


@transaction.atomic
def end_term(claim: Claim, *, on: date | None = None, reason: str = "", by: Actor) -> Claim:
    """The term is over and not renewed."""
    return _end(claim, rules.can_end_term, Status.ENDED, on, reason, by)


def _end(claim: Claim, rule: Any, status: str, on: date | None, reason: str, by: Actor) -> Claim:
    claim = _lock(claim)
    on = on or clock.today()
    require(rule(by, claim))
    require(rules.can_step_on_day(claim, on))
    _end_on(claim, status, on, reason, by)
    return claim


def _end_on(claim: Claim, status: str, on: date, reason: str, by: Actor) -> None:
    """Over; the place goes to the next one. The post and the claim must be locked."""
    had_place = claim.status in Claim.HOLDING
    step(claim, {"status": status, "reason": reason[:200]}, on, by)
    if had_place:
        give_back(claim.post, on, by)


@transaction.atomic
def move_claim(claim: Claim, post: Post, *, on: date, reason: str, by: Actor) -> Claim:
    """To another post of the community, which has a place: the claim ends here and goes on there,
    confirmed by the community; the home branch agrees anew. Returns the new claim."""
    for committee in sorted({claim.post.committee, post.committee}, key=lambda c: c.pk):
        Committee.objects.lock(committee)
    member = PartyMember.objects.lock(claim.member)
    for either in sorted([claim.post, post], key=lambda p: p.pk):
        Post.objects.lock(either)
    claim = _lock(claim)
    post = Post.objects.lock(post)
    require(rules.can_move_claim(by, claim))
    require(rules.can_step_on_day(claim, on))
    require(rules.can_go_on_at(claim, post))
    require(rules.can_claim_from(member, post, on))
    following = Claim(
        post=post,
        member=member,
        employer=member.employer,
        status=Status.APPLIED,
        starts_on=on,
        since=on,
    )
    following.stand_at(post.committee)
    _end_on(claim, Status.MOVED, on, reason, by)
    write(following)
    after = {"post": post, "member": member, "status": following.status, "from": on}
    record("posts.claim_entered", following, by=by, after=after)
    note(following, on, reason, by)
    take(post, by)
    _confirm(following, on, by)
    apply(claim, {"moved_to": following})
    return following


@transaction.atomic
def renew_term(claim: Claim, *, by: Actor) -> Claim:
    """For another year from its last day, never beyond the post's own end."""
    claim = _lock(claim)
    require(rules.can_renew_term(by, claim))
    assert claim.term_ends_on is not None  # noqa: S101 the rule has asked
    changes = {"term_ends_on": _end_of_term(claim.post, claim.term_ends_on)}
    before = apply(claim, changes)
    record("posts.claim_renewed", claim, by=by, before=before, after=changes)
    return claim


def end_due_terms(*, by: Actor) -> int:
    """End the terms whose day has come; returns how many. Each is a transaction of its own."""
    due = Claim.objects.in_post().filter(term_ends_on__lte=clock.today()).order_by("pk")
    ended = 0
    for found in due.select_related("post__committee", "member"):
        with transaction.atomic():
            claim = _lock(found)
            day = claim.term_ends_on
            if claim.status == Status.IN_POST and day and day <= clock.today():
                _end_on(claim, Status.ENDED, max(day, claim.since), "", by)
                ended += 1
    return ended


def end_claims_of(member: PartyMember, claims: Any, on: date, reason: str, by: Actor) -> None:
    """The member serves there no longer, because of what another service has done and recorded:
    who was in post has left it, what was asked for is withdrawn. The member must be locked."""
    for found in claims.standing().filter(member=member).order_by("post", "pk"):
        post = Post.objects.lock(found.post)
        claim = Claim.objects.lock(found)
        claim.post = post
        over = Status.LEFT if claim.status == Status.IN_POST else Status.WITHDRAWN
        if not claim.is_over:
            _end_on(claim, over, max(on, claim.since), reason, by)


def _lock(claim: Claim) -> Claim:
    committee = Committee.objects.lock(claim.post.committee)
    member = PartyMember.objects.lock(claim.member)
    post = _lock_post(claim.post, committee)
    found: Claim = Claim.objects.lock(claim)
    found.post, found.member = post, member
    return found


def _lock_post(post: Post, committee: Committee) -> Post:
    found: Post = Post.objects.lock(post)
    found.committee = committee
    return found
