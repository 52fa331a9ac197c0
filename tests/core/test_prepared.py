"""Queries whose SQL is made once: the rows are read anew each time, as the ORM would read them."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.prepared import Seen
from committees.reach import read_reach
from core import statements
from core.prepared import Among, Prepared
from members.models import Membership
from posts.models import Evaluation
from tests.conftest import join
from tests.factories import START, UnitFactory, UserFactory


def memberships_of_a_unit(unit):
    rows = Membership.objects.select_related("committee").only("status", "committee__name")
    return rows.filter(unit=unit).order_by("pk")


def test_the_rows_are_those_of_the_queryset_with_the_values_in_place(town):
    asked = Prepared(memberships_of_a_unit)
    units = [town.clinic, town.school]

    for unit in units:
        plain = Membership.objects.filter(unit=unit).order_by("pk")
        with CaptureQueriesContext(connection) as queries:
            found = [(row.pk, row.status, row.committee.name) for row in asked(unit.pk)]
        assert found == [(row.pk, row.status, row.committee.name) for row in plain]
        assert found
        assert len(queries) == 1


def test_no_row_is_kept(town):
    asked = Prepared(memberships_of_a_unit)
    unit = UnitFactory()
    assert asked(unit.pk) == []

    membership = join(unit, town.spring)

    assert asked(unit.pk) == [membership]


def test_values_go_where_they_belong(town):
    first, second = (join(UnitFactory(), town.spring) for _n in range(2))
    asked = Prepared(
        lambda one, committee, other: Membership.objects.filter(
            committee=committee, starts_on__isnull=False, pk__in=[other, one]
        ).order_by("pk")
    )

    assert asked(second.pk, town.spring.pk, first.pk) == [first, second]
    assert asked(second.pk, town.pine.pk, first.pk) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_each_thread_asks_by_its_own_connection(town):
    asked = Prepared(memberships_of_a_unit)
    expected = asked(town.clinic.pk)

    def in_a_thread():
        try:
            return asked(town.clinic.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = [threads.submit(in_a_thread) for _n in range(4)]

    assert [each.result() for each in found] == [expected] * 4


def test_text_days_and_many_numbers_are_filled_in_and_other_values_are_told_apart(town):
    first, second = (join(UnitFactory(), town.spring) for _n in range(2))

    def make(units, status, until, newest_first):
        rows = Membership.objects.filter(unit__in=units, status=status, starts_on__lte=until)
        return rows.order_by("-pk" if newest_first else "pk").values_list("pk", flat=True)

    asked = Prepared(make)
    units = Among([first.unit_id, second.unit_id])

    assert asked(units, "active", START, False) == [first.pk, second.pk]
    assert asked(units, "active", START, True) == [second.pk, first.pk]
    assert asked(Among([second.unit_id]), "active", START, False) == [second.pk]
    assert asked(units, "left", START, False) == []
    assert asked(units, "active", START - datetime.timedelta(days=1), False) == []
    assert asked(Among([]), "active", START, False) == []


def test_a_value_that_cannot_be_filled_in_is_an_error(town):
    for make in (
        lambda number: Membership.objects.filter(pk=number + 1),
        lambda number: Membership.objects.all()[:number],
        lambda number: Membership.objects.all(),
    ):
        with pytest.raises(TypeError):
            Prepared(make)(2026)


def test_a_number_beyond_all_columns_finds_nothing(town):
    assert Prepared(lambda pk: Membership.objects.filter(pk=pk))(10**30) == []


def test_what_is_seen_is_each_reader_s_own(town):
    """The same words for offices whose reach has the same shape, never the same rows."""
    asked = Seen(lambda user, unit: Membership.objects.visible_to(user).filter(unit=unit))
    offices = [town.spring_office, town.hill_office, town.peace_secretary, town.east_office]
    offices.append(UserFactory())
    for office in offices:
        office.is_party_member = False
        office.reach = read_reach(office)

    for unit in (town.clinic, town.school):
        for _round in range(2):
            for office in offices:
                plain = Membership.objects.visible_to(office).filter(unit=unit)
                assert {row.pk for row in asked(office, unit.pk)} == {row.pk for row in plain}
    shapes = {office.reach.shape for office in offices}
    assert len(shapes) < len(offices)


@pytest.mark.postgres
def test_a_query_asked_often_is_planned_once_for_a_connection(town, monkeypatch):
    monkeypatch.setattr(statements, "AFTER", 2)
    asked = Prepared(memberships_of_a_unit)

    def executed(unit):
        with CaptureQueriesContext(connection) as queries:
            assert len(asked(unit.pk)) == (2 if unit == town.clinic else 1)
        return [query["sql"].startswith("EXECUTE") for query in queries]

    units = [town.clinic, town.school, town.clinic, town.school]
    assert [executed(unit) for unit in units] == [[False], [False], [True], [True]]
    assert [asked.count(unit.pk) for unit in units] == [2, 1, 2, 1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_another_connection_plans_for_itself(town, monkeypatch):
    monkeypatch.setattr(statements, "AFTER", 0)
    asked = Prepared(memberships_of_a_unit)
    expected = asked(town.clinic.pk)

    connection.close()

    assert asked(town.clinic.pk) == expected


@pytest.mark.postgres
def test_what_was_planned_is_forgotten_before_it_is_too_much(town, monkeypatch):
    monkeypatch.setattr(statements, "AFTER", 0)
    monkeypatch.setattr(statements, "AT_MOST", 3)

    for _round in range(2):
        for several in range(1, 6):  # a query of its own for 1, 2, 4 and 8 of them
            asked = Prepared(lambda units: Membership.objects.filter(unit__in=units))
            units = [town.clinic.pk, *range(10**6, 10**6 + several)]
            assert {row.unit for row in asked(Among(units))} == {town.clinic}

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] <= 3


@pytest.mark.parametrize("year", [2026, 40_000, 10**12])
def test_a_number_that_its_column_cannot_hold_finds_nothing(town, year, monkeypatch):
    """Of the numbers that somebody types none is an error."""
    monkeypatch.setattr(statements, "AFTER", 0)
    asked = Prepared(lambda year: Evaluation.objects.filter(year=year).values_list("pk"))

    assert asked(year) == []
