"""Many at the same instant: one letter for a unit, one number for each, one receipt."""

import datetime

import pytest

from audit.actors import Actor
from posts.models import FeedbackLetter
from posts.services import letters
from tests.conftest import actor
from tests.factories import MemberFactory, UnitFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PERIOD = (2026, 1)
TODAY = datetime.date(2026, 7, 1)


@pytest.fixture(autouse=True)
def in_july(time_machine_at):
    time_machine_at(TODAY)


def units(town, n):
    found = []
    for _number in range(n):
        unit = UnitFactory()
        MemberFactory(lives_in=town.peace, employer=unit, employment="in-service")
        found.append(unit)
    return found


def test_a_unit_gets_one_letter(town, race):
    [unit] = units(town, 1)
    by = actor(town.spring_office)

    made, refused = race(lambda n: letters.draft_letter(unit, *PERIOD, by=by), 10)

    assert (len(made), len(refused)) == (1, 9)


def test_letters_issued_at_once_have_numbers_without_a_gap(town, race):
    by = actor(town.spring_office)
    drafts = [letters.draft_letter(unit, *PERIOD, by=by) for unit in units(town, 10)]

    issued, refused = race(lambda n: letters.issue_letter(drafts[n], by=by), 10)

    assert refused == []
    assert sorted(letter.serial for letter in issued) == list(range(1, 11))


def test_one_receipt_is_given_by_a_link(town, race):
    by = actor(town.spring_office)
    [unit] = units(town, 1)
    letter = letters.issue_letter(letters.draft_letter(unit, *PERIOD, by=by), by=by)
    token = letters.make_link(letter, by=by)

    def answer(n):
        return letters.give_receipt_by_link(token, receiver=f"{n}", by=Actor(source="link"))

    given, refused = race(answer, 10)

    assert (len(given), len(refused)) == (1, 9)
    letter.refresh_from_db()
    assert (letter.status, letter.receiver) == ("received", given[0].receiver)


def test_a_receipt_and_a_withdrawal_at_once_leave_one_truth(town, race):
    by = actor(town.spring_office)
    [unit] = units(town, 1)
    letter = letters.issue_letter(letters.draft_letter(unit, *PERIOD, by=by), by=by)
    token = letters.make_link(letter, by=by)

    def either(n):
        if n % 2:
            return letters.withdraw_letter(letter, reason="发错单位", by=by)
        return letters.give_receipt_by_link(token, receiver="x", by=Actor(source="link"))

    race(either, 8)

    letter.refresh_from_db()
    assert letter.status == FeedbackLetter.Status.WITHDRAWN
    assert not letter.links.usable().exists()
