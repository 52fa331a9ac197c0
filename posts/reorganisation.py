"""What a reorganisation does to posts and all that hangs on them: they go on with their place.

Posts stand at communities and grids. Those of an abolished grid go on at its community; those of an
abolished community are closed, and who served in them has served until that day.
"""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees import memory as remembered
from committees.memory import Memory
from committees.models import Committee, Reorganisation
from committees.services.carrying import Carried, batches
from committees.services.reorganisations import LONGEST_LIST
from committees.terms import Level
from core.changes import apply
from posts.models import (
    Activity,
    CheckRound,
    Claim,
    ClaimStep,
    Evaluation,
    FeedbackLetter,
    Post,
    PostCheck,
    ServiceProof,
    ServiceRecord,
    Talk,
    VoteBatch,
)
from posts.services.activities import call_off
from posts.services.places import end_claim_with_post

Kind = Reorganisation.Kind
# In the order in which they are locked.
PLACED = [
    *(Post, Claim, Activity, ServiceRecord, ServiceProof, CheckRound, PostCheck, Talk),
    *(Evaluation, VoteBatch),
]
# Which of them hang on a post, and by which path.
OF_POSTS: dict[type[Any], str] = {
    Claim: "post",
    ServiceRecord: "claim__post",
    PostCheck: "claim__post",
    Talk: "claim__post",
    Evaluation: "claim__post",
}
# What a committee has signed or planned stays its own, under its number and name.
SIGNED = [ServiceProof, CheckRound]


class Posts(Carried):
    """The posts' part: carried along, and closed where no community is left to have them."""

    def preview(self, plan: Reorganisation) -> list[str]:
        told = super().preview(plan)
        if closing := _to_close(plan).count():
            words = {"what": _("Posts"), "n": closing}
            told.append(_("%(what)s: %(n)d are closed, and who is in them leaves them.") % words)
        if off := _to_call_off(plan).count():
            words = {"what": capfirst(str(Activity._meta.verbose_name_plural)), "n": off}
            told.append(_("%(what)s: %(n)d are called off.") % words)
        return told

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        memory = Memory()
        for post in _to_close(plan).order_by("pk"):
            _close(Post.objects.lock(post), plan, memory, by)
        for activity in _to_call_off(plan).order_by("pk"):
            _call_off(Activity.objects.lock(activity), plan, memory, by)
        return super().apply(plan, by) | {"rows": memory.kept()}

    def lock(self, kept: dict[str, Any]) -> None:
        super().lock(kept)
        remembered.lock(kept["rows"], Post, Claim, Activity)

    def touched(self, plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
        told = super().touched(plan, kept) + remembered.touched(kept["rows"])
        return told + _serving_elsewhere(plan, kept)

    def revert(self, plan: Reorganisation, kept: dict[str, Any], by: Actor) -> None:
        super().revert(plan, kept, by)
        # What has come up meanwhile goes where its post goes.
        posts = kept["ids"].get(Post._meta.label_lower, [])
        for some in batches(posts):
            for model, of_post in OF_POSTS.items():
                stray: Any = model._base_manager.filter(community=kept["to"])
                ids = stray.filter(**{f"{of_post}__in": some}).values_list("pk", flat=True)
                self.stand_at(model, list(ids), plan.committee)
        remembered.restore(kept["rows"], by=by)

    def _next_place(self, plan: Reorganisation) -> Committee | None:
        at = super()._next_place(plan)
        return at if at is not None and at.level in Post.LEVELS else None


def _leaves_no_community(plan: Reorganisation) -> bool:
    above = plan.committee.parent
    return plan.kind == Kind.ABOLISH and not (above and above.level in Post.LEVELS)


def _serving_elsewhere(plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
    """The claims by which somebody would serve where somebody else lives, were the two communities
    parted again: of a post that goes back by a member who stays, or the other way round."""
    if kept["to"] is None or plan.committee.level != Level.COMMUNITY:
        return []
    back = set(kept["ids"].get(Post._meta.label_lower, []))
    moved = plan.memory["members"].get("moved") or {"ids": []}
    members = set(moved["ids"])
    standing = Claim.objects.standing().filter(community=kept["to"]).order_by("pk")
    parted = [
        pk
        for pk, post, member in standing.values_list("pk", "post", "member")
        if (post in back) != (member in members)
    ][:LONGEST_LIST]
    rows = Claim.objects.filter(pk__in=parted).select_related("post", "member__person")
    return [f"{Claim._meta.verbose_name}: {row}" for row in rows.order_by("pk")]


def _to_close(plan: Reorganisation) -> Any:
    """The open posts of a community that is abolished."""
    posts = Post.objects.current().filter(committee=plan.committee)
    return posts if _leaves_no_community(plan) else posts.none()


def _to_call_off(plan: Reorganisation) -> Any:
    """The activities that it has planned."""
    planned = Activity.objects.planned().filter(committee=plan.committee)
    return planned if _leaves_no_community(plan) else planned.none()


def _close(post: Post, plan: Reorganisation, memory: Memory, by: Actor) -> None:
    """As ``posts.services.close_post`` does it, remembered row by row."""
    memory.before(post)
    reason = str(plan)[:200]
    for claim in post.claims.standing().select_related("member").order_by("pk"):
        memory.before(claim)
        end_claim_with_post(claim, plan.effective_on, reason, by)
        memory.made(ClaimStep.objects.filter(claim=claim).latest("pk"))
    day = max(plan.effective_on, post.published_on or plan.effective_on)
    changes = {"status": Post.Status.CLOSED, "closed_on": day, "reason": reason, "taken": 0}
    before = apply(post, changes)
    record("posts.closed", post, by=by, before=before, after=changes)


def _call_off(activity: Activity, plan: Reorganisation, memory: Memory, by: Actor) -> None:
    memory.before(activity)
    for row in activity.sign_ups.standing().order_by("pk"):
        memory.before(row)
    call_off(activity, str(plan)[:200], by)


# Letters stay with the office that sent them, and under the ones that it has above it.
POSTS = Posts(
    "posts.rows_moved",
    PLACED,
    ends=Reorganisation.ENDING,
    signed=SIGNED,
    following=[FeedbackLetter],
)
