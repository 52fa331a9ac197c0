"""What happens to units, seats and liaisons, and what is refused."""

import datetime

import pytest

from audit.models import Entry
from core.verdicts import Refused, Stale
from members.models import Liaison, MemberUnit, Person
from members.services import liaisons, memberships, units
from tests.conftest import actor
from tests.factories import PersonFactory

TODAY = datetime.date(2026, 6, 30)


def test_visible_units_are_those_of_the_committee_and_below(town):
    seen = {
        login: set(MemberUnit.objects.visible_to(user).values_list("name", flat=True))
        for login, user in town.people.items()
    }

    both, clinic, school, none = {"春晖医院", "山前小学"}, {"春晖医院"}, {"山前小学"}, set()
    assert seen == {
        "city_office": both,
        "east_office": clinic,
        "spring_office": clinic,
        "peace_secretary": clinic,
        "grid_leader": clinic,
        "east_leader": clinic,
        "east_assessor": clinic,
        "east_result_use": clinic,
        "clinic_liaison": clinic,
        "west_office": school,
        "hill_office": school,
        "sysadmin": none,
        "security": none,
        "auditor": none,
        "nobody": none,
    }


def test_leaving_ends_the_liaison_and_the_access_the_same_day(town, time_machine_at):
    time_machine_at(TODAY)

    memberships.move_membership(
        town.clinic_in_spring, "left", by=actor(town.spring_office), reason="搬迁"
    )

    liaison = Liaison.objects.get(person=town.doctor)
    assert (liaison.ends_on, liaison.appointment.ends_on) == (TODAY, TODAY)
    assert not liaison.person.user.appointments.running().exists()
    assert MemberUnit.objects.visible_to(town.spring_office).filter(pk=town.clinic.pk).exists()


def test_edit_refuses_a_version_that_somebody_has_changed(town):
    units.edit_unit(town.clinic, {"name": "春晖第一医院"}, version=1, by=actor(town.spring_office))

    with pytest.raises(Stale):
        units.edit_unit(town.clinic, {"name": "别的"}, version=1, by=actor(town.east_office))

    town.clinic.refresh_from_db()
    assert town.clinic.name == "春晖第一医院"
    assert Entry.objects.filter(action="members.unit_edited").count() == 1


def test_liaison_must_be_a_full_party_member(town):
    probationary = PersonFactory(home=town.spring, party_status="probationary")

    with pytest.raises(Refused, match=r"full party member|正式党员"):
        liaisons.file_liaison(town.clinic_in_peace, probationary, by=actor(town.peace_secretary))


def test_people_are_seen_where_they_are_kept_and_where_they_liaise(town):
    assert Person.objects.visible_to(town.spring_office).get() == town.doctor
    assert not Person.objects.visible_to(town.hill_office).exists()
    assert Person.objects.visible_to(town.people["clinic_liaison"]).get() == town.doctor
