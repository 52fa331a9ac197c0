"""The back office of this room: scoped, and through the same services."""

import pytest
from django.urls import reverse

from audit.models import Entry
from members.models import Membership, MemberUnit, Person, Seat
from tests.factories import PersonFactory

MODELS = [
    "memberunit",
    "superiorcontact",
    "membership",
    "person",
    "capacity",
    "seat",
    "turn",
    "liaison",
    "handover",
    "handoveritem",
]


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_searches_open_for_an_office_and_no_one_else(as_user, town, model):
    url = reverse(f"admin:members_{model}_changelist")

    codes = [
        as_user(user).get(url, {"q": "春"}).status_code
        for user in (town.spring_office, town.grid_leader, town.sysadmin)
    ]

    assert codes == [200, 403, 403]


@pytest.mark.parametrize("model", ["memberunit", "membership", "person", "seat", "liaison"])
def test_forms_for_new_rows_open(as_user, town, model):
    response = as_user(town.spring_office).get(reverse(f"admin:members_{model}_add"))

    assert response.status_code == 200


def test_rows_outside_the_reach_do_not_exist(as_user, town):
    url = reverse("admin:members_memberunit_change", args=[town.school.pk])

    assert as_user(town.spring_office).get(url).status_code == 404


def test_unit_is_changed_through_the_service_and_on_record(as_user, town):
    url = reverse("admin:members_memberunit_change", args=[town.clinic.pk])
    form = {
        "name": "春晖第一医院",
        "category": "hospital",
        "affiliation": "district",
        "area": town.grid.pk,
        "sequence": 5,
        "has_union": "unknown",
        "has_youth_league": "unknown",
        "has_womens_federation": "unknown",
        "on_version": 1,
    }

    response = as_user(town.spring_office).post(url, form)

    town.clinic.refresh_from_db()
    assert response.status_code == 302
    assert (town.clinic.name, town.clinic.initials) == ("春晖第一医院", "chdyyy")
    entry = Entry.objects.get(action="members.unit_edited")
    assert (entry.source, entry.before["name"]) == ("admin", "春晖医院")


def test_new_unit_joins_the_committee_that_was_chosen(as_user, town):
    form = {
        "name": "新光公司",
        "category": "private-firm",
        "affiliation": "private",
        "sequence": 999999,
        "has_union": "unknown",
        "has_youth_league": "unknown",
        "has_womens_federation": "unknown",
        "committee": town.pine.pk,
    }
    url = reverse("admin:members_memberunit_add")

    elsewhere = as_user(town.spring_office).post(url, form | {"committee": town.hill.pk})
    response = as_user(town.spring_office).post(url, form)

    assert elsewhere.status_code == 200
    assert response.status_code == 302
    assert MemberUnit.objects.get(name="新光公司").memberships.get().committee == town.pine


def test_status_of_a_membership_cannot_be_set(as_user, town):
    url = reverse("admin:members_membership_change", args=[town.clinic_in_spring.pk])
    form = {
        "starts_on": "2026-01-01",
        "change_type": "founding",
        "basis": "会议",
        "status": "left",
        "on_version": 1,
    }

    as_user(town.spring_office).post(url, form)

    row = Membership.objects.get(pk=town.clinic_in_spring.pk)
    assert (row.status, row.basis) == ("active", "会议")


def test_person_s_phone_is_never_whole(as_user, town):
    person = PersonFactory(name="赵敏", home=town.spring, phone="13800001234")
    client = as_user(town.spring_office)

    pages = [
        client.get(reverse("admin:members_person_changelist")),
        client.get(reverse("admin:members_person_change", args=[person.pk])),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("13800001234" not in page.content.decode() for page in pages)
    assert Person.objects.get(pk=person.pk).phone == "13800001234"


def test_seat_is_given_through_the_service(as_user, town):
    form = {
        "person": town.doctor.pk,
        "committee": town.spring.pk,
        "capacity": town.representative_capacity.pk,
        "membership": town.clinic_in_peace.pk,
        "office": "member",
        "starts_on": "2026-02-01",
        "sequence": 1,
    }
    url = reverse("admin:members_seat_add")

    wrong = as_user(town.spring_office).post(url, form)
    right = as_user(town.spring_office).post(url, form | {"membership": town.clinic_in_spring.pk})

    assert wrong.status_code == 200
    assert right.status_code == 302
    assert Seat.objects.get().membership == town.clinic_in_spring
