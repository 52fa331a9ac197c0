"""Places of activities and services of a day, taken by many at the same instant."""

import pytest

from core import clock
from posts.models import Activity, ServiceRecord, SignUp
from posts.services import activities, claims, records, sign_ups
from tests.conftest import actor
from tests.factories import MemberFactory
from tests.races.test_claims import set_up

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def plan(town, **values):
    told = {"title": "端午邻里节", "on": clock.today(), "where": "活动室"}
    by = actor(town.peace_secretary)
    return activities.create_activity(town.peace, told | values, by=by)


def test_forty_sign_up_for_the_last_place_and_one_gets_it(town, race):
    activity, by = plan(town, capacity=1), actor(town.peace_secretary)
    people = [MemberFactory(lives_in=town.peace) for _n in range(40)]

    won, refused = race(lambda n: sign_ups.sign_up(activity, people[n], by=by))

    assert (len(won), refused) == (40, [])
    assert SignUp.objects.filter(status="signed-up").count() == 1
    assert SignUp.objects.filter(status="waiting").count() == 39
    activity.refresh_from_db()
    assert activity.taken == 1


def test_forty_places_given_back_go_to_forty_who_wait(town, race):
    activity, by = plan(town, capacity=40), actor(town.peace_secretary)
    first, _waiting = (
        [sign_ups.sign_up(activity, MemberFactory(lives_in=town.peace), by=by) for _n in range(40)]
        for _half in range(2)
    )

    won, refused = race(lambda n: sign_ups.withdraw(first[n], by=by))

    assert (len(won), refused) == (40, [])
    assert SignUp.objects.filter(status="signed-up").count() == 40
    activity.refresh_from_db()
    assert activity.taken == 40


def test_forty_note_who_came_and_one_does(town, race):
    activity, by = plan(town), actor(town.peace_secretary)
    row = sign_ups.sign_up(activity, MemberFactory(lives_in=town.peace), by=by)

    won, refused = race(
        lambda n: activities.hold_activity(activity, {row.pk: "attended"}, minutes=60, by=by)
    )

    assert (len(won), len(refused)) == (1, 39)
    assert ServiceRecord.objects.count() == 1


def test_forty_record_the_same_day_and_one_does(town, race):
    post, by = set_up(town), actor(town.peace_secretary)
    claim = claims.claim_post(post, MemberFactory(lives_in=town.peace), by=by)
    claim = claims.agree_for_branch(claim, reason="x", by=by)
    told = {"on": clock.today(), "minutes": 60, "by": by}

    won, refused = race(lambda n: records.enter_records(post, [claim], **told))

    assert (len(won), len(refused)) == (1, 39)


def test_no_day_gets_more_than_its_hours_from_forty_activities(town, race):
    by, member = actor(town.peace_secretary), MemberFactory(lives_in=town.peace)
    rows = [sign_ups.sign_up(plan(town), member, by=by) for _n in range(40)]

    won, refused = race(
        lambda n: activities.hold_activity(
            rows[n].activity, {rows[n].pk: "attended"}, minutes=120, by=by
        )
    )

    assert (len(won), len(refused)) == (12, 28)
    assert Activity.objects.filter(status="held").count() == 12


def test_a_record_corrected_while_it_is_confirmed_is_not_confirmed_twice(town, meanwhile):
    post, by = set_up(town), actor(town.peace_secretary)
    member = MemberFactory(lives_in=town.peace, employer=town.clinic)
    claim = claims.claim_post(post, member, by=by)
    claim = claims.agree_for_branch(claim, reason="x", by=by)
    (row,) = records.enter_records(post, [claim], on=clock.today(), minutes=60, by=by)

    refusal = meanwhile(
        lambda: records.correct_record(
            row, on=clock.today(), minutes=90, result="", reason="x", by=by
        ),
        lambda: records.confirm_record(row, by=actor(town.clinic_liaison_user)),
    )

    assert refusal is not None
    assert sorted(ServiceRecord.objects.values_list("status", "minutes")) == [
        ("corrected", 60),
        ("entered", 90),
    ]
