"""Memberships, seats and liaisons in every state, so that each page has something to show."""

import datetime
from typing import Any

from demo.dates import day
from members.models import Membership, MemberUnit
from members.services import liaisons, memberships, seats, units

# What follows a recommendation, each with its paper.
CHAIN = [
    ("agreed", "个人意见书"),
    ("nominated", "街道党工委会议纪要"),
    ("reviewed", "区委组织部审核意见"),
    ("appointed", "街道区域化党建协调委员会聘任文件"),
]


def make_what_is_under_way(district: Any) -> None:
    """Something in every state, so that each page has something to show."""
    by, street = district.by, district.streets[0]
    roster = list(street.memberships.active().order_by("pk"))
    memberships.admit_new_unit(
        district.invent.unit(70, street.area_name),
        street,
        {"status": "invited", "starts_on": day(1, 3), "basis": "邀请函"},
        by=by,
    )
    answered = memberships.admit_new_unit(
        district.invent.unit(71, street.area_name),
        street,
        {"status": "invited", "starts_on": day(2, 3), "basis": "邀请函"},
        by=by,
    )
    memberships.move_membership(answered, "to-confirm", by=by, basis="委派函")
    memberships.move_membership(roster[-1], "to-adjust", by=by, reason="连续两次未参加会议")
    memberships.move_membership(
        roster[-2],
        "left",
        by=by,
        reason="单位搬迁至外区",
        basis="第三次全体会议",
        on=day(3, 15),
    )
    memberships.replace_unit(
        roster[-3],
        MemberUnit.objects.filter(memberships__committee=district.streets[1]).order_by("pk")[1],
        by=by,
        reason="职能划转",
        basis="第四次全体会议",
        on=day(2, 20),
    )
    first = roster[0].liaisons.running().first()
    if first and first.person.user_id is None:
        successor = district.person(street, by, workplace=roster[0].unit.name, position="组织干事")
        liaisons.replace_liaison(first, successor, by=by, reason="岗位调整")
    # One part-time member is appointed beside the unit's representative, one on the way.
    _nominate(district, roster[3], "学校党委副书记", 5, CHAIN)
    _nominate(district, roster[4], "医院党委副书记", 2, CHAIN[:2])
    unit = MemberUnit.objects.exclude(superior="").order_by("pk")[0]
    for direction, text in [
        ("to", "通报该单位参与区域化党建情况"),
        ("from", "来函询问双报到安排"),
    ]:
        units.log_superior_contact(
            unit,
            {"date": day(1, 18), "direction": direction, "by": "区委社会工作部", "text": text},
            by=by,
        )


def _nominate(
    district: Any,
    membership: Membership,
    position: str,
    months_ago: int,
    steps: list[tuple[str, str]],
) -> None:
    """A unit's recommendation of a part-time member, and the steps that followed."""
    committee = membership.committee
    seat = seats.seat_person(
        committee,
        {
            "person": district.person(committee, district.by, position=position),
            "capacity": district.capacities["street-part-time"],
            "membership": membership,
            "starts_on": day(months_ago, 8),
            "basis": "单位党组织推荐表",
        },
        by=district.by,
    )
    for n, (status, basis) in enumerate(steps, 1):
        on = seat.starts_on + datetime.timedelta(days=7 * n)
        seats.move_seat(seat, status, by=district.by, basis=basis, on=on)
