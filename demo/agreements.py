"""认岗书, pledges, consents and boards of the demonstration."""

import datetime

from audit.actors import Actor
from committees.models import Committee
from core import clock
from posts.models import Claim, Pledge
from posts.services import agreements, displays, pledges

DAYS = datetime.timedelta(days=1)
# (what, by which measure, how many months after taking up the post)
PLEDGES = [
    ("每月走访独居老人并帮助解决一件小事", "全年不少于12次", 11),
    ("参加社区夜间巡逻，发现隐患当日上报", "每月不少于2次", 6),
    ("组织一次邻里议事活动", "1次，有议事记录", 3),
    ("开展一次政策或健康知识宣讲", "1场，20人以上", 4),
]


def make_agreements(communities: list[Committee], by: Actor) -> None:
    """Most of those in post have pledged something, signed, and consented to be shown."""
    for community in communities:
        rows = Claim.objects.at(community).in_post().order_by("pk")
        for number, claim in enumerate(rows.select_related("post", "member")):
            _pledge(claim, number, by)
            if number % 5 != 4:
                _agree(claim, number, by)
            if number % 4 != 3:
                paper = "《岗位公示同意书》"
                displays.give_consent(claim, on=claim.in_post_on, paper=paper, by=by)
                if number % 9 == 8:
                    displays.revoke_consent(claim, by=by)


def _pledge(claim: Claim, number: int, by: Actor) -> None:
    start, end = claim.in_post_on, claim.term_ends_on
    if start is None or end is None:
        return
    today = clock.today()
    for at in range(2 if number % 3 else 1):
        content, measure, months = PLEDGES[(number + at) % len(PLEDGES)]
        due = min(start + months * 30 * DAYS, end)
        made = pledges.make_pledge(claim, content=content, measure=measure, due_on=due, by=by)
        if start + 20 * DAYS <= today:
            text = "已开展首次服务，居民反映良好"
            pledges.note_progress(made, text=text, on=start + 20 * DAYS, by=by)
        if due < today and number % 6 != 5:
            kept = number % 7 != 6
            status = Pledge.Status.KEPT if kept else Pledge.Status.NOT_KEPT
            reason = "" if kept else "本人住院两个月，未能完成"
            pledges.settle_pledge(made, status, on=due, reason=reason, by=by)


def _agree(claim: Claim, number: int, by: Actor) -> None:
    """Signed; in one of eight a correction waits to be signed."""
    agreement = agreements.draw_up_agreement(claim, on=claim.in_post_on, by=by)
    if number % 7 == 3 or claim.in_post_on is None:
        return
    signed_on = min(claim.in_post_on + 4 * DAYS, clock.today())
    agreements.sign_agreement(agreement, on=signed_on, by=by)
    if number % 8 == 7:
        note = {"note": "服务时段经双方商定调整"}
        agreements.correct_agreement(claim, note, reason="服务时段调整", by=by)
