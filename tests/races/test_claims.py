"""Places of posts claimed, freed and waited for by many at the same instant."""

import pytest

from core.verdicts import Refused
from members.services import party_members
from posts.models import Claim, Post
from posts.services import claims, posts
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

PEOPLE = 200


def set_up(town, **values):
    """A published post, by its services: the log must tell of it."""
    category = PostFactory.category.get_factory()()
    by = actor(town.peace_secretary)
    told = {"category": category, "name": "巡逻岗", "duties": "x", "starts_on": "2026-01-01"}
    return posts.publish_post(posts.create_post(town.peace, told | values, by=by), by=by)


@pytest.mark.slow
def test_two_hundred_claim_the_last_place_and_one_gets_it(town, race):
    """The others are told so, and stand on the list in the order in which they came."""
    post, by = set_up(town), actor(town.peace_secretary)
    people = [MemberFactory(lives_in=town.peace) for _n in range(PEOPLE)]

    won, refused = race(lambda n: claims.claim_post(post, people[n], by=by), PEOPLE)

    assert (len(won), refused) == (PEOPLE, [])
    assert Claim.objects.filter(status="community-confirmed").count() == 1
    assert Claim.objects.filter(status="waiting").count() == PEOPLE - 1
    post.refresh_from_db()
    assert (post.taken, post.status) == (1, "full")


def test_forty_places_given_back_are_given_to_forty_who_wait(town, race):
    post, by = set_up(town, quota=40), actor(town.peace_secretary)
    first = [claims.claim_post(post, MemberFactory(lives_in=town.peace), by=by) for _n in range(40)]
    for _n in range(40):
        claims.claim_post(post, MemberFactory(lives_in=town.peace), by=by)

    won, refused = race(lambda n: claims.withdraw_claim(first[n], reason="x", by=by))

    assert (len(won), refused) == (40, [])
    assert Claim.objects.filter(status="applied-for").count() == 40
    post.refresh_from_db()
    assert (post.taken, post.status) == (40, "full")


def test_forty_posts_are_claimed_for_one_member_who_gets_two(town, race):
    all_of_them, by = [set_up(town) for _n in range(40)], actor(town.peace_secretary)
    member = MemberFactory(lives_in=town.peace)

    won, refused = race(lambda n: claims.claim_post(all_of_them[n], member, by=by))

    assert (len(won), len(refused)) == (2, 38)
    assert Post.objects.filter(taken=1).count() == 2


def test_forty_confirm_one_claim_and_one_does(town, race):
    post, by = set_up(town), actor(town.peace_secretary)
    member = MemberFactory(lives_in=town.peace, employer=town.clinic)
    claim = claims.claim_post(post, member, by=actor(town.clinic_liaison_user))

    won, refused = race(lambda n: claims.confirm_claim(claim, by=by))

    assert (len(won), len(refused)) == (1, 39)
    assert claim.steps.count() == 3  # applied, confirmed by the community, by both


def test_who_dies_meanwhile_gets_no_place(town, meanwhile):
    post, by = set_up(town), actor(town.peace_secretary)
    member = MemberFactory(lives_in=town.peace)
    on = post.starts_on

    refusal = meanwhile(
        lambda: party_members.change_status(member, "deceased", on=on, reason="核实", by=by),
        lambda: claims.claim_post(post, member, by=by),
    )

    assert isinstance(refusal, Refused)
    assert not Claim.objects.exists()


def test_a_post_closed_meanwhile_is_not_claimed(town, meanwhile):
    post, by = set_up(town), actor(town.peace_secretary)
    member = MemberFactory(lives_in=town.peace)

    refusal = meanwhile(
        lambda: posts.close_post(post, reason="x", by=by),
        lambda: claims.claim_post(post, member, by=by),
    )

    assert isinstance(refusal, Refused)
    assert not Claim.objects.exists()


def test_a_place_given_back_while_the_next_one_withdraws_is_not_lost(town, meanwhile):
    post, by = set_up(town), actor(town.peace_secretary)
    holder, second, third = (
        claims.claim_post(post, MemberFactory(lives_in=town.peace), by=by) for _n in range(3)
    )

    meanwhile(
        lambda: claims.withdraw_claim(second, reason="x", by=by),
        lambda: claims.withdraw_claim(holder, reason="x", by=by),
    )

    third.refresh_from_db()
    post.refresh_from_db()
    assert (third.status, post.taken, post.status) == ("applied-for", 1, "full")
