"""What the integrity check finds wrong in the tree: each fault planted by hand."""

import datetime

import pytest

from committees.models import Appointment, Committee, CommitteePeriod
from committees.receivers import faults_of_the_tree
from committees.terms import Role
from members.models import Seat
from members.receivers import faults
from tests.conftest import give_role
from tests.factories import START

COMING, LATER = datetime.date(2126, 1, 1), datetime.date(2126, 1, 2)


def test_the_town_is_in_order(town):
    assert list(faults_of_the_tree()) == []


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (lambda t: Committee.objects.filter(pk=t.peace.pk).update(path="1"), "path"),
        (lambda t: Committee.objects.filter(pk=t.pine.pk).update(level="street"), "lies under"),
        (lambda t: CommitteePeriod.objects.filter(committee=t.lake).delete(), "0 periods"),
        (lambda t: Committee.objects.filter(pk=t.lake.pk).update(name="x"), "differ"),
        (
            lambda t: CommitteePeriod.objects.create(
                committee=t.lake,
                name="x",
                area_name="x",
                parent=t.east,
                form="committee",
                status="approved",
                starts_on="2025-01-01",
                ends_on="2025-06-01",
            ),
            "gap",
        ),
        (
            lambda t: Appointment.objects.filter(user=t.hill_office).update(
                role=Role.DISTRICT_OFFICE
            ),
            "district-office at a street",
        ),
        (lambda t: give_role(t.auditor, Role.LEADER, t.east, START), "who also is"),
        (lambda t: give_role(t.auditor, Role.LEADER, t.east, COMING), "who also is"),
        (
            lambda t: (
                Appointment.objects.filter(user=t.east_leader).update(ends_on=LATER),
                give_role(t.east_leader, Role.LEADER, t.east, COMING),
            ),
            "leader twice at once",
        ),
        (
            lambda t: Committee.objects.filter(pk=t.lake.pk).update(status="mechanism"),
            "its form is another",
        ),
        (
            lambda t: (
                give_role(t.nobody, Role.LEADER, t.lake),
                Committee.objects.filter(pk=t.lake.pk).update(status="abolished"),
            ),
            "at a committee that is over",
        ),
        (
            lambda t: Appointment.objects.filter(user=t.auditor).update(ends_on=START),
            "administers without",
        ),
        (
            lambda t: type(t.auditor).objects.filter(pk=t.auditor.pk).update(administers=""),
            "not marked",
        ),
    ],
)
def test_each_fault_is_found(town, plant, words):
    plant(town)

    assert any(words in fault for fault in faults_of_the_tree())


def test_one_role_after_the_other_is_no_fault(town):
    Appointment.objects.filter(user=town.east_leader).update(ends_on=COMING)
    give_role(town.east_leader, Role.LEADER, town.east, COMING)

    assert list(faults_of_the_tree()) == []


def test_what_lives_in_a_committee_that_is_over_is_found(town):
    seat = Seat.objects.create(
        committee=town.spring,
        person=town.doctor,
        capacity=town.representative_capacity,
        membership=town.clinic_in_spring,
        status="appointed",
        starts_on=START,
    )
    before = set(faults())

    Committee.objects.filter(pk=town.spring.pk).update(status="abolished")

    assert set(faults()) - before == {
        f"membership {town.clinic_in_spring.pk}: it is current in a committee that is over",
        f"seat {seat.pk}: it is held in a committee that is over",
    }


def test_an_administrator_whose_account_has_an_end(town):
    type(town.auditor).objects.filter(pk=town.auditor.pk).update(
        expires_on=datetime.date(2026, 12, 31)
    )

    assert [f for f in faults_of_the_tree() if "the account has an end" in f]
