"""What stands on the papers of a committee, as of which day."""

import datetime

import pytest
from django.utils import translation

from members import rules
from members.models import Capacity, Handover, HandoverItem, Liaison, Membership, Seat
from members.papers import (
    appointment_letter,
    changes_table,
    composition_list,
    handover_sheet,
    nomination_form,
    roster,
)
from tests.conftest import actor, join
from tests.factories import START, PersonFactory, UnitFactory

TODAY = datetime.date(2026, 6, 30)
MAY = datetime.date(2026, 5, 10)


@pytest.fixture(autouse=True)
def english():
    """The papers' own English, whatever is translated so far."""
    with translation.override("en"):
        yield


def seat(town, name, office="member", **values):
    capacity = Capacity.objects.get_or_create(
        code="party", defaults={"name": "街道党工委委员", "level": "street"}
    )[0]
    values = {"capacity": capacity, "starts_on": START} | values
    person = PersonFactory(name=name, home=town.spring, workplace="某单位", position="书记")
    return Seat.objects.create(person=person, committee=town.spring, office=office, **values)


def test_composition_stands_in_the_order_of_offices(town, time_machine_at):
    time_machine_at(TODAY)
    seat(town, "丙", sequence=2)
    seat(town, "乙", sequence=1)
    seat(town, "副", "vice-chair")
    seat(town, "正", "chair")

    document = composition_list(town.spring)

    assert [(r["no"], r["name"]) for r in document.rows] == [
        ("1", "正"),
        ("2", "副"),
        ("3", "乙"),
        ("4", "丙"),
    ]
    assert document.summary == "4 people: chair 1, vice-chairs 1, members 2."
    assert document.rows[0]["post"] == "某单位 书记"


def test_composition_is_that_of_the_day(town, time_machine_at):
    time_machine_at(TODAY)
    seat(town, "旧", "chair", status="ended", ends_on=MAY)
    seat(town, "新", "chair", starts_on=MAY)
    seat(town, "未定", status="nominated")

    def names(day):
        return [row["name"] for row in composition_list(town.spring, day).rows]

    assert names(MAY - datetime.timedelta(days=1)) == ["旧"]
    assert names(MAY) == ["新"]
    assert names(START - datetime.timedelta(days=1)) == []


def test_composition_bears_the_name_of_the_day(town, time_machine_at):
    time_machine_at(TODAY)
    running = town.spring.periods.get()
    running.ends_on = MAY
    running.name = "春晖街道大工委"
    running.save()
    from committees.services import note_period

    note_period(town.spring, MAY)

    before = composition_list(town.spring, START)
    after = composition_list(town.spring, MAY)

    assert "春晖街道大工委" in before.title
    assert "春晖街道委员会" in after.title


def test_roster_masks_numbers_and_names_no_reading(town, time_machine_at):
    time_machine_at(TODAY)
    town.doctor.phone = "13812345678"
    town.doctor.save()

    document = roster(town.spring)

    assert [(r["unit"], r["liaison"], r["liaison_phone"]) for r in document.rows] == [
        ("春晖医院", "李娜", "138****5678")
    ]
    assert document.readings == []


def test_roster_with_whole_numbers_names_each_person_once(town, time_machine_at):
    time_machine_at(TODAY)
    town.doctor.phone = "13812345678"
    town.doctor.save()
    silent = PersonFactory(name="无号", phone="", home=town.spring)
    Liaison.objects.create(
        membership=town.clinic_in_spring, person=silent, starts_on=START, filed_on=START
    )
    seat_of = Seat.objects.create(
        person=town.doctor,
        committee=town.spring,
        capacity=town.representative_capacity,
        membership=town.clinic_in_spring,
        starts_on=START,
    )

    document = roster(town.spring, phones=True)

    assert document.rows[0]["representative_phone"] == "13812345678"
    assert document.rows[0]["liaison_phone"] == "13812345678\n"
    assert document.readings == [(seat_of.person, "phone")]


def test_roster_leaves_out_who_is_only_invited_and_keeps_who_left_later(town, time_machine_at):
    time_machine_at(TODAY)
    invited, gone = UnitFactory(name="受邀"), UnitFactory(name="已退")
    Membership.objects.create(
        unit=invited, committee=town.spring, status="invited", starts_on=START
    )
    Membership.objects.create(
        unit=gone, committee=town.spring, status="left", starts_on=START, ends_on=MAY, reason="搬迁"
    )

    def units(day):
        return {row["unit"] for row in roster(town.spring, day).rows}

    assert units(MAY - datetime.timedelta(days=1)) == {"春晖医院", "已退"}
    assert units(MAY) == {"春晖医院"}


@pytest.mark.parametrize("count", [1, 30])
def test_roster_costs_the_same_for_any_number_of_units(town, count, django_assert_num_queries):
    for _ in range(count):
        membership = join(UnitFactory(), town.lake)
        Liaison.objects.create(
            membership=membership,
            person=PersonFactory(home=town.lake),
            starts_on=START,
            filed_on=START,
        )

    with django_assert_num_queries(4):  # the units, their seats, their liaisons, the name
        document = roster(town.lake, START)

    assert len(document.rows) == count


def test_changes_reconcile_and_a_replacement_is_one_line(town, time_machine_at):
    """1 unit before; 2 join in May, one of them for the clinic; 1 leaves: 2 at the end."""
    time_machine_at(TODAY)
    new, other = join(UnitFactory(name="新院"), town.spring, MAY), UnitFactory(name="乙校")
    join(other, town.spring, MAY + datetime.timedelta(days=1))
    Membership.objects.filter(pk=town.clinic_in_spring.pk).update(
        status="replaced", ends_on=MAY, reason="合并", replaced_by=new
    )
    Liaison.objects.filter(pk=town.clinic_liaison.pk).update(ends_on=MAY, reason="退休")

    document = changes_table(town.spring, datetime.date(2026, 5, 1), TODAY)

    assert [(r["date"], r["kind"], r["before"], r["after"]) for r in document.rows] == [
        ("2026-05-10", "replaced", "春晖医院", "新院"),
        ("2026-05-10", "liaison ended", "李娜 (春晖医院)", ""),
        ("2026-05-11", "founding member", "", "乙校"),
    ]
    assert document.summary == (
        "Member units at the beginning: 1; joined: 2; left: 1; at the end: 2. 3 changes."
    )


def test_changes_of_a_quiet_time_say_so(town, time_machine_at):
    time_machine_at(TODAY)

    document = changes_table(town.spring, MAY, TODAY)

    assert document.rows == []
    assert document.empty == "Nothing changed in this time."


def test_letter_names_unit_committee_and_people(town, time_machine_at):
    time_machine_at(TODAY)

    document = appointment_letter(town.clinic_in_spring)

    assert document.paragraphs[0] == "To 春晖医院:"
    assert "member unit of 春晖街道委员会 from 1 January 2026" in document.paragraphs[1]
    assert document.facts["liaisons"] == "李娜"
    assert document.closing[-1] == "30 June 2026"


def test_nomination_form_is_only_for_capacities_that_are_nominated(town):
    capacity = Capacity.objects.create(
        code="part-time", name="兼职委员", level="street", needs_nomination=True
    )
    nominated = seat(town, "候选", capacity=capacity, status="recommended")
    plain = seat(town, "当然")
    from core.papers import find

    verdict = find("nomination").verdict

    assert nomination_form(nominated).facts["name"] == "候选"
    assert len(nomination_form(nominated).boxes) == 5
    assert verdict(actor(town.spring_office), nominated)
    assert not verdict(actor(town.spring_office), plain)


def test_handover_sheet_lists_the_items_with_their_state(town):
    successor = Liaison.objects.create(
        membership=town.clinic_in_spring,
        person=PersonFactory(name="孙丽", home=town.spring),
        starts_on=MAY,
        filed_on=MAY,
    )
    handover = Handover.objects.create(predecessor=town.clinic_liaison, successor=successor)
    HandoverItem.objects.create(handover=handover, text="任务", is_accepted=True)
    HandoverItem.objects.create(handover=handover, text="需求")

    document = handover_sheet(handover)

    assert [(r["text"], r["state"]) for r in document.rows] == [
        ("任务", "accepted"),
        ("需求", "open"),
    ]
    assert document.facts["predecessor"] == "李娜"
    assert document.facts["successor"] == "孙丽"
    assert document.summary == "1 of 2 accepted."


def test_lists_are_printed_by_those_who_read_the_whole_committee(town):
    may = {
        login
        for login, user in town.people.items()
        if rules.can_print_lists(actor(user), town.spring)
    }

    assert may == {
        "city_office",
        "east_office",
        "spring_office",
        "east_leader",
        "east_assessor",
        "east_result_use",
    }


def test_whole_numbers_are_printed_by_the_offices_alone(town):
    may = {
        login
        for login, user in town.people.items()
        if rules.can_print_phones(actor(user), town.spring)
    }

    assert may == {"city_office", "east_office", "spring_office"}


def test_letter_is_for_readers_and_for_the_unit_s_own_liaison(town):
    may = {
        login
        for login, user in town.people.items()
        if rules.can_print_letter(actor(user), town.clinic_in_spring)
    }

    assert "clinic_liaison" in may
    assert "spring_office" in may
    assert "hill_office" not in may
    assert "grid_leader" not in may
