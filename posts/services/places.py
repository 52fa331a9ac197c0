"""The places of a post: taken and given back under the post's lock, and who moves up.

Everything here is called by the services of posts and claims, which have asked the rules.
"""

from datetime import date
from typing import Any

from django.db.models import F

from audit.actors import Actor
from audit.services import record
from core.changes import apply, write
from posts.models import Claim, ClaimStep, Post

Status = Claim.Status


def step(claim: Claim, changes: dict[str, Any], on: date, by: Actor) -> None:
    """Take one step: written, on record, and kept for every later question about that day."""
    changes = changes | {"since": on}
    if changes["status"] in Claim.OVER:
        changes["ends_on"] = max(on, claim.starts_on)
    before = apply(claim, changes)
    after = {name: changes[name] for name in before}
    record(f"posts.claim_{changes['status']}", claim, by=by, before=before, after=after)
    note(claim, on, changes.get("reason", ""), by)


def note(claim: Claim, on: date, reason: str, by: Actor) -> None:
    write(ClaimStep(claim=claim, status=claim.status, day=on, reason=reason[:200], user=by.user))


def take(post: Post, by: Actor) -> None:
    """One place less; the post must be locked and have one."""
    _count(post, +1, by)


def give_back(post: Post, on: date, by: Actor) -> None:
    """One place more, which goes to the next on the waiting list."""
    _count(post, -1, by)
    fill(post, on, by)


def fill(post: Post, on: date, by: Actor) -> None:
    """While there are places and people who wait, the first of them moves up."""
    while post.status == Post.Status.PUBLISHED:
        following = post.claims.waiting_list().select_for_update(of=("self",), no_key=True).first()
        if following is None:
            return
        take(post, by)
        step(following, {"status": Status.APPLIED}, max(on, following.since), by)


def _count(post: Post, change: int, by: Actor) -> None:
    """What follows from the claims: neither an edit nor a version of its own, or whoever edits the
    post would be told of changes that nobody has made. The database adds, so that its constraint
    would stop even somebody who has not locked the post."""
    status, post.taken = post.status, post.taken + change
    if post.status in Post.SHOWN:
        full = post.taken >= post.quota
        post.status = Post.Status.FULL if full else Post.Status.PUBLISHED
    row = Post.objects.filter(pk=post.pk)
    row.update(taken=F("taken") + change, status=post.status)
    if post.status != status:
        act = "posts.filled" if post.status == Post.Status.FULL else "posts.place_free"
        record(act, post, by=by, before={"status": status}, after={"status": post.status})


def end_claim_with_post(claim: Claim, on: date, reason: str, by: Actor) -> None:
    """The post is closed: who was in it has left it, who asked for it is refused."""
    over = Status.LEFT if claim.status == Status.IN_POST else Status.REFUSED
    step(claim, {"status": over, "reason": reason[:200]}, max(on, claim.since), by)
