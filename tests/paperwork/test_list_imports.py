"""What an edited list may change, what it may not, and what its new rows need."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from committees.models import Appointment, Committee
from core.verdicts import Refused
from members.models import Liaison, Membership, Person, Seat
from members.services import people
from members.services.capacities import make_default_capacities
from paperwork.services import imports as services
from tests.conftest import SETUP, actor
from tests.factories import PersonFactory, UnitFactory, UserFactory

TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def bring(town, settings, tmp_path, time_machine_at):
    """``bring(kind, headings, row, …)`` gives the staged run of such a table."""
    time_machine_at(TODAY)
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)

    def run(kind, head, *rows, by=town.spring_office):
        text = io.StringIO()
        csv.writer(text).writerows([head.split(), *rows])
        file = SimpleUploadedFile("list.csv", text.getvalue().encode())
        return services.bring(kind, None, file, by=actor(by))

    return run


def counts(run):
    return run.new, run.changed, run.same, run.refused


def errors(run):
    """(column, message) of everything that keeps rows out."""
    return [
        (problem["column"], problem["message"])
        for row in run.rows.all()
        for problem in row.problems
        if problem["kind"] == "error"
    ]


def confirm(run, by):
    return services.confirm(run, good_rows=False, by=actor(by))


@pytest.mark.parametrize(
    ("kind", "head", "record", "value", "column"),
    [
        ("committees", "id status", lambda t: t.spring, "abolished", "status"),
        ("committees", "id parent", lambda t: t.spring, "990102000000", "parent"),
        ("committees", "id code", lambda t: t.spring, "990101001999", "code"),
        ("memberships", "id status", lambda t: t.clinic_in_spring, "left", "status"),
        ("memberships", "id ends_on", lambda t: t.clinic_in_spring, "2026-03-01", "ends_on"),
        ("memberships", "id unit", lambda t: t.clinic_in_spring, "别的医院", "unit"),
        ("people", "id account", lambda t: t.doctor, "somebody", "account"),
        ("people", "id phone", lambda t: t.doctor, "139****0000", "phone"),
        ("liaisons", "id starts_on", lambda t: t.clinic_liaison, "2026-02-01", "starts_on"),
        ("liaisons", "id ends_on", lambda t: t.clinic_liaison, "2026-03-01", "reason"),
        (
            "appointments", "id role",
            lambda t: t.peace_secretary.appointments.get(), "leader", "role",
        ),
        (
            "appointments", "id ends_on",
            lambda t: t.peace_secretary.appointments.get(), "2026-03-01", "ends_on",
        ),
    ],
)  # fmt: skip
def test_what_the_edit_page_does_not_change_is_refused_in_its_cell(
    bring, town, kind, head, record, value, column
):
    row = record(town)
    before = type(row).objects.filter(pk=row.pk).values().get()

    run = bring(kind, head, [row.pk, value])

    assert counts(run) == (0, 0, 0, 1)
    assert [place for place, _message in errors(run)] == [column]
    with pytest.raises(Refused):
        confirm(run, town.spring_office)
    assert type(row).objects.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize(
    ("kind", "head", "record", "value"),
    [
        ("committees", "id office_head", lambda t: t.hill, "某某"),
        ("memberships", "id basis", lambda t: t.school_in_hill, "某会"),
        ("appointments", "id ends_on", lambda t: t.hill_office.appointments.get(), "2026-12-31"),
        ("people", "id position", lambda t: PersonFactory(home=t.hill), "某职"),
    ],
)
def test_rows_outside_the_part_of_the_tree_are_as_if_they_were_not(
    bring, town, kind, head, record, value
):
    run = bring(kind, head, [record(town).pk, value])

    assert counts(run) == (0, 0, 0, 1)
    assert [place for place, _message in errors(run)] == ["id"]


def test_a_row_that_is_seen_but_kept_by_another_office_comes_back_only_unchanged(bring, town):
    person = PersonFactory(name="周平", home=town.east, position="主任")
    Seat.objects.create(
        person=person, committee=town.spring, capacity=town.representative_capacity,
        membership=town.clinic_in_spring, starts_on=TODAY,
    )  # fmt: skip
    from members.services.scopes import refresh_people

    refresh_people([person.pk])

    same = bring("people", "id position", [person.pk, "主任"])
    other = bring("people", "id position", [person.pk, "处长"])

    assert counts(same) == (0, 0, 1, 0)
    assert counts(other) == (0, 0, 0, 1)


def test_somebody_who_keeps_nothing_is_offered_no_list(bring, town):
    with pytest.raises(Refused):
        bring("people", "id position", [town.doctor.pk, "某职"], by=town.east_leader)


def test_a_masked_number_means_as_it_stands(bring, town):
    people.edit_person(
        town.doctor, {"phone": "13800005678"}, version=None, by=actor(town.spring_office)
    )

    run = bring("people", "id phone position", [town.doctor.pk, "138****5678", "主任医师"])
    confirm(run, town.spring_office)

    town.doctor.refresh_from_db()
    assert (town.doctor.phone, town.doctor.position) == ("13800005678", "主任医师")


def test_an_emptied_cell_leaves_what_stands_and_says_so(bring, town):
    town.spring.office_head = "赵敏"
    town.spring.save()

    run = bring("committees", "id office_head", [town.spring.pk, ""])

    assert counts(run) == (0, 0, 1, 0)
    assert [p["kind"] for p in run.rows.get().problems] == ["warning"]


def test_a_new_person_is_entered_once_however_often_the_table_comes(bring, town):
    head = "name phone workplace party_status home"
    row = ["钱进", "13900000001", "春晖医院", "中共党员", town.spring.code]

    confirm(bring("people", head, row), town.spring_office)
    again = bring("people", head, row)

    person = Person.objects.get(name="钱进")
    assert (person.home, person.party_status, person.phone) == (town.spring, "full", "13900000001")
    assert counts(again) == (0, 0, 1, 0)
    assert Entry.objects.filter(action="members.person_entered").count() == 1


def test_a_namesake_is_spoken_of_before(bring, town):
    run = bring("people", "name phone home", [town.doctor.name, "13900000009", town.spring.code])

    assert counts(run) == (1, 0, 0, 0)
    assert [p["kind"] for p in run.rows.get().problems] == ["warning"]


def test_a_person_is_not_entered_or_moved_where_one_keeps_nothing(bring, town):
    new = bring("people", "name home", ["钱进", town.east.code])
    moved = bring("people", "id home", [town.doctor.pk, "990102001000"])

    assert [counts(run) for run in (new, moved)] == [(0, 0, 0, 1)] * 2


def test_a_new_membership_needs_what_its_page_needs(bring, town):
    theatre = UnitFactory(name="春晖剧院", uscc="121100004000000014")
    head = "unit uscc committee status change_type starts_on basis"

    run = bring(
        "memberships",
        head,
        ["春晖剧院", theatre.uscc, town.spring.code, "invited", "added", "2026-03-01", "会议"],
    )
    confirm(run, town.spring_office)

    membership = Membership.objects.get(unit=theatre)
    assert (membership.committee, membership.status, membership.basis) == (
        town.spring, "invited", "会议",
    )  # fmt: skip
    refused = bring(
        "memberships", head,
        ["", theatre.uscc, town.peace.code, "left", "added", "", ""],
        ["无此单位", "", town.peace.code, "", "", "", ""],
        ["", theatre.uscc, town.hill.code, "", "", "", ""],
        ["", theatre.uscc, town.pine.code, "active", "added", "2026-03-09", ""],
    )  # fmt: skip
    assert [place for place, _message in errors(refused)] == [
        "status", "unit", "committee", "starts_on",
    ]  # fmt: skip


def test_a_new_seat_needs_what_its_page_needs(bring, town):
    chief = PersonFactory(name="钱进", home=town.spring, workplace="春晖医院")
    PersonFactory(name="钱进", home=town.spring, workplace="别处")
    head = "person workplace committee capacity unit office term_ends_on"
    words = town.representative_capacity.name

    run = bring(
        "seats", head,
        ["钱进", "春晖医院", town.spring.code, words, "春晖医院", "member", "2030-12-31"],
    )  # fmt: skip
    confirm(run, town.spring_office)

    seat = Seat.objects.get(person=chief)
    assert (seat.membership, seat.status, seat.term_ends_on) == (
        town.clinic_in_spring, "appointed", datetime.date(2030, 12, 31),
    )  # fmt: skip
    refused = bring(
        "seats", head,
        ["钱进", "", town.spring.code, words, "", "", ""],
        ["无此人", "", town.spring.code, words, "春晖医院", "", ""],
        ["李娜", "", town.spring.code, "无此身份", "", "", ""],
        ["李娜", "", town.spring.code, words, "", "", ""],
    )  # fmt: skip
    assert [place for place, _message in errors(refused)] == [
        "person", "person", "capacity", "capacity",
    ]  # fmt: skip


def test_a_liaison_is_filed_and_ended_by_the_list(bring, town):
    PersonFactory(name="钱进", home=town.spring)
    PersonFactory(name="孙立", home=town.spring, party_status="none")
    head = "person unit committee starts_on filed_on"

    new = bring(
        "liaisons", head, ["钱进", "春晖医院", town.spring.code, "2026-02-26", "2026-03-02"]
    )
    confirm(new, town.spring_office)
    ended = bring("liaisons", "id ends_on reason", [town.clinic_liaison.pk, "2026-03-02", "调离"])
    confirm(ended, town.spring_office)
    refused = bring("liaisons", head, ["孙立", "春晖医院", town.spring.code, "", ""])

    filed = Liaison.objects.get(person__name="钱进")
    assert (filed.membership, filed.days_to_file) == (town.clinic_in_spring, 2)
    town.clinic_liaison.refresh_from_db()
    assert town.clinic_liaison.ends_on == TODAY
    assert town.clinic_liaison.appointment.ends_on == TODAY
    assert [place for place, _message in errors(refused)] == ["person"]


def test_appointments_are_made_and_ended_by_the_rules_of_appointing(bring, town):
    leader = UserFactory(login="qianjin", name="钱进")
    secretary = town.peace_secretary.appointments.get()
    head = "login role committee starts_on ends_on"

    run = bring(
        "appointments", head,
        ["qianjin", "leader", town.peace.code, "2026-03-02", ""],
    )  # fmt: skip
    confirm(run, town.spring_office)
    ended = bring("appointments", "id ends_on", [secretary.pk, "2026-03-02"])
    confirm(ended, town.spring_office)
    refused = bring(
        "appointments", head,
        ["nobody.here", "leader", town.peace.code, "", ""],
        ["qianjin", "security", "", "", ""],
        ["qianjin", "city-office", town.peace.code, "", ""],
        ["spring_office", "secretary", town.pine.code, "", ""],
        ["qianjin", "liaison", town.pine.code, "", ""],
    )  # fmt: skip

    appointed = Appointment.objects.get(user=leader)
    assert (appointed.role, appointed.committee, appointed.starts_on) == (
        "leader", town.peace, TODAY,
    )  # fmt: skip
    secretary.refresh_from_db()
    assert secretary.ends_on == TODAY
    assert counts(refused) == (0, 0, 0, 5)
    assert Appointment.objects.filter(user=leader).count() == 1


def test_a_new_committee_begins_as_a_proposal_under_the_one_above(bring, town):
    head = "code area_name parent office_head"

    run = bring("committees", head, ["990101001003", "银杏社区", town.spring.code, "赵敏"])
    confirm(run, town.spring_office)
    refused = bring(
        "committees", head,
        ["990102001009", "别处社区", town.hill.code, ""],
        ["99010100", "坏码社区", town.spring.code, ""],
        ["990101001004", "", town.spring.code, ""],
        ["990102001000", "山前街道", town.east.code, ""],
    )  # fmt: skip

    made = Committee.objects.get(code="990101001003")
    assert (made.parent, made.level, made.status, made.office_head) == (
        town.spring, "community", "proposed", "赵敏",
    )  # fmt: skip
    assert made.periods.count() == 1
    assert [place for place, _message in errors(refused)] == [
        "parent", "code", "area_name", "code",
    ]  # fmt: skip


def test_the_list_of_a_past_day_is_not_taken_for_today_s(bring, town, as_user):
    client = as_user(town.spring_office)
    response = client.post(f"{reverse('committees:list')}?on=2026-02-01", {"format": "csv"})
    file = SimpleUploadedFile("past.csv", b"".join(response.streaming_content))

    run = services.bring("committees", None, file, by=actor(town.spring_office))

    assert run.refused == run.total > 0
    assert {place for place, _message in errors(run)} == {"so_since"}


def test_only_the_top_office_takes_capacities_back(bring, town):
    number = town.representative_capacity.pk

    with pytest.raises(Refused):
        bring("capacities", "id name minimum", [number, "成员单位代表", 2])
    run = bring("capacities", "id name minimum", [number, "成员单位代表", 2], by=town.city_office)
    confirm(run, town.city_office)
    new = bring("capacities", "code name minimum", ["new-one", "新身份", 2], by=town.city_office)

    town.representative_capacity.refresh_from_db()
    assert town.representative_capacity.minimum == 2
    assert counts(new) == (0, 0, 0, 1)


def test_two_rows_about_one_record_are_refused(bring, town):
    head = "id code office_head"

    run = bring("committees", head, [town.spring.pk, "", "赵敏"], ["", town.spring.code, "钱进"])

    assert run.refused == 1
    with pytest.raises(Refused):
        confirm(run, town.spring_office)


def test_somebody_s_edit_in_between_is_shown_again(bring, town):
    run = bring("people", "id position", [town.doctor.pk, "主任医师"])
    people.edit_person(
        town.doctor, {"position": "院长"}, version=None, by=actor(town.spring_office)
    )

    with pytest.raises(services.LookAgain):
        confirm(run, town.spring_office)

    run.refresh_from_db()
    assert run.rows.get().changes["position"] == ["院长", "主任医师"]
    confirm(run, town.spring_office)
    town.doctor.refresh_from_db()
    assert town.doctor.position == "主任医师"


def test_the_exported_units_put_nobody_on_the_roster(town, bring):
    market = UnitFactory(name="春晖超市", area=town.peace)
    Membership.objects.create(unit=market, committee=town.peace, status="active", starts_on=TODAY)
    from members.services.scopes import refresh_units

    refresh_units([market.pk])
    text = f"系统编号,名称,负责人\n{market.pk},春晖超市,钱进\n".encode()
    file = SimpleUploadedFile("units.csv", text)

    run = services.bring("units", town.spring, file, by=actor(town.spring_office))
    confirm(run, town.spring_office)

    market.refresh_from_db()
    assert (counts(run), market.head) == ((0, 1, 0, 0), "钱进")
    assert market.memberships.get().committee == town.peace


def test_the_button_of_each_list_leads_to_its_own_import(town, as_user):
    client = as_user(town.spring_office)

    for name, kind in [("members:person-list", "people"), ("committees:list", "committees")]:
        page = client.get(reverse(name))
        address = f"{reverse('paperwork:import-create')}?kind={kind}"
        assert page.context["import_url"] == address
        form = client.get(address).context["form"]
        assert form["kind"].value() == kind
        assert kind in dict(form.fields["kind"].choices)

    assert as_user(town.east_leader).get(reverse("members:person-list")).context["import_url"] == ""


def test_the_command_takes_any_kind(town, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_text(f"id,position\n{town.doctor.pk},主任医师\n", encoding="utf-8")

    call_command("import_rows", "people", str(path), actor="spring_office")

    assert capsys.readouterr().out.splitlines()[-1] == "new=0 changed=1 same=0 refused=0"
    town.doctor.refresh_from_db()
    assert town.doctor.position == "主任医师"


def test_whether_a_unit_is_a_member_is_read_only(town):
    """The clinic's row is that of Spring's list; changed, it is refused with the way to do it."""
    head, by = "系统编号,名称,现为成员单位\n", actor(town.spring_office)

    def bring(word):
        text = f"{head}{town.clinic.pk},{town.clinic.name},{word}\n".encode()
        return services.bring("units", town.spring, SimpleUploadedFile("u.csv", text), by=by)

    same, changed = bring("是"), bring("否")

    assert counts(same) == (0, 0, 1, 0)
    assert same.sheet["unknown"] == []
    assert counts(changed) == (0, 0, 0, 1)
    [(column, message)] = errors(changed)
    assert column == "at_is_member"
    assert message.startswith("现为“是”")
    assert "成员资格页面" in message


@pytest.mark.parametrize(
    ("column", "value", "name"),
    [("ends_on", "2026-03-01", "终止日期"), ("successor", "别的医院", "接任者")],
)
def test_the_end_and_the_successor_of_a_membership_name_their_own_step(
    bring, town, column, value, name
):
    run = bring("memberships", f"id {column}", [town.clinic_in_spring.pk, value])

    [(place, message)] = errors(run)
    assert place == column
    assert name in message


@pytest.mark.parametrize("heading", ["姓名", "名称", "name"])
def test_a_person_s_name_is_known_by_each_heading(bring, town, heading):
    run = bring("people", f"id {heading}", [town.doctor.pk, town.doctor.name])

    assert (counts(run), run.sheet["unknown"]) == ((0, 0, 1, 0), [])


def test_a_person_s_name_is_headed_as_such_in_the_list(town, as_user):
    page = as_user(town.spring_office).get(reverse("members:person-list"))

    with translation.override("zh-hans"):
        assert page.context["table"].headings()[0].label == "姓名"
