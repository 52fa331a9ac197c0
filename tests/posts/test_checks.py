"""检查: planned, drawn, entered, put right, looked at again; and the talks that follow."""

import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from audit.actors import CLOCK
from audit.models import Entry
from core import hooks
from core.figures import figure
from core.verdicts import Refused, Stale
from members.models import PartyMember
from posts import drawing, figures, rules
from posts.figures import facts
from posts.figures.sources import SOURCES
from posts.models import CheckRound, PostCheck, Talk
from posts.papers import check_sheet
from posts.services import checks as services
from posts.services import claims
from tests.conftest import actor
from tests.factories import START, MemberFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
MARCH = datetime.date(2026, 3, 31)
D = datetime.date


@pytest.fixture(autouse=True)
def in_june(time_machine_at, settings):
    time_machine_at(TODAY)
    settings.LANGUAGE_CODE = "en"  # what a page says is compared in English
    with translation.override("en"):
        yield


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


def in_post(town, name="周敏", committee=None, on=START, **kwargs):
    """Somebody retired who has been in a post of Peace since the first of January."""
    committee = committee or town.peace
    by = actor(town.spring_office)
    post = PostFactory(committee=committee)
    member = MemberFactory(lives_in=committee, name=name, **kwargs)
    claim = claims.claim_post(post, member, on=on, by=by)
    return claims.agree_for_branch(claim, on=on, reason="签章", by=by)


def many(town, number):
    return [in_post(town, f"党员{n}") for n in range(number)]


def round_of(town, quarter=2, share=30, due_on=TODAY, year=2026):
    return services.plan_round(
        town.peace, year, quarter, due_on=due_on, share=share, by=actor(town.peace_secretary)
    )


def found(result="on-duty", on=TODAY, finding=None, **more):
    words = "" if result == "on-duty" else "晚七点不在岗"
    return {"on": on, "result": result, "finding": words if finding is None else finding,
            "checker": "王书记、李委员"} | more  # fmt: skip


def check(claim, by, result="on-duty", on=TODAY, **more):
    return services.check_post(claim, found(result, on, **more), by=by)


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


# --- drawing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("candidates", "percent", "drawn"),
    [(0, 30, 0), (1, 1, 1), (3, 30, 1), (4, 30, 2), (10, 30, 3), (11, 30, 4), (7, 100, 7)],
)
def test_how_many_are_drawn(candidates, percent, drawn):
    assert drawing.how_many(candidates, percent) == drawn


def test_anybody_can_repeat_the_draw():
    """Worked out apart from the code, as its words say: the digests of seed, colon and number."""
    seed, numbers = "00112233445566778899aabbccddeeff", [815, 4711, 12, 99, 100]
    digests = {
        hashlib.sha256(seed.encode() + b":" + str(n).encode()).hexdigest(): n for n in numbers
    }
    by_digest = [digests[digest] for digest in sorted(digests)]

    assert drawing.draw(seed, reversed(numbers), 60) == by_digest[:3]
    # Whoever was looked at last time comes after the others.
    first = by_digest[0]
    assert drawing.draw(seed, numbers, 80, {first}) == by_digest[1:]
    assert drawing.draw(seed, numbers, 100, {first}) == [*by_digest[1:], first]


def test_a_round_looks_at_those_whom_its_seed_draws(town, secretary):
    people = many(town, 4)
    in_post(town, committee=town.pine)  # of another community
    gone = in_post(town, "走了")
    claims.leave_post(gone, reason="搬家", by=secretary)
    waiting = claims.claim_post(
        PostFactory(committee=town.peace), MemberFactory(lives_in=town.peace), by=secretary
    )
    assert waiting.status == "community-confirmed"

    round_ = services.draw_round(round_of(town), by=secretary)

    everybody = sorted(claim.pk for claim in people)
    assert (round_.drawn_from, round_.drawn_on, len(round_.seed)) == (everybody, TODAY, 32)
    drawn = set(round_.checks.values_list("claim", flat=True))
    order = sorted(
        everybody, key=lambda n: hashlib.sha256(f"{round_.seed}:{n}".encode()).hexdigest()
    )
    assert drawn == set(order[:2])  # 30 % of four, rounded up
    assert {row.community for row in round_.checks.all()} == {town.peace}
    assert Entry.objects.get(action="posts.round_drawn").after["seed"] == round_.seed


def test_those_in_post_on_the_day_are_drawn_from(town, secretary):
    """Entered late: who has left since was in post then, who came later was not."""
    left = in_post(town, "曾在岗")
    claims.leave_post(left, on=D(2026, 5, 1), reason="搬家", by=secretary)
    in_post(town, "后来", on=D(2026, 6, 1))

    round_ = services.draw_round(round_of(town, 1, due_on=MARCH), on=MARCH, by=secretary)

    assert round_.drawn_from == [left.pk]


def test_nobody_is_drawn_twice_in_a_row_unless_there_are_too_few(town, secretary):
    many(town, 4)
    first = services.draw_round(round_of(town, 1, share=50, due_on=MARCH), on=MARCH, by=secretary)
    second = services.draw_round(round_of(town, 2, share=50), by=secretary)
    third = services.draw_round(round_of(town, 3, share=75), by=secretary)

    looked_at = [set(r.checks.values_list("claim", flat=True)) for r in (first, second, third)]
    assert [len(rows) for rows in looked_at] == [2, 2, 3]
    assert not looked_at[0] & looked_at[1]
    assert looked_at[0] < looked_at[2]  # both of those, and one of the second round again
    assert faults() == []


def test_a_round_is_drawn_once_and_its_share_stands_then(town, secretary):
    in_post(town)
    round_ = services.draw_round(round_of(town), by=secretary)

    with pytest.raises(Refused, match="once for all"):
        services.draw_round(round_, by=secretary)
    with pytest.raises(Refused, match="share and day stand"):
        services.edit_round(round_, {"share": 100}, version=None, by=secretary)


def test_where_nobody_is_in_post_nothing_is_drawn(town, secretary):
    with pytest.raises(Refused, match="nobody to check"):
        services.draw_round(round_of(town), by=secretary)


def test_a_quarter_has_one_round(town, secretary):
    round_of(town)

    with pytest.raises(ValidationError, match="this quarter already"):
        round_of(town)
    with pytest.raises(Refused, match="planned for a community"):
        services.plan_round(town.grid, 2026, 2, due_on=TODAY, share=30, by=secretary)


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        ("peace_secretary", True),
        ("spring_office", True),
        ("east_office", True),
        ("grid_leader", False),
        ("east_leader", False),
        ("west_office", False),
        ("clinic_liaison_user", False),
    ],
)
def test_the_community_and_those_above_it_draw_and_enter(town, by, allowed):
    round_, claim = round_of(town), in_post(town)
    who = actor(getattr(town, by))

    assert bool(rules.can_draw_round(who, round_)) is allowed
    assert bool(rules.can_check(who, claim)) is allowed


# --- the clock -----------------------------------------------------------------------------------


def test_the_clock_plans_a_round_where_somebody_is_in_post(town, secretary):
    in_post(town)
    in_post(town, committee=town.grid)
    claims.leave_post(in_post(town, committee=town.pine), reason="搬家", by=actor(town.city_office))

    assert services.plan_due_rounds(by=CLOCK) == 1
    assert services.plan_due_rounds(by=CLOCK) == 0

    round_ = CheckRound.objects.get()
    assert (round_.community, round_.year, round_.quarter) == (town.peace, 2026, 2)
    assert (round_.due_on, round_.share, round_.status) == (TODAY, 30, "planned")


@pytest.mark.parametrize(
    ("a_year", "day", "planned"),
    [(4, 3, 1), (2, 3, 0), (2, 6, 1), (1, 6, 0), (1, 12, 1), (4, 12, 1)],
)
def test_fewer_rounds_a_year(town, settings, time_machine_at, a_year, day, planned):
    in_post(town, on=D(2026, 1, 5))
    settings.CHECK_ROUNDS_A_YEAR = a_year
    time_machine_at(D(2026, day, 15))

    assert services.plan_due_rounds(by=CLOCK) == planned


def test_last_days_of_quarters():
    assert [services.last_day_of_quarter(2026, n).isoformat() for n in (1, 2, 3, 4)] == [
        "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31",
    ]  # fmt: skip


# --- what was found ------------------------------------------------------------------------------


def test_all_of_a_round_is_entered_at_once_and_the_round_closed(town, secretary):
    many(town, 3)
    round_ = services.draw_round(round_of(town, share=100), by=secretary)
    first, second, third = round_.checks.order_by("pk")
    with pytest.raises(Refused, match="3 of those drawn"):
        services.close_round(round_, by=secretary)

    services.enter_round(
        round_,
        {first.pk: found(), second.pk: found("partly", rectify_by=D(2026, 7, 15))},
        by=secretary,
    )
    with pytest.raises(Refused, match="1 of those drawn"):
        services.close_round(round_, by=secretary)
    services.enter_round(round_, {third.pk: found("excused", finding="住院")}, by=secretary)
    round_ = services.close_round(round_, by=secretary)

    assert (round_.status, round_.closed_on) == ("closed", TODAY)
    with pytest.raises(Refused, match="round is closed"):
        services.enter_check(first, found(), version=None, by=secretary)
    assert faults() == []


def test_a_round_that_was_never_drawn_is_closed_with_a_word(town, secretary):
    round_ = round_of(town)
    with pytest.raises(Refused, match="why nothing was checked"):
        services.close_round(round_, by=secretary)

    assert services.close_round(round_, reason="全体抗汛", by=secretary).reason == "全体抗汛"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (found("partly", finding=" "), "write what was found"),
        (found("excused", finding=""), "why it is excused"),
        (found("on-duty", rectify_by=D(2026, 7, 1)), "nothing to be put right"),
        (found("excused", rectify_by=D(2026, 7, 1)), "nothing to be put right"),
        (found("not", rectify_by=D(2026, 6, 29)), "put right after it"),
        (found(on=D(2026, 7, 1)), "not come yet"),
        (found(on=D(2025, 12, 31)), "not in post yet"),
    ],
)
def test_what_does_not_fit_is_refused(town, secretary, values, words):
    claim = in_post(town)

    with pytest.raises(Refused, match=words):
        services.check_post(claim, values, by=secretary)
    assert not PostCheck.objects.exists()


def test_whoever_has_left_meanwhile_is_excused(town, secretary):
    claim = in_post(town)
    round_ = services.draw_round(round_of(town), by=secretary)
    claims.leave_post(claim, on=D(2026, 6, 20), reason="搬家", by=secretary)
    row = round_.checks.get()

    with pytest.raises(Refused, match="enter “excused”"):
        services.enter_check(row, found("not"), version=None, by=secretary)
    row = services.enter_check(row, found("excused", finding="已离岗"), version=None, by=secretary)
    assert row.result == "excused"


def test_a_result_is_corrected_and_both_stand_on_record(town, secretary):
    row = check(in_post(town), secretary, "not")

    with pytest.raises(Stale):
        services.enter_check(row, found(), version=0, by=secretary)
    services.enter_check(row, found("partly", finding="晚到"), version=row.version, by=secretary)

    entry = Entry.objects.get(action="posts.check_corrected")
    assert (entry.before["result"], entry.after["result"]) == ("not", "partly")


def test_put_right_and_looked_at_again(town, secretary):
    row = check(in_post(town), secretary, "partly", D(2026, 6, 1), rectify_by=D(2026, 6, 10))
    with pytest.raises(Refused, match="after it has been put right"):
        services.look_back(row, on=TODAY, holds=True, look_back="x", by=secretary)
    with pytest.raises(Refused, match="step before was on 2026-06-01"):
        services.rectify_check(row, on=D(2026, 5, 31), rectification="x", by=secretary)

    row = services.rectify_check(row, on=D(2026, 6, 9), rectification="补巡一次", by=secretary)
    assert figures.rate_of(PostCheck.objects.all()).in_words() == "1/1"
    with pytest.raises(Refused, match="put right again"):
        services.look_back(row, on=D(2026, 6, 20), holds=False, look_back="又缺", by=secretary)
    row = services.look_back(
        row, on=D(2026, 6, 20), holds=False, look_back="又缺", rectify_by=D(2026, 6, 25),
        by=secretary,
    )  # fmt: skip

    assert (row.rectified_on, row.rectify_by) == (None, D(2026, 6, 25))
    assert figures.rate_of(PostCheck.objects.all()).in_words() == "0/1"
    assert list(figures.rectification_overdue(PostCheck.objects.all(), TODAY)) == [row]
    with pytest.raises(Refused, match="step before was on 2026-06-20"):
        services.rectify_check(row, on=D(2026, 6, 19), rectification="x", by=secretary)
    row = services.rectify_check(row, on=D(2026, 6, 24), rectification="补齐", by=secretary)
    row = services.look_back(row, on=TODAY, holds=True, look_back="正常", by=secretary)
    assert (row.rectified_on, row.looked_back_on) == (D(2026, 6, 24), TODAY)
    with pytest.raises(Refused, match="put right already"):
        services.enter_check(row, found(), version=None, by=secretary)


# --- talks ---------------------------------------------------------------------------------------


def days(claim, by, *results, first=1):
    """One check a day from the first of June."""
    return [check(claim, by, result, D(2026, 6, day)) for day, result in enumerate(results, first)]


@pytest.mark.parametrize(
    ("results", "opened_by"),
    [
        (["not", "not"], None),
        (["not", "not", "not"], 2),
        (["not", "excused", "not", "excused", "not"], 4),
        (["not", "not", "partly", "not"], None),
        (["not", "not", "on-duty", "not", "not", "not"], 5),
        (["excused"] * 4, None),
    ],
)
def test_three_times_not_in_a_row_opens_a_talk_and_nothing_else(
    town, secretary, results, opened_by
):
    claim = in_post(town)

    rows = days(claim, secretary, *results)

    talks = list(Talk.objects.values_list("after_check", flat=True))
    assert talks == ([] if opened_by is None else [rows[opened_by].pk])
    claim.refresh_from_db()
    assert claim.status == "in-post"
    assert faults() == []


def test_after_a_talk_the_row_begins_anew(town, secretary):
    claim = in_post(town)
    days(claim, secretary, "not", "not", "not")
    talk = services.hold_talk(
        Talk.objects.get(), on=D(2026, 6, 4), held_by="王书记", note="约定换时段", by=secretary
    )
    assert (talk.status, talk.held_on) == ("held", D(2026, 6, 4))

    days(claim, secretary, "not", "not", first=5)
    assert Talk.objects.count() == 1
    days(claim, secretary, "not", first=7)
    assert list(Talk.objects.order_by("pk").values_list("status", flat=True)) == ["held", "open"]


def test_a_fourth_time_opens_no_second_talk_while_one_is_open(town, secretary):
    claim = in_post(town)

    days(claim, secretary, "not", "not", "not", "not")

    assert Talk.objects.count() == 1


def test_a_correction_makes_the_talk_void_and_another_one_opens_it_again(town, secretary):
    rows = days(in_post(town), secretary, "not", "not", "not")
    services.enter_check(
        rows[1], found("excused", D(2026, 6, 2), "住院"), version=None, by=secretary
    )
    assert Talk.objects.get().status == "void"

    services.enter_check(rows[1], found("not", D(2026, 6, 2)), version=None, by=secretary)

    assert sorted(Talk.objects.values_list("status", flat=True)) == ["open", "void"]


def test_entered_late_the_days_decide_not_the_order_of_entering(town, secretary):
    claim = in_post(town)
    check(claim, secretary, "on-duty", D(2026, 6, 9))
    for day in (3, 2, 1):
        check(claim, secretary, "not", D(2026, 6, day))
    assert not Talk.objects.exists()  # on duty since

    for day in (12, 10, 11):
        check(claim, secretary, "not", D(2026, 6, day))
    assert Talk.objects.get().after_check.on == D(2026, 6, 12)


def test_what_was_talked_about_is_no_longer_corrected(town, secretary):
    rows = days(in_post(town), secretary, "not", "not", "not")
    services.hold_talk(Talk.objects.get(), on=TODAY, held_by="王书记", note="x", by=secretary)

    with pytest.raises(Refused, match="result stands"):
        services.enter_check(rows[2], found(), version=None, by=secretary)


def test_a_talk_that_is_not_needed_says_why_and_stays_away(town, secretary):
    claim = in_post(town)
    days(claim, secretary, "not", "not", "not")
    services.drop_talk(Talk.objects.get(), reason="已当面说明", by=secretary)

    days(claim, secretary, "not", first=4)

    assert Talk.objects.get().status == "dropped"
    with pytest.raises(Refused, match="not needed"):
        services.hold_talk(Talk.objects.get(), on=TODAY, held_by="x", note="x", by=secretary)


# --- figures -------------------------------------------------------------------------------------


def test_checked_and_qualified_by_hand(town, secretary):
    """Five: on duty, partly and put right, partly and not yet, not, excused: two of four."""
    claim = in_post(town)
    rows = days(claim, secretary, "on-duty", "partly", "partly", "not", "excused")
    for row in rows[1:3]:
        values = found("partly", row.on, rectify_by=D(2026, 6, 20))
        services.enter_check(row, values, version=None, by=secretary)
    services.rectify_check(rows[1], on=D(2026, 6, 10), rectification="补", by=secretary)

    rate = figures.rate_of(claim.checks.all())
    assert (rate.done, rate.of) == (2, 4)
    assert {row.pk for row in rate.qualified} == {rows[0].pk, rows[1].pk}
    measured = SOURCES["checks"](claim, D(2026, 6, 2), D(2026, 6, 4))
    assert (measured.done, measured.of) == (1, 2)
    assert measured.ids == [rows[1].pk, rows[2].pk]
    last = facts.read("claim.check", [claim.pk], None, rows[4].on)
    assert last == {claim.pk: (rows[4].on, "excused")}
    assert facts.read("claim.check", [claim.pk], D(2026, 12, 1), D(2026, 12, 31)) == {}
    often = PartyMember.objects.filter(pk__in=figures.members_checked(town.peace, D(2026, 12, 31)))
    assert list(often) == [claim.member]
    assert not figures.members_checked(town.peace, rows[0].on)
    assert not figures.members_checked(town.pine, D(2026, 12, 31))
    assert not figures.members_checked(town.peace, D(2025, 12, 31))
    everybody = PartyMember.objects.all()
    assert list(facts.members_in("qualified", everybody, 2026)) == [claim.member]
    assert not facts.members_in("qualified", everybody, 2025)


def test_every_alarm_opens_exactly_its_rows(town, secretary, as_user):
    claim = in_post(town)
    many(town, 2)
    planned = round_of(town, 1, due_on=MARCH)
    overdue = services.draw_round(
        round_of(town, 2, due_on=D(2026, 6, 29), share=50), on=D(2026, 6, 1), by=secretary
    )
    check(claim, secretary, "partly", D(2026, 6, 1), rectify_by=D(2026, 6, 10))
    days(claim, secretary, "not", "not", "not", first=11)
    ahead = round_of(town, 3, due_on=D(2026, 9, 30))

    alarms = {alarm.key: alarm for alarm in figures.check_alarms(town.peace)}

    counts = {key: alarm.rows.count() for key, alarm in alarms.items()}
    assert counts == {"rounds": 1, "checks": 2, "overdue": 2, "rectifications": 1, "talks": 1}
    assert list(alarms["rounds"].rows) == [planned] != [ahead]
    assert {row.round for row in alarms["overdue"].rows} == {overdue}
    client = as_user(town.peace_secretary)
    for key, alarm in alarms.items():
        page = client.get(alarm.url)
        assert {pk for pk, _cells in page.context["rows"]} == {row.pk for row in alarm.rows}, key
    home = client.get("/").content.decode()
    assert all(str(alarm.label) in home for alarm in alarms.values())


def test_what_is_to_be_checked_has_its_day_in_the_digest(town, secretary, as_user):
    in_post(town)
    round_of(town, 1, due_on=MARCH)
    for quarter, day in ((2, D(2026, 7, 14)), (3, D(2026, 7, 15))):
        services.draw_round(round_of(town, quarter, due_on=day), by=secretary)

    week = as_user(town.peace_secretary).get(reverse("dashboards:digest")).context["week"]

    # 14 days ahead is within two weeks, so they stand among what is due.
    told = {title: [(i.label, i.count, i.due) for i in items] for title, items in week.groups}
    assert told["Due within two weeks"] == [
        ("Rounds of checks to be drawn", 1, MARCH),
        ("Checks to be made", 2, D(2026, 7, 14)),
    ]


def test_figures_of_the_year_open_their_rows(town, secretary, as_user):
    claim = in_post(town)
    days(claim, secretary, "on-duty", "not", "excused")
    client = as_user(town.peace_secretary)

    for name, number in [("posts.checks", 2), ("posts.checks_qualified", 1)]:
        told = figure(name, town.peace)
        assert told.count == number
        assert len(client.get(told.url).context["rows"]) == number


# --- pages ---------------------------------------------------------------------------------------


def test_a_whole_round_on_one_page(town, as_user, secretary):
    many(town, 3)
    round_ = services.draw_round(round_of(town, share=100), by=secretary)
    first, second, third = round_.checks.order_by("pk")
    client, url = as_user(town.peace_secretary), reverse("posts:round-enter", args=[round_.pk])
    assert client.get(url).status_code == 200
    data = {
        "on": "2026-06-30",
        "checker": "王书记",
        f"result-{first.pk}": "on-duty",
        f"result-{second.pk}": "partly",
        f"finding-{third.pk}": "没看成",
    } | {f"version-{row.pk}": row.version for row in (first, second, third)}

    page = client.post(url, data)
    errors = page.context["form"].errors
    assert set(errors) == {f"finding-{second.pk}", f"result-{third.pk}"}
    assert page.context["form"][f"finding-{third.pk}"].value() == "没看成"
    assert not PostCheck.objects.entered().exists()

    data |= {f"finding-{second.pk}": "晚到", f"rectify_by-{second.pk}": "2026-07-10",
             f"finding-{third.pk}": ""}  # fmt: skip
    assert client.post(url, data).status_code == 302
    told = round_.checks.order_by("pk").values_list("result", "finding", "rectify_by", "checker")
    assert list(told) == [
        ("on-duty", "", None, "王书记"),
        ("partly", "晚到", D(2026, 7, 10), "王书记"),
        ("", "", None, ""),
    ]
    # Only what is still open is asked for again.
    form = client.get(url).context["form"]
    assert [row.pk for row in form.checks] == [third.pk]
    nothing = client.post(url, {"on": "2026-06-30"})
    assert "at least one line" in str(nothing.context["form"].errors)


def test_the_pages_lead_through_a_round(town, as_user):
    claim = in_post(town)
    client = as_user(town.peace_secretary)
    data = {"committee": town.peace.pk, "year": 2026, "quarter": 2, "due_on": "2026-06-30",
            "share": 40}  # fmt: skip
    client.post(reverse("posts:round-create"), data)
    round_ = CheckRound.objects.get()
    again = client.post(reverse("posts:round-create"), data)
    assert "this quarter already" in str(again.context["form"].errors)
    edit = {"due_on": "2026-07-05", "share": 50, "version": 1}
    client.post(reverse("posts:round-edit", args=[round_.pk]), edit)
    client.post(reverse("posts:round-draw", args=[round_.pk]))
    row = round_.checks.get()
    assert (row.claim, row.due_on) == (claim, D(2026, 7, 5))

    enter = {"on": "2026-06-30", "checker": "x", "result": "not", "finding": "不在", "version": 1,
             "rectify_by": "2026-06-30"}  # fmt: skip
    client.post(reverse("posts:check-enter", args=[row.pk]), enter)
    done = {"on": "2026-06-30", "rectification": "补"}
    client.post(reverse("posts:check-rectify", args=[row.pk]), done)
    seen = {"on": "2026-06-30", "holds": "yes", "look_back": "好"}
    client.post(reverse("posts:check-look-back", args=[row.pk]), seen)
    client.post(reverse("posts:round-close", args=[round_.pk]), {"reason": ""})

    row.refresh_from_db()
    round_.refresh_from_db()
    assert (row.result, row.look_back, round_.status) == ("not", "好", "closed")
    page = client.get(round_.get_absolute_url()).content.decode()
    assert round_.seed in page
    assert "0/1" in page  # not on duty does not qualify, though it was put right
    assert "Checks: 0/1 qualified" in client.get(claim.get_absolute_url()).content.decode()


def test_a_member_sees_own_checks_and_talks_and_nobody_else_s(town, as_user, secretary):
    claim, other = in_post(town), in_post(town, "别人")
    claim.member.person.user = town.nobody
    claim.member.person.save()
    days(claim, secretary, "not", "not", "not")
    check(other, secretary)
    client = as_user(town.nobody)

    listed = client.get(reverse("posts:check-list")).context["rows"]
    assert {pk for pk, _cells in listed} == set(claim.checks.values_list("pk", flat=True))
    assert client.get(Talk.objects.get().get_absolute_url()).status_code == 200
    assert client.get(other.checks.get().get_absolute_url()).status_code == 404
    url = reverse("posts:check-enter", args=[claim.checks.first().pk])
    assert client.post(url, {}).status_code == 403


def test_the_check_sheet_lists_whom_to_see(town, secretary):
    claim = in_post(town, "周敏")
    round_ = services.draw_round(round_of(town), by=secretary)

    sheet = check_sheet(round_)
    assert [(r["member"], r["post"]) for r in sheet.rows] == [("周敏", claim.post.name)]
    assert sheet.rows[0]["result"].count("□") == 4
    assert round_.seed in sheet.summary
    services.enter_check(
        round_.checks.get(), found("partly", rectify_by=TODAY), version=None, by=secretary
    )
    assert check_sheet(round_).rows[0]["result"] == "partly on duty\n2026-06-30"


# --- the last walls ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "", "on": None},  # due, but of no round
        {"result": "partly", "on": TODAY, "finding": ""},
        {"result": "on-duty", "on": None},
        {"result": "on-duty", "on": TODAY, "rectify_by": TODAY},
        {"result": "not", "on": TODAY, "finding": "x", "rectified_on": TODAY},
    ],
)
def test_the_database_keeps_checks_whole(town, wrong):
    row = PostCheck(claim=in_post(town), due_on=TODAY, **wrong)
    row.stand_at(town.peace)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_faults_are_found(town, secretary):
    claim, other = in_post(town), in_post(town, "别人")
    round_ = services.draw_round(round_of(town), by=secretary)
    row = round_.checks.get()
    assert faults() == []

    spare = other if row.claim == claim else claim
    PostCheck.objects.filter(pk=row.pk).update(claim=spare, street=town.lake)

    assert sorted(faults()) == [
        f"check {row.pk}: its street is not that of its claim",
        f"round {round_.pk}: it looks at others than its seed draws",
    ]
