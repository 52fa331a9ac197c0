"""What the integrity check finds wrong in the tree: each fault planted by hand."""

import pytest

from committees.models import Appointment, Committee, CommitteePeriod
from committees.receivers import faults_of_the_tree
from committees.terms import Role
from tests.conftest import give_role
from tests.factories import START


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
