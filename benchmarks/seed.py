"""A synthetic city, the same every time: 16 districts, 341 streets, 7,211 communities, units.

Names are put together from a few words, so that every search has a known number of hits. Rows are
written in bulk, past the services: what is measured is reading.
"""

import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.models import User
from committees.models import Appointment, Committee, CommitteePeriod
from committees.terms import STEP
from core.identifiers import uscc_check_character
from core.names import read_aloud
from members.models import Capacity, Liaison, Membership, MemberUnit, Person, Seat
from members.services.finding import write_person_keys, write_unit_keys

START = datetime.date(2025, 1, 1)
PLACES = "春晖 湖滨 山前 和平 青松 永安 长庆 福寿 东风 新华 光明 建设 胜利 团结 幸福 平安".split()
TRADES = (
    "中医 口腔 职业 实验 科技 建材 机械 食品 纺织 印刷 "
    "物业 养老 体育 艺术 环保 邮政 电力 燃气 供水 公交"
).split()
KINDS = {
    "医院": "hospital", "小学": "school", "中学": "school", "学院": "university",
    "公司": "private-firm", "集团": "state-firm", "协会": "social", "中心": "institution",
    "分局": "organ", "银行": "state-firm", "商会": "people",
}  # fmt: skip
SYSTEMS = ["教育", "卫生", "金融", "政法", "", "建设", "交通"]
AFFILIATIONS = ["central", "city", "district", "street", "private", "other"]


@dataclass(frozen=True)
class City:
    """What the measuring needs to know about the city that was made."""

    city: Committee
    street: Committee
    office: User
    units: int


def make_city(
    units: int, *, districts: int = 16, streets: int = 341, communities: int = 7211
) -> City:
    """Write the tree, the units with memberships, seats and liaisons, and the city's office."""
    with transaction.atomic():
        tree = list(_tree(districts, streets, communities))
        Committee.objects.bulk_create(tree, batch_size=500)
        CommitteePeriod.objects.bulk_create(
            [
                CommitteePeriod(
                    committee=c,
                    name=c.name,
                    area_name=c.area_name,
                    parent_id=c.parent_id,
                    form=c.form,
                    status=c.status,
                    starts_on=START,
                )
                for c in tree
            ],
            batch_size=500,
        )
        places = [c for c in tree if c.level == "community"]
        _units(units, places)
        office = User(login="bench", name="市办")
        office.set_unusable_password()
        office.save()
        Appointment.objects.create(
            user=office, role="city-office", committee=tree[0], starts_on=START
        )
    _tidy()
    street = next(c for c in tree if c.level == "street")
    return City(tree[0], street, office, units)


def _tree(districts: int, streets: int, communities: int) -> Iterator[Committee]:
    """Ids run from 1, parents first, so that paths can be written at once."""
    ids = itertools.count(1)

    def node(level: str, code: str, area: str, parent: Committee | None) -> Committee:
        pk = next(ids)
        return Committee(
            pk=pk,
            level=level,
            code=code,
            area_name=area,
            name=f"{area}区域化党建委员会",
            parent=parent,
            path=f"{parent.path if parent else ''}{pk:0{STEP}d}",
            status="approved",
        )

    city = node("city", "990000000000", "大同市", None)
    yield city
    above = []
    for n in range(districts):
        above.append(node("district", f"9901{n + 1:02d}000000", f"{PLACES[n % 16]}区", city))
        yield above[-1]
    middle = []
    for n in range(streets):
        parent = above[n % districts]
        code = f"{parent.code[:6]}{n // districts + 1:03d}000"
        middle.append(node("street", code, f"{PLACES[n % 16]}{n}街道", parent))
        yield middle[-1]
    for n in range(communities):
        parent = middle[n % streets]
        code = f"{parent.code[:9]}{n // streets + 1:03d}"
        yield node("community", code, f"{PLACES[n % 13]}{n}社区", parent)


def _name(n: int) -> tuple[str, str]:
    kinds = list(KINDS)
    place, trade = PLACES[n % 16], TRADES[n // 16 % 20]
    kind = kinds[n // 320 % len(kinds)]
    return f"{place}{trade}第{n}{kind}", KINDS[kind]


def _units(count: int, places: list[Committee]) -> None:
    batch = 2000
    capacities = [
        Capacity.objects.create(code=level, name="成员单位代表", level=level, represents_unit=True)
        for level in ("community", "street")
    ]
    for start in range(0, count, batch):
        numbers = range(start, min(start + batch, count))
        units = [_unit(n, places[n % len(places)]) for n in numbers]
        MemberUnit.objects.bulk_create(units, batch_size=500)
        memberships = []
        for unit in units:
            values = {
                "unit": unit,
                "status": "active",
                "starts_on": START,
                "change_type": "founding",
            }
            memberships.append(Membership(committee_id=unit.area_id, **values))
            if unit.pk % 3 == 0:
                parent = places[(unit.pk - 1) % len(places)].parent_id
                memberships.append(Membership(committee_id=parent, **values))
        Membership.objects.bulk_create(memberships, batch_size=1000)
        people = [
            Person(
                pk=unit.pk,
                name=f"王芳{unit.pk}",
                phone=f"138{unit.pk:08d}",
                party_status="full",
                home_id=unit.area_id,
                sort_key="wang2王 fang1芳",
                pinyin="wangfang",
                initials="wf",
            )
            for unit in units
        ]
        Person.objects.bulk_create(people, batch_size=500)
        write_unit_keys(units, are_new=True)
        write_person_keys(people, are_new=True)
        Liaison.objects.bulk_create(
            [
                Liaison(membership=m, person_id=m.unit_id, starts_on=START, filed_on=START)
                for m in memberships
            ],
            batch_size=1000,
        )
        Seat.objects.bulk_create(
            [
                Seat(
                    membership=m,
                    committee_id=m.committee_id,
                    person_id=m.unit_id,
                    capacity=capacities[m.committee_id != m.unit.area_id],
                    starts_on=START,
                )
                for m in memberships
            ],
            batch_size=1000,
        )
    _scopes()


def _unit(n: int, place: Committee) -> MemberUnit:
    name, category = _name(n)
    # The pieces are read once each; the number is the same read aloud and written.
    head, tail = name.split(str(n), 1)
    (key, pinyin, initials), (last, sound, first) = read_aloud(head), read_aloud(tail)
    first17 = f"12{n:015d}"
    return MemberUnit(
        pk=n + 1,
        name=name,
        category=category,
        affiliation=AFFILIATIONS[n % 6],
        system=SYSTEMS[n % 7],
        uscc=first17 + uscc_check_character(first17),
        address=f"{place.area_name}{n % 99 + 1}号",
        area=place,
        head="李强",
        party_organisation=f"中共{name}支部委员会"[:100],
        party_members=n % 90,
        sort_key=f"{key} {n} {last}"[:200],
        pinyin=f"{pinyin}{n}{sound}",
        initials=f"{initials}{n}{first}",
    )


def _scopes() -> None:
    """Each unit is seen by its community and by all above it: the community's path names them."""
    with connection.cursor() as cursor:
        for table, row, order in (
            ("unitscope", "memberunit", "'999999 ' || u.sort_key"),
            ("personscope", "person", "u.sort_key"),
        ):
            column = "unit_id" if row == "memberunit" else "person_id"
            home = "area_id" if row == "memberunit" else "home_id"
            member = ("is_member, ", "true, ") if row == "memberunit" else ("", "")
            cursor.execute(
                f"INSERT INTO members_{table} "
                f"({column}, committee_id, {member[0]}sort_key) "
                f"SELECT u.id, CAST(substr(c.path, 1 + {STEP} * (s.n - 1), {STEP}) AS bigint), "
                f"{member[1]}{order} FROM members_{row} u "
                f"JOIN committees_committee c ON c.id = u.{home} "
                "JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) s "
                f"ON s.n <= length(c.path) / {STEP}"
            )


def _tidy() -> None:
    """Sequences after the ids that were given, and the planner's figures."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("committees_committee", "members_memberunit", "members_person"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
