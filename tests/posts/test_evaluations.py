"""评岗: points worked out by hand, the third that may be excellent, the signature, objections."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from audit.labels import changes
from audit.models import Entry
from core import hooks
from core.verdicts import Refused
from posts import figures, rules
from posts.figures.sources import SOURCES, Measured
from posts.models import Evaluation, EvaluationIndicator, EvaluationScheme, Vote, VoteSheet
from posts.papers import evaluation_summary
from posts.services import checks, claims, votes
from posts.services import evaluations as services
from posts.services import schemes as scheme_services
from posts.services.schemes import make_default_scheme
from posts.tables.evaluations import ROWS_OF
from tests.conftest import SETUP, actor
from tests.factories import START, MemberFactory, PostFactory

KEPT = frozenset(SOURCES)  # before a test takes one away

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
D = datetime.date


@pytest.fixture(autouse=True)
def in_june(time_machine_at, settings):
    time_machine_at(TODAY)
    settings.LANGUAGE_CODE = "en"  # what a page says is compared in English
    with translation.override("en"):
        yield


@pytest.fixture
def scheme(town):
    make_default_scheme(SETUP)
    return EvaluationScheme.objects.get()


@pytest.fixture
def secretary(town, scheme):
    return actor(town.peace_secretary)


@pytest.fixture
def liaison(town):
    return actor(town.clinic_liaison_user)


@pytest.fixture(autouse=True)
def only_checks(monkeypatch):
    """Of what is measured only checks, unless a test brings more."""
    for name in set(SOURCES) - {"checks"}:
        monkeypatch.delitem(SOURCES, name)


def in_post(town, name="周敏", on=START, **kwargs):
    by = actor(town.spring_office)
    post = PostFactory(committee=town.peace)
    member = MemberFactory(lives_in=town.peace, name=name, employer=town.clinic, **kwargs)
    claim = claims.claim_post(post, member, on=on, by=by)
    return claims.agree_for_branch(claim, on=on, reason="签章", by=by)


def check(claim, by, *results):
    for day, result in enumerate(results, 1):
        values = {"on": D(2026, 6, day), "result": result, "finding": "x" * (result != "on-duty")}
        checks.check_post(claim, values, by=by)


def opened(town, secretary, *results, name="周敏", year=2026):
    claim = in_post(town, name)
    check(claim, secretary, *(results or ["on-duty"]))
    return services.open_evaluation(claim, year, by=secretary)


def given(evaluation, secretary, community="10", branch="5"):
    services.give_points(evaluation, "community", Decimal(community), "每周都到", by=secretary)
    if branch is not None:
        services.give_points(evaluation, "branch", Decimal(branch), "支部好评", by=secretary)
    return evaluation


def scored(town, secretary, *results, community="10", branch="5", name="周敏"):
    evaluation = given(opened(town, secretary, *results, name=name), secretary, community, branch)
    return services.score_evaluation(evaluation, by=secretary)


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


# --- the scheme ----------------------------------------------------------------------------------


def test_the_default_scheme_adds_to_a_hundred_and_is_made_once(scheme):
    make_default_scheme(SETUP)

    lines = scheme.indicators.order_by("position").values_list("source", "points", "method")
    assert list(lines) == [
        ("pledges", 30, "rate"),
        ("services", 20, "count"),
        ("checks", 20, "rate"),
        ("votes", 15, "survey"),
        ("community", 10, "judge"),
        ("branch", 5, "judge"),
    ]
    assert EvaluationScheme.objects.count() == 1


def scheme_data(scheme, **changes):
    data = {"excellent_from": 90, "qualified_from": 70, "basic_from": 60,
            "version": scheme.version}  # fmt: skip
    for row in scheme.indicators.all():
        data |= {f"name-{row.pk}": row.name, f"points-{row.pk}": row.points}
        data |= {f"{key}-{row.pk}": value for key, value in row.parameters.items()}
    return data | changes


def test_the_top_office_edits_it_as_a_whole_until_the_first_evaluation(
    town, as_user, scheme, secretary
):
    client, url = as_user(town.city_office), reverse("posts:scheme-edit", args=[scheme.pk])
    rows = {row.source: row for row in scheme.indicators.all()}
    more = {f"points-{rows['checks'].pk}": 25}
    page = client.post(url, scheme_data(scheme, **more))
    assert "The points add to 105" in str(page.context["form"].errors)
    floor = {f"floor-{rows['checks'].pk}": 90}
    page = client.post(url, scheme_data(scheme, **floor))
    assert list(page.context["form"].errors) == [f"floor-{rows['checks'].pk}"]

    more |= {f"points-{rows['services'].pk}": 15, f"target-{rows['checks'].pk}": 80}
    assert client.post(url, scheme_data(scheme, **more)).status_code == 302
    rows["checks"].refresh_from_db()
    assert (rows["checks"].points, rows["checks"].parameters["target"]) == (25, 80)
    assert Entry.objects.get(action="posts.scheme_edited").after["checks points"] == "25"
    assert as_user(town.east_office).get(url).status_code == 403

    services.open_evaluation(in_post(town), 2026, by=secretary)
    assert client.get(url).status_code == 409
    with pytest.raises(Refused, match="choose a later year"):
        scheme_services.create_scheme(2026, by=actor(town.city_office))
    later = scheme_services.create_scheme(2027, by=actor(town.city_office))
    assert later.indicators.get(source="checks").points == 25
    assert EvaluationScheme.objects.of_year(2026) == scheme
    assert EvaluationScheme.objects.of_year(2030) == later


@pytest.mark.parametrize(
    ("points", "grade"),
    [("100", "excellent"), ("90", "excellent"), ("89.99", "qualified"), ("70", "qualified"),
     ("69.99", "basic"), ("60", "basic"), ("59.99", "unqualified"), ("0", "unqualified")],
)  # fmt: skip
def test_grades_by_points(points, grade):
    assert EvaluationScheme().grade_of(Decimal(points)) == grade


# --- points by hand ------------------------------------------------------------------------------


def test_checks_and_words_alone(town, secretary):
    """Records: pledges and services are not applicable, so checks weigh 70. Two of three qualify:
    (66.67 - 50) / 40 = 5/12 of 70 = 29.1667. Words: no votes, so 10 and 5 weigh 20 and 10:
    8/10 of 20 = 16, 3/5 of 10 = 6. In all 51.17."""
    row = scored(town, secretary, "on-duty", "on-duty", "not", community="8", branch="3")

    assert (row.total, row.reached, row.status) == (Decimal("51.17"), "unqualified", "scored")
    assert (row.counted_from, row.counted_until) == (START, D(2026, 7, 1))
    parts = {part.indicator.source: part for part in row.parts.select_related("indicator")}
    assert [(n, p.weight, p.earned) for n, p in parts.items()] == [
        ("pledges", 0, None),
        ("services", 0, None),
        ("checks", 70, Decimal("29.17")),
        ("votes", 0, None),
        ("community", 20, 16),
        ("branch", 10, 6),
    ]
    assert parts["checks"].numbers == {"done": 2, "of": 3, "minutes": 0}
    assert len(parts["checks"].ids) == 3
    assert len(parts["checks"].done_ids) == 2
    assert figures.told(parts["checks"]) == "2 of 3"
    assert figures.told(parts["pledges"]) == "not recorded"


def test_all_six(town, secretary, monkeypatch):
    """Pledges 8/10: (80 - 60) / 35 = 4/7 of 30 = 17.142857. Services in the 181 days from January
    to June: 3 of 12 x 181/365 = 5.95 times is better than 5 of 24 x 181/365 = 11.90 hours: 3/5.95
    of 20 = 10.084034. Checks all: 20. Votes 2 good, 1 average: 2.6/3 of 15 = 13. Community 9,
    branch 4. In all 73.226891 = 73.23."""
    monkeypatch.setitem(SOURCES, "pledges", lambda claim, start, end: Measured(8, 10))
    monkeypatch.setitem(SOURCES, "services", lambda claim, start, end: Measured(3, minutes=300))
    row = opened(town, secretary)
    batch, _secrets = votes.print_votes(town.peace, 2026, 3, by=secretary)
    for sheet, answer in zip(batch.sheets.all(), ["good", "good", "average"], strict=True):
        votes.vote(sheet, {row.pk: answer})
    given(row, secretary, "9", "4")

    row = services.score_evaluation(row, by=secretary)

    assert (row.total, row.reached) == (Decimal("73.23"), "qualified")
    earned = dict(row.parts.values_list("indicator__source", "earned"))
    assert earned == {
        "pledges": Decimal("17.14"), "services": Decimal("10.08"), "checks": 20, "votes": 13,
        "community": 9, "branch": 4,
    }  # fmt: skip
    services_part = row.parts.select_related("indicator").get(indicator__source="services")
    assert services_part.numbers["days"] == 181
    assert figures.told(services_part) == (
        "3 times, 5.00 hours; wanted in the 181 days counted: 5.95 times or 11.9 hours"
    )
    assert faults() == []


@pytest.mark.parametrize(
    ("wanted", "days", "share"),
    [
        (12, 365, "12"), (12, 366, "12"), (24, 0, "0"),
        (12, 181, "5.95"),  # 5.9507
        (24, 181, "11.90"),  # 11.9014
        (12, 73, "2.40"),  # a fifth of the year
        (73, 11, "2.20"), (73, 1, "0.20"),
        (12, 1, "0.03"),  # 0.0329
        (365, 2, "2"), (1, 1, "0.01"),  # 0.0027, but never nothing
    ],
)  # fmt: skip
def test_what_is_wanted_of_a_part_of_the_year(wanted, days, share):
    assert figures.prorated(wanted, days) == Decimal(share)


def test_whoever_came_in_june_is_not_asked_for_a_year(town, secretary, monkeypatch):
    """In post for the 28 days from the third of June on: 12 x 28/365 = 0.92 times are wanted, so
    one service is all; checks too: 70. Words 30. In all 100."""
    monkeypatch.setitem(SOURCES, "services", lambda claim, start, end: Measured(1, minutes=30))
    claim = in_post(town, on=D(2026, 6, 3))
    values = {"on": D(2026, 6, 4), "result": "on-duty", "finding": ""}
    checks.check_post(claim, values, by=secretary)
    row = given(services.open_evaluation(claim, 2026, by=secretary), secretary)

    row = services.score_evaluation(row, by=secretary)

    assert row.parts.get(indicator__source="services").numbers["days"] == 28
    assert row.total == 100


def test_few_long_services_are_as_good_as_many_short_ones(town, secretary, monkeypatch):
    """3 of the 5.95 times wanted of 181 days, but 8 of 11.90 hours. With checks the 70 of the
    records are shared 35 and 35 (20 and 20): 8/11.90 of 35 = 23.529412, + 35; words 30: 88.53."""
    monkeypatch.setitem(SOURCES, "services", lambda claim, start, end: Measured(3, minutes=480))

    assert scored(town, secretary).total == Decimal("88.53")


def test_two_votes_are_too_few(town, secretary):
    row = opened(town, secretary)
    batch, _secrets = votes.print_votes(town.peace, 2026, 2, by=secretary)
    for sheet in batch.sheets.all():
        votes.vote(sheet, {row.pk: "poor"})

    row = services.score_evaluation(given(row, secretary), by=secretary)

    assert row.total == 100
    part = row.parts.select_related("indicator").get(indicator__source="votes")
    assert (part.is_applicable, part.numbers) == (False, {"answers": {"poor": 2}})


def test_the_branch_may_be_silent_but_not_the_community(town, secretary):
    row = opened(town, secretary)
    with pytest.raises(Refused, match="community has not given"):
        services.score_evaluation(row, by=secretary)

    given(row, secretary, "5", None)
    row = services.score_evaluation(row, by=secretary)

    assert row.total == 85  # 70, and 5/10 of the 30 for words
    given(row, secretary, "10", "0")
    assert services.score_evaluation(row, by=secretary).total == 90  # 70 + 20 + 0


def test_words_alone_make_no_points(town, secretary):
    claim = in_post(town)
    row = given(services.open_evaluation(claim, 2026, by=secretary), secretary)

    with pytest.raises(Refused, match="Nothing is on record"):
        services.score_evaluation(row, by=secretary)


def test_only_the_year_counts_while_in_post(town, secretary):
    claim = in_post(town, on=D(2026, 6, 3))
    for day in (4, 5, 6):
        result = "not" if day == 5 else "on-duty"
        values = {"on": D(2026, 6, day), "result": result, "finding": "x"}
        checks.check_post(claim, values, by=secretary)
    claim = claims.leave_post(claim, on=D(2026, 6, 5), reason="搬家", by=secretary)
    row = given(services.open_evaluation(claim, 2026, by=secretary), secretary)

    row = services.score_evaluation(row, by=secretary)

    assert (row.counted_from, row.counted_until) == (D(2026, 6, 3), D(2026, 6, 5))
    assert row.parts.get(indicator__source="checks").numbers["of"] == 1


# --- who ------------------------------------------------------------------------------------------


def test_everybody_in_post_in_the_year_is_opened_once(town, secretary):
    in_post(town, "甲")
    gone = in_post(town, "乙")
    claims.leave_post(gone, on=D(2026, 2, 1), reason="搬家", by=secretary)

    assert services.open_evaluations(town.peace, 2026, by=secretary) == 2
    in_post(town, "丙")
    assert services.open_evaluations(town.peace, 2026, by=secretary) == 1
    assert services.open_evaluations(town.peace, 2025, by=secretary) == 0
    with pytest.raises(ValidationError, match="for the year already"):
        services.open_evaluation(gone, 2026, by=secretary)
    with pytest.raises(Refused, match="not come yet"):
        services.open_evaluation(gone, 2027, by=secretary)


@pytest.mark.parametrize(
    ("by", "community", "branch"),
    [
        ("peace_secretary", True, True),
        ("spring_office", True, True),
        ("clinic_liaison_user", False, True),
        ("grid_leader", False, False),
        ("east_leader", False, False),
        ("west_office", False, False),
    ],
)
def test_who_gives_points(town, secretary, by, community, branch):
    row, who = opened(town, secretary), actor(getattr(town, by))

    assert bool(rules.can_give(who, row, "community")) is community
    assert bool(rules.can_give(who, row, "branch")) is branch
    assert not rules.can_give(who, row, "checks")
    row = services.score_evaluation(given(row, secretary), by=secretary)
    assert bool(rules.can_sign(who, row)) is community


@pytest.mark.parametrize(
    ("points", "reason", "words"),
    [("10.5", "x", "From 0 to 10"), ("-1", "x", "From 0 to 10"), ("5", " ", "say why")],
)
def test_points_are_given_within_bounds_and_with_a_reason(town, secretary, points, reason, words):
    with pytest.raises(Refused, match=words):
        services.give_points(
            opened(town, secretary), "community", Decimal(points), reason, by=secretary
        )


# --- the third that is excellent ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evaluated", "places"), [(0, 0), (1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (10, 3), (99, 33)]
)
def test_never_more_than_a_third(evaluated, places):
    assert figures.excellent_places(evaluated) == places
    assert places * 3 <= evaluated


def sign(row, by, grade="excellent", reason=""):
    return services.sign_evaluation(row, grade, signed_by="书记 王芳", reason=reason, by=by)


def test_one_of_three_is_excellent_and_the_others_are_said_to_be_limited(town, secretary):
    rows = [scored(town, secretary, name=name) for name in "甲乙"]
    with pytest.raises(Refused, match="At most a third"):
        sign(rows[0], secretary)
    rows.append(scored(town, secretary, name="丙"))

    first = sign(rows[0], secretary)
    with pytest.raises(Refused, match="At most a third"):
        sign(rows[1], secretary)
    second = sign(rows[1], secretary, "qualified")

    assert (first.final, first.is_limited) == ("excellent", False)
    assert (second.reached, second.final, second.is_limited) == ("excellent", "qualified", True)
    assert figures.places_left(rows[2]) == 0
    assert faults() == []


def test_whoever_has_fewer_points_comes_first_only_with_a_reason(town, secretary):
    best = scored(town, secretary, name="甲")
    less = scored(town, secretary, name="乙", community="8")
    scored(town, secretary, "not", name="丙")
    assert (best.total, less.total) == (100, 96)

    with pytest.raises(Refused, match="1 with more points"):
        sign(less, secretary)
    assert sign(less, secretary, reason="会议决定：抗汛突出").final == "excellent"


def test_a_grade_is_never_higher_than_the_points_and_lower_with_a_reason(town, secretary):
    row = scored(town, secretary, community="0", branch="0")
    assert (row.total, row.reached) == (70, "qualified")

    with pytest.raises(Refused, match="reach “qualified”, no more"):
        sign(row, secretary)
    with pytest.raises(Refused, match="lower than the points"):
        sign(row, secretary, "basic")
    assert sign(row, secretary, "basic", "有责投诉查实").final == "basic"


# --- signed, objected, decided --------------------------------------------------------------------


def signed(town, secretary):
    return sign(scored(town, secretary, community="0", branch="0"), secretary, "qualified")


def test_what_is_signed_is_frozen(town, secretary):
    row = signed(town, secretary)

    assert (row.signed_by, row.signer, row.signed_on) == ("书记 王芳", town.peace_secretary, TODAY)
    assert len(row.digest) == 64
    for act in (
        lambda: services.score_evaluation(row, by=secretary),
        lambda: services.write_self(row, "x", by=secretary),
        lambda: given(row, secretary),
        lambda: sign(row, secretary, "qualified"),
    ):
        with pytest.raises(Refused, match="words and points stand"):
            act()
    assert faults() == []
    row.parts.filter(indicator__source="community").update(given=10)
    assert faults() == [
        f"evaluation {row.pk}: its points are not those of its parts",
        f"evaluation {row.pk}: it is not what was signed",
    ]


@pytest.mark.parametrize(
    "change", [{"signed_by": "别人"}, {"total": Decimal("71")}, {"self_text": "改"}]
)
def test_the_digest_shows_every_change(town, secretary, change):
    row = signed(town, secretary)
    Evaluation.objects.filter(pk=row.pk).update(**change)

    assert f"evaluation {row.pk}: it is not what was signed" in faults()


def test_the_member_sees_it_and_objects_in_time(town, secretary, as_user, settings):
    row = signed(town, secretary)
    row.claim.member.person.user = town.nobody
    row.claim.member.person.save()
    member = actor(town.nobody)
    client = as_user(town.nobody)
    assert "70.00" in client.get(row.get_absolute_url()).content.decode()

    url = reverse("posts:evaluation-object", args=[row.pk])
    assert client.post(url, {"text": "检查日我在住院"}).status_code == 302

    row.refresh_from_db()
    assert (row.status, row.objection, row.objected_on) == ("objected", "检查日我在住院", TODAY)
    with pytest.raises(Refused, match="and once"):
        services.object_to(row, "x", by=member)
    with pytest.raises(Refused, match="does not decide"):
        services.decide_objection(row, "basic", decision="x", decided_by="x", by=secretary)
    row = services.decide_objection(
        row, "qualified", decision="核实后维持", decided_by="街道 张三",
        by=actor(town.spring_office),
    )  # fmt: skip
    assert (row.status, row.grade, row.final) == ("decided", "qualified", "qualified")
    assert faults() == []


def test_objections_end_after_ten_days(town, secretary, time_machine_at):
    row = signed(town, secretary)
    assert rules.last_day_to_object(row) == D(2026, 7, 10)
    time_machine_at(D(2026, 7, 10))
    assert rules.can_object(secretary, row)
    time_machine_at(D(2026, 7, 11))

    with pytest.raises(Refused, match="until 2026-07-10"):
        services.object_to(row, "x", by=secretary)


def test_a_decision_finds_room_among_the_excellent_or_not(town, secretary):
    row = signed(town, secretary)
    row = services.object_to(row, "x", by=secretary)
    office = actor(town.spring_office)
    with pytest.raises(Refused, match="At most a third"):
        services.decide_objection(row, "excellent", decision="x", decided_by="x", by=office)

    for name in "乙丙":
        scored(town, secretary, "not", name=name)
    row = services.decide_objection(
        row, "excellent", decision="补录服务后", decided_by="街道", by=office
    )

    row.refresh_from_db()
    assert (row.grade, row.final) == ("qualified", "excellent")
    assert faults() == []


# --- the votes ------------------------------------------------------------------------------------


def secrets_of(town, secretary, papers=3):
    return votes.print_votes(town.peace, 2026, papers, by=secretary)


def test_a_paper_works_once_and_knows_no_name(town, secretary, client):
    row, other = opened(town, secretary), opened(town, secretary, name="乙")
    batch, (secret, *_more) = secrets_of(town, secretary)
    assert len(secret) == 43  # 32 bytes: 256 bits
    assert not VoteSheet.objects.filter(digest=secret).exists()
    url = reverse("posts:vote", args=[secret])

    page = client.get(url)
    assert page.status_code == 200
    assert "周敏" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    nothing = client.post(url, {f"answer-{row.pk}": ""})
    assert "at least one" in nothing.content.decode()
    wrong = client.post(url, {f"answer-{row.pk}": "splendid"})
    assert wrong.status_code == 200
    assert not Vote.objects.exists()

    assert client.post(url, {f"answer-{row.pk}": "fair", "answer-999": "good"}).status_code == 200
    assert list(Vote.objects.values_list("batch", "evaluation", "answer")) == [
        (batch.pk, row.pk, "fair")
    ]
    assert client.post(url, {f"answer-{other.pk}": "good"}).status_code == 410
    assert client.get(url).status_code == 410
    assert Vote.objects.count() == 1
    assert {f.name for f in Vote._meta.get_fields()} == {"id", "batch", "evaluation", "answer"}


def test_who_is_signed_or_of_another_community_stands_on_no_paper(town, secretary, client):
    row, done = opened(town, secretary, name="甲"), signed(town, secretary)
    _batch, (secret, *_more) = secrets_of(town, secretary)
    url = reverse("posts:vote", args=[secret])

    form = client.get(url).context["form"]

    assert set(form.fields) == {f"answer-{row.pk}"}
    client.post(url, {f"answer-{done.pk}": "poor", f"answer-{row.pk}": "good"})
    assert list(Vote.objects.values_list("evaluation", flat=True)) == [row.pk]


def test_papers_expire_and_are_revoked(town, secretary, client, time_machine_at):
    opened(town, secretary)
    batch, (secret, *_more) = secrets_of(town, secretary)
    url = reverse("posts:vote", args=[secret])
    time_machine_at(D(2026, 7, 29))
    assert client.get(url).status_code == 200
    time_machine_at(D(2026, 7, 31))
    assert client.get(url).status_code == 410
    time_machine_at(TODAY)

    votes.revoke_votes(batch, by=secretary)

    assert client.get(url).status_code == 410
    assert faults() == []


def test_whoever_guesses_codes_is_stopped(town, secretary, client, time_machine_at):
    opened(town, secretary)
    _batch, (secret, *_more) = secrets_of(town, secretary)

    found = [client.get(reverse("posts:vote", args=[f"x{n}"])).status_code for n in range(32)]

    assert found == [404] * 30 + [429] * 2
    assert client.get(reverse("posts:vote", args=[secret])).status_code == 429
    time_machine_at(TODAY + datetime.timedelta(days=1))
    assert client.get(reverse("posts:vote", args=[secret])).status_code == 200


def test_the_papers_are_shown_once(town, secretary, as_user):
    opened(town, secretary)
    client, url = as_user(town.peace_secretary), reverse("posts:batch-create")
    token = client.get(url).context["form_token"]
    data = {"committee": town.peace.pk, "year": 2026, "papers": 4, "form_token": token}

    page = client.post(url, data)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert page.content.decode().count("data:image/svg+xml") == 4
    assert client.post(url, data).status_code == 302  # the same sending again
    assert VoteSheet.objects.count() == 4


def test_without_evaluations_there_is_nothing_to_vote_on(town, secretary):
    with pytest.raises(Refused, match="nobody to vote on"):
        secrets_of(town, secretary)


# --- pages ----------------------------------------------------------------------------------------


def test_the_pages_lead_through_an_evaluation(town, as_user, secretary):
    claim = in_post(town)
    check(claim, secretary, "on-duty", "not")
    client, url = as_user(town.peace_secretary), reverse("posts:evaluation-open")
    client.post(url, {"committee": town.peace.pk, "year": 2026})
    row = Evaluation.objects.get()

    def page(name, *more):
        return reverse(f"posts:evaluation-{name}", args=[row.pk, *more])

    client.post(page("self"), {"text": "全年巡逻四十次"})
    client.post(page("give", "community"), {"points": "9", "reason": "好"})
    as_user(town.clinic_liaison_user).post(page("give", "branch"), {"points": "4", "reason": "好"})
    assert client.post(page("give", "branch"), {"points": "6", "reason": "好"}).status_code == 200
    assert client.get(page("give", "checks")).status_code == 404
    client.post(page("score"))
    row.refresh_from_db()
    # Half of the checks is the floor: 0 of 70; 9/10 of 20 and 4/5 of 10.
    assert (row.total, row.reached) == (26, "unqualified")
    detail = client.get(row.get_absolute_url()).content.decode()
    assert "1 of 2" in detail

    part = row.parts.get(indicator__source="checks")
    shown = client.get(part.get_absolute_url()).context["panels"]
    assert [[pk for pk, _cells in panel.rows] for panel in shown] == [
        part.done_ids,
        [pk for pk in part.ids if pk not in part.done_ids],
    ]
    client.post(page("sign"), {"grade": "unqualified", "signed_by": "书记 王芳"})
    client.post(page("object"), {"text": "不同意"})
    decision = {"grade": "basic", "decision": "补充材料", "decided_by": "街道 张三"}
    as_user(town.spring_office).post(page("decide"), decision)
    row.refresh_from_db()
    assert (row.self_text, row.final, row.status) == ("全年巡逻四十次", "basic", "decided")
    shown = {p.key: p for p in client.get(claim.get_absolute_url()).context["panels"]}
    assert "state-basic" in shown["evaluations"].rows[0][1]


def test_what_waits_opens_exactly_its_rows(town, as_user, secretary):
    opened(town, secretary, name="甲")
    scored(town, secretary, name="乙", branch=None)
    services.object_to(signed(town, secretary), "x", by=secretary)

    alarms = {alarm.key: alarm for alarm in figures.evaluation_alarms(town.peace)}
    assert {key: a.rows.count() for key, a in alarms.items()} == {
        "to-score": 1, "to-sign": 1, "objections": 1,
    }  # fmt: skip
    client = as_user(town.peace_secretary)
    for alarm in alarms.values():
        rows = client.get(alarm.url).context["rows"]
        assert {pk for pk, _cells in rows} == {row.pk for row in alarm.rows}
    liaison = as_user(town.clinic_liaison_user)
    assert "your branch gives points" in liaison.get("/").content.decode()
    rows = liaison.get(f"{reverse('posts:evaluation-list')}?state=branch").context["rows"]
    without = Evaluation.objects.without(EvaluationIndicator.Source.BRANCH)
    assert {pk for pk, _cells in rows} == set(without.values_list("pk", flat=True))
    assert len(rows) == 2


def test_the_summary_says_what_the_list_lists(town, secretary, as_user):
    """Four opened, three of them with points, so one place; one excellent, one objected to."""
    opened(town, secretary, name="丁")
    rows = [scored(town, secretary, name="甲"), scored(town, secretary, name="乙", community="8")]
    third = scored(town, secretary, community="0", branch="0", name="丙")
    best = sign(rows[0], secretary)
    services.object_to(sign(third, secretary, "qualified"), "x", by=secretary)

    paper = evaluation_summary(town.peace, 2026)

    assert paper.facts == {
        "committee": "和平里社区", "year": "2026", "opened": "4", "evaluated": "3", "signed": "2",
        "places": "at most 1, given 1", "excellent": "1", "qualified": "1", "basic": "0",
        "unqualified": "0",
    }  # fmt: skip
    lines = {row["member"]: row for row in paper.rows}
    assert (lines["甲"]["points"], lines["甲"]["grade"]) == ("100.00", "excellent")
    assert lines["甲"]["signer"] == "书记 王芳\n2026-06-30"
    assert lines["甲"]["post"] == best.claim.post.name
    assert (lines["乙"]["reached"], lines["乙"]["grade"]) == ("excellent", "not signed yet")
    assert lines["丙"]["note"] == "objected to on 2026-06-30"
    assert lines["丁"]["points"] == lines["丁"]["reached"] == "—"
    listed = as_user(town.peace_secretary).get(
        reverse("posts:evaluation-list"), {"year": 2026, "final": "qualified"}
    )
    assert len(listed.context["rows"]) == 1
    assert evaluation_summary(town.peace, 2025).rows == []


def test_the_summary_is_asked_for_from_the_list_by_year(town, secretary, as_user):
    opened(town, secretary)
    client = as_user(town.peace_secretary)
    page = client.get(reverse("posts:evaluation-list"), {"year": 2026})
    url = next(link.url for link in page.context["links"] if str(link.label) == "Summary sheet")
    assert url.endswith("?year=2026#paper-evaluation-summary")
    shown = client.get(url)
    form = next(
        o["form"] for o in shown.context["offers"] if o["paper"].kind == "evaluation-summary"
    )
    assert form["year"].value() == 2026

    for name in ("pdf", "docx"):
        file = reverse(f"paperwork:paper-{name}", args=["evaluation-summary", town.peace.pk])
        made = client.post(file, {"evaluation-summary-year": 2026})
        assert made.content.startswith({"pdf": b"%PDF", "docx": b"PK"}[name])
        assert client.post(file, {"evaluation-summary-year": 1999}).status_code == 200  # not asked
        assert as_user(town.grid_leader).post(file).status_code in (403, 404)
    street = reverse("paperwork:paper-pdf", args=["evaluation-summary", town.spring.pk])
    data = {"evaluation-summary-year": 2026}
    assert as_user(town.spring_office).post(street, data).status_code == 409


def test_every_source_opens_its_rows():
    """By the name under which an indicator asks for it; votes have no rows of anybody."""
    asked = {str(source) for source in EvaluationIndicator.Source} - {"votes"}

    assert {name for name in asked if name in KEPT} == set(ROWS_OF)


def test_the_log_of_an_evaluation_is_read_by_people(town, secretary):
    """Nothing is said of what was empty before, times are the office's, indicators have names."""
    row = scored(town, secretary)

    told = {
        entry.action: changes(entry)
        for entry in Entry.objects.filter(object_id=str(row.pk), model="posts.evaluation")
    }

    given = {label: after for label, _before, after in told["posts.evaluation_given"]}
    assert given["reason"] in ("每周都到", "支部好评")
    assert "党支部评价" in given["indicator"]
    counted = {label: (before, after) for label, before, after in told["posts.evaluation_scored"]}
    assert counted["points"] == ("—", "100.00")
    assert counted["scored at"][1].startswith("2026-06-30 ")
    assert "+" not in counted["scored at"][1]


def test_signing_says_what_the_points_reach_and_how_many_places_are_left(town, secretary, as_user):
    rows = [scored(town, secretary, name=name) for name in "甲乙丙"]
    url = reverse("posts:evaluation-sign", args=[rows[0].pk])

    page = as_user(town.peace_secretary).get(url).content.decode()

    assert "100.00 points reach “excellent”. Places for excellent still to be given: 1." in page
