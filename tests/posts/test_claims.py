"""认岗: applying, the two branches' yes, waiting, terms, moving, and what others change."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from audit.actors import CLOCK
from audit.models import Entry
from core import hooks
from core.verdicts import Refused
from members.models import Registration
from members.services import party_members, registrations
from posts import rules
from posts.models import Claim, Post
from posts.services import claims as services
from posts.services import posts as post_services
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
Status = Claim.Status


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def liaison(town):
    return actor(town.clinic_liaison_user)


@pytest.fixture
def post(town):
    return PostFactory(committee=town.peace, name="夜间巡逻岗")


def resident(town, name="周敏", **kwargs):
    """Somebody retired, whose home branch nobody here keeps."""
    return MemberFactory(lives_in=town.peace, name=name, **kwargs)


def doctor(town, name="李医生"):
    """In service at the clinic, and registered at Peace."""
    member = MemberFactory(
        lives_in=town.peace, name=name, employer=town.clinic, employment="in-service"
    )
    registrations.register_member(member, town.peace, by=actor(town.peace_secretary))
    return member


def steps(claim):
    return list(claim.steps.values_list("status", flat=True))


def in_post(town, post, member=None):
    claim = services.claim_post(post, member or resident(town), by=actor(town.peace_secretary))
    return services.agree_for_branch(claim, reason="王书记签字", by=actor(town.peace_secretary))


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


# --- from applying to being in post --------------------------------------------------------------


def test_entered_by_the_community_it_waits_for_the_home_branch(town, post, secretary, liaison):
    claim = services.claim_post(post, doctor(town), by=secretary)

    assert claim.status == Status.CONFIRMED
    assert steps(claim) == ["applied-for", "community-confirmed"]
    claim = services.agree_for_branch(claim, by=liaison)
    claim.refresh_from_db()
    assert (claim.status, claim.in_post_on) == (Status.IN_POST, TODAY)
    assert claim.term_ends_on == datetime.date(2027, 6, 30)
    assert (claim.employer, claim.community, claim.since) == (town.clinic, town.peace, TODAY)


def test_recommended_by_the_liaison_it_needs_the_community_alone(town, post, secretary, liaison):
    claim = services.claim_post(post, doctor(town), by=liaison)
    assert (claim.status, claim.branch_agreed_on) == (Status.APPLIED, TODAY)

    claim = services.confirm_claim(claim, by=secretary)

    assert claim.status == Status.IN_POST
    assert steps(claim) == ["applied-for", "community-confirmed", "in-post"]


def test_asked_for_by_the_member_it_needs_both(town, post, secretary, liaison):
    member = doctor(town)
    member.person.user = town.nobody
    member.person.save()
    claim = services.claim_post(post, member, by=actor(town.nobody))
    assert (claim.status, claim.branch_agreed_on) == (Status.APPLIED, None)

    with pytest.raises(Refused):
        services.agree_for_branch(claim, by=liaison)
    claim = services.confirm_claim(claim, by=secretary)
    assert claim.status == Status.CONFIRMED
    assert services.agree_for_branch(claim, by=liaison).status == Status.IN_POST


def test_where_the_home_branch_is_the_community_s_own_one_yes_is_enough(town, post, secretary):
    branch = OrganisationFactory(home=town.peace)
    member = resident(town, organisation=branch)

    claim = services.claim_post(post, member, by=secretary)

    assert claim.status == Status.IN_POST


def test_a_branch_kept_elsewhere_in_the_street_agrees_by_its_own_office(town, post, secretary):
    branch = OrganisationFactory(home=town.pine)
    claim = services.claim_post(post, resident(town, organisation=branch), by=secretary)
    assert claim.status == Status.CONFIRMED

    assert rules.acts_for_branch(actor(town.spring_office), claim)
    assert not rules.acts_for_branch(secretary, claim)
    with pytest.raises(Refused, match="who has signed"):
        services.agree_for_branch(claim, by=secretary)
    claim = services.agree_for_branch(claim, reason="第三支部盖章回执", by=secretary)
    assert claim.steps.last().reason == "第三支部盖章回执"


def test_the_term_ends_with_the_post(town, secretary):
    post = PostFactory(committee=town.peace, ends_on=datetime.date(2026, 12, 31))

    assert in_post(town, post).term_ends_on == datetime.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        ("peace_secretary", True),
        ("spring_office", True),
        ("east_office", True),
        ("grid_leader", False),
        ("east_leader", False),
        ("west_office", False),
        ("hill_office", False),
        ("clinic_liaison_user", False),
    ],
)
def test_the_community_and_those_above_it_confirm(town, post, by, allowed):
    member = resident(town)
    member.person.user = town.nobody
    member.person.save()
    claim = services.claim_post(post, member, by=actor(town.nobody))

    assert bool(rules.can_confirm(actor(getattr(town, by)), claim)) is allowed


def test_a_stranger_claims_for_nobody(town, post):
    with pytest.raises(Refused, match="own unit or the member"):
        services.claim_post(post, resident(town), by=actor(town.hill_office))
    assert not Claim.objects.exists()


def test_every_act_is_on_record(town, post, secretary):
    claim = in_post(town, post)

    log = Entry.objects.filter(model="posts.claim", object_id=claim.pk).order_by("id")
    assert [entry.action for entry in log] == [
        "posts.claim_entered", "posts.claim_community-confirmed", "posts.claim_in-post",
    ]  # fmt: skip
    assert {entry.user for entry in log} == {town.peace_secretary}


# --- who may have which post ---------------------------------------------------------------------


def test_members_claim_posts_where_they_live(town, post):
    neighbour = MemberFactory(lives_in=town.pine)

    with pytest.raises(Refused, match="does not live in this community"):
        services.claim_post(post, neighbour, by=actor(town.spring_office))


def test_somebody_of_a_grid_claims_a_post_of_the_community_and_the_other_way(town, secretary):
    of_grid, of_peace = MemberFactory(lives_in=town.grid), resident(town)

    claim = services.claim_post(PostFactory(committee=town.peace), of_grid, by=secretary)
    other = services.claim_post(PostFactory(committee=town.grid), of_peace, by=secretary)

    assert (claim.grid, other.grid) == (None, town.grid)


def test_in_service_one_registers_first(town, post, secretary):
    member = MemberFactory(lives_in=town.peace, employer=town.clinic, employment="in-service")
    with pytest.raises(Refused, match="not registered here"):
        services.claim_post(post, member, by=secretary)

    row = registrations.register_member(member, town.peace, by=secretary)
    registrations.move_on(row, Registration.Status.PAUSED, reason="外派", by=secretary)
    with pytest.raises(Refused, match="not registered here"):
        services.claim_post(post, member, by=secretary)
    registrations.move_on(row, Registration.Status.REGISTERED, by=secretary)
    assert services.claim_post(post, member, by=secretary).status == Status.CONFIRMED


@pytest.mark.parametrize("status", ["transferred", "suspended", "lost", "left", "deceased"])
def test_whom_the_party_does_not_count_claims_nothing(town, post, secretary, status):
    with pytest.raises(Refused, match="full and probationary"):
        services.claim_post(post, resident(town, status=status), by=secretary)


def test_on_probation_one_may_serve_but_not_lead(town, post, secretary):
    novice = resident(town, status="probationary")
    leading = PostFactory(committee=town.peace, is_leading=True)

    with pytest.raises(Refused, match="not lead"):
        services.claim_post(leading, novice, by=secretary)
    assert services.claim_post(post, novice, by=secretary).status == Status.CONFIRMED


def test_two_posts_are_enough_waiting_ones_among_them(town, secretary, settings):
    member = resident(town)
    full = PostFactory(committee=town.peace)
    in_post(town, full, resident(town, name="先来"))
    services.claim_post(PostFactory(committee=town.peace), member, by=secretary)
    assert services.claim_post(full, member, by=secretary).status == Status.WAITING

    third = PostFactory(committee=town.peace)
    with pytest.raises(Refused, match="claimed 2 posts already"):
        services.claim_post(third, member, by=secretary)
    settings.POSTS_PER_MEMBER = 3
    assert services.claim_post(third, member, by=secretary).status == Status.CONFIRMED


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_only_what_is_published_is_claimed(town, secretary, status):
    post = PostFactory(committee=town.peace, status=status, published_on=None)

    with pytest.raises(Refused, match="only published posts"):
        services.claim_post(post, resident(town), by=secretary)


def test_one_claims_a_post_once_at_a_time(town, post, secretary):
    member = resident(town)
    claim = services.claim_post(post, member, by=secretary)
    with pytest.raises(Refused, match="claimed this post already"):
        services.claim_post(post, member, by=secretary)

    services.withdraw_claim(claim, reason="改了主意", by=secretary)
    assert services.claim_post(post, member, by=secretary).pk != claim.pk


def test_a_claim_begins_on_a_day_that_can_be(town, post, secretary):
    member = resident(town)
    tomorrow = TODAY + datetime.timedelta(days=1)
    with pytest.raises(Refused, match="not come yet"):
        services.claim_post(post, member, on=tomorrow, by=secretary)
    with pytest.raises(Refused, match="before 2026-01-01"):
        services.claim_post(post, member, on=datetime.date(2025, 12, 31), by=secretary)

    claim = services.claim_post(post, member, on=datetime.date(2026, 3, 1), by=secretary)
    services.withdraw_claim(claim, on=datetime.date(2026, 5, 1), reason="x", by=secretary)
    with pytest.raises(Refused, match="cannot begin before"):
        services.claim_post(post, member, on=datetime.date(2026, 4, 30), by=secretary)
    assert services.claim_post(post, member, on=datetime.date(2026, 5, 1), by=secretary)


def test_a_step_does_not_lie_before_the_last_one(town, post, secretary):
    claim = services.claim_post(post, doctor(town), on=datetime.date(2026, 3, 2), by=secretary)

    with pytest.raises(Refused, match="step before"):
        services.agree_for_branch(claim, on=datetime.date(2026, 3, 1), reason="纸质", by=secretary)
    claim = services.agree_for_branch(
        claim, on=datetime.date(2026, 3, 9), reason="纸质", by=secretary
    )
    assert (claim.in_post_on, claim.term_ends_on) == (
        datetime.date(2026, 3, 9), datetime.date(2027, 3, 9),
    )  # fmt: skip


# --- places and the waiting list -----------------------------------------------------------------


def test_who_comes_when_all_places_are_taken_waits_and_moves_up_in_order(town, secretary):
    post = PostFactory(committee=town.peace, quota=2)
    a, b, c, d = (
        services.claim_post(post, resident(town, name=name), by=secretary) for name in "甲乙丙丁"
    )

    assert [row.status for row in (a, b, c, d)] == [
        *["community-confirmed"] * 2,
        "waiting",
        "waiting",
    ]
    post.refresh_from_db()
    assert (post.status, post.taken, post.places_left) == ("full", 2, 0)

    services.refuse_claim(b, reason="另有安排", by=secretary)

    for row in (c, d, post):
        row.refresh_from_db()
    assert (c.status, c.branch_agreed_on, d.status) == (Status.APPLIED, None, Status.WAITING)
    assert (post.status, post.taken) == ("full", 2)
    assert c.steps.last().user == town.peace_secretary


def test_leaving_the_list_frees_no_place(town, post, secretary):
    services.claim_post(post, resident(town), by=secretary)
    waiting = services.claim_post(post, resident(town, name="后来"), by=secretary)

    services.withdraw_claim(waiting, reason="不等了", by=secretary)

    post.refresh_from_db()
    assert (post.status, post.taken) == ("full", 1)


def test_more_places_are_given_to_those_who_wait(town, post, secretary):
    services.claim_post(post, resident(town), by=secretary)
    waiting = services.claim_post(post, resident(town, name="后来"), by=secretary)

    post_services.edit_post(post, {"quota": 3}, version=None, by=secretary)

    waiting.refresh_from_db()
    post.refresh_from_db()
    assert (waiting.status, post.status, post.taken) == (Status.APPLIED, "published", 2)


def test_fewer_places_than_are_taken_are_refused_with_the_reason(town, secretary):
    post = PostFactory(committee=town.peace, quota=2)
    for name in "甲乙":
        services.claim_post(post, resident(town, name=name), by=secretary)

    with pytest.raises(ValidationError, match="More places are taken"):
        post_services.edit_post(post, {"quota": 1}, version=None, by=secretary)


def test_the_database_itself_gives_no_place_that_is_not_there(post):
    for counted in ({"taken": 2, "status": "full"}, {"taken": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(**counted)


def test_a_closed_post_leaves_nobody_behind(town, secretary):
    post = PostFactory(committee=town.peace, quota=2)
    served = in_post(town, post, resident(town, name="甲"))
    asked = services.claim_post(post, resident(town, name="乙"), by=secretary)
    waits = services.claim_post(post, resident(town, name="丙"), by=secretary)

    post_services.close_post(post, reason="不再需要", by=secretary)

    for row in (served, asked, waits, post):
        row.refresh_from_db()
    assert [row.status for row in (served, asked, waits)] == ["left", "refused", "refused"]
    assert {row.reason for row in (served, asked, waits)} == {"不再需要"}
    assert (post.status, post.taken, post.closed_on) == ("closed", 0, TODAY)


# --- refusing, withdrawing, leaving --------------------------------------------------------------


def test_the_home_branch_refuses_once_the_community_has_confirmed(town, post, secretary, liaison):
    member = doctor(town)
    member.person.user = town.nobody
    member.person.save()
    claim = services.claim_post(post, member, by=actor(town.nobody))
    assert rules.can_refuse_claim(liaison, claim).is_forbidden

    services.confirm_claim(claim, by=secretary)
    claim.refresh_from_db()
    claim = services.refuse_claim(claim, reason="工作太忙", by=liaison)

    assert (claim.status, claim.reason, claim.ends_on) == (Status.REFUSED, "工作太忙", TODAY)


def test_the_member_takes_back_what_the_member_asked_for_but_confirms_nothing(town, post):
    member = resident(town)
    member.person.user = town.nobody
    member.person.save()
    me = actor(town.nobody)
    claim = services.claim_post(post, member, by=me)

    assert rules.can_confirm(me, claim).is_forbidden
    assert rules.can_refuse_claim(me, claim).is_forbidden
    assert services.withdraw_claim(claim, reason="没有时间", by=me).status == Status.WITHDRAWN


def test_the_member_may_leave_and_the_liaison_may_not_end_it(town, post, liaison):
    member = doctor(town)
    member.person.user = town.nobody
    member.person.save()
    claim = in_post(town, post, member)

    assert rules.can_leave(liaison, claim).is_forbidden
    claim = services.leave_post(claim, reason="身体原因", by=actor(town.nobody))
    assert (claim.status, claim.ends_on) == (Status.LEFT, TODAY)


ACTS = {
    "community-confirmed": services.confirm_claim,
    "in-post": services.agree_for_branch,
    "refused": services.refuse_claim,
    "withdrawn": services.withdraw_claim,
    "left": services.leave_post,
    "ended": services.end_term,
}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("after", ACTS)
def test_a_step_that_is_not_in_the_table_is_refused(town, secretary, status, after):
    """The table itself is shown in docs/domain.md and compared there."""
    over = status in Claim.OVER
    post = PostFactory(committee=town.peace)
    claim = Claim(
        post=post,
        member=resident(town),
        status=status,
        starts_on=TODAY,
        since=TODAY,
        ends_on=TODAY if over else None,
        in_post_on=datetime.date(2025, 6, 30),
        term_ends_on=TODAY,
    )
    claim.stand_at(town.peace)
    claim.save()
    if status in Claim.HOLDING:
        Post.objects.filter(pk=post.pk).update(taken=1, status="full")
    more = {} if after in ("community-confirmed", "ended") else {"reason": "x"}

    if after in Claim.TRANSITIONS[status]:
        assert ACTS[after](claim, by=secretary, **more).status == after
    else:
        with pytest.raises(Refused, match="is not followed by"):
            ACTS[after](claim, by=secretary, **more)


# --- terms ---------------------------------------------------------------------------------------


def test_the_clock_ends_a_term_on_its_day_and_the_next_one_moves_up(
    town, post, secretary, time_machine_at
):
    claim = in_post(town, post)
    waiting = services.claim_post(post, resident(town, name="后来"), by=secretary)
    time_machine_at(datetime.date(2027, 6, 29))
    assert services.end_due_terms(by=CLOCK) == 0

    time_machine_at(datetime.date(2027, 7, 2))
    assert services.end_due_terms(by=CLOCK) == 1

    claim.refresh_from_db()
    waiting.refresh_from_db()
    assert (claim.status, claim.ends_on) == (Status.ENDED, datetime.date(2027, 6, 30))
    assert waiting.status == Status.APPLIED
    assert services.end_due_terms(by=CLOCK) == 0


def test_a_term_is_renewed_for_a_year_when_its_end_is_near(town, post, secretary, time_machine_at):
    claim = in_post(town, post)
    with pytest.raises(Refused, match="runs until"):
        services.renew_term(claim, by=secretary)

    time_machine_at(datetime.date(2027, 5, 1))
    claim = services.renew_term(claim, by=secretary)

    assert claim.term_ends_on == datetime.date(2028, 6, 30)
    assert claim.status == Status.IN_POST
    with pytest.raises(Refused, match="runs until"):
        services.renew_term(claim, by=secretary)


def test_a_term_is_not_renewed_beyond_the_post(town, secretary, time_machine_at):
    post = PostFactory(committee=town.peace, ends_on=datetime.date(2026, 8, 1))
    claim = in_post(town, post)

    with pytest.raises(Refused, match="post itself ends"):
        services.renew_term(claim, by=secretary)


# --- moving --------------------------------------------------------------------------------------


def test_moved_to_another_post_it_goes_on_there_with_its_history(town, post, secretary, liaison):
    member = doctor(town)
    claim = in_post(town, post, member)
    other = PostFactory(committee=town.grid, name="网格岗")

    following = services.move_claim(claim, other, on=TODAY, reason="人岗更相适", by=secretary)

    for row in (claim, post, other):
        row.refresh_from_db()
    assert (claim.status, claim.moved_to, claim.ends_on) == (Status.MOVED, following, TODAY)
    assert (following.status, following.grid) == (Status.CONFIRMED, town.grid)
    assert (post.taken, other.taken) == (0, 1)
    assert services.agree_for_branch(following, by=liaison).status == Status.IN_POST


def test_one_is_not_moved_to_a_full_post(town, post, secretary):
    other = PostFactory(committee=town.peace)
    in_post(town, other, resident(town, name="先来"))

    with pytest.raises(Refused, match="no place free"):
        services.move_claim(in_post(town, post), other, on=TODAY, reason="x", by=secretary)


# --- what others change --------------------------------------------------------------------------


def test_who_dies_or_is_transferred_holds_no_post_any_more(town, post, secretary):
    member = resident(town)
    claim = in_post(town, post, member)
    asked = services.claim_post(PostFactory(committee=town.peace), member, by=secretary)
    waiting = services.claim_post(post, resident(town, name="后来"), by=secretary)

    party_members.change_status(member, "deceased", on=TODAY, reason="核实", by=secretary)

    for row in (claim, asked, waiting):
        row.refresh_from_db()
    assert [claim.status, asked.status, waiting.status] == ["left", "withdrawn", "applied-for"]
    assert claim.reason == "deceased"
    assert faults() == []


def test_who_moves_house_leaves_the_posts_of_the_old_community(town, post, secretary):
    member = resident(town)
    claim = in_post(town, post, member)

    party_members.edit_member(
        member, {"residence": town.pine}, version=None, by=actor(town.spring_office)
    )

    claim.refresh_from_db()
    assert claim.status == Status.LEFT


def test_within_the_community_nothing_is_left(town, post, secretary):
    member = resident(town)
    claim = in_post(town, post, member)

    party_members.edit_member(member, {"residence": town.grid}, version=None, by=secretary)

    claim.refresh_from_db()
    assert claim.status == Status.IN_POST


@pytest.mark.parametrize("how", ["moved", "revoked"])
def test_with_the_registration_goes_the_post(town, post, secretary, how):
    member = doctor(town)
    claim = in_post(town, post, member)
    row = member.registrations.get()

    if how == "moved":
        office = actor(town.spring_office)
        registrations.move_to(row, town.pine, on=TODAY, reason="搬家", by=office)
    else:
        registrations.move_on(row, Registration.Status.REVOKED, reason="离职", by=secretary)

    claim.refresh_from_db()
    post.refresh_from_db()
    assert (claim.status, post.taken) == (Status.LEFT, 0)
    assert faults() == []


def test_a_day_that_is_over_has_the_status_of_then(town, post, secretary):
    member = resident(town)
    claim = services.claim_post(post, member, on=datetime.date(2026, 3, 2), by=secretary)
    services.agree_for_branch(claim, on=datetime.date(2026, 3, 10), reason="纸质", by=secretary)

    def then(month, day):
        rows = Claim.objects.on(datetime.date(2026, month, day))
        return list(rows.as_of(datetime.date(2026, month, day)).values_list("status_then"))

    assert then(3, 1) == []
    assert then(3, 9) == [("community-confirmed",)]
    assert then(3, 10) == [("in-post",)]


# --- who sees it ---------------------------------------------------------------------------------


def test_a_claim_is_seen_within_reach_by_the_unit_and_by_the_member(town, post):
    member = doctor(town)
    member.person.user = town.nobody
    member.person.save()
    services.claim_post(post, member, by=actor(town.peace_secretary))

    seen = {name for name, user in town.people.items() if Claim.objects.visible_to(user).exists()}

    assert seen == {
        "city_office", "east_office", "spring_office", "peace_secretary", "east_leader",
        "east_assessor", "east_result_use", "clinic_liaison", "nobody",
    }  # fmt: skip
