"""Agreements numbered, corrected and signed, boards opened, by many at the same instant."""

import pytest
from django.test import RequestFactory

from core import clock, public
from core.models import PublicVisits
from posts.models import Agreement, BoardLink
from posts.services import agreements, claims, displays
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory
from tests.races.test_claims import set_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def in_post(town, count):
    """So many in post, at the community's own branch."""
    by = actor(town.peace_secretary)
    branch = OrganisationFactory(home=town.peace)
    post = set_up(town, quota=max(count, 1))
    people = [MemberFactory(lives_in=town.peace, organisation=branch) for _n in range(count)]
    return [claims.claim_post(post, member, by=by) for member in people]


def test_forty_are_drawn_up_and_no_number_is_given_twice_or_left_out(town, race):
    rows, by = in_post(town, 40), actor(town.peace_secretary)

    won, refused = race(lambda n: agreements.draw_up_agreement(rows[n], by=by))

    assert (len(won), refused) == (40, [])
    numbers = sorted(Agreement.objects.values_list("running", flat=True))
    assert numbers == list(range(1, 41))


def test_forty_draw_up_the_same_one_and_there_is_one(town, race):
    (claim,), by = in_post(town, 1), actor(town.peace_secretary)

    won, refused = race(lambda n: agreements.draw_up_agreement(claim, by=by))

    assert (len(won), refused) == (40, [])
    assert Agreement.objects.count() == 1


def test_forty_sign_and_correct_and_one_version_is_in_force(town, race):
    (claim,), by = in_post(town, 1), actor(town.peace_secretary)
    first = agreements.draw_up_agreement(claim, by=by)
    agreements.sign_agreement(first, on=clock.today(), by=by)

    won, refused = race(lambda n: agreements.correct_agreement(claim, reason="x", by=by))
    assert (len(won), len(refused)) == (1, 39)
    draft = Agreement.objects.get(status="draft")
    won, refused = race(lambda n: agreements.sign_agreement(draft, on=clock.today(), by=by))

    assert (len(won), len(refused)) == (1, 39)
    assert sorted(Agreement.objects.values_list("status", "version_no")) == [
        ("signed", 2),
        ("superseded", 1),
    ]


def test_forty_open_a_board_and_it_has_one_address(town, race):
    by = actor(town.peace_secretary)

    won, refused = race(lambda n: displays.open_board(town.peace, by=by))

    assert (len(won), len(refused)) == (1, 39)
    assert BoardLink.objects.running().count() == 1


def test_forty_visits_at_once_are_all_counted(town, race):
    race(lambda n: public.asks_too_often(RequestFactory().get("/")))

    assert PublicVisits.objects.get().asked == 40
