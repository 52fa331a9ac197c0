"""Evaluations: who opens, gives, scores and signs them, and who objects."""

import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from posts import figures
from posts.models import (
    Claim,
    Evaluation,
    EvaluationIndicator,
    EvaluationPart,
    EvaluationScheme,
    Grade,
    VoteBatch,
)
from posts.rules.claims import acts_for_branch, is_oneself

Status = Evaluation.Status
Source = EvaluationIndicator.Source
# From the best: a grade is signed as reached, or lower with a reason.
ORDER = list(Grade)


def can_edit_schemes(by: Actor) -> Verdict:
    """The office at the top, like all words and figures for everybody below."""
    return committee_rules.can_edit_tiers(by)


def can_edit_scheme(by: Actor, scheme: EvaluationScheme) -> Verdict:
    """Until the first evaluation by it: nobody is measured by what was changed afterwards."""
    if not (verdict := can_edit_schemes(by)):
        return verdict
    if Evaluation.objects.filter(scheme=scheme).exists():
        return refuse(
            _("Evaluations have begun by it. Set up a scheme from a later year on instead.")
        )
    return ALLOWED


def adds_to_a_hundred(points: list[int]) -> Verdict:
    if sum(points) == 100:
        return ALLOWED
    return refuse(_("The points add to %(n)d; they must add to 100.") % {"n": sum(points)})


def begins_later(year: int) -> Verdict:
    """A new scheme begins in a year in which nobody has been evaluated yet."""
    if Evaluation.objects.filter(year__gte=year).exists():
        return refuse(
            _("Evaluations of %(year)d have begun; choose a later year.") % {"year": year}
        )
    return ALLOWED


def can_evaluate_anything(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_evaluate_at(by: Actor, committee: Committee) -> Verdict:
    if not (verdict := committee_rules.can_manage(by, committee)):
        return verdict
    if committee.level != Level.COMMUNITY:
        return refuse(_("Post-holders are evaluated by their community, its grids included."))
    return ALLOWED


def can_be_evaluated(claim: Claim, year: int) -> Verdict:
    """Whoever was in post in that year, which has begun."""
    if year > clock.today().year:
        return refuse(_("This year has not come yet."))
    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    if claim.in_post_on is None or claim.in_post_on >= after:
        return refuse(_("%(name)s was not in post in %(year)d.") % _of(claim, year))
    if claim.ends_on is not None and claim.ends_on <= first:
        return refuse(_("%(name)s was not in post in %(year)d.") % _of(claim, year))
    return ALLOWED


def _of(claim: Claim, year: int) -> dict[str, object]:
    return {"name": claim.member, "year": year}


def _keeps(by: Actor, evaluation: Evaluation) -> Verdict:
    return committee_rules.can_manage(by, evaluation.claim.post.committee)


def _in_work(evaluation: Evaluation) -> Verdict:
    if evaluation.status in Evaluation.IN_WORK:
        return ALLOWED
    return refuse(_("It is signed; words and points stand."))


def can_write_self(by: Actor, evaluation: Evaluation) -> Verdict:
    """The member, or the community for what the member has handed in on paper."""
    if not is_oneself(by, evaluation.claim.member) and not (verdict := _keeps(by, evaluation)):
        return verdict
    return _in_work(evaluation)


def can_give(by: Actor, evaluation: Evaluation, source: str) -> Verdict:
    """The community's points are the community's; those of the home branch are given by its
    liaison or office, or entered by the community from a signed paper."""
    if source not in EvaluationIndicator.JUDGED:
        return forbid(_("These points follow from records; nobody gives them."))
    speaks = source == Source.BRANCH and acts_for_branch(by, evaluation.claim)
    if not speaks and not (verdict := _keeps(by, evaluation)):
        return verdict
    return _in_work(evaluation)


def can_be_given(points: Decimal, most: int, reason: str) -> Verdict:
    if not 0 <= points <= most:
        return refuse(_("From 0 to %(most)d points are given.") % {"most": most})
    if not reason.strip():
        return refuse(_("Please say why so many points, and not more or fewer."))
    return ALLOWED


def can_score(by: Actor, evaluation: Evaluation) -> Verdict:
    """Counted, and counted again until it is signed; the community has given its points first."""
    if not (verdict := _keeps(by, evaluation)):
        return verdict
    if not (verdict := _in_work(evaluation)):
        return verdict
    parts = evaluation.parts.filter(indicator__source=Source.COMMUNITY)
    if parts.filter(given__isnull=True).exists():
        return refuse(_("The community has not given its points yet."))
    return ALLOWED


def has_something_on_record(parts: list[EvaluationPart]) -> Verdict:
    """A grade that rests on words alone is none."""
    records = [part for part in parts if part.indicator.source in EvaluationIndicator.RECORDS]
    if any(figures.score_of(part).is_applicable for part in records):
        return ALLOWED
    return refuse(_("Nothing is on record of this year: neither pledges, services nor checks."))


def can_sign(by: Actor, evaluation: Evaluation) -> Verdict:
    if not (verdict := _keeps(by, evaluation)):
        return verdict
    if evaluation.status == Status.OPEN:
        return refuse(_("The points have not been counted yet."))
    return _in_work(evaluation)


def can_sign_as(evaluation: Evaluation, grade: str, reason: str) -> Verdict:
    """The grade that the points reach, or a lower one with a reason; excellent while there is
    room, and with a reason past somebody who has more points."""
    if ORDER.index(Grade(grade)) < ORDER.index(Grade(evaluation.reached)):
        return refuse(
            _("The points reach “%(grade)s”, no more.")
            % {"grade": evaluation.get_reached_display()}
        )
    left = figures.places_left(evaluation)
    if grade == Grade.EXCELLENT:
        if not left:
            return refuse(_no_place_left())
        ahead = figures.ahead_of(evaluation).count()
        if ahead >= left and not reason:
            return refuse(
                _("%(n)d with more points are not signed yet; say why this one comes first.")
                % {"n": ahead}
            )
        return ALLOWED
    by_number = evaluation.reached == Grade.EXCELLENT and grade == Grade.QUALIFIED and not left
    if grade != evaluation.reached and not by_number and not reason:
        return refuse(_("Please say why the grade is lower than the points reach."))
    return ALLOWED


def _no_place_left() -> str:
    return _(
        "At most a third of those evaluated are excellent, and all these places are given. Sign "
        "“qualified”; that the points reach more is shown beside it."
    )


def can_object(by: Actor, evaluation: Evaluation) -> Verdict:
    """The member, within some days; or the community, noting what the member has handed in."""
    if not is_oneself(by, evaluation.claim.member) and not (verdict := _keeps(by, evaluation)):
        return verdict
    if evaluation.status != Status.SIGNED or evaluation.signed_on is None:
        return refuse(_("One objects to a grade once it is signed, and once."))
    last = last_day_to_object(evaluation)
    if clock.today() > last:
        return refuse(_("Objections were possible until %(day)s.") % {"day": last})
    return ALLOWED


def last_day_to_object(evaluation: Evaluation) -> datetime.date:
    signed_on = evaluation.signed_on or clock.today()
    return signed_on + datetime.timedelta(days=settings.EVALUATION_OBJECTION_DAYS)


def can_decide(by: Actor, evaluation: Evaluation) -> Verdict:
    """The organisation, but not by the same account that has signed."""
    if not (verdict := _keeps(by, evaluation)):
        return verdict
    if evaluation.status != Status.OBJECTED:
        return refuse(_("There is no objection to decide."))
    if by.user is not None and by.user.pk == evaluation.signer_id:
        return refuse(_("Whoever has signed does not decide on the objection."))
    return ALLOWED


def can_decide_as(evaluation: Evaluation, grade: str) -> Verdict:
    """Any grade, for the decision says why; but excellent only while there is room."""
    if grade == Grade.EXCELLENT and not figures.places_left(evaluation):
        return refuse(
            _("At most a third of those evaluated are excellent, and all these places are given.")
        )
    return ALLOWED


def can_print_votes(by: Actor, committee: Committee, year: int) -> Verdict:
    if not (verdict := can_evaluate_at(by, committee)):
        return verdict
    rows = Evaluation.objects.filter(community=committee, year=year)
    if not rows.filter(status__in=Evaluation.IN_WORK).exists():
        return refuse(_("There is nobody to vote on: open the evaluations of the year first."))
    return ALLOWED


def can_revoke_votes(by: Actor, batch: VoteBatch) -> Verdict:
    if batch.community is None or not (verdict := committee_rules.can_manage(by, batch.community)):
        return forbid(_("Only its own office, or an office above it, may change this committee."))
    if batch.revoked_on is not None:
        return refuse(_("It is revoked."))
    return verdict
