"""定岗: posts are set up, edited, published and closed."""

from datetime import date
from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, require_version, write
from core.identifiers import normalise
from core.verdicts import require
from posts import rules
from posts.models import Post
from posts.services.places import end_claim_with_post, fill

Status = Post.Status
WORDS = ("name", "where", "frequency", "decision_body", "decision_number")
# What the log tells of a new post.
TOLD = (
    *("category", "name", "duties", "quota", "is_leading", "where", "frequency", "starts_on"),
    *("ends_on", "supervisor", "need", "decision_body", "decision_number", "decision_on"),
)


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    tidy = {name: normalise(v) if name in WORDS else v for name, v in values.items()}
    if "skills" in tidy:
        tidy["skills"] = sorted(tidy["skills"])
    return tidy


@transaction.atomic
def create_post(committee: Committee, values: dict[str, Any], *, by: Actor) -> Post:
    """Set up a post as a draft. Raises ``ValidationError`` for what is wrong in itself."""
    committee = Committee.objects.lock(committee)
    require(rules.can_keep_posts(by, committee))
    require(rules.can_have_posts(committee))
    post = Post(committee=committee, **_tidy(values))
    post.stand_at(committee)
    require(rules.can_stand_on_need(committee, post.need))
    require(rules.can_be_supervised_by(post.supervisor, by.user))
    write(post)
    after = {name: value for name in TOLD if (value := getattr(post, name))}
    record("posts.created", post, by=by, after=after)
    return post


@transaction.atomic
def edit_post(post: Post, changes: dict[str, Any], *, version: int | None, by: Actor) -> Post:
    """Change what a post says. More places are given to those who wait; agreements that have been
    signed keep the words that they were signed with."""
    post = _lock(post)
    require(rules.can_edit_post(by, post))
    require_version(post, version)
    changes = _tidy(changes)
    if changes.get("need", post.need) != post.need:
        require(rules.can_stand_on_need(post.committee, changes["need"]))
    if changes.get("supervisor", post.supervisor) != post.supervisor:
        require(rules.can_be_supervised_by(changes["supervisor"], by.user))
    quota = changes.get("quota", post.quota)
    if post.status in Post.SHOWN:
        status = Status.FULL if post.taken >= quota else Status.PUBLISHED
        changes = changes | {"status": status}
    before = apply(post, changes)
    if before:
        after = {name: changes[name] for name in before}
        record("posts.edited", post, by=by, before=before, after=after)
    fill(post, clock.today(), by)
    return post


@transaction.atomic
def publish_post(post: Post, *, on: date | None = None, by: Actor) -> Post:
    """From now on members see it and may claim it; ``on`` is the day, if it was put up earlier."""
    post = _lock(post)
    require(rules.can_publish(by, post))
    on = on or clock.today()
    require(rules.can_publish_on(on))
    changes = {"status": Status.PUBLISHED, "published_on": on}
    before = apply(post, changes)
    record("posts.published", post, by=by, before=before, after=changes)
    return post


@transaction.atomic
def close_post(post: Post, *, reason: str, by: Actor) -> Post:
    """Close it for good: who is in post has served until today, who asked is told why not."""
    post = _lock(post)
    require(rules.can_close(by, post))
    today = clock.today()
    for claim in post.claims.standing().select_related("member").order_by("pk"):
        end_claim_with_post(claim, today, reason, by)
    changes = {"status": Status.CLOSED, "closed_on": today, "reason": reason, "taken": 0}
    before = apply(post, changes)
    record("posts.closed", post, by=by, before=before, after=changes)
    return post


def _lock(post: Post) -> Post:
    committee = Committee.objects.lock(post.committee)
    found: Post = Post.objects.lock(post)
    found.committee = committee
    return found
