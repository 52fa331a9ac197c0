"""Service records: entered for several at once, confirmed, disputed, corrected, counted, late."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from audit.models import Entry
from core import hooks
from core.verdicts import Refused
from members.services import registrations
from posts import figures, rules
from posts.models import Claim, ServiceRecord
from posts.services import activities, claims, posts, records, sign_ups
from posts.services.checks import check_post
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
EARLIER = datetime.date(2026, 6, 1)
DAY = datetime.timedelta(days=1)
Status = ServiceRecord.Status


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
    day = datetime.date(2025, 12, 1)
    return PostFactory(
        committee=town.peace, name="夜间巡逻岗", quota=20, starts_on=day, published_on=day
    )


def in_post(town, post, member=None, since=EARLIER, **kwargs):
    by = actor(town.peace_secretary)
    member = member or MemberFactory(lives_in=town.peace, **kwargs)
    claim = claims.claim_post(post, member, on=since, by=by)
    if claim.status == "in-post":
        return claim
    return claims.agree_for_branch(claim, on=since, reason="王书记签字", by=by)


def enter(post, *rows, by, on=TODAY, minutes=120, result="巡逻两圈"):
    return records.enter_records(post, list(rows), on=on, minutes=minutes, result=result, by=by)


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


def own_account(town, member):
    member.person.user = town.nobody
    member.person.save()
    return actor(town.nobody)


# --- entering ------------------------------------------------------------------------------------


def test_several_members_are_recorded_by_one_entry(town, post, secretary):
    first, second = (in_post(town, post, employer=town.clinic) for _n in range(2))

    made = enter(post, first, second, by=secretary)

    assert [row.member for row in made] == [first.member, second.member]
    row = ServiceRecord.objects.get(claim=first)
    assert (row.on, row.minutes, row.result, row.status) == (TODAY, 120, "巡逻两圈", "entered")
    assert (row.entered_on, row.days_late, row.employer) == (TODAY, 0, town.clinic)
    assert (row.community, row.street) == (town.peace, town.spring)
    assert Entry.objects.filter(action="posts.record_entered").count() == 2
    assert faults() == []


def test_all_are_recorded_or_none(town, post, secretary):
    first, second = (in_post(town, post) for _n in range(2))
    enter(post, second, by=secretary)

    with pytest.raises(Refused, match=str(second.member)):
        enter(post, first, second, by=secretary)

    assert not ServiceRecord.objects.filter(claim=first).exists()


def test_only_who_keeps_the_place_records(town, post, liaison):
    claim = in_post(town, post, employer=town.clinic)
    for who in (liaison, actor(town.hill_office), actor(town.east_leader), actor(town.nobody)):
        with pytest.raises(Refused, match="records it"):
            enter(post, claim, by=who)
    assert enter(post, claim, by=actor(town.spring_office))


def test_the_same_day_in_the_same_post_names_the_record_that_is_there(town, post, secretary):
    claim = in_post(town, post)
    (row,) = enter(post, claim, by=secretary)

    with pytest.raises(Refused, match=rf"no\. {row.pk}, 2026-06-30, 2 h"):
        enter(post, claim, by=secretary, minutes=30)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.create(
            claim=claim, member=claim.member, on=TODAY, minutes=1, entered_on=TODAY, since=TODAY
        )


def test_a_day_has_twenty_four_hours_whatever_was_done(town, post, secretary):
    claim = in_post(town, post)
    enter(post, claim, by=secretary, minutes=1380)
    activity = activities.create_activity(
        town.peace, {"title": "清扫", "on": TODAY, "where": "x"}, by=secretary
    )
    row = sign_ups.sign_up(activity, claim.member, by=secretary)

    with pytest.raises(Refused, match="has 23 h on 2026-06-30 already"):
        activities.hold_activity(activity, {row.pk: "attended"}, minutes=61, by=secretary)
    activities.hold_activity(activity, {row.pk: "attended"}, minutes=60, by=secretary)

    assert figures.of_member(claim.member).minutes == 1440
    assert faults() == []


@pytest.mark.parametrize("minutes", [0, 1441])
def test_no_service_lasts_nothing_or_longer_than_a_day(town, post, secretary, minutes):
    claim = in_post(town, post)
    with pytest.raises((Refused, ValidationError)):
        enter(post, claim, by=secretary, minutes=minutes)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.create(
            claim=claim, member=claim.member, on=TODAY, minutes=minutes, entered_on=TODAY,
            since=TODAY,
        )  # fmt: skip


def test_the_day_lies_within_the_time_in_the_post(town, post, secretary):
    claim = in_post(town, post)
    with pytest.raises(Refused, match="not come yet"):
        enter(post, claim, by=secretary, on=TODAY + DAY)
    with pytest.raises(Refused, match="since 2026-06-01 only"):
        enter(post, claim, by=secretary, on=EARLIER - DAY)
    claims.leave_post(claim, on=TODAY - 5 * DAY, reason="x", by=secretary)
    with pytest.raises(Refused, match="until 2026-06-25"):
        enter(post, claim, by=secretary, on=TODAY - 4 * DAY)
    assert enter(post, claim, by=secretary, on=TODAY - 5 * DAY)
    asked = claims.claim_post(post, MemberFactory(lives_in=town.peace), by=secretary)
    with pytest.raises(Refused, match="not in this post yet"):
        enter(post, asked, by=secretary)


def test_what_is_entered_long_afterwards_says_so(town, post, secretary):
    claim = in_post(town, post)
    (in_time,) = enter(post, claim, by=secretary, on=TODAY - 7 * DAY)
    (late,) = enter(post, claim, by=secretary, on=TODAY - 8 * DAY)

    assert (in_time.days_late, in_time.is_late) == (7, False)
    assert (late.days_late, late.is_late) == (8, True)
    assert list(ServiceRecord.objects.late()) == [late]


def test_the_registration_hears_of_it_and_forgets_what_was_void(town, post, secretary):
    member = MemberFactory(lives_in=town.peace)
    registration = registrations.register_member(member, town.peace, on=EARLIER, by=secretary)
    claim = in_post(town, post, member)

    def last():
        registration.refresh_from_db()
        return registration.last_active_on

    enter(post, claim, by=secretary, on=TODAY - 3 * DAY)
    assert last() == TODAY - 3 * DAY
    (row,) = enter(post, claim, by=secretary)
    assert last() == TODAY
    enter(post, claim, by=secretary, on=TODAY - 5 * DAY)
    assert last() == TODAY
    records.void_record(row, reason="人不在", by=secretary)
    assert last() == TODAY - 3 * DAY


# --- the other side ------------------------------------------------------------------------------


def test_member_or_liaison_confirms_and_not_who_entered_it(town, post, secretary, liaison):
    member = MemberFactory(lives_in=town.peace, employer=town.clinic)
    claim = in_post(town, post, member)
    (first,) = enter(post, claim, by=secretary)
    (second,) = enter(post, claim, by=secretary, on=TODAY - DAY)
    for who in (secretary, actor(town.spring_office), actor(town.east_leader)):
        with pytest.raises(Refused, match="The other side"):
            records.confirm_record(first, by=who)

    row = records.confirm_record(first, by=liaison)
    assert (row.status, row.confirmed_by) == ("confirmed", town.clinic_liaison_user)
    assert records.confirm_record(second, by=own_account(town, member)).status == "confirmed"
    with pytest.raises(Refused, match="“confirmed”"):
        records.confirm_record(first, by=liaison)


def test_a_home_branch_kept_elsewhere_confirms_and_the_own_one_does_not(town, post, secretary):
    elsewhere = in_post(town, post, organisation=OrganisationFactory(home=town.hill))
    here = in_post(town, post, organisation=OrganisationFactory(home=town.peace))
    first, second = enter(post, elsewhere, here, by=secretary)

    assert records.confirm_record(first, by=actor(town.hill_office)).status == "confirmed"
    assert not rules.can_confirm_record(secretary, second)


def test_what_is_disputed_does_not_count_until_it_is_settled(town, post, secretary, liaison):
    claim = in_post(town, post, employer=town.clinic)
    (row,) = enter(post, claim, by=secretary)
    with pytest.raises(Refused):
        records.dispute_record(row, reason="x", by=secretary)

    row = records.dispute_record(row, reason="当晚值班，未参加", by=liaison)
    assert (row.status, row.reason) == ("disputed", "当晚值班，未参加")
    assert figures.of_claim(claim).services == 0
    with pytest.raises(Refused):  # the time stays taken meanwhile
        enter(post, claim, by=secretary)
    with pytest.raises(Refused):
        records.uphold_record(row, reason="x", by=liaison)

    row = records.uphold_record(row, reason="有签到表", by=secretary)
    assert (row.status, row.since) == ("entered", TODAY)
    assert figures.of_claim(claim).services == 1
    with pytest.raises(Refused, match="Nobody disputes"):
        records.uphold_record(row, reason="x", by=secretary)


def test_a_confirmed_record_may_still_be_disputed_by_the_member(town, post, secretary):
    member = MemberFactory(lives_in=town.peace)
    claim = in_post(town, post, member)
    who = own_account(town, member)
    (row,) = enter(post, claim, by=secretary)
    row = records.confirm_record(row, by=who)

    row = records.dispute_record(row, reason="应为三小时", by=who)

    assert (row.status, row.confirmed_by) == ("disputed", None)


def test_a_correction_takes_the_place_and_the_old_one_stays(town, post, secretary, liaison):
    claim = in_post(town, post, employer=town.clinic)
    (row,) = enter(post, claim, by=secretary, on=TODAY - 9 * DAY)
    with pytest.raises(Refused):
        records.correct_record(row, on=TODAY, minutes=60, result="x", reason="x", by=liaison)

    following = records.correct_record(
        row, on=TODAY - 9 * DAY, minutes=180, result="巡逻三圈", reason="漏记一小时", by=secretary
    )

    row.refresh_from_db()
    assert (row.status, row.reason, row.minutes) == ("corrected", "漏记一小时", 120)
    assert (following.replaces, following.status, following.minutes) == (row, "entered", 180)
    assert (following.employer, following.days_late) == (town.clinic, 9)
    assert figures.of_claim(claim).minutes == 180
    for step in (records.void_record, records.uphold_record):
        with pytest.raises(Refused):
            step(row, reason="x", by=secretary)
    assert faults() == []


def test_a_correction_meets_the_same_walls(town, post, secretary):
    claim = in_post(town, post)
    enter(post, claim, by=secretary, on=TODAY - DAY)
    (row,) = enter(post, claim, by=secretary)

    for on in (TODAY - DAY, TODAY + DAY, EARLIER - DAY):
        with pytest.raises(Refused):
            records.correct_record(row, on=on, minutes=60, result="", reason="x", by=secretary)
    row.refresh_from_db()
    assert row.status == "entered"


@pytest.mark.parametrize("status", list(ServiceRecord.Status))
def test_only_the_steps_of_the_table_are_taken(town, post, secretary, liaison, status):
    claim = in_post(town, post, employer=town.clinic)
    (row,) = enter(post, claim, by=secretary)
    ServiceRecord.objects.filter(pk=row.pk).update(status=status, reason="x")
    row.refresh_from_db()
    steps = {
        Status.CONFIRMED: (rules.can_confirm_record, liaison),
        Status.DISPUTED: (rules.can_dispute, liaison),
        Status.CORRECTED: (rules.can_correct_record, secretary),
        Status.VOID: (rules.can_void, secretary),
    }
    for following, (rule, by) in steps.items():
        assert bool(rule(by, row)) == (following in ServiceRecord.TRANSITIONS[status])
    assert bool(rules.can_uphold(secretary, row)) == (status == Status.DISPUTED)


def test_void_without_a_reason_is_refused_by_the_database(town, post, secretary):
    (row,) = enter(post, in_post(town, post), by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=row.pk).update(status="void")
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=row.pk).update(claim=None)


# --- figures -------------------------------------------------------------------------------------


def test_the_figures_count_the_year_and_nothing_that_does_not_count(town, post, secretary, liaison):
    claim = in_post(town, post, since=datetime.date(2025, 12, 1), employer=town.clinic)
    enter(post, claim, by=secretary, on=datetime.date(2025, 12, 31), minutes=600)
    (void,) = enter(post, claim, by=secretary, on=TODAY - 2 * DAY)
    (disputed,) = enter(post, claim, by=secretary, on=TODAY - DAY)
    (good,) = enter(post, claim, by=secretary, minutes=90)
    records.void_record(void, reason="x", by=secretary)
    records.dispute_record(disputed, reason="x", by=liaison)

    found = figures.of_member(claim.member, 2026)
    assert (found.services, found.minutes, str(found.hours)) == (1, 90, "1.5")
    assert list(found.rows) == [good]
    assert figures.of_member(claim.member).minutes == 690
    assert figures.of_claim(claim, 2025).minutes == 600
    assert figures.at(town.spring, 2026).minutes == 90
    assert figures.at(town.hill, 2026).services == 0
    assert figures.services(town.east).count == 1


def registered(town, **kwargs):
    member = MemberFactory(lives_in=town.peace, **kwargs)
    registrations.register_member(member, town.peace, on=EARLIER, by=actor(town.peace_secretary))
    return member


def test_who_takes_part_effectively_and_who_not_at_all(town, post, secretary):
    often, seldom, never = (registered(town) for _n in range(3))
    first, second = in_post(town, post, often), in_post(town, post, seldom)
    for n in range(4):
        enter(post, first, by=secretary, on=TODAY - n * DAY)
    for n in range(3):
        enter(post, second, by=secretary, on=TODAY - n * DAY)

    def members(figure):
        return [row.member for row in figure.rows]

    assert members(figures.effective_participation(town.peace)) == [often]
    assert members(figures.zero_activity(town.peace)) == [never]
    assert figures.effective_participation(town.hill).count == 0
    # On a day before the fourth service it was not one yet.
    assert members(figures.effective_participation(town.peace, TODAY - DAY)) == []


def test_a_post_found_in_order_often_enough_is_effective_too(town, post, secretary):
    member = registered(town)
    claim = in_post(town, post, member, EARLIER)
    for on in (EARLIER, TODAY):
        assert not figures.effective_participation(town.peace).rows
        check_post(claim, {"on": on, "result": "on-duty", "finding": "在岗"}, by=secretary)

    found = figures.effective_participation(town.peace)
    assert [row.member for row in found.rows] == [member]
    assert not figures.effective_participation(town.peace, TODAY - DAY).rows


def test_a_month_without_anything_is_the_community_s_gap(town, post, secretary):
    on_grid = PostFactory(committee=town.grid, quota=5)
    claim = in_post(town, on_grid, MemberFactory(lives_in=town.grid), EARLIER)
    enter(on_grid, claim, by=secretary)
    activity = activities.create_activity(
        town.peace, {"title": "x", "on": datetime.date(2026, 4, 2), "where": "x"}, by=secretary
    )
    activities.hold_activity(activity, {}, minutes=60, by=secretary)

    peace, grid = figures.supply(town.peace, 2026)

    def told(line):
        return {c.month: (c.activities, c.posts) for c in line.cells if c.activities or c.posts}

    assert (told(peace), peace.gaps) == ({4: (1, 0), 6: (0, 1)}, 4)
    assert (told(grid), grid.gaps) == ({6: (0, 1)}, 5)
    assert {line.committee: line.gaps for line in figures.supply(town.spring, 2026)} == {
        town.peace: 4,
        town.pine: 6,
    }
    assert figures.months_without(town.spring).count == 10
    the_day_before = figures.months_without(town.spring, datetime.date(2026, 6, 29))
    assert the_day_before.count == 9  # for pine June is not over yet
    assert not any(cell.is_gap for cell in peace.cells if cell.month > 6)


def test_a_closed_post_keeps_its_records(town, post, secretary):
    claim = in_post(town, post)
    enter(post, claim, by=secretary)
    posts.close_post(post, reason="x", by=secretary)
    claim = Claim.objects.get(pk=claim.pk)
    assert figures.of_claim(claim).services == 1
    assert faults() == []
