"""A year of checks of the demonstration, and the evaluations under way."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from audit.actors import Actor
from committees.models import Committee
from core import clock
from core.verdicts import Refused
from demo.dates import day
from posts import figures
from posts.models import (
    CheckRound,
    Claim,
    Evaluation,
    EvaluationIndicator,
    Grade,
    PostCheck,
    Talk,
    Vote,
)
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
    """Each community two rounds behind it and one drawn now, or only planned; in some a talk is
    open, held or dropped; the evaluations of the year are at every step."""
    for n, community in enumerate(communities):
        if not Claim.objects.at(community).in_post().exists():
            continue
        for months in (7, 4):
            _round(community, months, n, by)
        _now(community, n, by)
        if n % 5 < 3:
            _three_times(community, by)
        if n % 5:
            _answer_talks(community, n, by)
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


def _now(community: Committee, n: int, by: Actor) -> None:
    """This quarter's round: drawn and begun, in every seventh community still planned."""
    today = clock.today()
    planned = CheckRound.objects.filter(
        committee=community, year=today.year, quarter=(today.month + 2) // 3
    )
    if planned.exists():
        return
    round_ = _plan(community, today, 30, by)
    if n % 7 == 3:
        return
    round_ = checks.draw_round(round_, by=by)
    first = round_.checks.order_by("pk").first()
    if first is not None and round_.checks.count() > 1:
        values = {"on": today, "checker": "社区党委委员", "result": "on-duty"}
        checks.enter_check(first, values, version=None, by=by)


def _three_times(community: Committee, by: Actor) -> None:
    """Somebody who was not on duty three times in a row."""
    checked = PostCheck.objects.entered().values("claim")
    unchecked = Claim.objects.at(community).in_post().exclude(pk__in=checked)
    claim = unchecked.order_by("-pk").first()
    if claim is None:
        return
    for number in (2, 1, 0):
        on = max(day(number, 6), claim.in_post_on or clock.today())
        values = {"on": min(on, clock.today()), "result": "not", "finding": "约定时段不在岗"}
        checks.check_post(claim, values, by=by)


def _answer_talks(community: Committee, n: int, by: Actor) -> None:
    """The talks that are not to stay open: held, found to be needless, or void as a check was
    corrected."""
    for talk in Talk.objects.at(community).open().select_related("after_check"):
        if n % 10 == 7:
            check = talk.after_check
            values = {"on": check.on, "result": "excused", "finding": "当日住院，已补请假条"}
            checks.enter_check(check, values, version=check.version, by=by)
        elif n % 5 == 1:
            note = "本人近期夜班较多，到岗时段改为周末上午；社区每月提醒一次。"
            checks.hold_talk(talk, on=clock.today(), held_by="社区党委书记", note=note, by=by)
        else:
            checks.drop_talk(talk, reason="经核实三次均为公出，单位已来函说明", by=by)


def _evaluate(community: Committee, n: int, by: Actor, office: Actor) -> None:
    """Opened for everybody; voted on; all but the last four scored where something is on record;
    signed in every other community that evaluates."""
    year = clock.today().year
    evaluations.open_evaluations(community, year, by=by)
    rows = list(Evaluation.objects.filter(community=community, year=year).order_by("pk"))
    rows = [row for row in rows if row.status == Evaluation.Status.OPEN]
    if not rows:
        return
    batch, _secrets = votes.print_votes(community, year, 12, by=by)
    answers = [Vote.Answer.GOOD, Vote.Answer.GOOD, Vote.Answer.FAIR, Vote.Answer.AVERAGE]
    for place, sheet in enumerate(batch.sheets.order_by("pk")[:9]):
        good = {row.pk: Vote.Answer.GOOD for row in rows[::2]}
        votes.vote(sheet, {row.pk: answers[(place + row.pk) % 4] for row in rows} | good)
    scored = []
    for place, row in enumerate(rows):
        evaluations.write_self(row, "按承诺到岗服务，雨天缺勤两次，明年补足。", by=by)
        reason = REASONS[place % 2 and place % 3]
        points = Decimal(10 - (place % 2 and place % 3))
        evaluations.give_points(row, EvaluationIndicator.Source.COMMUNITY, points, reason, by=by)
        if place % 4 != 3:
            source = EvaluationIndicator.Source.BRANCH
            evaluations.give_points(row, source, Decimal(5 - place % 2), reason, by=by)
        if place < len(rows) - 4:
            # Of some nothing is on record: that is refused, and they stay open.
            with suppress(Refused):
                scored.append(evaluations.score_evaluation(row, by=by))
    if n % 4 == 0:
        _sign(scored, by, office)


def _sign(scored: list[Evaluation], by: Actor, office: Actor) -> None:
    """All but the last but one, those with the most points first: excellent while there is room.
    Who finds none objects, else the first; so does the one with the fewest, and is answered."""
    signed = []
    ranked = sorted(scored, key=lambda row: (-(row.total or 0), row.pk))
    for row in [*ranked[:-2], *ranked[-1:]]:
        grade = row.reached
        if grade == Grade.EXCELLENT and not figures.places_left(row):
            grade = Grade.QUALIFIED
        done = evaluations.sign_evaluation(row, grade, signed_by="社区党委书记 林晓东", by=by)
        signed.append(done)
    if len(signed) < 2:
        return
    limited = next((row for row in signed[:-1] if row.is_limited), None)
    if limited:
        evaluations.object_to(limited, "得分已达到优秀，请说明名额如何分配。", by=by)
    else:
        evaluations.object_to(signed[0], "有三次服务未计入，请予核对。", by=by)
    objected = evaluations.object_to(signed[-1], "检查当日在外地出差，请予核实。", by=by)
    told = {"decision": "经核实，维持原等次。", "decided_by": "街道党工委"}
    evaluations.decide_objection(objected, objected.grade, by=office, **told)
