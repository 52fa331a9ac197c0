"""The large lists: driven by one committee's own index, searched by name, pinyin and code."""

import pytest
from django.db import connection

from core.paging import KeysetPaginator
from core.tables import Table
from members.models import MemberUnit, Person
from members.services.people import edit_person
from members.services.scopes import refresh_units
from members.tables.people import PersonTable
from members.tables.units import UnitTable
from tests.conftest import actor, join
from tests.factories import PersonFactory, UnitFactory


def pages(rows, table: Table):
    """All pages of a list, one after the other, as the page itself asks for them."""
    found, query = [], {}
    while True:
        page = KeysetPaginator(rows, table.keys, per_page=3).page(query, table.read)
        found.append([row[1] for row in page.rows])
        if not page.next_query:
            return found
        query = {"after": page.next_query.removeprefix("after=")}


def test_units_come_by_office_sequence_then_pinyin_across_pages(town):
    for name, sequence in [
        ("丁院", 999_999),
        ("甲院", 999_999),
        ("乙院", 2),
        ("丙院", 1),
        ("戊院", 2),
    ]:
        join(UnitFactory(name=name, sequence=sequence), town.spring)

    rows = MemberUnit.objects.at(town.spring)

    # bing; wu (5th) and yi share a place: wu before yi; chun, ding, jia by pinyin
    assert pages(rows, UnitTable()) == [["丙院", "戊院", "乙院"], ["春晖医院", "丁院", "甲院"]]


def test_people_come_by_pinyin_with_surnames_read_as_surnames(town):
    for name in ("曾敏", "单伟", "安平"):
        PersonFactory(name=name, home=town.spring)

    rows = Person.objects.at(town.spring)

    assert pages(rows, PersonTable()) == [["安平", "李娜", "单伟"], ["曾敏"]]


def test_unit_list_walks_the_index_of_its_committee_through_one_join(town):
    # A planner takes an index only where there is something to save.
    units = [UnitFactory(name=f"第{n}厂") for n in range(300)]
    for unit in units:
        unit.memberships.create(committee=town.spring, status="active", starts_on="2026-01-01")
    refresh_units([unit.pk for unit in units])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    table = UnitTable()
    first = KeysetPaginator(MemberUnit.objects.at(town.spring), table.keys).page({}, table.read)

    rows = table.read(MemberUnit.objects.at(town.spring).filter(category="hospital"))
    query = rows.order_by(*table.keys)[:51]

    assert str(query.query).count('"members_unitscope"') == 1
    assert "members_units_of_scope" in query.explain()
    assert len(first) == 50


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("医院", {"春晖医院", "第101医院"}),
        ("chunhui", {"春晖医院"}),
        ("ChunHui", {"春晖医院"}),
        ("chyy", {"春晖医院"}),
        ("101", {"第101医院"}),
        ("12110105", {"第101医院"}),
        ("hui", set()),
        ("%", set()),
    ],
)
def test_units_are_found_by_name_pinyin_initials_and_code(town, typed, found):
    UnitFactory(name="第101医院", uscc="121101054000000013")

    names = set(MemberUnit.objects.search(typed).values_list("name", flat=True))

    assert names == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [("娜", {"李娜"}), ("lina", {"李娜"}), ("ln", {"李娜"}), ("5678", {"李娜"}), ("678", set())],
)
def test_people_are_found_by_name_pinyin_and_last_digits(town, typed, found):
    edit_person(town.doctor, {"phone": "13812345678"}, version=None, by=actor(town.spring_office))
    PersonFactory(name="王芳", home=town.spring, phone="13900000000")

    names = set(Person.objects.search(typed).values_list("name", flat=True))

    assert names == found
