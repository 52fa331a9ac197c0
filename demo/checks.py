"""A year of checks of the demonstration, and the evaluations under way."""

from decimal import Decimal
from typing import Any

from audit.actors import Actor
from committees.models import Committee
from core import clock
from demo.dates import day
from posts.models import CheckRound, Claim, Evaluation, EvaluationIndicator, Grade, PostCheck, Vote
from posts.services import checks, evaluations, votes

# (result, finding), in the order of the draw.
FOUND: list[tuple[str, str]] = [
    ("on-duty", ""),
    ("on-duty", ""),
    ("partly", "巡查记录缺两次"),
    ("on-duty", ""),
    ("not", "约定时段不在岗，电话未接"),
    ("excused", "住院，已请假"),
]
REASONS = ["每周到岗，居民反映好", "服务主动，记录齐全", "到岗基本正常，记录偏少"]


def make_checks(communities: list[Committee], by: Actor, office: Actor) -> None:
    """Each community two rounds behind it and one drawn now; in some a talk is open; the
    evaluations of the year are at every step."""
    for n, community in enumerate(communities):
        if not Claim.objects.at(community).in_post().exists():
            continue
        for months in (7, 4):
            _round(community, months, n, by)
        _now(community, by)
        if n % 5 == 0:
            _three_times(community, by)
        if n % 2 == 0:
            _evaluate(community, n, by, office)


def _plan(community: Committee, on: Any, share: int, by: Actor) -> CheckRound:
    quarter = (on.month + 2) // 3
    last = checks.last_day_of_quarter(on.year, quarter)
    return checks.plan_round(community, on.year, quarter, due_on=last, share=share, by=by)


def _round(community: Committee, months: int, n: int, by: Actor) -> None:
    """One that is over: entered on one day, what was wrong mostly put right."""
    on = day(months, 20)
    here = Claim.objects.at(community).on(on).as_of(on).filter(status_then="in-post")
    if not here.exists():
        return
    round_ = checks.draw_round(_plan(community, on, 40, by), on=on, by=by)
    for place, check in enumerate(round_.checks.order_by("pk")):
        result, finding = FOUND[(place + n) % len(FOUND)]
        if check.claim.ends_on is not None and check.claim.ends_on <= on:
            result, finding = "excused", "已离岗"
        _enter(check, months, (result, finding), place % 3 != 1, by)
    checks.close_round(round_, on=on, by=by)


def _enter(
    check: PostCheck, months: int, found: tuple[str, str], is_put_right: bool, by: Actor
) -> None:
    """What was found, and mostly how it was put right."""
    result, finding = found
    until = day(months - 1, 10) if result in ("partly", "not") else None
    values = {"on": day(months, 20), "checker": "社区党委委员、网格长", "result": result}
    values |= {"finding": finding, "rectify_by": until}
    entered = checks.enter_check(check, values, version=None, by=by)
    if until is None or not is_put_right:
        return
    told = "与本人谈话，调整到岗时段"
    right = checks.rectify_check(entered, on=day(months - 1, 8), rectification=told, by=by)
    checks.look_back(right, on=day(months - 1, 25), holds=True, look_back="到岗正常", by=by)


def _now(community: Committee, by: Actor) -> None:
    today = clock.today()
    planned = CheckRound.objects.filter(
        committee=community, year=today.year, quarter=(today.month + 2) // 3
    )
    if planned.exists():
        return
    round_ = checks.draw_round(_plan(community, today, 30, by), by=by)
    first = round_.checks.order_by("pk").first()
    if first is not None and round_.checks.count() > 1:
        values = {"on": today, "checker": "社区党委委员", "result": "on-duty"}
        checks.enter_check(first, values, version=None, by=by)


def _three_times(community: Committee, by: Actor) -> None:
    """Somebody who was not on duty three times in a row."""
    claim = Claim.objects.at(community).in_post().order_by("-pk").first()
    if claim is None or PostCheck.objects.entered().filter(claim=claim).exists():
        return
    for number in (2, 1, 0):
        on = max(day(number, 6), claim.in_post_on or clock.today())
        values = {"on": min(on, clock.today()), "result": "not", "finding": "约定时段不在岗"}
        checks.check_post(claim, values, by=by)


def _evaluate(community: Committee, n: int, by: Actor, office: Actor) -> None:
    """Opened for everybody; voted on; scored where something is on record; some signed."""
    year = clock.today().year
    evaluations.open_evaluations(community, year, by=by)
    rows = list(Evaluation.objects.filter(community=community, year=year).order_by("pk"))
    rows = [row for row in rows if row.status == Evaluation.Status.OPEN]
    if not rows:
        return
    batch, _secrets = votes.print_votes(community, year, 12, by=by)
    answers = [Vote.Answer.GOOD, Vote.Answer.GOOD, Vote.Answer.FAIR, Vote.Answer.AVERAGE]
    for place, sheet in enumerate(batch.sheets.order_by("pk")[:9]):
        votes.vote(sheet, {row.pk: answers[(place + row.pk) % 4] for row in rows})
    for place, row in enumerate(rows):
        evaluations.write_self(row, "按承诺到岗服务，雨天缺勤两次，明年补足。", by=by)
        reason = REASONS[place % 3]
        points = Decimal(10 - place % 3)
        evaluations.give_points(row, EvaluationIndicator.Source.COMMUNITY, points, reason, by=by)
        if place % 4 != 3:
            source = EvaluationIndicator.Source.BRANCH
            evaluations.give_points(row, source, Decimal(5 - place % 2), reason, by=by)
        if PostCheck.objects.checked().filter(claim=row.claim, on__year=year).exists():
            _score_and_sign(row, n, place, by, office)


def _score_and_sign(row: Evaluation, n: int, place: int, by: Actor, office: Actor) -> None:
    """Every other one is signed in every other community; one of them is objected to."""
    scored = evaluations.score_evaluation(row, by=by)
    if n % 4 or place % 2 or scored.reached == Grade.EXCELLENT:
        return
    signed = evaluations.sign_evaluation(scored, scored.reached, signed_by="社区党委书记", by=by)
    if place:
        return
    objected = evaluations.object_to(signed, "检查当日在外地出差，请予核实。", by=by)
    if n % 8 == 0:
        told = {"decision": "经核实，维持原等次。", "decided_by": "街道党工委"}
        evaluations.decide_objection(objected, objected.grade, by=office, **told)
