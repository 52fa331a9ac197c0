"""评岗: opened, written, given, scored, signed, objected to and decided.

Locked in this order: the community, the claim, the evaluation. The community's lock holds the
number of those who are excellent.
"""

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock, scoring
from core.changes import apply, write
from core.verdicts import Refused, require
from posts import figures, rules
from posts.models import (
    Claim,
    Evaluation,
    EvaluationIndicator,
    EvaluationPart,
    EvaluationScheme,
    Grade,
)

Status = Evaluation.Status
Source = EvaluationIndicator.Source


@transaction.atomic
def open_evaluations(committee: Committee, year: int, *, by: Actor) -> int:
    """Open the year's evaluation of everybody in post at a community; returns of how many."""
    committee = Committee.objects.lock(committee)
    require(rules.can_evaluate_at(by, committee))
    scheme = _scheme_of(year)
    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    claims = Claim.objects.at(committee).filter(in_post_on__lt=after).exclude(ends_on__lte=first)
    there = Evaluation.objects.filter(year=year).values("claim")
    opened = 0
    for claim in claims.exclude(pk__in=there).select_related("post__committee").order_by("pk"):
        require(rules.can_be_evaluated(claim, year))
        _open(claim, year, scheme, by)
        opened += 1
    return opened


@transaction.atomic
def open_evaluation(claim: Claim, year: int, *, by: Actor) -> Evaluation:
    """One evaluation. Raises ``ValidationError`` for a second one of the year."""
    Committee.objects.lock(claim.post.community or claim.post.committee)
    found: Claim = Claim.objects.lock(claim)
    found.post = claim.post
    require(rules.can_evaluate_at(by, claim.post.community or claim.post.committee))
    require(rules.can_be_evaluated(found, year))
    return _open(found, year, _scheme_of(year), by)


def _scheme_of(year: int) -> EvaluationScheme:
    scheme = EvaluationScheme.objects.of_year(year)
    if scheme is None:
        raise Refused(_("No scheme of evaluation has been set up."))
    # Whoever edits it meanwhile waits, and is told that evaluations have begun.
    locked: EvaluationScheme = EvaluationScheme.objects.lock(scheme)
    return locked


def _open(claim: Claim, year: int, scheme: EvaluationScheme, by: Actor) -> Evaluation:
    evaluation = Evaluation(claim=claim, year=year, scheme=scheme)
    evaluation.stand_at(claim.post.committee)
    write(evaluation)
    for indicator in scheme.indicators.order_by("position", "pk"):
        write(EvaluationPart(evaluation=evaluation, indicator=indicator))
    record("posts.evaluation_opened", evaluation, by=by, after={"claim": claim, "year": year})
    return evaluation


@transaction.atomic
def write_self(evaluation: Evaluation, text: str, *, by: Actor) -> Evaluation:
    """自评: in words; no points follow from it."""
    evaluation = _lock(evaluation)
    require(rules.can_write_self(by, evaluation))
    changes = {"self_text": text, "self_on": clock.today()}
    if before := apply(evaluation, changes):
        after = {name: changes[name] for name in before}
        record("posts.evaluation_self", evaluation, by=by, before=before, after=after)
    return evaluation


@transaction.atomic
def give_points(
    evaluation: Evaluation, source: str, points: Decimal, reason: str, *, by: Actor
) -> EvaluationPart:
    """The community's or the home branch's points, with a reason; counted at the next scoring."""
    evaluation = _lock(evaluation)
    require(rules.can_give(by, evaluation, source))
    part = evaluation.parts.select_related("indicator").filter(indicator__source=source).first()
    if part is None:
        raise Refused(_("The scheme of this year does not ask for these points."))
    require(rules.can_be_given(points, part.indicator.points, reason))
    before = {"given": part.given, "given_reason": part.reason} if part.reason else {}
    part.given, part.reason = points, reason.strip()
    part.given_by, part.given_on = by.user, clock.today()
    write(part)
    after = {"indicator": str(part.indicator), "given": points, "given_reason": part.reason}
    record("posts.evaluation_given", evaluation, by=by, before=before, after=after)
    return part


@transaction.atomic
def score_evaluation(evaluation: Evaluation, *, by: Actor) -> Evaluation:
    """Count what is on record, and make the points of it; again, as often as something changed."""
    evaluation = _lock(evaluation)
    require(rules.can_score(by, evaluation))
    start, end = figures.window(evaluation, clock.today())
    parts = list(evaluation.parts.select_related("indicator").order_by("pk"))
    for part in parts:
        found = figures.measure(evaluation, part.indicator, start, end)
        for name, value in found.items():
            setattr(part, name, value)
    require(rules.has_something_on_record(parts))
    scores = figures.scores_of(parts)
    for part, score in zip(parts, scores, strict=True):
        part.is_applicable = score.is_applicable
        part.weight = scoring.rounded(score.weight)
        part.earned = scoring.rounded(score.earned) if score.is_applicable else None
        write(part)
    total = scoring.total(scores)
    changes = {
        "status": Status.SCORED,
        "counted_from": start,
        "counted_until": end,
        "scored_at": clock.now(),
        "total": total,
        "reached": evaluation.scheme.grade_of(total),
    }
    before = apply(evaluation, changes)
    after = {name: changes[name] for name in before}
    record("posts.evaluation_scored", evaluation, by=by, before=before, after=after)
    return evaluation


@transaction.atomic
def sign_evaluation(
    evaluation: Evaluation, grade: str, *, signed_by: str, reason: str = "", by: Actor
) -> Evaluation:
    """组织考评: a named person signs the grade; what is signed is frozen with a digest."""
    evaluation = _lock(evaluation)
    require(rules.can_sign(by, evaluation))
    require(rules.can_sign_as(evaluation, grade, reason))
    lower = evaluation.reached == Grade.EXCELLENT and grade != Grade.EXCELLENT
    changes: dict[str, Any] = {
        "status": Status.SIGNED,
        "grade": grade,
        "is_limited": lower and not figures.places_left(evaluation),
        "signed_by": signed_by,
        "signer": by.user,
        "signed_on": clock.today(),
        "reason": reason,
    }
    for name, value in changes.items():
        setattr(evaluation, name, value)
    digest = digest_of(evaluation)
    unsigned: Evaluation = Evaluation.objects.get(pk=evaluation.pk)
    unsigned.claim = evaluation.claim
    changes["digest"] = digest
    before = apply(unsigned, changes)
    after = {name: changes[name] for name in before}
    unsigned.refresh_from_db(fields=["final"])
    record("posts.evaluation_signed", unsigned, by=by, before=before, after=after)
    return unsigned


def digest_of(evaluation: Evaluation) -> str:
    """Over all that was signed: whose year, every number and word, the grade, who signed when."""
    parts = evaluation.parts.select_related("indicator").order_by("indicator__code")
    signed = {
        "claim": evaluation.claim_id,
        "year": evaluation.year,
        "self": evaluation.self_text,
        "counted": [str(evaluation.counted_from), str(evaluation.counted_until)],
        "parts": [
            {
                "indicator": part.indicator.code,
                "points": part.indicator.points,
                "given": None if part.given is None else str(scoring.rounded(part.given)),
                "reason": part.reason,
                "numbers": part.numbers,
                "ids": part.ids,
                "done_ids": part.done_ids,
            }
            for part in parts
        ],
        "total": str(evaluation.total),
        "reached": evaluation.reached,
        "grade": evaluation.grade,
        "limited": evaluation.is_limited,
        "reason": evaluation.reason,
        "by": evaluation.signed_by,
        "on": str(evaluation.signed_on),
    }
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def object_to(evaluation: Evaluation, text: str, *, by: Actor) -> Evaluation:
    """The member says why the grade is not right."""
    evaluation = _lock(evaluation)
    require(rules.can_object(by, evaluation))
    changes = {"status": Status.OBJECTED, "objection": text, "objected_on": clock.today()}
    before = apply(evaluation, changes)
    record("posts.evaluation_objected", evaluation, by=by, before=before, after=changes)
    return evaluation


@transaction.atomic
def decide_objection(
    evaluation: Evaluation, grade: str, *, decision: str, decided_by: str, by: Actor
) -> Evaluation:
    """The organisation answers: the grade stays, or becomes another one. What was signed stays."""
    evaluation = _lock(evaluation)
    require(rules.can_decide(by, evaluation))
    require(rules.can_decide_as(evaluation, grade))
    changes = {
        "status": Status.DECIDED,
        "decision": decision,
        "decided_by": decided_by,
        "decided_on": clock.today(),
        "decided_grade": grade,
    }
    before = apply(evaluation, changes)
    evaluation.refresh_from_db(fields=["final"])
    record("posts.evaluation_decided", evaluation, by=by, before=before, after=changes)
    return evaluation


def _lock(evaluation: Evaluation) -> Evaluation:
    claim = evaluation.claim
    Committee.objects.lock(claim.post.community or claim.post.committee)
    locked: Claim = Claim.objects.lock(claim)
    locked.post, locked.member = claim.post, claim.member
    found: Evaluation = Evaluation.objects.lock(evaluation)
    found.claim = locked
    return found
