"""A merge that is taken back after people have claimed posts and registered meanwhile."""

import datetime

import pytest

from committees.models import Committee, Reorganisation
from committees.services import apply_reorganisation, plan_reorganisation, revert_reorganisation
from core import hooks
from core.verdicts import Refused
from members.services import registrations
from posts.services import claims
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


def merged(town):
    plan = plan_reorganisation(
        Reorganisation.Kind.MERGE,
        town.pine,
        {"effective_on": TODAY, "basis_document": "关于调整的通知", "target": town.peace},
        by=actor(town.city_office),
    )
    return apply_reorganisation(plan, by=actor(town.city_office))


def taken_back(town, plan):
    return revert_reorganisation(plan, by=actor(town.city_office), reason="x")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def misplaced():
    faults = [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()]
    return [fault for fault in faults if fault.startswith(("claim", "post", "registration"))]


def test_a_claim_of_the_time_between_goes_back_with_its_post(town):
    post, member = PostFactory(committee=town.pine), MemberFactory(lives_in=town.pine)
    plan = merged(town)
    claim = claims.claim_post(fresh(post), fresh(member), by=actor(town.city_office))
    assert claim.community == town.peace

    taken_back(town, plan)

    assert fresh(claim).community == fresh(post).community == town.pine
    assert [fault for fault in misplaced() if "step" not in fault] == []


@pytest.mark.parametrize("lives_in", ["peace", "pine"])
def test_nobody_is_left_serving_where_somebody_else_lives(town, lives_in):
    """A member of the one community has claimed a post of the other while they were one."""
    other = {"peace": "pine", "pine": "peace"}[lives_in]
    post = PostFactory(committee=getattr(town, other))
    member = MemberFactory(lives_in=getattr(town, lives_in))
    plan = merged(town)
    claim = claims.claim_post(fresh(post), fresh(member), by=actor(town.city_office))

    with pytest.raises(Refused, match=str(member)):
        taken_back(town, plan)
    claims.refuse_claim(claim, reason="x", by=actor(town.city_office))
    taken_back(town, plan)

    assert Committee.objects.get(pk=town.pine.pk).status == "approved"
    assert fresh(claim).community == fresh(post).community == getattr(town, other)


def test_nobody_is_left_registered_where_somebody_else_lives(town):
    member = MemberFactory(lives_in=town.pine)
    plan = merged(town)
    row = registrations.register_member(
        fresh(member), fresh(town.peace), by=actor(town.city_office)
    )

    with pytest.raises(Refused, match=str(member)):
        taken_back(town, plan)
    registrations.move_on(row, "revoked", reason="x", by=actor(town.city_office))
    taken_back(town, plan)

    assert fresh(member).community == town.pine
