"""A page that breaks at its k-th SQL statement, for every k, leaves the data as it was."""

import datetime

import pytest
from django.urls import reverse

from members.models import Membership
from tests.factories import UnitFactory
from tests.faults.helpers import broken_at, checksum, hiccup_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MOST_STATEMENTS = 200


def unit_form(town):
    unit = town.clinic
    return reverse("members:unit-edit", args=[unit.pk]), {
        "name": "春晖第一医院",
        "category": unit.category,
        "affiliation": unit.affiliation,
        "area": unit.area_id,
        "sequence": unit.sequence,
        "version": unit.version,
    }


def person_form(town):
    form = {"name": "钱二", "party_status": "full", "home": town.spring.pk}
    return reverse("members:person-create"), form


def membership_left(town):
    url = reverse("members:membership-leave", args=[town.clinic_in_spring.pk])
    return url, {"reason": "搬迁", "change_type": Membership.Change.MOVED, "on": "2026-06-30"}


def unit_in_the_back_office(town):
    unit = UnitFactory(name="青松小学", area=town.pine)
    url = reverse("admin:members_memberunit_change", args=[unit.pk])
    return url, {
        "name": "青松实验小学",
        "category": unit.category,
        "affiliation": unit.affiliation,
        "area": unit.area_id,
        "sequence": unit.sequence,
        "on_version": 1,
    }


FORMS = [unit_form, person_form, membership_left, unit_in_the_back_office]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_left_half_done(town, as_user, time_machine_at, form):
    time_machine_at(datetime.date(2026, 6, 30))
    url, fields = form(town)
    client = as_user(town.spring_office)
    client.raise_request_exception = False
    before = checksum()

    for number in range(1, MOST_STATEMENTS):
        with broken_at(number) as counted:
            answer = client.post(url, fields)
        if counted[0] < number:
            break
        assert checksum() == before, f"half done at statement {number} ({answer.status_code})"

    assert number > 10
    assert answer.status_code == 302
    assert checksum() != before


@pytest.mark.parametrize("form", FORMS)
def test_single_failing_statement_is_never_taken_for_an_answer(
    town, as_user, time_machine_at, form
):
    time_machine_at(datetime.date(2026, 6, 30))
    url, fields = form(town)
    client = as_user(town.spring_office)
    client.raise_request_exception = False
    before = checksum()

    for number in range(1, MOST_STATEMENTS):
        with hiccup_at(number) as counted:
            answer = client.post(url, fields)
        if counted[0] < number:
            break
        assert (answer.status_code, checksum()) == (500, before), f"at statement {number}"

    assert number > 10
    assert answer.status_code == 302
    assert checksum() != before
