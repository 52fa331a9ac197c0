"""Queries whose SQL is made once: the rows are read anew each time, as the ORM would read them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.prepared import Prepared
from members.models import Membership
from tests.conftest import join
from tests.factories import UnitFactory


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
