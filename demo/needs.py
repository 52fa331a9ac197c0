"""The needs of the demonstration: what residents, communities and units asked for in a year."""

from typing import Any

from audit.actors import Actor
from committees.models import Committee
from demo.dates import day
from exchange.models import Need
from exchange.services import needs

# (need, source, text, where, months ago): behind the first posts of each community stand these.
OPEN = [
    ("夜间照明不足，楼道昏暗", "residents", "晚归居民反映两处楼道无灯，希望夜间有人巡看。",
     "3号楼、5号楼", 12),
    ("独居老人无人探望", "grid", "网格排查出独居老人11户，其中6户子女不在本市。",
     "3号楼至8号楼", 11),
    ("垃圾投放点分类混乱", "hotline", "一周内接到同类诉求4件，早晚高峰最为集中。",
     "各垃圾分类投放点", 10),
    ("双职工家庭孩子周末无人辅导", "visit", "走访中19户家庭提出，孩子集中在三至六年级。", "", 8),
]  # fmt: skip
# (need, source, text, months ago, outcome, months ago of the outcome, what became of it)
SETTLED = [
    ("健身器材损坏", "residents", "中心花园两件器材松动。", 9, Need.Status.MET, 7,
     "成员单位出资更换两件器材，已现场查看。"),
    ("增设早餐点", "meeting", "居民议事会提出。", 6, Need.Status.DROPPED, 4,
     "沿街已新开两家早餐店，居民代表同意不再办理。"),
]  # fmt: skip
STREET = [
    ("老旧小区加装电梯政策咨询", "hotline", "多个社区居民询问申请条件和流程。", 3),
    ("青年职工子女暑期看护", "meeting", "多家成员单位在联席会议上提出。", 1),
]
OF_UNIT = ("职工就近停车困难", "车位缺口约40个，工作日白天最为突出。", 2)


def make_needs(streets: list[Committee], communities: list[Committee], by: Actor) -> None:
    """Four open and two settled needs in each community; two of each street and one of a unit."""
    for community in communities:
        for title, source, text, where, months in OPEN:
            _register(community, title, source, text, months, by, where=where)
        for title, source, text, months, outcome, settled, reason in SETTLED:
            need = _register(community, title, source, text, months, by)
            needs.settle_need(need, outcome, on=day(settled, 10), reason=reason, by=by)
    for street in streets:
        for title, source, text, months in STREET:
            _register(street, title, source, text, months, by)
        membership = street.memberships.active().order_by("pk").first()
        if membership is not None:
            title, text, months = OF_UNIT
            _register(street, title, "unit", text, months, by, unit=membership.unit)


def _register(
    committee: Committee, title: str, source: str, text: str, months: int, by: Actor, **more: Any
) -> Need:
    values = {"title": title, "source": source, "text": text, "registered_on": day(months, 6)}
    return needs.register_need(committee, values | more, by=by)
