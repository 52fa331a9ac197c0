"""Seats day by day: who represents a unit, the steps of a nomination, the turns in the chair."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from committees import services
from core import hooks
from core.verdicts import Refused
from members import figures
from members.models import Capacity, Seat, SeatStep, Turn
from members.papers import appointment_letter, roster
from members.services import memberships, seats
from paperwork.services import undoing
from tests.conftest import actor, join
from tests.factories import START, PersonFactory, UnitFactory
from tests.paperwork.undoing import imported

TODAY = datetime.date(2026, 6, 30)


def days_ago(n):
    return TODAY - datetime.timedelta(days=n)


@pytest.fixture
def stage(town, time_machine_at):
    """The town on a Tuesday in June, with a part-time capacity and one without units."""
    time_machine_at(TODAY)
    town.by = actor(town.spring_office)
    town.part_time = Capacity.objects.create(
        code="part-time", name="兼职委员", level="street", represents_unit=True,
        needs_nomination=True,
    )  # fmt: skip
    town.party = Capacity.objects.create(code="party", name="街道党工委委员", level="street")
    return town


def seat(stage, name, capacity=None, **values):
    person = PersonFactory(name=name, home=stage.spring)
    values = {"person": person, "capacity": capacity or stage.party} | values
    return seats.seat_person(stage.spring, values, by=stage.by)


def represent(stage, name="代表", **values):
    values = {"membership": stage.clinic_in_spring} | values
    return seat(stage, name, stage.representative_capacity, **values)


def recommend(stage, **values):
    values = {"membership": stage.clinic_in_spring, "starts_on": days_ago(20)} | values
    return seat(stage, "兼职", stage.part_time, **values)


def appointed(stage):
    part_time = recommend(stage, basis="推荐表")
    papers = {
        "agreed": "意见书",
        "nominated": "纪要",
        "reviewed": "审核意见",
        "appointed": "任命书",
    }
    for n, (status, basis) in enumerate(papers.items()):
        part_time = seats.move_seat(
            part_time, status, by=stage.by, basis=basis, on=days_ago(12 - n)
        )
    return part_time


def faults():
    return [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()]


# --- Who represents a unit ---------------------------------------------------------------------


def test_a_part_time_member_is_appointed_beside_the_representative(stage):
    representative = represent(stage)

    part_time = appointed(stage)

    assert part_time.status == "appointed"
    assert list(Seat.objects.filled().representing()) == [representative]
    with pytest.raises(Refused, match="已有代表"), translation.override("zh-hans"):
        represent(stage, "另一代表")
    assert faults() == []


def test_a_part_time_member_does_not_represent_the_unit(stage):
    appointed(stage)
    membership = stage.clinic_in_spring

    with translation.override("en"):
        gaps = figures.gaps_of([membership], TODAY)
        row = roster(stage.spring).rows[0]
        letter = appointment_letter(membership)

    assert gaps[membership.pk] == ["no representative"]
    assert membership in figures.without_representative(stage.spring.memberships.all(), TODAY)
    assert row["representative"] == ""
    assert letter.facts["representative"] == ""


def test_a_roster_that_is_imported_leaves_the_part_time_member_in_place(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    part_time = appointed(stage)
    PersonFactory(name="赵敏", home=stage.spring)

    run = imported(
        "seats", stage.spring, "id person committee capacity unit",
        ["", "赵敏", stage.spring.code, "成员单位代表", "春晖医院"],
        by=stage.spring_office,
    )  # fmt: skip

    assert list(Seat.objects.filled().values_list("person__name", flat=True)) == ["兼职", "赵敏"]
    undoing.undo(run, by=stage.by)
    assert list(Seat.objects.filled()) == [part_time]


def test_a_nomination_that_was_imported_is_undone_with_its_step(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    PersonFactory(name="赵敏", home=stage.spring)
    run = imported(
        "seats", stage.spring, "id person committee capacity unit basis",
        ["", "赵敏", stage.spring.code, "兼职委员", "春晖医院", "推荐表"],
        by=stage.spring_office,
    )  # fmt: skip
    made = Seat.objects.get()
    assert (made.status, made.by_nomination) == ("recommended", True)
    assert SeatStep.objects.get().basis == "推荐表"

    undoing.undo(run, by=stage.by)

    assert (Seat.objects.count(), SeatStep.objects.count()) == (0, 0)


# --- The steps, with their days and papers ------------------------------------------------------


def test_every_step_keeps_its_day_its_paper_and_who_noted_it(stage):
    part_time = appointed(stage)

    taken = SeatStep.objects.filter(seat=part_time)
    assert list(taken.values_list("step", "day", "basis", "user__login")) == [
        ("recommended", datetime.date(2026, 6, 10), "推荐表", "spring_office"),
        ("agreed", datetime.date(2026, 6, 18), "意见书", "spring_office"),
        ("nominated", datetime.date(2026, 6, 19), "纪要", "spring_office"),
        ("reviewed", datetime.date(2026, 6, 20), "审核意见", "spring_office"),
        ("appointed", datetime.date(2026, 6, 21), "任命书", "spring_office"),
    ]
    assert (part_time.starts_on, part_time.basis) == (datetime.date(2026, 6, 21), "任命书")
    nominated = Entry.objects.get(action="members.seat_nominated")
    assert (nominated.after["on"], nominated.after["basis"]) == ("2026-06-19", "纪要")


def test_the_seats_page_shows_the_steps(stage, as_user):
    part_time = appointed(stage)

    page = as_user(stage.spring_office).get(part_time.get_absolute_url()).content.decode()

    for shown in ("2026-06-18", "意见书", "2026-06-19", "纪要", "任命书"):
        assert shown in page


def test_the_chains_last_step_is_the_appointment(stage, as_user):
    page = as_user(stage.spring_office).get(recommend(stage).get_absolute_url()).content.decode()

    chain = page.partition('id="nomination"')[2].partition("</ol>")[0]
    assert "任命" in chain
    assert "在任" not in chain


@pytest.mark.parametrize("on", [days_ago(-1), days_ago(21)])
def test_a_step_is_neither_in_the_future_nor_before_the_last_one(stage, on):
    part_time = recommend(stage)

    with pytest.raises(Refused):
        seats.move_seat(part_time, "agreed", by=stage.by, on=on)

    assert SeatStep.objects.count() == 1


def test_the_refusal_of_a_day_stands_on_the_steps_page(stage, as_user):
    part_time = recommend(stage)

    response = as_user(stage.spring_office).post(
        reverse("members:seat-agree", args=[part_time.pk]), {"on": days_ago(21).isoformat()}
    )

    assert response.status_code in (200, 422)
    assert "2026-06-10" in response.content.decode()


# --- The end of a nomination, and of what came of it ----------------------------------------------


def steps_of(row):
    return [(step, str(day)) for step, day in row.steps.values_list("step", "day")]


@pytest.mark.parametrize("is_appointed", [True, False])
def test_the_end_that_comes_with_a_units_leaving_is_a_step_too(stage, is_appointed):
    part_time = appointed(stage) if is_appointed else recommend(stage)

    memberships.move_membership(stage.clinic_in_spring, "left", by=stage.by, reason="搬迁")

    part_time.refresh_from_db()
    assert part_time.status == ("ended" if is_appointed else "dropped")
    assert steps_of(part_time)[-1] == (part_time.status, "2026-06-30")
    assert faults() == []


def test_a_merge_notes_the_end_and_takes_the_step_back_with_it(stage):
    part_time, by = appointed(stage), actor(stage.city_office)
    values = {"target": stage.lake, "effective_on": TODAY, "basis_document": "长" * 190}
    plan = services.plan_reorganisation("merge", stage.spring, values, by=by)

    services.apply_reorganisation(plan, by=by)
    assert steps_of(part_time)[-1] == ("ended", "2026-06-30")
    services.revert_reorganisation(plan, by=by, reason="误")

    assert steps_of(part_time)[-1] == ("appointed", "2026-06-21")
    part_time.refresh_from_db()
    assert seats.move_seat(part_time, "ended", by=stage.by).status == "ended"
    assert steps_of(part_time)[-1] == ("ended", "2026-06-30")


def test_an_end_that_an_import_brought_is_undone_with_its_step(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sitting = represent(stage)
    run = imported(
        "units", stage.spring, "单位名称 代表", [stage.clinic.name, "赵敏"], by=stage.spring_office
    )
    assert steps_of(sitting) == [("ended", "2026-06-30")]

    undoing.undo(run, by=stage.by)

    assert steps_of(sitting) == []
    assert seats.move_seat(sitting, "ended", by=stage.by).status == "ended"


def test_a_dropped_nomination_does_not_end_in_the_future(stage):
    part_time = recommend(stage, starts_on=days_ago(-40))

    seats.move_seat(part_time, "dropped", by=stage.by)

    part_time.refresh_from_db()
    assert (part_time.starts_on, part_time.ends_on) == (TODAY, TODAY)


def test_a_nomination_is_not_dropped_before_its_last_step_by_a_leaving(stage):
    part_time = recommend(stage)
    seats.move_seat(part_time, "agreed", by=stage.by, on=days_ago(8))

    memberships.move_membership(
        stage.clinic_in_spring, "left", by=stage.by, reason="搬迁", on=days_ago(12)
    )

    part_time.refresh_from_db()
    assert part_time.ends_on == days_ago(8)
    assert steps_of(part_time)[-1] == ("dropped", "2026-06-22")


# --- The order of a nomination's days, when they are corrected ------------------------------------


def correct(stage, row, **changes):
    return seats.edit_seat(row, changes, version=None, by=stage.by)


def test_an_appointment_is_not_moved_before_the_steps_that_led_to_it(stage):
    part_time = appointed(stage)

    with pytest.raises(Refused, match="2026-06-20"):
        correct(stage, part_time, starts_on=days_ago(11))

    assert correct(stage, part_time, starts_on=days_ago(10)).starts_on == days_ago(10)


def test_a_nomination_on_its_way_does_not_begin_before_its_last_step(stage):
    part_time = recommend(stage)
    seats.move_seat(part_time, "agreed", by=stage.by, on=days_ago(12))

    with pytest.raises(Refused, match="2026-06-18"):
        correct(stage, part_time, starts_on=days_ago(13))


def test_the_day_of_a_recommendation_can_be_corrected(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    part_time = recommend(stage)

    correct(stage, part_time, starts_on=days_ago(25))
    assert steps_of(part_time) == [("recommended", "2026-06-05")]
    correct(stage, part_time, starts_on=days_ago(-5))
    assert steps_of(part_time) == [("recommended", "2026-06-30")]

    run = imported(
        "seats", stage.spring, "id starts_on", [part_time.pk, "2026-06-01"], by=stage.spring_office
    )
    assert steps_of(part_time) == [("recommended", "2026-06-01")]
    undoing.undo(run, by=stage.by)
    assert steps_of(part_time) == [("recommended", "2026-06-30")]


def test_the_forms_say_what_the_day_of_a_nomination_means(stage, as_user):
    client = as_user(stage.spring_office)

    def helps(name, *args):
        url = reverse(f"members:{name}", args=args)
        return client.get(url).context["form"].fields["starts_on"].help_text

    part_time, other = recommend(stage), seat(stage, "委员")

    assert helps("seat-create")
    assert helps("seat-edit", part_time.pk)
    assert not helps("seat-edit", other.pk)


# --- One chair, one representative on each day --------------------------------------------------


def test_no_second_chair_on_a_past_day(stage):
    first = seat(stage, "旧", office="chair", starts_on=days_ago(100))
    seats.move_seat(first, "ended", by=stage.by, on=TODAY)

    with pytest.raises(Refused):
        seat(stage, "新", office="chair", starts_on=days_ago(40))
    second = seat(stage, "新", office="chair", starts_on=TODAY)

    with pytest.raises(Refused):
        seats.edit_seat(second, {"starts_on": days_ago(1)}, version=None, by=stage.by)
    then = figures.seats_of(stage.spring, days_ago(10)).filter(office="chair")
    assert [row.person.name for row in then] == ["旧"]
    assert faults() == []


def test_a_member_does_not_become_chair_beside_another_one(stage):
    first = seat(stage, "旧", office="chair", starts_on=days_ago(100))
    seats.move_seat(first, "ended", by=stage.by, on=days_ago(10))
    member = seat(stage, "新", starts_on=days_ago(40))

    with pytest.raises(Refused):
        seats.edit_seat(member, {"office": "chair"}, version=None, by=stage.by)

    after = {"office": "chair", "starts_on": days_ago(10)}
    assert seats.edit_seat(member, after, version=None, by=stage.by).office == "chair"


def test_no_second_representative_on_a_past_day(stage):
    first = represent(stage, "旧", starts_on=days_ago(100))
    seats.move_seat(first, "ended", by=stage.by, on=days_ago(10))

    with pytest.raises(Refused):
        represent(stage, "新", starts_on=days_ago(11))

    assert represent(stage, "新", starts_on=days_ago(10)).starts_on == datetime.date(2026, 6, 20)


def test_a_seat_that_ended_on_its_first_day_stands_in_nobodys_way(stage):
    first = represent(stage, "误", starts_on=days_ago(5))
    seats.move_seat(first, "ended", by=stage.by, on=days_ago(5))

    represent(stage, "正", starts_on=days_ago(30))

    assert faults() == []


@pytest.mark.parametrize("day", [datetime.date(1990, 1, 1), datetime.date(2026, 7, 1)])
def test_nobody_sits_for_a_unit_before_it_joined_nor_in_the_future(stage, day):
    with pytest.raises(Refused):
        represent(stage, starts_on=day)
    sitting = represent(stage)

    with pytest.raises(Refused):
        seats.edit_seat(sitting, {"starts_on": day}, version=None, by=stage.by)
    assert list(Seat.objects.values_list("starts_on", "ends_on")) == [(TODAY, None)]


def test_the_page_says_who_was_in_the_chair(stage, as_user):
    first = seat(stage, "周旧", office="chair", starts_on=days_ago(100))
    seats.move_seat(first, "ended", by=stage.by, on=TODAY)
    person = PersonFactory(home=stage.spring)

    response = as_user(stage.spring_office).post(
        f"{reverse('members:seat-create')}?committee={stage.spring.pk}",
        {
            "capacity": stage.party.pk, "person": person.pk, "office": "chair",
            "starts_on": days_ago(40).isoformat(),
        },
    )  # fmt: skip

    assert response.status_code in (200, 422)
    assert "周旧" in response.content.decode()
    assert Seat.objects.count() == 1


def test_an_import_of_a_second_chair_is_refused_in_its_preview(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first = seat(stage, "旧", office="chair", starts_on=days_ago(100))
    seats.move_seat(first, "ended", by=stage.by, on=TODAY)
    PersonFactory(name="赵敏", home=stage.spring)

    with pytest.raises(AssertionError, match="旧"):
        imported(
            "seats", stage.spring, "id person committee capacity office starts_on",
            ["", "赵敏", stage.spring.code, "街道党工委委员", "主任", "2026-05-01"],
            by=stage.spring_office,
        )  # fmt: skip


def test_integrity_names_two_chairs_and_two_representatives_of_one_day(stage):
    for name, office in (("甲", "chair"), ("乙", "chair")):
        made = seat(stage, name, starts_on=days_ago(50))
        Seat.objects.filter(pk=made.pk).update(
            office=office, status="ended", ends_on=days_ago(20 if name == "甲" else 10)
        )
    for name in ("丙", "丁"):
        made = represent(stage, name, starts_on=TODAY)
        Seat.objects.filter(pk=made.pk).update(
            status="ended", starts_on=days_ago(30), ends_on=days_ago(29)
        )
    second, last = Seat.objects.get(person__name="乙"), Seat.objects.get(person__name="丁")

    membership = stage.clinic_in_spring.pk
    # Written past the services, the rows also say something else than the log.
    found = [fault for fault in faults() if "on some day" in fault]
    assert found == [
        f"seat {second.pk}: on some day committee {stage.spring.pk} had another chair as well",
        f"seat {last.pk}: on some day membership {membership} had another representative as well",
    ]


# --- The rotating chair -------------------------------------------------------------------------


def rotate(stage, rhythm, year=2026):
    type(stage.spring).objects.filter(pk=stage.spring.pk).update(rotation=rhythm)
    stage.spring.refresh_from_db()
    seats.plan_rotation(stage.spring, year, by=stage.by)
    turns = Turn.objects.filter(committee=stage.spring).order_by("starts_on")
    return [(str(t.starts_on), str(t.ends_on), t.membership.unit.name) for t in turns]


@pytest.fixture
def two_units(stage, time_machine_at):
    """Planned on the first of the year, so that all of its quarters have their turn."""
    join(UnitFactory(name="爱民小学"), stage.spring)
    time_machine_at(START)
    assert rotate(stage, "quarter") == [
        ("2026-01-01", "2026-04-01", "爱民小学"),
        ("2026-04-01", "2026-07-01", "春晖医院"),
        ("2026-07-01", "2026-10-01", "爱民小学"),
        ("2026-10-01", "2027-01-01", "春晖医院"),
    ]
    return stage


def test_from_quarters_to_months_only_what_is_to_come_changes(two_units, time_machine_at):
    time_machine_at(datetime.date(2026, 8, 20))

    assert rotate(two_units, "month") == [
        ("2026-01-01", "2026-04-01", "爱民小学"),
        ("2026-04-01", "2026-07-01", "春晖医院"),
        ("2026-07-01", "2026-10-01", "爱民小学"),
        ("2026-10-01", "2026-11-01", "春晖医院"),
        ("2026-11-01", "2026-12-01", "爱民小学"),
        ("2026-12-01", "2027-01-01", "春晖医院"),
    ]
    assert faults() == []


def test_from_months_to_the_year_december_has_somebody(two_units, time_machine_at):
    time_machine_at(datetime.date(2026, 8, 20))
    rotate(two_units, "month")
    time_machine_at(datetime.date(2026, 11, 20))

    assert rotate(two_units, "year")[-2:] == [
        ("2026-11-01", "2026-12-01", "爱民小学"),
        ("2026-12-01", "2027-01-01", "春晖医院"),
    ]


def test_months_that_are_over_are_not_filled_in_afterwards(stage):
    assert rotate(stage, "quarter") == [
        ("2026-06-30", "2026-07-01", "春晖医院"),
        ("2026-07-01", "2026-10-01", "春晖医院"),
        ("2026-10-01", "2027-01-01", "春晖医院"),
    ]
    with pytest.raises(Refused):
        seats.plan_rotation(stage.spring, 2025, by=stage.by)


def test_the_next_year_goes_on_after_this_one(two_units):
    assert rotate(two_units, "year", 2027)[-1] == ("2027-01-01", "2028-01-01", "爱民小学")


def test_turns_of_a_unit_that_leaves_end(two_units, time_machine_at):
    time_machine_at(datetime.date(2026, 8, 20))
    left = two_units.spring.memberships.get(unit__name="爱民小学")

    seats.drop_turns_of(left, datetime.date(2026, 8, 15), by=two_units.by)

    turns = Turn.objects.filter(membership=left).values_list("starts_on", "ends_on")
    assert [tuple(map(str, turn)) for turn in turns] == [
        ("2026-01-01", "2026-04-01"),
        ("2026-07-01", "2026-08-15"),
    ]
    # The gap is filled from today, not from the day of the leaving.
    left.status, left.ends_on = "left", datetime.date(2026, 8, 15)
    left.save()
    assert rotate(two_units, "quarter")[-2:] == [
        ("2026-08-20", "2026-10-01", "春晖医院"),
        ("2026-10-01", "2027-01-01", "春晖医院"),
    ]


def test_after_a_unit_that_has_left_comes_the_one_behind_it(two_units, time_machine_at):
    for name in ("碧水公司", "东风商场"):
        join(UnitFactory(name=name), two_units.spring)
    time_machine_at(datetime.date(2026, 2, 1))
    assert [turn[2] for turn in rotate(two_units, "quarter")] == [
        "爱民小学", "碧水公司", "春晖医院", "东风商场",
    ]  # fmt: skip
    time_machine_at(datetime.date(2026, 5, 10))
    gone = two_units.spring.memberships.get(unit__name="碧水公司")
    memberships.move_membership(gone, "left", by=two_units.by, reason="搬迁")

    assert [turn[2] for turn in rotate(two_units, "quarter")] == [
        "爱民小学", "碧水公司", "春晖医院", "东风商场", "爱民小学",
    ]  # fmt: skip


def test_integrity_names_turns_that_overlap_and_turns_of_units_that_left(two_units):
    turn = Turn.objects.get(starts_on=datetime.date(2026, 10, 1))
    Turn.objects.filter(pk=turn.pk).update(starts_on=datetime.date(2026, 9, 1))
    join(UnitFactory(name="旧单位"), two_units.spring)
    gone = two_units.spring.memberships.get(unit__name="旧单位")
    gone.status, gone.ends_on, gone.reason = "left", datetime.date(2026, 5, 1), "搬迁"
    gone.save()
    late = Turn.objects.create(
        committee=two_units.spring, membership=gone, starts_on=datetime.date(2027, 1, 1),
        ends_on=datetime.date(2027, 4, 1),
    )  # fmt: skip

    found = [fault for fault in faults() if fault.startswith("turn")]
    assert found == [
        f"turn {turn.pk}: on some day committee {two_units.spring.pk} had another turn as well",
        f"turn {late.pk}: it goes to a unit that has left",
    ]


# --- Words --------------------------------------------------------------------------------------


def test_the_letter_names_the_last_day_of_the_membership(stage):
    membership = stage.clinic_in_spring
    membership.status, membership.ends_on = "left", datetime.date(2026, 6, 1)

    with translation.override("zh-hans"):
        assert appointment_letter(membership).facts["until"] == "至2026年5月31日止"


def test_the_rotation_names_the_last_day_of_a_turn(two_units, as_user):
    client = as_user(two_units.spring_office)

    planned = client.get(reverse("members:rotation", args=[two_units.spring.pk])).content.decode()
    home = client.get(two_units.spring.get_absolute_url()).content.decode()

    assert "2026-03-31" in planned
    assert "2026-12-31" in planned
    assert "2027-01-01" not in planned
    assert "2026-03-31" in home
