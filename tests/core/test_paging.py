"""Keyset pages: every row once, in order, however deep and in both directions."""

from urllib.parse import parse_qs

import pytest

from core.paging import KeysetPaginator, beyond
from members.models import MemberUnit
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
KEYS = ("sequence", "name", "pk")


@pytest.fixture
def units():
    """Seven units; three share a sequence and two of those a name."""
    for sequence, name in (
        (5, "乙"),
        (1, "甲"),
        (5, "乙"),
        (5, "甲"),
        (2, "丁"),
        (9, "丙"),
        (3, "戊"),
    ):
        unit = UnitFactory(name=name)
        MemberUnit.objects.filter(pk=unit.pk).update(sequence=sequence)
    return [
        (u.sequence, u.name, u.pk)
        for u in sorted(MemberUnit.objects.all(), key=lambda u: (u.sequence, u.name, u.pk))
    ]


def page(parameters, per_page=3, descending=False):
    paginator = KeysetPaginator(
        MemberUnit.objects.all(), KEYS, descending=descending, per_page=per_page
    )
    found = paginator.page(parameters)
    return found, [(u.sequence, u.name, u.pk) for u in found.rows]


def follow(query):
    return {name: values[0] for name, values in parse_qs(query).items()}


@pytest.mark.parametrize("descending", [False, True])
def test_walking_forwards_meets_every_row_once_in_order(units, descending):
    seen, parameters = [], {}
    while True:
        found, rows = page(parameters, descending=descending)
        seen += rows
        if not found.next_query:
            break
        parameters = follow(found.next_query)

    assert seen == (units[::-1] if descending else units)


def test_walking_back_from_the_end_meets_the_same_pages(units):
    first, _ = page({})
    second, there = page(follow(first.next_query))
    _third, _ = page(follow(second.next_query))

    back, again = page(follow(_third.previous_query))

    assert again == there
    assert page(follow(back.previous_query))[1] == units[:3]


def test_first_page_has_nothing_before_and_the_last_nothing_after(units):
    first, _ = page({})
    last, _ = page(follow(page(follow(first.next_query))[0].next_query))

    assert first.previous_query == ""
    assert last.next_query == ""
    assert last.total == 7


def test_row_put_in_before_the_page_shifts_nothing(units):
    first, _ = page({})
    early = UnitFactory(name="甲")
    MemberUnit.objects.filter(pk=early.pk).update(sequence=0)

    assert page(follow(first.next_query))[1] == units[3:6]


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzEsMl0", "%%%", "A" * 3000, "eyJhIjoxfQ", "bnVsbA"]
)
def test_unreadable_cursor_gives_the_first_page(units, cursor):
    assert page({"after": cursor})[1] == units[:3]


def test_other_parameters_are_kept(units):
    found, _ = page({"name": "甲", "sort": "name"})

    kept = follow(found.next_query)
    assert (kept["name"], kept["sort"]) == ("甲", "name")


def test_rows_beyond_one_are_strictly_after_it(units):
    at = units[2]

    found = MemberUnit.objects.filter(beyond(KEYS, at, "gt"))

    assert {u.pk for u in found} == {row[2] for row in units[3:]}
