"""New rows of lists: who is meant by a name, what is said twice, what is not written."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from core.verdicts import Refused
from members.models import Capacity, Liaison, Membership, Person, Seat
from members.services import liaisons
from members.services.capacities import make_default_capacities
from members.services.scopes import refresh_units
from paperwork.services import imports as services
from tests.conftest import SETUP, actor
from tests.factories import PersonFactory, UnitFactory, make_committee


@pytest.fixture
def bring(town, settings, tmp_path):
    """``bring(kind, headings, row, …)`` gives the staged run of such a table."""
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)

    def run(kind, head, *rows, at=None):
        text = io.StringIO()
        csv.writer(text).writerows([head.split(), *rows])
        file = SimpleUploadedFile("list.csv", text.getvalue().encode())
        with translation.override("en"):
            return services.bring(kind, at, file, by=actor(town.spring_office))

    return run


def counts(run):
    return run.new, run.changed, run.same, run.refused


def said(run, kind="error"):
    """(row, column, message) of what is said about the rows."""
    return [
        (row.number, one["column"], one["message"])
        for row in run.rows.all()
        for one in row.problems
        if one["kind"] == kind
    ]


def confirm(run, town):
    with translation.override("en"):
        return services.confirm(run, good_rows=False, by=actor(town.spring_office))


# --- who is meant -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "is_meant"),
    [
        ("phone", "13900000002", False),
        ("phone", "13900000001", True),
        ("phone", "139****0001", True),
        ("phone", "139****0002", False),
        ("workplace", "别的医院", False),
        ("workplace", "春晖剧院", True),
    ],
)
def test_a_seat_goes_to_the_one_whose_number_and_workplace_the_row_gives(
    bring, town, heading, cell, is_meant
):
    PersonFactory(name="李明", phone="13900000001", workplace="春晖剧院", home=town.spring)

    run = bring(
        "seats", f"person committee capacity {heading}",
        ["李明", town.peace.code, seat_capacity(town), cell],
    )  # fmt: skip

    assert [where for _row, where, _text in said(run)] == ([] if is_meant else [heading])


def test_a_liaison_of_another_number_is_somebody_else(bring, town):
    PersonFactory(name="李明", phone="13900000001", home=town.spring)

    run = bring(
        "liaisons", "person unit committee phone",
        ["李明", town.clinic.name, town.spring.code, "13900000002"],
    )  # fmt: skip

    assert counts(run) == (0, 0, 0, 1)
    assert [where for _row, where, _text in said(run)] == ["phone"]


def test_the_unit_as_a_hint_keeps_nobody_out(bring, town):
    PersonFactory(name="李明", workplace="别处", home=town.spring)

    run = bring("liaisons", "person unit committee", ["李明", town.clinic.name, town.spring.code])

    assert counts(run) == (1, 0, 0, 0)


def test_a_number_that_only_the_row_has_is_not_shown_as_written(bring, town):
    PersonFactory(name="李明", phone="", home=town.spring)

    run = bring(
        "liaisons", "person unit committee phone",
        ["李明", town.clinic.name, town.spring.code, "13900000002"],
    )  # fmt: skip

    assert counts(run) == (1, 0, 0, 0)
    assert "phone" not in run.rows.get().changes
    assert [where for _row, where, _text in said(run, "warning")] == ["phone"]


# --- said twice -------------------------------------------------------------------------------


def test_the_same_new_liaison_twice_is_refused_with_its_row(bring, town):
    PersonFactory(name="李明", home=town.spring)

    run = bring(
        "liaisons", "person unit committee",
        ["李明", town.clinic.name, town.spring.code],
        ["李明", town.clinic.name, town.spring.name],
    )  # fmt: skip

    assert counts(run) == (1, 0, 0, 1)
    [(row, _where, text)] = said(run)
    assert row == 3
    assert "Row 2" in text


def test_the_same_new_seat_twice_is_refused_with_its_row(bring, town):
    PersonFactory(name="李明", home=town.spring)
    row = ["李明", town.peace.code, seat_capacity(town)]

    run = bring("seats", "person committee capacity", row, row)

    assert counts(run) == (1, 0, 0, 1)
    assert said(run)[0][0] == 3
    assert "Row 2" in said(run)[0][2]


def seat_capacity(town):
    """A capacity of a community for which no unit need be named."""
    return Capacity.objects.filter(level="community", represents_unit=False)[0].code


def test_a_unit_admitted_by_code_and_by_name_is_one(bring, town):
    unit = UnitFactory(name="春晖剧院", uscc="121100004000000014")
    Membership.objects.create(
        unit=unit, committee=town.spring, status="active", starts_on="2026-01-05"
    )
    refresh_units([unit.pk])

    run = bring(
        "memberships", "unit uscc committee",
        ["", unit.uscc, town.peace.code],
        [unit.name, "", town.peace.code],
    )  # fmt: skip

    assert counts(run) == (1, 0, 0, 1)
    assert "Row 2" in said(run)[0][2]


def test_what_a_service_refuses_is_said_with_row_and_reason(bring, town, monkeypatch):
    PersonFactory(name="李明", home=town.spring)
    run = bring("liaisons", "person unit committee", ["李明", town.clinic.name, town.spring.code])

    def refuse(*args, **kwargs):
        raise Refused("the moon is full")

    monkeypatch.setattr(liaisons, "file_liaison", refuse)

    with pytest.raises(services.LookAgain, match=r"row 2: the moon is full"):
        confirm(run, town)

    run.refresh_from_db()
    assert "row 2: the moon is full" in run.problem
    assert not Liaison.objects.filter(person__name="李明").exists()


# --- what is not written ----------------------------------------------------------------------


def test_a_new_seat_does_not_begin_as_ended(bring, town):
    PersonFactory(name="李明", home=town.spring)
    row = ["李明", town.peace.code, seat_capacity(town)]

    ended = bring("seats", "person committee capacity status", [*row, "ended"])
    appointed = bring("seats", "person committee capacity status", [*row, "appointed"])

    assert counts(ended) == (0, 0, 0, 1)
    assert [where for _row, where, _text in said(ended)] == ["status"]
    assert counts(appointed) == (1, 0, 0, 0)
    assert not Seat.objects.filter(person__name="李明").exists()


def test_columns_that_a_new_row_does_not_write_are_left_out_and_said(bring, town):
    run = bring("people", "name home account", ["李明", town.spring.code, "somebody"])

    assert counts(run) == (1, 0, 0, 0)
    assert "account" not in run.rows.get().changes
    assert [where for _row, where, _text in said(run, "warning")] == ["account"]


def test_a_new_liaison_has_no_reason_of_an_end(bring, town):
    PersonFactory(name="李明", home=town.spring)

    run = bring(
        "liaisons", "person unit committee reason",
        ["李明", town.clinic.name, town.spring.code, "搬迁"],
    )  # fmt: skip

    assert [where for _row, where, _text in said(run)] == ["reason"]


# --- one person, one entry --------------------------------------------------------------------


def test_one_name_and_number_at_two_workplaces_is_one_person(bring, town):
    run = bring(
        "people", "name phone workplace home",
        ["李明", "13900000001", "春晖剧院", town.spring.code],
        ["李明", "13900000001", "春晖公园", town.spring.code],
        ["李明", "", "春晖公园", town.spring.code],
        ["李明", "", "春晖剧院", town.spring.code],
    )  # fmt: skip

    assert counts(run) == (2, 0, 0, 2)
    assert {row for row, _where, _text in said(run)} == {2, 3}


def test_a_roster_enters_a_person_of_new_and_known_units_once(bring, town):
    run = bring(
        "units", "单位名称 联络员 联络员电话",
        ["春晖剧院", "李明", "13900000001"],
        [town.clinic.name, "李明", "13900000001"],
        [town.school.name, "张伟", "13900000003"],
        at=town.spring,
    )  # fmt: skip
    confirm(run, town)

    assert Person.objects.filter(name="李明", phone="13900000001").count() == 1
    assert Liaison.objects.filter(person__name="李明", ends_on=None).count() == 2


def test_a_community_with_brackets_in_its_name_is_found(bring, town):
    area = make_committee("community", "990101001009", "春晖（东）社区", town.spring)

    run = bring("units", "单位名称 社区", ["春晖剧院", "春晖（东）社区"], at=town.spring)
    confirm(run, town)
    again = bring(
        "units", "单位名称 社区 备注", ["春晖剧院", "春晖（东）社区", "某"], at=town.spring
    )

    assert said(run, "warning") == []
    assert Membership.objects.get(unit__name="春晖剧院").unit.area == area
    assert list(again.rows.get().changes) == ["note"]


def test_a_code_in_full_width_digits_is_the_code(bring, town):
    code = "".join(chr(ord(c) + 0xFEE0) for c in town.spring.code)

    run = bring("people", "name home", ["李明", code], ["张伟", f"\u200b{town.spring.code}"])

    assert counts(run) == (2, 0, 0, 0)


def test_a_number_in_the_column_of_a_name_is_refused(bring, town):
    run = bring("units", "单位名称 联络员", ["春晖剧院", "13800000001"], at=town.spring)

    assert [where for _row, where, _text in said(run)] == ["liaison"]
