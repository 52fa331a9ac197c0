"""Founding, naming, the steps of a committee's life, and its history."""

import datetime

import pytest
from django.test import RequestFactory

from committees import rules, services
from committees.middleware import actor_of
from committees.models import Appointment, CommitteePeriod
from committees.reach import read_reach
from committees.receivers import my_day
from committees.terms import TRANSITIONS, Role, Status
from core.verdicts import Refused
from tests.conftest import actor, give_role
from tests.factories import UserFactory

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


def new_community(town, **values):
    given = {"level": "community", "code": "990101001003", "area_name": "新风社区"} | values
    return services.create_committee(town.spring, given, by=actor(town.spring_office))


def test_name_follows_the_area_s_until_it_is_set_by_hand(town):
    row = new_community(town)
    by = actor(town.spring_office)

    row = services.edit_committee(row, {"area_name": "新雨社区"}, version=None, by=by)
    by_pattern = row.name
    row = services.edit_committee(row, {"name": "新雨大党委"}, version=None, by=by)
    row = services.edit_committee(row, {"area_name": "新雪社区"}, version=None, by=by)

    assert by_pattern == "新雨社区区域化党建分会"
    assert (row.area_name, row.name, row.name_is_own) == ("新雪社区", "新雨大党委", True)


def test_a_second_change_on_one_day_replaces_the_first(town):
    by = actor(town.east_office)
    services.edit_committee(town.lake, {"name": "甲"}, version=None, by=by)
    services.edit_committee(town.lake, {"name": "乙"}, version=None, by=by)

    names = CommitteePeriod.objects.filter(committee=town.lake).values_list("name", "starts_on")
    assert list(names) == [("湖滨街道委员会", datetime.date(2026, 1, 1)), ("乙", TODAY)]


def test_mechanism_and_back_gives_the_form_that_it_had(town, time_machine_at):
    by = actor(town.east_office)
    services.edit_committee(town.lake, {"form": "conference"}, version=None, by=by)
    time_machine_at(datetime.date(2026, 7, 1))
    turned = services.change_status(town.lake, Status.MECHANISM, basis="1号", by=by).form
    time_machine_at(datetime.date(2026, 7, 2))

    restored = services.change_status(town.lake, Status.APPROVED, basis="2号", by=by)

    assert turned == "mechanism"
    assert (restored.status, restored.form) == ("approved", "conference")


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("wanted", Status.values)
def test_every_step_outside_the_table_is_refused(town, status, wanted):
    town.lake.status = status

    verdict = rules.can_change_status(actor(town.east_office), town.lake, wanted)

    assert bool(verdict) is (wanted in TRANSITIONS[status])


@pytest.mark.parametrize(
    "on", [datetime.date(2025, 12, 31), datetime.date(2026, 7, 1)], ids=["before", "later"]
)
def test_a_step_lies_neither_before_the_history_nor_in_the_future(town, on):
    with pytest.raises(Refused):
        services.change_status(
            town.lake, Status.MECHANISM, basis="1号", by=actor(town.east_office), on=on
        )


def test_what_was_only_proposed_can_be_given_up(town):
    row = new_community(town)

    services.change_status(row, Status.ABOLISHED, basis="1号", by=actor(town.spring_office))

    row.refresh_from_db()
    assert row.status == "abolished"


def test_nobody_founds_below_a_grid_or_outside_their_part(town):
    values = {"level": "grid", "code": "990101001001-02", "area_name": "x"}
    with pytest.raises(Refused, match=r"grid|网格"):
        services.create_committee(town.grid, values, by=actor(town.east_office))
    with pytest.raises(Refused) as refusal:
        services.create_committee(town.lake, values, by=actor(town.spring_office))

    assert refusal.value.kind.value == "forbidden"


# --- Roles ---------------------------------------------------------------------------------------


def test_an_office_gives_roles_at_its_own_level_and_below(town):
    def open_to(user):
        return set(rules.roles_open_to(actor(user)))

    assert open_to(town.peace_secretary) == {Role.GRID_LEADER}
    assert open_to(town.spring_office) == {
        Role.STREET_OFFICE,
        Role.COMMUNITY_SECRETARY,
        Role.GRID_LEADER,
        Role.LEADER,
        Role.ASSESSOR,
        Role.RESULT_USE,
    }
    assert Role.CITY_OFFICE in open_to(town.city_office)
    assert Role.CITY_OFFICE not in open_to(town.east_office)
    assert open_to(town.east_leader) == set()


def test_an_administrator_cannot_be_given_another_role(town):
    with pytest.raises(Refused, match=r"administrator|管理员"):
        services.appoint(town.auditor, Role.LEADER, town.east, by=actor(town.east_office))
    with pytest.raises(Refused, match=r"administrator|管理员"):
        services.appoint(town.auditor, Role.SYSTEM, None, by=actor(town.security))


def test_nobody_appoints_themselves(town):
    with pytest.raises(Refused, match=r"themselves|自己"):
        services.appoint(town.east_office, Role.ASSESSOR, town.east, by=actor(town.east_office))


def test_a_role_that_ends_later_runs_until_then(town, time_machine_at):
    appointment = town.peace_secretary.appointments.get()
    day = datetime.date(2026, 7, 10)

    services.end_appointment(appointment, by=actor(town.spring_office), on=day)

    time_machine_at(datetime.date(2026, 7, 9))
    assert read_reach(town.peace_secretary).managed == (town.peace.path,)
    time_machine_at(day)
    assert read_reach(town.peace_secretary).managed == ()


def test_a_role_that_has_not_begun_never_begins_once_ended(town):
    later = datetime.date(2026, 8, 1)
    coming = services.appoint(
        UserFactory(), Role.LEADER, town.spring, by=actor(town.spring_office), starts_on=later
    )

    services.end_appointment(coming, by=actor(town.spring_office))

    assert not Appointment.objects.on(later).filter(pk=coming.pk).exists()


def test_my_day_counts_what_its_links_open(town):
    give_role(UserFactory(), Role.LEADER, town.spring)
    Appointment.objects.filter(committee=town.spring, role=Role.LEADER).update(
        ends_on=datetime.date(2026, 7, 30)
    )
    new_community(town)

    request = RequestFactory().get("/")
    request.user, request.at = town.spring_office, town.spring

    assert [(item.count, item.url) for item in my_day(request)] == [
        (1, "/committees/appointments/?ending=on"),
        (1, "/committees/?status=proposed"),
    ]


def test_the_role_of_the_committee_switched_to_stamps_the_acts(town):
    give_role(town.spring_office, Role.ASSESSOR, town.east)
    request = RequestFactory().get("/")
    request.id, request.user, request.session = "r", town.spring_office, {"at": town.east.pk}
    request.user.reach = read_reach(town.spring_office)

    by = actor_of(request)

    assert by.role_for("").role == Role.ASSESSOR
    assert by.role_for(town.peace.path).role == Role.STREET_OFFICE
