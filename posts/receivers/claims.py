"""What posts and claims answer when a lower room asks or tells."""

import datetime
from typing import Any

from django.db.models import Min, OuterRef
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from audit.actors import Actor
from committees.models import Committee
from committees.prepared import Seen
from committees.rules import belongings
from core import hooks
from core.days import Item
from core.panels import Action, Added, Panel
from exchange.answers import answers
from exchange.models import Need
from members.models import PartyMember
from members.reach import units_of
from members.signals import stopped_serving
from posts import figures, rules
from posts.models import Claim, Post
from posts.receivers.alarms import items_of
from posts.services import categories  # noqa: F401 it registers what an installation begins with
from posts.services.claims import end_claims_of
from posts.tables.claims import ClaimsOfMember
from posts.tables.posts import PostsOfNeed, SuggestedPosts

AT_MOST = 20


@receiver(stopped_serving)
def leave_posts(
    sender: Any,
    member: PartyMember,
    community: int | None,
    on: datetime.date,
    reason: str,
    by: Actor,
    **_kwargs: Any,
) -> None:
    """Who serves at a community no longer has no post there."""
    claims: Any = Claim.objects.all()
    if community is not None:
        claims = claims.filter(community=community)
    end_claims_of(member, claims, on, reason, by)


@belongings.register
def posts_there(committee: Committee) -> list[str]:
    """The posts of a committee that have not been closed."""
    posts = Post.objects.current().filter(committee=committee).count()
    return [ngettext("%(n)d post", "%(n)d posts", posts) % {"n": posts}] if posts else []


@answers.register
def posts_for_a_need() -> Any:
    """A need is answered by the posts in use that were set up for it."""
    return Post.objects.current().filter(need=OuterRef("pk"))


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For offices what waits at the committee looked at and below; for liaisons the claims of
    their unit's members that need the home branch's yes."""
    found = []
    at = request.at or None
    if at is not None and request.user.reach.manages(at.path):
        found += items_of(figures.alarms(at), at)
    if request.user.reach.liaison_at:
        rows = Claim.objects.filter(
            employer__in=units_of(request.user), status=Claim.Status.CONFIRMED
        )
        if count := rows.count():
            since = rows.aggregate(first=Min("since"))["first"]
            url = f"{reverse('posts:claim-list')}?state=branch"
            label = _("Claims of posts that need your branch's yes")
            found.append(Item(label, count, url, since=since, in_hands=str(request.user)))
    return found


@hooks.added_to_page.register
def about_a_need(row: Any, request: Any) -> Added | None:
    """The posts that answer a need, and setting one up for it."""
    if not isinstance(row, Need):
        return None
    posts = Post.objects.visible_to(request.user).filter(need=row).select_related("committee")
    panel = Panel.of(
        "posts",
        _("Posts that answer it"),
        PostsOfNeed(),
        posts.order_by("-pk")[:AT_MOST],
        empty_text=_("No post has been set up for it yet."),
    )
    actions = []
    if row.status == Need.Status.OPEN and rules.can_keep_posts(request.actor, row.committee):
        url = f"{reverse('posts:create')}?need={row.pk}"
        actions.append(Action(_("Set up a post for it"), url))
    return Added([panel], actions)


def _claims_of_member(user: Any, member: int) -> Any:
    rows = Claim.objects.visible_to(user).filter(member=member)
    return ClaimsOfMember().read(rows.order_by("-is_standing", "-pk"))[:AT_MOST]


CLAIMS_OF_MEMBER = Seen(_claims_of_member)


@hooks.added_to_page.register
def about_a_member(row: Any, request: Any) -> Added | None:
    """The posts that a party member claims or has held, and those that would suit."""
    if not isinstance(row, PartyMember):
        return None
    panels = [
        Panel.read(
            "claims",
            pgettext("of party members", "Posts"),
            ClaimsOfMember(),
            CLAIMS_OF_MEMBER(request.user, row.pk),
            empty_text=_("Has claimed no post yet."),
        )
    ]
    brings = rules.can_bring_for(request.actor, row)
    if not brings:
        return Added(panels)
    if fits := figures.posts_for(row):
        panels.append(Panel.of("suggestions", _("Posts that would suit"), SuggestedPosts(), fits))
    url = f"{reverse('posts:claim-create')}?member={row.pk}"
    return Added(panels, [Action(_("Claim a post"), url)] if row.counts else [])
