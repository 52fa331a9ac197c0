"""The posts of party members of the demonstration, and a year of claims in every state."""

from typing import Any

from audit.actors import Actor
from committees.models import Committee
from core import clock
from core.verdicts import Refused
from demo.dates import day
from exchange.models import Need
from members import slots
from members.models import PartyMember
from posts import rules
from posts.models import Claim, Post, PostCategory
from posts.services import claims, posts

EVENINGS, WEEKENDS = [2, 5, 8, 11, 14], [15, 16, 18, 19]
# (kind, name, places, slots of the week, how often, where, leads a group, months ago)
POSTS: list[tuple[str, str, int, list[int], str, str, bool, int]] = [
    (
        "security",
        "夜间巡逻岗",
        4,
        EVENINGS,
        "每周一次，每次两小时",
        "小区主干道及停车场",
        False,
        11,
    ),
    ("care", "独居老人探访岗", 3, WEEKENDS, "每月两次", "3号楼至8号楼", False, 10),
    ("environment", "垃圾分类劝导岗", 3, EVENINGS, "每周两次", "各垃圾分类投放点", False, 9),
    ("education", "周末课业辅导岗", 2, WEEKENDS, "每周六上午", "社区活动室", False, 7),
    ("mediation", "邻里调解岗", 1, [], "按需", "社区调解室", True, 11),
    ("facilities", "公共设施巡查岗", 2, [], "每月一次", "全社区", False, 5),
    ("emergency", "防汛值守岗", 2, [], "汛期轮值", "地下车库出入口", False, 4),
]
# Of the same shape.
DRAFT: tuple[str, str, int, list[int], str, str, bool, int] = (
    "culture",
    "合唱队辅导岗",
    1,
    WEEKENDS,
    "每周一次",
    "社区文化室",
    False,
    0,
)
CLOSED: tuple[str, str, int, list[int], str, str, bool, int] = (
    "policy",
    "政策宣讲岗",
    2,
    [],
    "每月一次",
    "社区会议室",
    False,
    13,
)


def make_posts(communities: list[Committee], grids: list[Committee], by: Actor) -> None:
    """Seven posts in use in each community, one draft, one closed; two or three dozen claims."""
    kinds = {kind.code: kind for kind in PostCategory.objects.all()}
    for n, community in enumerate(communities):
        here = [grid for grid in grids if grid.parent_id == community.pk]
        needs = list(Need.objects.at(community).open().order_by("pk"))
        open_posts = []
        for number, told in enumerate(POSTS):
            place = here[0] if here and number == 2 else community
            behind = _behind(number, n, community, needs)
            open_posts.append(_set_up(place, kinds, told, behind, by))
        _claim_all(open_posts, community, by)
        if n % 3 == 0:
            _free_a_place(community, by)
        _draft_and_closed(community, kinds, n, by)


def _behind(number: int, n: int, community: Committee, needs: list[Need]) -> dict[str, Any]:
    """Mostly a need, sometimes a decision; in some communities one post stands on nothing."""
    if number < len(needs):
        return {"need": needs[number]}
    if number == len(POSTS) - 2 and n % 3 == 0:
        return {}
    return {
        "decision_body": f"{community.area_name}党委",
        "decision_number": f"〔{clock.today().year}〕{number + 1}号",
        "decision_on": day(12, 8),
    }


def _set_up(
    place: Committee, kinds: dict[str, PostCategory], told: Any, behind: dict[str, Any], by: Actor
) -> Post:
    code, name, quota, hours, frequency, where, leads, months = told
    kind = kinds[code]
    values = {
        "category": kind,
        "name": name,
        "duties": kind.duties,
        "skills": kind.skills,
        "quota": quota,
        "schedule": slots.bits_of(hours),
        "frequency": frequency,
        "where": where,
        "is_leading": leads,
        "starts_on": day(months, 1),
    }
    post = posts.create_post(place, values | behind, by=by)
    return posts.publish_post(post, on=day(months, 1), by=by) if months else post


def _claim_all(open_posts: list[Post], community: Committee, by: Actor) -> None:
    """Two of three members ask for a post: most are in it, some still wait for a branch, some were
    refused, have left, or stand on the waiting list."""
    members = PartyMember.objects.at(community).counting().order_by("pk")
    for number, member in enumerate(members.select_related("person")):
        post = open_posts[number % len(open_posts)]
        if number % 3 == 2 or not rules.can_be_claimed_by(_now(post), member):
            continue
        asked_on = max(day(9 - number % 9, 5), post.starts_on)
        try:
            claim = claims.claim_post(post, member, on=asked_on, by=by)
        except Refused:  # not registered yet on that day, say
            continue
        if claim.status == "community-confirmed" and number % 4 != 1:
            signed = f"{claim.employer or member.organisation_name or '所在'}党支部签章"
            agreed_on = min(asked_on.replace(day=12), clock.today())
            claim = claims.agree_for_branch(claim, on=agreed_on, reason=signed[:200], by=by)
        if number % 13 == 6 and claim.status == "in-post":
            claims.leave_post(claim, on=day(1, 3), reason="工作调动，时间无法保证", by=by)
        elif number % 11 == 9 and claim.status == "community-confirmed":
            claims.refuse_claim(claim, on=day(0, 1), reason="该岗位已有合适人选", by=by)


def _free_a_place(community: Committee, by: Actor) -> None:
    """Somebody leaves a post for which others wait: the first of them moves up."""
    waited_for = Claim.objects.at(community).filter(status="waiting").values("post")
    holder = Claim.objects.in_post().filter(post__in=waited_for).order_by("pk").first()
    if holder is not None:
        claims.leave_post(holder, on=day(0, 1), reason="搬到子女家长住", by=by)


def _now(post: Post) -> Post:
    """The post with the status that the claims before have given it."""
    return Post.objects.get(pk=post.pk)


def _draft_and_closed(
    community: Committee, kinds: dict[str, PostCategory], n: int, by: Actor
) -> None:
    _set_up(community, kinds, DRAFT, {}, by)
    if n % 2 == 0:
        decided = {
            "decision_body": f"{community.area_name}党委",
            "decision_number": f"〔{clock.today().year - 1}〕20号",
            "decision_on": day(14, 8),
        }
        post = _set_up(community, kinds, CLOSED, decided, by)
        posts.close_post(post, reason="宣讲任务已完成", by=by)
