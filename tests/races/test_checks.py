"""Rounds drawn, grades signed and voting papers used by many at the same instant."""

from decimal import Decimal

import pytest

from core import clock
from posts.models import Evaluation, PostCheck, Talk, Vote
from posts.services import checks, claims, evaluations, records, votes
from posts.services.schemes import make_default_scheme
from tests.conftest import SETUP, actor
from tests.factories import MemberFactory
from tests.races.test_claims import set_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def in_post(town, number):
    """So many in post from today on, by the services: the log must tell of it."""
    post, by = set_up(town, quota=number), actor(town.peace_secretary)
    today = clock.today()
    found = []
    for _n in range(number):
        claim = claims.claim_post(post, MemberFactory(lives_in=town.peace), on=today, by=by)
        found.append(claims.agree_for_branch(claim, on=today, reason="签章", by=by))
    return found


def found(result="on-duty"):
    return {"on": clock.today(), "result": result, "finding": "x" * (result != "on-duty")}


def test_a_dozen_draw_one_round_and_one_does(town, race):
    in_post(town, 4)
    today, by = clock.today(), actor(town.peace_secretary)
    round_ = checks.plan_round(
        town.peace, today.year, (today.month + 2) // 3, due_on=today, share=50, by=by
    )

    won, refused = race(lambda n: checks.draw_round(round_, by=by), 12)

    assert (len(won), len(refused)) == (1, 11)
    assert PostCheck.objects.count() == 2


def test_a_dozen_enter_not_on_duty_and_one_talk_is_open(town, race):
    (claim,), by = in_post(town, 1), actor(town.peace_secretary)

    won, refused = race(lambda n: checks.check_post(claim, found("not"), by=by), 12)

    assert (len(won), refused) == (12, [])
    assert Talk.objects.filter(status="open").count() == 1


def scored(town, number):
    make_default_scheme(SETUP)
    # In post for this one day: of 12 times a year 0.03 are wanted, so one service is all of it.
    by, rows = actor(town.peace_secretary), []
    for claim in in_post(town, number):
        records.enter_records(claim.post, [claim], on=clock.today(), minutes=60, by=by)
        checks.check_post(claim, found(), by=by)
        row = evaluations.open_evaluation(claim, clock.today().year, by=by)
        evaluations.give_points(row, "community", Decimal(10), "x", by=by)
        rows.append(evaluations.score_evaluation(row, by=by))
    return rows


def test_nine_are_signed_as_excellent_at_once_and_three_are(town, race):
    rows, by = scored(town, 9), actor(town.peace_secretary)

    won, refused = race(
        lambda n: evaluations.sign_evaluation(rows[n], "excellent", signed_by="x", by=by), 9
    )

    assert (len(won), len(refused)) == (3, 6)
    assert Evaluation.objects.excellent().count() == 3


def test_forty_use_one_paper_and_one_does(town, race):
    make_default_scheme(SETUP)
    by = actor(town.peace_secretary)
    (claim,) = in_post(town, 1)
    row = evaluations.open_evaluation(claim, clock.today().year, by=by)
    _batch, (secret,) = votes.print_votes(town.peace, clock.today().year, 1, by=by)
    sheet = votes.find_sheet(secret)

    def use(n):
        try:
            return votes.vote(sheet, {row.pk: "good"})
        except votes.Spent:
            return 0

    won, refused = race(use)

    assert (sorted(won), refused) == ([0] * 39 + [1], [])
    assert Vote.objects.count() == 1
