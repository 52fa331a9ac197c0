"""The log against the rows."""

import pytest
from django.core.management import call_command

from audit.receivers import integrity
from members.models import Membership, MemberUnit
from members.services import memberships, units
from tests.conftest import actor


def test_rows_changed_by_services_are_in_order(town):
    by = actor(town.spring_office)
    units.edit_unit(town.clinic, {"name": "春晖第一医院"}, version=1, by=by)
    memberships.move_membership(town.clinic_in_spring, "left", by=by, reason="搬迁")

    assert list(integrity()) == []


def test_row_changed_without_an_entry_is_found(town):
    MemberUnit.objects.filter(pk=town.clinic.pk).update(name="x", version=2)

    assert len(list(integrity())) == 1


def test_status_written_past_the_services_is_found(town):
    by = actor(town.spring_office)
    memberships.move_membership(town.clinic_in_spring, "to-adjust", by=by)
    Membership.objects.filter(pk=town.clinic_in_spring.pk).update(status="active")

    (fault,) = integrity()

    assert "active" in fault
    assert "to-adjust" in fault


def test_deleted_row_is_found(town):
    by = actor(town.hill_office)
    units.log_superior_contact(_with_superior(town.school), CONTACT, by=by)
    town.school.superior_contacts.all().delete()

    assert len(list(integrity())) == 1


CONTACT = {"date": "2026-06-30", "direction": "to", "by": "李", "text": "通报"}


def _with_superior(unit):
    MemberUnit.objects.filter(pk=unit.pk).update(superior="市教委党组")
    unit.refresh_from_db()
    return unit


def test_command_counts_faults_and_fails(town, capsys):
    MemberUnit.objects.filter(pk=town.clinic.pk).update(version=2)

    with pytest.raises(SystemExit) as ended:
        call_command("check_integrity")

    assert ended.value.code == 1
    assert "faults=1" in capsys.readouterr().out.splitlines()[-1]
