"""The demonstration district: made by the ordinary services, the same every time."""

import io
from contextlib import redirect_stdout

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from committees.models import Committee
from core import clock
from members.models import Membership, MemberUnit, PartyMember, Person, Registration, Seat
from posts.models import (
    Activity,
    CheckRound,
    Evaluation,
    FeedbackLetter,
    Grade,
    PostCheck,
    ServiceProof,
    ServiceRecord,
    Talk,
    Vote,
)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """What the command says; the district is there for the tests of this module alone."""
    out = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
            patch.setenv("DEMO_PASSWORD", "anything")
            call_command("seed_demo")
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded, db):
    return seeded


def test_demo_has_what_its_readme_promises(demo):
    levels = {
        level: Committee.objects.filter(level=level).count()
        for level in ("city", "district", "street", "community")
    }

    assert levels == {"city": 1, "district": 1, "street": 4, "community": 20}
    assert MemberUnit.objects.filter(memberships__status="active").distinct().count() >= 55
    assert set(Membership.objects.values_list("status", flat=True)) >= {
        "invited",
        "to-confirm",
        "active",
        "to-adjust",
        "left",
        "replaced",
    }


def test_demo_has_six_hundred_party_members_in_every_state(demo):
    members = PartyMember.objects.all()

    # Thirty in each of twenty communities, and the one who signs in.
    assert members.count() == 601
    assert set(members.values_list("status", flat=True)) == set(PartyMember.Status.values)
    assert set(members.values_list("employment", flat=True)) == {
        "in-service", "retired", "without-post",
    }  # fmt: skip
    assert members.exclude(resident_id_index="").count() >= 100
    assert members.get(person__user__login="member").residence is not None


def test_demo_has_registrations_in_every_state_but_moved(demo):
    states = set(Registration.objects.values_list("status", flat=True))

    assert states == set(Registration.Status.values) - {"moved"}
    assert Registration.objects.filter(unit__isnull=False).count() == 32


def test_demo_has_letters_in_every_state(demo):
    letters = FeedbackLetter.objects.all()

    assert set(letters.values_list("status", flat=True)) == set(FeedbackLetter.Status.values)
    assert letters.overdue(clock.today()).exists()


def test_demo_has_checks_and_talks_in_every_state(demo):
    assert set(CheckRound.objects.values_list("status", flat=True)) == set(CheckRound.Status.values)
    results = set(PostCheck.objects.values_list("result", flat=True))
    assert results == {"", *PostCheck.Result.values}
    assert set(Talk.objects.values_list("status", flat=True)) == set(Talk.Status.values)
    checks = PostCheck.objects.exclude(rectify_by=None)
    assert checks.filter(looked_back_on__isnull=False).exists()
    assert checks.filter(rectified_on__isnull=True).exists()


def test_demo_has_evaluations_in_every_state_and_grade(demo):
    rows = Evaluation.objects.all()

    assert set(rows.values_list("status", flat=True)) == set(Evaluation.Status.values)
    # Whom the checks drew, and so who has how many points, is chance.
    assert len(set(rows.values_list("final", flat=True)) & set(Grade.values)) >= 2
    assert Vote.objects.exists()
    # Whoever signs in for the community sees most of it, the member and the branch their own.
    community = Committee.objects.get(name="和平里社区区域化党建分会")
    here = set(Evaluation.objects.at(community).values_list("status", flat=True))
    assert here >= {"open", "scored", "signed", "decided"}
    for login in ("member", "liaison"):
        assert Evaluation.objects.visible_to(User.objects.get(login=login)).exists(), login


def test_demo_has_services_and_activities_in_every_state(demo):
    assert set(ServiceRecord.objects.values_list("status", flat=True)) == set(
        ServiceRecord.Status.values
    )
    assert set(Activity.objects.values_list("status", flat=True)) == set(Activity.Status.values)
    assert set(ServiceProof.objects.values_list("status", flat=True)) == {"issued", "revoked"}


def test_demo_shows_a_part_time_member_with_the_whole_chain(demo):
    seat = Seat.objects.filled().get(by_nomination=True)

    assert seat.membership.seats.filled().representing().count() == 1
    assert list(seat.steps.values_list("step", flat=True)) == [
        "recommended",
        "agreed",
        "nominated",
        "reviewed",
        "appointed",
    ]


def test_every_account_signs_in_with_the_given_password(demo):
    accounts = User.objects.filter(is_demo=True)

    assert accounts.count() == 13
    assert all(user.check_password("anything") for user in accounts[:1])
    assert not accounts.filter(must_change_password=True).exists()
    assert "password: anything" in demo


def test_demo_leaves_no_fault(demo):
    call_command("check_integrity")


def test_demo_is_not_made_twice(demo):
    people = Person.objects.count()

    call_command("seed_demo", "--if-empty")
    with pytest.raises(CommandError):
        call_command("seed_demo")

    assert Person.objects.count() == people
