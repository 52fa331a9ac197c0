"""Party members, their branches and their registrations."""

import datetime
import random
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from core import bulk, clock
from core.encryption import blind_index, encrypt
from core.names import read_aloud
from demo.dates import day
from demo.scale.rows import Rows
from demo.scale.tree import Place
from demo.scale.units import Unit
from demo.scale.words import SEED, Births, Names, phone
from members.models import (
    PartyMember,
    PartyOrganization,
    Person,
    PersonKey,
    Registration,
    RegistrationStep,
)
from members.models.party_members import RESIDENT_ID
from members.models.people import backwards

TABLES = (Person, PersonKey, PartyMember, Registration, RegistrationStep)
BATCH = 10_000
BRANCHES = 6
STATUSES = {0: "transferred", 1: "lost", 2: "deceased", 3: "suspended", 4: "probationary"}
SAID = {"full": "full", "probationary": "probationary"}
SKILLS = (
    '["education"]', '["law", "mediation"]', "[]", '["medicine"]', '["repair"]', "[]",
    '["arts", "sports"]', '["finance"]', '["computers"]', "[]", '["care"]', '["policy"]',
)  # fmt: skip
WISHES = ("", "夜间巡逻", "课业辅导", "", "探访老人", "政策宣讲", "")
POSITIONS = ("科员", "主任", "教师", "工程师", "", "医生", "会计", "科长")
PENSION_AT = 60
FIRST_DAY = datetime.date(1942, 1, 1)
WOMEN = (0, 3, 5)  # of seven


class Member(NamedTuple):
    """What is needed of a member to let it claim a post."""

    pk: int
    number: int
    place: Place
    employer: int | None
    counts: bool


def status_of(number: int) -> str:
    return STATUSES.get(number % 89, "full")


def found_branches(places: list[Place]) -> list[list[int]]:
    """A party committee in each community with branches below it; returns the branches of each."""
    heads, rows = [], []
    ids = count(1)
    named = [_organisation(f"第{n + 1}党支部") for n in range(BRANCHES)]
    head = _organisation("党委")
    same = {"starts_on": day(48), "term_starts_on": day(24), "term_ends_on": day(-36)}
    for place in places:
        home = place.committee
        area, said, short = read_aloud(home.area_name)
        above = None
        for (name, category), (key, pinyin, initials) in (
            (("党委", "committee"), head),
            *((((f"第{n + 1}党支部"), "branch"), named[n]) for n in range(BRANCHES)),
        ):
            pk = next(ids)
            rows.append(
                PartyOrganization(
                    pk=pk,
                    name=f"{home.area_name}{name}",
                    category=category,
                    home_id=home.pk,
                    superior_id=above,
                    sort_key=f"{area} {key}",
                    pinyin=said + pinyin,
                    initials=short + initials,
                    **same,
                )
            )
            if above is None:
                above = pk
                heads.append(pk)
    bulk.save_new(rows)
    first = rows[0].pk or 1
    return [[first + h - 1 + n for n in range(1, BRANCHES + 1)] for h in heads]


def _organisation(name: str) -> tuple[str, str, str]:
    return read_aloud(name)


def make_members(
    total: int, places: list[Place], units: list[Unit], branches: list[list[int]]
) -> Iterator[list[Member]]:
    """Write them, and give them out batch by batch."""
    first = len(units) + 1  # the people of units have the numbers before
    chance, names = random.Random(SEED + 1), Names(SEED + 2)
    old = Births("990101", FIRST_DAY, 20_000)
    young = Births("990102", clock.today() - datetime.timedelta(days=28 * 366), 600)
    people = Rows(
        Person,
        "id name phone home sort_key pinyin initials workplace position party_status",
    )
    keys = Rows(PersonKey, "person key")
    members = Rows(
        PartyMember,
        "person sort_key city district street community grid status status_since employment "
        "employer organisation sex born_on joined_on full_on resident_id resident_id_index "
        "specialties service_intent free_slots",
    )
    registered = _Registrations()
    lately = f"{day(3)}"
    days = [f"{FIRST_DAY + datetime.timedelta(days=n)}" for n in range(40_000)]
    pension = clock.today().year - PENSION_AT
    for start in range(0, total, BATCH):
        numbers = range(start, min(start + BATCH, total))
        rows, persons, found, texts = [], [], [], []
        slots = chance.choices((0, 1, 0x7FFF, 0x1F8000, 0x124924), k=len(numbers))
        where_from = chance.choices(units, k=len(numbers))
        for n, name, free, unit in zip(
            numbers, names.draw(len(numbers)), slots, where_from, strict=True
        ):
            pk, at = first + n, n % len(places)
            place = places[at]
            status = status_of(n)
            counts = status in SAID
            woman = n % 7 in WOMEN
            if status == "probationary":
                births, (at_day, code) = young, young.of(n // 89, woman=woman)
            else:
                births, (at_day, code) = old, old.of(n, woman=woman)
            born = (births.first - FIRST_DAY).days + at_day
            retired = births.years[at_day] <= pension
            in_service = not retired and n % 11 > 0
            employer = unit.pk if in_service else None
            joined = born + 24 * 365 + n % 900
            full = days[joined + 366]
            number = phone(n)
            persons.append(
                (
                    pk, name.text, number, place.committee.pk, name.sort_key, name.pinyin,
                    name.initials, unit.name if in_service else "",
                    POSITIONS[n % 8] if in_service else "", SAID.get(status, "none"),
                )
            )  # fmt: skip
            rows.append(
                (
                    pk, name.sort_key, *place.tiers, status, lately if n % 89 < 4 else full,
                    "in-service" if in_service else "retired" if retired else "without-post",
                    employer, None if in_service else branches[at][n % BRANCHES],
                    "female" if woman else "male", days[born], days[joined],
                    None if status == "probationary" else full,
                    encrypt(code, RESIDENT_ID), blind_index(code, RESIDENT_ID),
                    SKILLS[n % 12], WISHES[n % 7], free,
                )
            )  # fmt: skip
            texts += [(pk, key) for key in name.keys]
            texts.append((pk, backwards(number)))
            found.append(Member(pk, n, place, employer, counts))
        people.write(persons)
        keys.write(texts)
        members.write(rows)
        registered.write(found)
        yield found


class _Registrations:
    """Those in service are registered where they live."""

    def __init__(self) -> None:
        self.ids = count(1)
        self.starts = [f"{day(14 + n, 1 + n)}" for n in range(24)]
        self.until = [f"{day(-1 - n, 1 + n)}" for n in range(11)]
        self.rows = Rows(
            Registration,
            "id member employer committee city district street community grid starts_on "
            "valid_until",
            status="registered",
        )
        self.steps = Rows(RegistrationStep, "registration day", status="registered")

    def write(self, members: list[Member]) -> None:
        rows = [
            (
                pk, one.pk, one.employer, one.place.committee.pk, *one.place.tiers,
                self.starts[one.number % 24], self.until[one.number % 11],
            )
            for one, pk in zip(
                (m for m in members if m.employer and m.counts), self.ids, strict=False
            )
        ]  # fmt: skip
        self.rows.write(rows)
        self.steps.write((row[0], row[-2]) for row in rows)
