"""Member units with their memberships, seats and liaisons.

Names are put together from a few words, so that every search has a known number of hits.
"""

from itertools import count
from typing import NamedTuple

from django.db import connection

from committees.terms import STEP
from core.identifiers import uscc_check_character
from core.names import read_aloud
from demo.dates import day
from demo.scale.rows import Rows
from demo.scale.tree import AREAS, Place
from demo.scale.words import Names, phone
from members.models import (
    Capacity,
    Liaison,
    Membership,
    MemberUnit,
    Person,
    PersonKey,
    PersonScope,
    Seat,
    UnitKey,
    UnitScope,
)
from members.models.people import backwards

TABLES = (MemberUnit, UnitKey, UnitScope, Membership, Person, PersonKey, PersonScope, Liaison, Seat)
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
# The people of units have numbers of their own, apart from those of party members.
PHONES = 90_000_000
BATCH = 5000
# Each third unit is a member of the street as well.
IN_STREET = 3


class Unit(NamedTuple):
    pk: int
    name: str


def make_units(total: int, places: list[Place]) -> list[Unit]:
    """Write them with the people who sit and speak for them, whose numbers are the units' own."""
    capacities = {c.code: c.pk for c in Capacity.objects.filter(code__endswith="-unit")}
    names, memberships = Names(), count(1)
    units = Rows(
        MemberUnit,
        "id name category affiliation system uscc address area head party_organisation "
        "party_members sort_key pinyin initials",
    )
    unit_keys = Rows(UnitKey, "unit key")
    people = Rows(
        Person, "id name phone home sort_key pinyin initials workplace", party_status="full"
    )
    person_keys = Rows(PersonKey, "person key")
    joined = Rows(
        Membership, "id unit committee", status="active", change_type="founding", starts_on=day(50)
    )
    seats = Rows(Seat, "membership committee person capacity", starts_on=day(50))
    liaisons = Rows(Liaison, "membership person", starts_on=day(50), filed_on=day(50))
    found = []
    for start in range(0, total, BATCH):
        made = [_unit(n, places[n % len(places)]) for n in range(start, min(start + BATCH, total))]
        drawn = list(names.draw(len(made)))
        places_taken = []
        for unit in made:
            places_taken.append((next(memberships), unit.pk, unit.area_id, "community-unit"))
            if unit.pk % IN_STREET == 0:
                street = places[(unit.pk - 1) % len(places)].committee.parent_id
                places_taken.append((next(memberships), unit.pk, street, "street-unit"))
        units.write(
            (
                u.pk, u.name, u.category, u.affiliation, u.system, u.uscc, u.address, u.area_id,
                name.text, u.party_organisation, u.party_members, u.sort_key, u.pinyin, u.initials,
            )
            for u, name in zip(made, drawn, strict=True)
        )  # fmt: skip
        unit_keys.write((u.pk, key) for u in made for key in sorted(u.finding_keys()))
        people.write(
            (
                u.pk, name.text, phone(PHONES + u.pk), u.area_id, name.sort_key, name.pinyin,
                name.initials, u.name,
            )
            for u, name in zip(made, drawn, strict=True)
        )  # fmt: skip
        person_keys.write(
            (u.pk, key)
            for u, name in zip(made, drawn, strict=True)
            for key in (*name.keys, backwards(phone(PHONES + u.pk)))
        )
        joined.write((pk, unit, committee) for pk, unit, committee, _code in places_taken)
        seats.write(
            (pk, committee, unit, capacities[code]) for pk, unit, committee, code in places_taken
        )
        liaisons.write((pk, unit) for pk, unit, _committee, _code in places_taken)
        found += [Unit(u.pk, u.name) for u in made]
    _scopes()
    return found


def _unit(n: int, place: Place) -> MemberUnit:
    kinds = list(KINDS)
    kind = kinds[n // 320 % len(kinds)]
    head, tail = f"{AREAS[n % 16]}{TRADES[n // 16 % 20]}第", kind
    name = f"{head}{n}{tail}"
    # The pieces are read once each; the number is the same read aloud and written.
    (key, pinyin, initials), (last, sound, first) = read_aloud(head), read_aloud(tail)
    first17 = f"12{n:015d}"
    return MemberUnit(
        pk=n + 1,
        name=name,
        category=KINDS[kind],
        affiliation=AFFILIATIONS[n % 6],
        system=SYSTEMS[n % 7],
        uscc=first17 + uscc_check_character(first17),
        address=f"{place.committee.area_name}{n % 99 + 1}号",
        area_id=place.committee.pk,
        party_organisation=f"中共{name}支部委员会"[:100],
        party_members=n % 90,
        sort_key=f"{key} {n} {last}",
        pinyin=f"{pinyin}{n}{sound}",
        initials=f"{initials}{n}{first}",
    )


def _scopes() -> None:
    """Each is seen by its community and by all above it, whose numbers are in the path."""
    with connection.cursor() as cursor:
        for table, own, order, home in (
            ("members_unitscope (unit_id, committee_id, is_member, sort_key)",
             ", true, ", "'999999 ' || r.sort_key", "members_memberunit r ON r.area_id"),
            ("members_personscope (person_id, committee_id, sort_key)",
             ", ", "r.sort_key", "members_person r ON r.home_id"),
        ):  # fmt: skip
            cursor.execute(
                f"INSERT INTO {table} "  # noqa: S608 our own words
                f"SELECT r.id, CAST(substr(c.path, 1 + {STEP} * s.n, {STEP}) AS bigint)"
                f"{own}{order} FROM committees_committee c JOIN {home} = c.id "
                "JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s "
                f"ON s.n < length(c.path) / {STEP}"
            )
