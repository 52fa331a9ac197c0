"""The proof that the races can be lost: the same writers on a copy of the code without its lock,
in a database without its constraint. Were these green, the tests beside them would prove nothing.
"""

import inspect
import re
import types
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from members.models import Capacity, Membership, Seat, UnitScope
from members.services import memberships, seats
from posts.models import Claim, Post
from posts.services import claims
from tests.conftest import actor
from tests.factories import MemberFactory, PersonFactory, PostFactory, UnitFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

LOCK = re.compile(r"(\w+)\.objects\.lock\(([\w.]+)\)")
ROUNDS = 5


def without_lock(module):
    """A copy of a service module whose text has lost its locks."""
    text, locks = LOCK.subn(r"\1.objects.get(pk=\2.pk)", inspect.getsource(module))
    assert locks
    copy = types.ModuleType(f"{module.__name__}_without_lock")
    exec(compile(text, f"{module.__file__} without lock", "exec"), copy.__dict__)  # noqa: S102
    return copy


@contextmanager
def without_constraints(*wanted):
    """The database without these (model, constraint); the models still check before they write."""
    found = [
        (model, next(c for c in model._meta.constraints if c.name == name))
        for model, name in wanted
    ]
    for model, constraint in found:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        call_command("flush", interactive=False, verbosity=0)
        for model, constraint in found:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, constraint)


def most_memberships(service, town, race):
    by, most = actor(town.spring_office), 0
    for _ in range(ROUNDS):
        unit = UnitFactory(area=town.pine)
        race(lambda n, unit=unit: service.admit_unit(unit, town.spring, {}, by=by))
        most = max(most, Membership.objects.filter(unit=unit).count())
    return most


def most_chairs(service, town, race):
    by = actor(town.spring_office)
    capacity = Capacity.objects.create(code="party", name="街道党工委委员", level="street")
    people = [PersonFactory(home=town.spring) for _ in range(40)]

    def seat(number):
        values = {"person": people[number], "capacity": capacity, "office": "chair"}
        return service.seat_person(town.spring, values, by=by)

    race(seat)
    return Seat.objects.filter(committee=town.spring, office="chair").count()


ONE_MEMBERSHIP = (Membership, "members_membership_one_current")
ONE_SCOPE = (UnitScope, "members_unitscope_once")
ONE_CHAIR = (Seat, "members_seat_one_chair")


def test_memberships_are_doubled_without_lock_and_constraint(town, race):
    with without_constraints(ONE_MEMBERSHIP, ONE_SCOPE):
        assert most_memberships(without_lock(memberships), town, race) > 1


def test_memberships_are_single_by_the_lock_alone(town, race):
    with without_constraints(ONE_MEMBERSHIP, ONE_SCOPE):
        assert most_memberships(memberships, town, race) == 1


def test_chairs_are_doubled_without_lock_and_constraint(town, race):
    with without_constraints(ONE_CHAIR):
        assert most_chairs(without_lock(seats), town, race) > 1


def test_chairs_are_single_by_the_lock_alone(town, race):
    with without_constraints(ONE_CHAIR):
        assert most_chairs(seats, town, race) == 1


def most_claims(service, town, race):
    """How many get the one place of a post."""
    by, most = actor(town.peace_secretary), 0
    for _ in range(ROUNDS):
        post = PostFactory(committee=town.peace)
        people = [MemberFactory(lives_in=town.peace) for _n in range(40)]
        race(lambda n, post=post, people=people: service.claim_post(post, people[n], by=by))
        most = max(most, Claim.objects.holding().filter(post=post).count())
    return most


PLACES = (
    (Post, "posts_post_has_no_more_holders_than_places"),
    (Post, "posts_post_is_full_when_all_places_are_taken"),
)


def test_a_place_is_given_to_several_without_lock_and_constraint(town, race):
    with without_constraints(*PLACES):
        assert most_claims(without_lock(claims), town, race) > 1


def test_a_place_is_given_once_by_the_lock_alone(town, race):
    with without_constraints(*PLACES):
        assert most_claims(claims, town, race) == 1


def test_a_place_is_given_once_by_the_constraint_alone(town, race):
    with pytest.raises(IntegrityError):
        most_claims(without_lock(claims), town, race)
    assert all(post.taken <= 1 for post in Post.objects.all())
    call_command("flush", interactive=False, verbosity=0)
