"""Activities: planned, signed up for, full, waited for, held once for all ledgers, cancelled."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from core import hooks
from core.verdicts import Refused, Stale
from members.services import party_members, registrations
from posts import rules
from posts.models import Activity, ServiceRecord, SignUp
from posts.services import activities, sign_ups
from tests.conftest import actor
from tests.factories import MemberFactory, UnitFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
Status = SignUp.Status


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def liaison(town):
    return actor(town.clinic_liaison_user)


def plan(town, by=None, committee=None, units=(), **values):
    told = {"title": "端午包粽子", "on": TODAY, "where": "社区活动室"}
    by = by or actor(town.peace_secretary)
    return activities.create_activity(committee or town.peace, told | values, units, by=by)


def resident(town, **kwargs):
    return MemberFactory(lives_in=town.peace, **kwargs)


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


# --- planning ------------------------------------------------------------------------------------


def test_a_community_or_a_grid_offers_and_nobody_else(town, secretary):
    assert plan(town).community == town.peace
    assert plan(town, committee=town.grid).grid == town.grid
    with pytest.raises(Refused, match="by a community or by one of its grids"):
        plan(town, by=actor(town.spring_office), committee=town.spring)
    with pytest.raises(Refused):
        plan(town, by=actor(town.hill_office))
    with pytest.raises(Refused):
        plan(town, by=actor(town.grid_leader), committee=town.grid)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"capacity": 0}, "capacity"),
        ({"starts_at": datetime.time(10), "ends_at": datetime.time(9)}, "__all__"),
    ],
)
def test_what_is_wrong_in_itself_is_said(town, wrong, field):
    with pytest.raises(ValidationError) as complaint:
        plan(town, **wrong)
    assert field in complaint.value.error_dict


def test_what_is_long_past_is_not_planned(town):
    with pytest.raises(Refused, match="within a year"):
        plan(town, on=datetime.date(2025, 6, 1))
    assert plan(town, on=datetime.date(2025, 7, 1)).pk


def test_two_edits_at_once_are_told_so(town, secretary):
    activity = plan(town)
    activities.edit_activity(activity, {"where": "广场"}, version=1, by=secretary)
    with pytest.raises(Stale):
        activities.edit_activity(activity, {"where": "公园"}, version=1, by=secretary)


# --- signing up ----------------------------------------------------------------------------------


def test_residents_and_people_of_invited_units_come_and_others_do_not(town, secretary):
    activity = plan(town, units=[town.clinic])
    elsewhere = MemberFactory(lives_in=town.pine, employer=town.clinic)
    stranger = MemberFactory(lives_in=town.pine, employer=UnitFactory())

    assert sign_ups.sign_up(activity, resident(town), by=secretary).status == Status.SIGNED_UP
    assert sign_ups.sign_up(activity, elsewhere, by=secretary).status == Status.SIGNED_UP
    with pytest.raises(Refused, match="neither lives"):
        sign_ups.sign_up(activity, stranger, by=secretary)


def test_community_liaison_and_member_sign_up_and_nobody_else(town, secretary, liaison):
    activity = plan(town)
    doctor = resident(town, employer=town.clinic)
    neighbour = resident(town)
    neighbour.person.user = town.nobody
    neighbour.person.save()

    assert sign_ups.sign_up(activity, doctor, by=liaison).employer == town.clinic
    assert sign_ups.sign_up(activity, neighbour, by=actor(town.nobody))
    for who in (liaison, actor(town.hill_office), actor(town.nobody)):
        with pytest.raises(Refused):
            sign_ups.sign_up(activity, resident(town), by=who)
    assert not rules.can_sign_up_anyone(actor(town.auditor))


def test_afterwards_only_the_community_adds_who_came(town, secretary, liaison, time_machine_at):
    activity = plan(town)
    doctor = resident(town, employer=town.clinic)
    time_machine_at(TODAY + datetime.timedelta(days=2))

    with pytest.raises(Refused, match="was on 2026-06-30"):
        sign_ups.sign_up(activity, doctor, by=liaison)
    assert sign_ups.sign_up(activity, doctor, by=secretary)


def test_nobody_signs_up_twice_but_again_after_withdrawing(town, secretary):
    activity, member = plan(town), resident(town)
    row = sign_ups.sign_up(activity, member, by=secretary)
    with pytest.raises(Refused, match="signed up already"):
        sign_ups.sign_up(activity, member, by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(
            activity=activity, member=member, status="waiting", signed_up_on=TODAY
        )

    sign_ups.withdraw(row, reason="出差", by=secretary)

    assert sign_ups.sign_up(activity, member, by=secretary).status == Status.SIGNED_UP
    activity.refresh_from_db()
    assert activity.taken == 1


@pytest.mark.parametrize("status", ["suspended", "lost"])
def test_whom_the_party_does_not_count_does_not_take_part(town, secretary, status):
    with pytest.raises(Refused, match="full and probationary"):
        sign_ups.sign_up(plan(town), resident(town, status=status), by=secretary)


def test_who_waits_moves_up_in_the_order_of_coming(town, secretary):
    activity = plan(town, capacity=1)
    first, second, third = (
        sign_ups.sign_up(activity, resident(town), by=secretary) for _n in range(3)
    )
    assert [row.status for row in (first, second, third)] == ["signed-up", "waiting", "waiting"]

    sign_ups.withdraw(first, by=secretary)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, third.status) == ("signed-up", "waiting")
    activity.refresh_from_db()
    activities.edit_activity(activity, {"capacity": 3}, version=None, by=secretary)
    third.refresh_from_db()
    activity.refresh_from_db()
    assert (third.status, activity.taken) == ("signed-up", 2)
    assert faults() == []


def test_fewer_places_than_people_are_refused_by_the_database_too(town, secretary):
    activity = plan(town, capacity=2)
    for _n in range(2):
        sign_ups.sign_up(activity, resident(town), by=secretary)

    with pytest.raises(ValidationError, match="More places are taken"):
        activities.edit_activity(activity, {"capacity": 1}, version=None, by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(taken=3)


def test_who_moves_away_gives_the_place_to_the_next(town, secretary):
    activity = plan(town, capacity=1, on=TODAY + datetime.timedelta(days=9))
    member = resident(town)
    registration = registrations.register_member(member, town.peace, by=secretary)
    row = sign_ups.sign_up(activity, member, by=secretary)
    next_one = sign_ups.sign_up(activity, resident(town), by=secretary)

    registrations.move_on(registration, "revoked", reason="迁出", by=secretary)

    row.refresh_from_db()
    next_one.refresh_from_db()
    assert (row.status, next_one.status) == ("released", "signed-up")
    assert faults() == []


def test_who_moves_away_still_comes_where_the_unit_is_invited(town, secretary):
    member = resident(town, employer=town.clinic)
    registration = registrations.register_member(member, town.peace, by=secretary)
    row = sign_ups.sign_up(plan(town, units=[town.clinic]), member, by=secretary)

    registrations.move_on(registration, "revoked", reason="迁出", by=secretary)

    row.refresh_from_db()
    assert row.status == "signed-up"


def test_who_dies_comes_to_nothing_any_more(town, secretary):
    member = resident(town)
    row = sign_ups.sign_up(plan(town), member, by=secretary)

    party_members.change_status(member, "deceased", on=TODAY, reason="核实", by=secretary)

    row.refresh_from_db()
    assert row.status == "released"


# --- holding -------------------------------------------------------------------------------------


def held(town, secretary, people=3, capacity=None, **values):
    activity = plan(town, capacity=capacity, **values)
    rows = [sign_ups.sign_up(activity, resident(town), by=secretary) for _n in range(people)]
    told = {rows[0].pk: "attended", rows[1].pk: "excused"}
    activity = activities.hold_activity(
        activity, told, minutes=90, result="包粽二百个", by=secretary
    )
    return activity, rows


def test_one_entry_gives_each_who_came_a_record(town, secretary):
    activity, rows = held(town, secretary)

    statuses = [SignUp.objects.get(pk=row.pk).status for row in rows]
    assert statuses == ["attended", "excused", "absent"]
    record = ServiceRecord.objects.get()
    assert (record.member, record.activity, record.on) == (rows[0].member, activity, TODAY)
    assert (record.minutes, record.result, record.status) == (90, "包粽二百个", "entered")
    assert record.entered_by == town.peace_secretary
    assert faults() == []


def test_the_registration_knows_the_last_sign_of_life(town, secretary):
    activity, member = plan(town), resident(town)
    registration = registrations.register_member(member, town.peace, by=secretary)
    row = sign_ups.sign_up(activity, member, by=secretary)

    activities.hold_activity(activity, {row.pk: "attended"}, minutes=60, by=secretary)

    registration.refresh_from_db()
    assert registration.last_active_on == TODAY


def test_who_still_waits_when_it_is_held_is_let_go(town, secretary):
    activity = plan(town, capacity=1)
    came, waits = (sign_ups.sign_up(activity, resident(town), by=secretary) for _n in range(2))

    activities.hold_activity(activity, {came.pk: "attended"}, minutes=60, by=secretary)

    waits.refresh_from_db()
    assert waits.status == "released"
    assert ServiceRecord.objects.count() == 1


def test_nothing_is_noted_ahead_of_time_nor_twice(town, secretary, liaison):
    coming = plan(town, on=TODAY + datetime.timedelta(days=1))
    with pytest.raises(Refused, match="is on 2026-07-01"):
        activities.hold_activity(coming, {}, minutes=60, by=secretary)
    with pytest.raises(Refused):
        activities.hold_activity(plan(town), {}, minutes=60, by=liaison)
    activity, _rows = held(town, secretary)
    with pytest.raises(Refused, match="only what is planned"):
        activities.hold_activity(activity, {}, minutes=60, by=secretary)
    with pytest.raises(Refused, match="nobody signs up any more"):
        sign_ups.sign_up(activity, resident(town), by=secretary)


def test_all_of_it_or_nothing_is_noted(town, secretary):
    """One member's day is full already: nobody has a record, and the activity is still planned."""
    activity, other = plan(town), plan(town, title="全天值守")
    member = resident(town)
    row = sign_ups.sign_up(other, member, by=secretary)
    activities.hold_activity(other, {row.pk: "attended"}, minutes=1440, by=secretary)
    rows = [sign_ups.sign_up(activity, m, by=secretary) for m in (resident(town), member)]

    with pytest.raises(Refused, match="more than 24 hours"):
        activities.hold_activity(
            activity, {r.pk: "attended" for r in rows}, minutes=60, by=secretary
        )

    activity.refresh_from_db()
    assert activity.status == "planned"
    assert ServiceRecord.objects.count() == 1


def test_what_was_noted_by_mistake_is_put_right_with_its_record(town, secretary, liaison):
    _activity, rows = held(town, secretary)
    with pytest.raises(Refused):
        sign_ups.put_attendance_right(rows[0], "absent", reason="x", by=liaison)

    sign_ups.put_attendance_right(rows[0], "absent", reason="签到表有误", by=secretary)
    sign_ups.put_attendance_right(rows[2], "attended", reason="签到表有误", by=secretary)

    first, second = ServiceRecord.objects.order_by("pk")
    assert (first.status, first.reason) == ("void", "签到表有误")
    assert (second.member, second.status, second.minutes) == (rows[2].member, "entered", 90)
    with pytest.raises(Refused):  # nobody goes back to having signed up
        sign_ups.put_attendance_right(rows[0], "signed-up", reason="x", by=secretary)
    assert faults() == []


def test_cancelled_it_lets_everybody_go_with_the_reason(town, secretary):
    activity = plan(town, capacity=1)
    rows = [sign_ups.sign_up(activity, resident(town), by=secretary) for _n in range(2)]

    activity = activities.cancel_activity(activity, reason="暴雨", by=secretary)

    assert (activity.status, activity.taken, activity.reason) == ("cancelled", 0, "暴雨")
    for row in rows:
        row.refresh_from_db()
        assert (row.status, row.reason) == ("released", "暴雨")
    with pytest.raises(Refused):
        activities.hold_activity(activity, {}, minutes=60, by=secretary)
    with pytest.raises(Refused, match="nothing to withdraw"):
        sign_ups.withdraw(rows[0], by=secretary)
    assert faults() == []


@pytest.mark.parametrize("status", list(SignUp.Status))
def test_only_the_steps_of_the_table_are_taken(town, status):
    row = SignUp(member=resident(town), status=status)
    for following in SignUp.Status:
        allowed = following in SignUp.TRANSITIONS[status]
        assert bool(rules.can_be_noted(row, following)) == allowed


# --- who sees it ---------------------------------------------------------------------------------


def test_who_is_invited_or_lives_there_sees_it_and_only_own_sign_ups(town, secretary):
    activity = plan(town, committee=town.pine, by=actor(town.spring_office))
    doctor = MemberFactory(lives_in=town.pine, employer=town.clinic)
    other = MemberFactory(lives_in=town.pine)
    for member in (doctor, other):
        sign_ups.sign_up(activity, member, by=actor(town.spring_office))
    other.person.user = town.nobody
    other.person.save()

    def sees(user):
        return Activity.objects.visible_to(user).filter(pk=activity.pk).exists()

    assert sees(town.clinic_liaison_user)
    assert sees(town.nobody)
    assert not sees(town.peace_secretary)
    assert not sees(town.hill_office)
    own = SignUp.objects.visible_to(town.clinic_liaison_user)
    assert [row.member for row in own] == [doctor]
    assert [row.member for row in SignUp.objects.visible_to(town.nobody)] == [other]
