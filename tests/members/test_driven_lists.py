"""The large lists: driven by one committee's own index, searched by name, pinyin and code."""

import pytest
from django.db import connection
from django.urls import reverse

from core.paging import KeysetPaginator
from core.tables import Table
from members.models import Membership, MemberUnit, Person, UnitKey, found_by
from members.services.finding import write_unit_keys
from members.services.people import edit_person
from members.services.scopes import refresh_units
from members.services.units import edit_unit
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

    assert str(query.query).count('JOIN "members_unitscope"') == 1
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


@pytest.mark.parametrize(("typed", "total"), [("厂", 1100), ("第10", 111), ("10厂", 11), ("院", 1)])
def test_many_hits_and_few_give_exactly_the_rows_that_have_the_words(town, typed, total):
    # 第0厂 to 第1099厂: "10" begins 10, 100–109 and 1000–1099; "10厂" ends 10, 110, …, 1010.
    units = MemberUnit.objects.bulk_create(
        MemberUnit(name=f"第{n}厂", sort_key=f"{n}") for n in range(1100)
    )
    write_unit_keys(units, are_new=True)
    join_all = [
        Membership(unit=unit, committee=town.spring, status="active", starts_on="2026-01-01")
        for unit in units
    ]
    Membership.objects.bulk_create(join_all)
    refresh_units([unit.pk for unit in units])

    listed = MemberUnit.objects.at(town.spring).search(typed)
    joined = Membership.objects.filter(found_by(UnitKey, typed, "unit"), committee=town.spring)

    assert listed.count() == joined.count() == total
    assert all(typed in name for name in listed.values_list("name", flat=True))


def test_a_new_name_is_found_and_the_old_one_no_more(town):
    edit_unit(town.clinic, {"name": "和平 Clinic"}, version=None, by=actor(town.spring_office))

    def found(typed):
        return MemberUnit.objects.search(typed).filter(pk=town.clinic.pk).exists()

    assert [found(typed) for typed in ("春晖医院", "医院", "chunhui", "cyy")] == [False] * 4
    assert [found(typed) for typed in ("和平", "平clinic", "CLINIC", "heping", "平 C")] == [
        True
    ] * 5


@pytest.mark.parametrize("name", ["unit-list", "person-list"])
def test_words_that_are_too_long_are_told_so_and_break_nothing(town, as_user, name):
    answer = as_user(town.spring_office).get(reverse(f"members:{name}"), {"q": "长" * 101})

    assert answer.status_code == 200
    assert answer.context["filter"].form.errors["q"]
