"""The history on a record's own page, and the words of the log."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from audit import labels
from audit.services import record
from core import hooks
from members.models import Membership
from tests.conftest import SETUP, actor, join
from tests.factories import UnitFactory


def shown(row, query=""):
    request = RequestFactory().get(f"/x/{query}")
    return Template("{% load audit %}{% history row %}").render(
        Context({"row": row, "request": request})
    )


def test_history_says_who_in_which_role_and_what_changed(town):
    record(
        "members.unit_edited",
        town.clinic,
        by=actor(town.spring_office),
        before={"category": "hospital", "area": None},
        after={"category": "school", "area": town.peace},
    )

    with translation.override("en"):
        text = shown(town.clinic)

    for words in ("spring_office", "street office", "春晖街道委员会", "Unit edited"):
        assert words in text
    assert "<del>hospital</del> → <ins>primary or secondary school</ins>" in text
    assert f"<ins>{town.peace.name}</ins>" in text


def test_history_is_of_this_row_alone(town):
    record("members.unit_edited", town.school, by=SETUP, after={"name": "别处"})

    assert "别处" not in shown(town.clinic)


def test_history_takes_in_the_rows_that_belong_to_it(town):
    record("members.membership_edited", town.clinic_in_spring, by=SETUP, after={"reason": "搬迁"})

    def memberships(row):
        return [Membership.objects.filter(unit=row)] if row == town.clinic else []

    hooks.history_of.register(memberships)
    try:
        text = shown(town.clinic)
    finally:
        hooks.history_of.answers.remove(memberships)

    assert "搬迁" in text


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_history_takes_in_all_the_rows_that_a_page_has_read(town, size):
    rows = [join(UnitFactory(), town.spring) for _n in range(size)]
    for row in rows:
        record("members.membership_edited", row, by=SETUP, after={"reason": f"搬迁{row.pk}-"})
    left_out = join(UnitFactory(), town.spring)
    record("members.membership_edited", left_out, by=SETUP, after={"reason": "别处"})

    text = Template("{% load audit %}{% history row others %}").render(
        Context({"row": town.clinic, "others": rows, "request": RequestFactory().get("/x/")})
    )

    assert all(f"搬迁{row.pk}-" in text for row in rows)
    assert "别处" not in text


def test_history_masks_a_phone_number(town):
    record("members.unit_edited", town.clinic, by=SETUP, after={"phone": "13912345678"})

    assert "139****5678" in shown(town.clinic)
    assert "13912345678" not in shown(town.clinic)


def test_history_escapes_what_people_typed(town):
    record("members.unit_edited", town.clinic, by=SETUP, after={"name": "<script>x</script>"})

    assert "<script>" not in shown(town.clinic)


def test_long_history_shows_the_newest_and_offers_the_rest(town):
    for number in range(25):
        record("members.unit_edited", town.clinic, by=SETUP, after={"note": f"n{number}-"})

    short, long = shown(town.clinic), shown(town.clinic, "?history=all")

    assert "n24-" in short
    assert "n4-" not in short
    assert "?history=all" in short
    assert "n4-" in long


@pytest.mark.parametrize("count", [1, 20])
def test_history_costs_the_same_for_any_number_of_entries(town, django_assert_num_queries, count):
    for number in range(count):
        record(
            "members.unit_edited", town.clinic, by=actor(town.spring_office), after={"note": number}
        )
    answers, hooks.history_of.answers = hooks.history_of.answers, []
    try:
        with django_assert_num_queries(1):
            shown(town.clinic)
    finally:
        hooks.history_of.answers = answers


def test_every_action_of_the_code_has_words():
    """Names made by a service out of a status are checked by the walk below."""
    used = set()
    for room in ("accounts", "audit", "committees", "members", "paperwork", "dashboards", "demo"):
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            used |= set(re.findall(r"\brecord\(\s*\"([a-z_.]+)\"", path.read_text()))

    assert len(used) > 20
    assert used - labels.ACTIONS.keys() == set()


def test_every_step_of_a_life_cycle_has_words():
    from committees.terms import Status
    from members.models import Seat

    made = {f"members.membership_{s.replace('-', '_')}" for s in Membership.Status.values}
    made |= {f"members.seat_{status}" for status in Seat.Status.values}
    made |= {"committees.approved", *(f"committees.{s}" for s in Status.values)}
    first = {"members.membership_invited", "members.seat_recommended", "committees.proposed"}

    assert made - first - labels.ACTIONS.keys() == set()
