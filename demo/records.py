"""A year of the demonstration's services and activities: most in time, some late, some in dispute,
and months in which a community offered nothing."""

import datetime

from audit.actors import Actor
from committees.models import Committee
from core import clock
from core.verdicts import Refused
from demo.dates import day
from members.models import Membership, PartyMember
from posts.models import Activity, Claim, Post, ServiceRecord, SignUp
from posts.services import activities, proofs, records, sign_ups

MONTHS = range(11, -1, -1)
# What was done in a post, by a word of its name.
DONE = {
    "巡逻": ["巡逻两圈，报修路灯一处", "劝离占道停车三辆", "夜间巡逻，未见异常"],
    "探访": ["探访独居老人两户，代购药品", "陪同老人就诊一次"],
    "垃圾": ["劝导分类投放，更正混投十余次", "清理投放点周边"],
    "辅导": ["辅导学生作业六人次", "开设阅读课一节"],
    "调解": ["调解楼上楼下噪声纠纷一起", "接待居民来访两人"],
    "设施": ["检查健身器材，报修一处", "排查楼道消防设施"],
    "防汛": ["地下车库值守，清理排水沟"],
}
# (title, months ago, day, from, until, place, result)
ACTIVITIES = [
    ("新春送温暖走访", 10, 16, 9, 11, "各楼门", "走访困难家庭十二户，送春联和慰问品。"),
    ("春季环境整治", 8, 12, 9, 12, "小区中心花园", "清理绿化带杂物，清运垃圾三车。"),
    ("端午邻里节", 5, 9, 14, 17, "社区活动室", "包粽子二百余个，分送独居老人。"),
    ("反诈宣传进楼门", 2, 14, 18, 20, "社区广场", "发放资料三百份，答疑五十余人次。"),
]


def make_records(communities: list[Committee], by: Actor) -> None:
    """Services in each community's posts and four activities; every third one offered nothing for
    two months. What the other side answered, and a proof."""
    for n, community in enumerate(communities):
        gaps = {3, 4} if n % 3 == 1 else set()
        _services(community, n, gaps, by)
        for number, told in enumerate(ACTIVITIES):
            if told[1] not in gaps and (n + number) % 4 != 3:
                _hold(community, n, told, by)
        _ahead(community, n, by)
        _answers(community, n, by)
    _certify(communities[0], by)


def _services(community: Committee, n: int, gaps: set[int], by: Actor) -> None:
    """Each post about every third month, in every fourth community every month; all who are in it
    at once."""
    posts = Post.objects.at(community).current().select_related("committee").order_by("pk")
    for number, post in enumerate(posts):
        for months in MONTHS:
            if months in gaps or (n % 4 and (number + months + n) % 3):
                continue
            on = day(months, 6 + 3 * (number % 7))
            if on > clock.today():
                continue
            served = Claim.objects.filter(post=post, in_post_on__lte=on, ends_on__isnull=True)
            late = 21 if (number + months) % 8 == 5 else number % 4
            _enter(post, list(served.select_related("member")), on, late, months, by)


def _enter(
    post: Post, served: list[Claim], on: datetime.date, late: int, months: int, by: Actor
) -> None:
    if not served:
        return
    words = next((told for word, told in DONE.items() if word in post.name), ["按要求完成服务"])
    records.enter_records(
        post,
        served,
        on=on,
        minutes=(120, 90, 180)[months % 3],
        result=words[months % len(words)],
        entered_on=min(on + datetime.timedelta(days=late), clock.today()),
        by=by,
    )


def _hold(
    community: Committee, n: int, told: tuple[str, int, int, int, int, str, str], by: Actor
) -> None:
    title, months, dom, first, last, where, result = told
    on = day(months, dom)
    roster = Membership.objects.active().filter(committee=community).order_by("pk")
    activity = activities.create_activity(
        community,
        {
            "title": title,
            "on": max(on, clock.today() - datetime.timedelta(days=365)),
            "starts_at": datetime.time(first),
            "ends_at": datetime.time(last),
            "where": where,
        },
        [membership.unit for membership in roster.select_related("unit")[:3]],
        by=by,
    )
    members = PartyMember.objects.at(community).counting().select_related("person", "employer")
    attendance = {}
    for at, member in enumerate(members.order_by("pk")[n % 3 : n % 3 + 6]):
        asked = activity.on - datetime.timedelta(days=5)
        row = sign_ups.sign_up(activity, member, on=asked, by=by)
        attendance[row.pk] = ("attended", "attended", "attended", "excused", "absent")[at % 5]
    activities.hold_activity(
        activity,
        attendance,
        minutes=60 * (last - first),
        result=result,
        entered_on=activity.on + datetime.timedelta(days=1),
        by=by,
    )


def _ahead(community: Committee, n: int, by: Actor) -> None:
    """One still to come, with more who want to than there are places; in every fourth community
    one is over of which nobody has noted who came, in every fifth one was cancelled."""
    today = clock.today()
    coming = _plan(community, "冬季义诊", today + datetime.timedelta(days=9), "社区卫生站", 3, by)
    members = PartyMember.objects.at(community).counting().select_related("person", "employer")
    for member in members.order_by("-pk")[:5]:
        sign_ups.sign_up(coming, member, by=by)
    if n % 4 == 0:
        forgotten = _plan(
            community, "楼道杂物清理", today - datetime.timedelta(days=4), "各楼门", None, by
        )
        for member in members.order_by("pk")[:4]:
            sign_ups.sign_up(forgotten, member, on=forgotten.on, by=by)
    if n % 5 == 2:
        dropped = _plan(
            community, "露天电影", today + datetime.timedelta(days=3), "中心花园", None, by
        )
        activities.cancel_activity(dropped, reason="连日有雨，择期再办", by=by)


def _plan(
    community: Committee,
    title: str,
    on: datetime.date,
    where: str,
    capacity: int | None,
    by: Actor,
) -> Activity:
    values = {"title": title, "on": on, "where": where, "capacity": capacity}
    return activities.create_activity(community, values, by=by)


def _answers(community: Committee, n: int, by: Actor) -> None:
    """A correction and a service that never was; whoever may answer for the other side does so on
    the pages, so here only what the community itself put right."""
    rows = ServiceRecord.objects.at(community).counting().filter(claim__isnull=False)
    found = list(
        rows.select_related("claim__post__committee", "member__person").order_by("-pk")[:9]
    )
    if len(found) > 6:
        row = found[6]
        records.correct_record(
            row,
            on=row.on,
            minutes=min(row.minutes + 60, 1440),
            result=row.result,
            reason="签到表漏记一小时",
            by=by,
        )
    if n % 3 == 0 and len(found) > 8:
        records.void_record(found[8], reason="当日因雨未开展", by=by)


def dispute_some(community: Committee, liaison: Actor) -> None:
    """The liaison of a unit answers for its members: most were so, one was not."""
    rows = ServiceRecord.objects.visible_to(liaison.user).filter(status="entered")
    rows = rows.filter(community=community, employer__isnull=False)
    for at, row in enumerate(rows.order_by("pk")[:6]):
        try:
            if at == 1:
                records.dispute_record(row, reason="当晚在单位值班，未参加", by=liaison)
            else:
                records.confirm_record(row, by=liaison)
        except Refused:  # a record of a colleague of another unit, say
            continue


def _certify(community: Committee, by: Actor) -> None:
    """A proof that holds, and one that was taken back."""
    came = SignUp.objects.filter(activity__community=community, status="attended")
    members = PartyMember.objects.filter(pk__in=came.values("member")).order_by("pk")
    today = clock.today()
    since = today - datetime.timedelta(days=365)
    for at, member in enumerate(members.select_related("person")[:2]):
        proof = proofs.issue_proof(community, member, since=since, until=today, by=by)
        if at:
            proofs.revoke_proof(proof, reason="姓名有误，已重新开具", by=by)
