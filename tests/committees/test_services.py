"""Founding, naming, the steps of a committee's life, and its history."""

import datetime

import pytest
from django.test import RequestFactory

from committees import rules, services
from committees.middleware import actor_of
from committees.models import Appointment, CommitteePeriod
from committees.reach import read_reach
from committees.receivers import my_day
from committees.services.appointments import file_liaison_access
from committees.terms import TRANSITIONS, Role, Status
from core.verdicts import Refused
from members.models import Capacity, Liaison
from members.services import liaisons, memberships, seats
from tests.conftest import SETUP, actor, give_role
from tests.factories import PersonFactory, UserFactory

TODAY = datetime.date(2026, 6, 30)
COMING = datetime.date(2026, 9, 1)


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


@pytest.mark.parametrize("what", ["role", "coming role", "unit", "invited unit", "seat"])
def test_a_proposal_in_which_something_lives_is_not_dropped(town, what):
    row, by = new_community(town), actor(town.spring_office)
    words = {
        "role": r"1 ?(role|个角色)",
        "coming role": r"1 ?(role|个角色)",
        "seat": r"1 ?(seat|个席位)",
    }
    if "role" in what:
        day = COMING if what == "coming role" else None
        services.appoint(town.nobody, Role.COMMUNITY_SECRETARY, row, by=by, starts_on=day)
    elif what == "seat":
        capacity = Capacity.objects.create(code="party", name="委员", level="community")
        seats.seat_person(row, {"person": town.doctor, "capacity": capacity}, by=by)
    else:
        status = "invited" if what == "invited unit" else "active"
        memberships.admit_unit(town.school, row, {"status": status}, by=by)

    assert not rules.can_drop(by, row)
    with pytest.raises(Refused, match=words.get(what, r"1 ?(member unit|个成员单位)")):
        services.change_status(row, Status.ABOLISHED, basis="1号", by=by)

    row.refresh_from_db()
    assert row.status == "proposed"


def test_a_mechanism_keeps_its_form_until_it_is_a_committee_again(town):
    by = actor(town.east_office)
    services.change_status(town.lake, Status.MECHANISM, basis="1号", by=by)

    with pytest.raises(Refused, match=r"committee again|恢复"):
        services.edit_committee(town.lake, {"form": "committee"}, version=None, by=by)
    services.edit_committee(
        town.lake, {"form": "mechanism", "short_name": "湖"}, version=None, by=by
    )

    town.lake.refresh_from_db()
    assert (town.lake.form, town.lake.short_name) == ("mechanism", "湖")


@pytest.mark.parametrize(
    "code",
    ["乱 写", "990101001001", "990101001001-", "990101001001-12345678", "990101001002-02", "01"],
)
def test_a_grid_s_code_is_its_community_s_and_a_suffix(town, code):
    values = {"level": "grid", "code": code, "area_name": "第二网格"}

    with pytest.raises(Refused, match=r"990101001001-|110105001001-03"):
        services.create_committee(town.peace, values, by=actor(town.spring_office))

    made = services.create_committee(
        town.peace, values | {"code": "990101001001-B2"}, by=actor(town.spring_office)
    )
    assert made.code == "990101001001-B2"


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


def test_a_role_that_is_still_to_come_keeps_administrators_apart(town):
    """The district's appointment from tomorrow, then the security administrator's today."""
    tomorrow = datetime.date(2026, 7, 1)
    services.appoint(
        town.nobody, Role.STREET_OFFICE, town.spring, by=actor(town.east_office), starts_on=tomorrow
    )

    with pytest.raises(Refused, match=r"administrator|管理员"):
        services.appoint(town.nobody, Role.SYSTEM, None, by=actor(town.security))

    held = Appointment.objects.filter(user=town.nobody).values_list("role", "starts_on")
    assert list(held) == [("street-office", tomorrow)]
    services.end_appointment(Appointment.objects.get(user=town.nobody), by=actor(town.east_office))
    made = services.appoint(town.nobody, Role.SYSTEM, None, by=actor(town.security))
    assert made.starts_on == TODAY


def test_an_administrator_s_account_is_given_no_liaison_s_access(town):
    chief = PersonFactory(name="周凯", home=town.spring, user=town.sysadmin)

    with pytest.raises(Refused, match=r"another account|另一个账号"):
        liaisons.file_liaison(town.clinic_in_spring, chief, by=actor(town.spring_office))
    with pytest.raises(Refused, match=r"another account|另一个账号"):
        file_liaison_access(town.sysadmin, town.spring, by=SETUP, starts_on=TODAY)

    assert Appointment.objects.filter(user=town.sysadmin).count() == 1
    assert not Liaison.objects.filter(person=chief).exists()


@pytest.mark.parametrize(
    ("starts", "ends", "is_free"),
    [
        ("2026-06-30", None, False),
        ("2026-10-07", None, False),
        ("2026-10-08", None, True),
        ("2026-06-30", "2026-07-05", False),
        ("2027-01-01", "2027-02-01", True),
    ],
)
def test_the_same_role_is_not_held_twice_at_once(town, starts, ends, is_free):
    """Assessor until 8 October, the first day without it."""
    by, day = actor(town.east_office), datetime.date.fromisoformat
    until = day("2026-10-08")
    services.appoint(town.nobody, Role.ASSESSOR, town.east, by=by, ends_on=until)
    given = {"by": by, "starts_on": day(starts), "ends_on": ends and day(ends)}

    if is_free:
        services.appoint(town.nobody, Role.ASSESSOR, town.east, **given)
    else:
        with pytest.raises(Refused, match="2026-10-08"):
            services.appoint(town.nobody, Role.ASSESSOR, town.east, **given)
    services.appoint(town.nobody, Role.ASSESSOR, town.spring, **given)
    services.appoint(town.nobody, Role.LEADER, town.east, **given)

    days = [TODAY, until, day("2027-01-15")]
    rows = Appointment.objects.filter(user=town.nobody, role="assessor", committee=town.east)
    assert all(rows.on(one).count() <= 1 for one in days)


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


def test_the_last_holder_of_an_administrator_s_office_stays_until_there_is_a_successor(town):
    security, auditor = actor(town.security), town.auditor.appointments.get()
    with pytest.raises(Refused, match="目前无他人担任此职"):
        services.end_appointment(auditor, by=security)

    services.appoint(UserFactory(), Role.AUDIT, None, by=security)
    services.end_appointment(auditor, by=security)

    town.auditor.refresh_from_db()
    assert town.auditor.administers == ""


def test_ending_never_prolongs(town):
    office = actor(town.spring_office)
    appointment = services.appoint(
        UserFactory(), Role.LEADER, town.spring, by=office, ends_on=COMING
    )

    with pytest.raises(Refused, match="2026-09-01"):
        services.end_appointment(appointment, by=office, on=COMING + datetime.timedelta(days=1))
    services.end_appointment(appointment, by=office, on=COMING)
    services.end_appointment(appointment, by=office, on=COMING - datetime.timedelta(days=1))

    appointment.refresh_from_db()
    assert appointment.ends_on == datetime.date(2026, 8, 31)


def test_access_is_not_given_for_days_that_have_passed(town):
    office, user = actor(town.spring_office), UserFactory()

    with pytest.raises(Refused, match=r"begin in the past|不能早于今天"):
        services.appoint(
            user, Role.LEADER, town.spring, by=office, starts_on=datetime.date(2026, 6, 29)
        )

    assert not Appointment.objects.filter(user=user).exists()


def test_an_account_with_an_end_holds_no_administrator_s_office(town):
    ending = UserFactory(expires_on=COMING)

    with pytest.raises(Refused, match=r"has an end|设有有效期"):
        services.appoint(ending, Role.AUDIT, None, by=actor(town.security))


def test_an_administrator_who_cannot_sign_in_does_not_count_as_a_successor(town):
    security, idle = actor(town.security), UserFactory()
    services.appoint(idle, Role.AUDIT, None, by=security)
    type(idle).objects.filter(pk=idle.pk).update(is_active=False)

    with pytest.raises(Refused, match="目前无他人担任此职"):
        services.end_appointment(town.auditor.appointments.get(), by=security)
