"""Liaisons over time: their own days, their access, and the lists that they hand over."""

import datetime

import pytest
from django.urls import reverse

from audit.models import Entry
from committees.models import Appointment
from core import hooks
from core.hooks import my_day
from core.verdicts import Refused
from members.models import Liaison, Membership
from members.services import liaisons, memberships, people
from paperwork.services import imports, undoing
from tests.conftest import actor
from tests.factories import START, PersonFactory, UserFactory
from tests.paperwork.undoing import table

TODAY = datetime.date(2026, 6, 30)
YESTERDAY = datetime.date(2026, 6, 29)
TEN_DAYS_AGO = datetime.date(2026, 6, 20)
THIRTY_DAYS_AGO = datetime.date(2026, 5, 31)


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


def holders_on(day, committee):
    """The accounts that had a liaison's access there on that day."""
    rows = Appointment.objects.on(day).filter(role="liaison", committee=committee)
    return {row.user.login for row in rows}


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer]


def waiting_for(client):
    request = client.get(reverse("dashboards:my-day")).wsgi_request
    return [item.url for answer in my_day.ask(request) for item in answer]


def with_account(town, login, **values):
    return PersonFactory(home=town.spring, user=UserFactory(login=login), **values)


# --- Access ------------------------------------------------------------------------------------


def test_a_liaison_that_has_ended_meanwhile_gets_no_access(town):
    """The account is opened by somebody who still had the liaison on the screen."""
    person = PersonFactory(home=town.spring)
    liaison = liaisons.file_liaison(town.clinic_in_peace, person, by=actor(town.spring_office))
    read_before = list(person.liaisons.running())
    liaisons.end_liaison(liaison, by=actor(town.spring_office), reason="调离")

    liaisons.give_access(read_before, UserFactory(), by=actor(town.spring_office))

    liaison.refresh_from_db()
    assert (liaison.ends_on, liaison.appointment) == (TODAY, None)


def test_a_liaison_is_not_replaced_for_a_unit_that_has_left(town):
    Membership.objects.filter(pk=town.clinic_in_spring.pk).update(status="left", ends_on=YESTERDAY)
    successor = PersonFactory(home=town.spring)

    with pytest.raises(Refused):
        liaisons.replace_liaison(
            town.clinic_liaison, successor, by=actor(town.spring_office), reason="调离"
        )

    assert Liaison.objects.count() == 1


def test_access_was_open_until_the_leaving_was_recorded(town):
    memberships.move_membership(
        town.clinic_in_spring, "left", by=actor(town.spring_office), reason="x", on=THIRTY_DAYS_AGO
    )

    liaison = Liaison.objects.get(pk=town.clinic_liaison.pk)
    assert (liaison.ends_on, liaison.appointment.ends_on) == (THIRTY_DAYS_AGO, TODAY)
    assert holders_on(TEN_DAYS_AGO, town.spring) == {"clinic_liaison"}
    assert holders_on(TODAY, town.spring) == set()
    assert not faults()


def test_access_begins_with_the_filing_however_far_back_the_liaison_began(town):
    nurse = with_account(town, "nurse")

    liaison = liaisons.file_liaison(
        town.clinic_in_spring, nurse, by=actor(town.spring_office), starts_on=THIRTY_DAYS_AGO
    )

    assert (liaison.starts_on, liaison.appointment.starts_on) == (THIRTY_DAYS_AGO, TODAY)
    assert holders_on(YESTERDAY, town.spring) == {"clinic_liaison"}
    assert holders_on(TODAY, town.spring) == {"clinic_liaison", "nurse"}


def test_access_with_an_end_ahead_ends_with_its_liaison(town):
    Appointment.objects.filter(liaison=town.clinic_liaison).update(
        ends_on=datetime.date(2026, 12, 31)
    )

    liaisons.end_liaison(town.clinic_liaison, by=actor(town.spring_office), reason="x")

    assert holders_on(TODAY, town.spring) == set()
    assert not faults()


# --- Days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "allowed"), [(START, True), (datetime.date(2025, 12, 31), False)])
def test_nobody_takes_over_before_the_predecessor_began(town, as_user, day, allowed):
    # Of a unit that has been member for longer than its liaison.
    town.clinic_in_spring.starts_on = datetime.date(2025, 1, 1)
    town.clinic_in_spring.save()
    nurse, by = PersonFactory(home=town.spring), actor(town.spring_office)
    url = reverse("members:liaison-replace", args=[town.clinic_liaison.pk])
    if not allowed:
        with pytest.raises(Refused, match="2026-01-01"):
            liaisons.replace_liaison(town.clinic_liaison, nurse, by=by, reason="x", on=day)
        with pytest.raises(Refused, match="2026-01-01"):
            liaisons.end_liaison(town.clinic_liaison, by=by, reason="x", on=day)

    page = as_user(town.spring_office).post(
        url, {"person": nurse.pk, "reason": "x", "on": day.isoformat()}
    )

    assert (page.status_code == 302) is allowed
    if not allowed:
        assert "2026-01-01" in page.context["form"].errors["on"][0]
    assert Liaison.objects.filter(person=nurse).exists() is allowed


def test_nobody_takes_over_before_the_unit_belonged(town):
    Liaison.objects.filter(pk=town.clinic_liaison.pk).update(starts_on=datetime.date(2025, 1, 1))

    with pytest.raises(Refused, match=r"membership|加入日期"):
        liaisons.replace_liaison(
            town.clinic_liaison,
            PersonFactory(home=town.spring),
            by=actor(town.spring_office),
            reason="x",
            on=datetime.date(2025, 12, 31),
        )


# --- Hand-overs --------------------------------------------------------------------------------


def test_open_items_go_on_when_the_successor_is_replaced_before_accepting(town, as_user):
    office = actor(town.spring_office)
    first, second = with_account(town, "first"), with_account(town, "second")
    old = liaisons.replace_liaison(town.clinic_liaison, first, by=office, reason="x")
    old.items.all().delete()
    old.items.create(text="已接收的事项", url="/a/", is_accepted=True)
    old.items.create(text="未接收的事项", url="/b/")
    assert old.get_absolute_url() in waiting_for(as_user(first.user))

    new = liaisons.replace_liaison(old.successor, second, by=office, reason="x")

    told = list(new.items.values_list("text", "url", "is_accepted"))
    assert told[0] == ("未接收的事项", "/b/", False)
    assert "已接收的事项" not in {text for text, _url, _is_accepted in told}
    assert old.get_absolute_url() not in waiting_for(as_user(first.user))
    assert new.get_absolute_url() in waiting_for(as_user(second.user))
    old.refresh_from_db()
    assert old.accepted_at is None
    entry = Entry.objects.get(action="members.handover_passed_on")
    assert (entry.object_id, entry.after["items"], entry.after["to"]["id"]) == (old.pk, 1, new.pk)
    page = as_user(town.spring_office).get(old.get_absolute_url())
    assert new.get_absolute_url() in page.content.decode()


def test_same_item_goes_on_once(town):
    office = actor(town.spring_office)
    old = liaisons.replace_liaison(
        town.clinic_liaison, PersonFactory(home=town.spring), by=office, reason="x"
    )
    texts = set(old.items.values_list("text", flat=True))

    new = liaisons.replace_liaison(
        old.successor, PersonFactory(home=town.spring), by=office, reason="x"
    )

    found = list(new.items.values_list("text", flat=True))
    assert texts
    assert len(found) == len(set(found))
    assert texts <= set(found)


def test_list_of_an_ended_successor_is_closed(town):
    office = actor(town.spring_office)
    old = liaisons.replace_liaison(
        town.clinic_liaison, PersonFactory(home=town.spring), by=office, reason="x"
    )
    liaisons.end_liaison(old.successor, by=office, reason="x")

    with pytest.raises(Refused, match=r"closed|关闭"):
        liaisons.accept_handover(old, [item.pk for item in old.items.all()], by=office)

    assert not old.items.filter(is_accepted=True).exists()


# --- Full party members ------------------------------------------------------------------------


def test_liaison_stays_a_full_party_member(town, as_user):
    office = actor(town.spring_office)

    with pytest.raises(Refused, match=r"change the liaison first|先更换联络员"):
        people.edit_person(town.doctor, {"party_status": "none"}, version=None, by=office)
    page = as_user(town.spring_office).post(
        reverse("members:person-edit", args=[town.doctor.pk]),
        {
            "name": "李娜",
            "party_status": "none",
            "home": town.spring.pk,
            "on_version": town.doctor.version,
        },
    )

    assert "party_status" in page.context["form"].errors
    town.doctor.refresh_from_db()
    assert town.doctor.party_status == "full"

    liaisons.end_liaison(town.clinic_liaison, by=office, reason="x")
    people.edit_person(town.doctor, {"party_status": "none"}, version=None, by=office)
    assert not faults()


def test_liaison_who_is_no_full_party_member_is_a_fault(town):
    assert not faults()
    type(town.doctor).objects.filter(pk=town.doctor.pk).update(party_status="probationary")

    (fault,) = faults()

    assert fault.startswith(f"liaison {town.clinic_liaison.pk}: ")


def test_import_says_before_that_a_liaison_stays_a_full_party_member(town):
    run = imports.bring(
        "people",
        None,
        table("id name party_status", [town.doctor.pk, "李娜", "预备党员"]),
        by=actor(town.spring_office),
    )

    assert run.refused == 1
    assert "联络员" in run.rows.get().problems[0]["message"]


def test_undoing_does_not_bring_back_a_liaison_who_is_no_full_party_member(town):
    by = actor(town.spring_office)
    row = [town.clinic_liaison.pk, "2026-03-02", "调离"]
    run = imports.bring("liaisons", None, table("id ends_on reason", row), by=by)
    run = imports.confirm(run, good_rows=False, by=by)
    people.edit_person(town.doctor, {"party_status": "none"}, version=None, by=by)

    with pytest.raises(Refused, match="李娜"):
        undoing.undo(run, by=by)


# --- The chair ---------------------------------------------------------------------------------


def test_unit_that_leaves_loses_its_coming_turn_in_the_chair(town):
    rows = [
        town.spring.turns.create(membership=town.clinic_in_spring, starts_on=first, ends_on=last)
        for first, last in [
            (datetime.date(2026, 6, 1), datetime.date(2026, 7, 1)),
            (datetime.date(2026, 8, 1), datetime.date(2026, 9, 1)),
        ]
    ]

    memberships.move_membership(
        town.clinic_in_spring, "left", by=actor(town.spring_office), reason="x"
    )

    assert list(town.spring.turns.values_list("pk", "ends_on")) == [(rows[0].pk, TODAY)]
