"""What a list that is brought back may not do either: each rule tells its row and column."""

import datetime

import pytest

from committees import services
from committees.models import Appointment, Committee
from committees.terms import Role
from paperwork.services import imports
from tests.conftest import actor
from tests.paperwork.undoing import table

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


def errors(kind, head, row, by):
    run = imports.bring(kind, None, table(head, row), by=actor(by))
    return [
        (problem["column"], problem["message"])
        for one in run.rows.all()
        for problem in one.problems
        if problem["kind"] == "error"
    ]


@pytest.mark.parametrize("code", ["990101001002-02", "990101001001-甲"])
@pytest.mark.parametrize("kind", ["divisions", "committees"])
def test_a_grid_s_code_that_is_not_its_community_s(town, kind, code):
    heads = {
        "divisions": ("code name level parent_code", [code, "第二网格", "网格", town.peace.code]),
        "committees": ("code area_name parent", [code, "第二网格", town.peace.code]),
    }

    ((column, message),) = errors(kind, *heads[kind], town.spring_office)

    assert column == "code"
    assert "990101001001-" in message or "110105001001-03" in message


def test_a_grid_s_code_that_is_its_community_s(town):
    row = ["990101001001-02", "第二网格", town.peace.code]

    assert errors("committees", "code area_name parent", row, town.spring_office) == []


def test_the_form_of_a_mechanism(town):
    Committee.objects.filter(pk=town.lake.pk).update(status="mechanism", form="mechanism")

    ((column, _message),) = errors(
        "committees", "id form", [town.lake.pk, "委员会"], town.east_office
    )

    assert column == "form"


@pytest.mark.parametrize(("starts", "count"), [("2026-07-01", 1), ("2026-10-08", 0)])
def test_a_role_held_twice_at_once(town, starts, count):
    services.appoint(
        town.nobody,
        Role.ASSESSOR,
        town.east,
        by=actor(town.east_office),
        starts_on=datetime.date(2026, 7, 1),
        ends_on=datetime.date(2026, 10, 8),
    )
    row = ["nobody", "assessor", town.east.code, starts]

    found = errors("appointments", "login role committee starts_on", row, town.east_office)

    assert len(found) == count
    assert Appointment.objects.filter(user=town.nobody).count() == 1
