"""The points of an evaluation, worked out from its parts, and who may be excellent.

What is wanted of services is said for a whole year. Of whoever was in post for a part of it, or
whose year is not over, the same share is wanted: so many of 365 days (``prorated``). Checks and
pledges are shares of what there was, so they need no such thing.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock, scoring
from core.figures import Figure, register
from core.prepared import Among, Prepared
from core.scoring import Score
from posts.figures import facts
from posts.figures.claims import Alarm
from posts.figures.sources import SOURCES
from posts.models import Evaluation, EvaluationIndicator, EvaluationPart
from posts.models.schemes import Grade

Source = EvaluationIndicator.Source
# What an answer is worth of the weight, unless the scheme says otherwise; in percent.
WORTH = {"good": 100, "fair": 80, "average": 60, "poor": 0}
YEAR = 365


def window(evaluation: Evaluation, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The part of the year in which the member was in post, until now: first day, and the day
    before which it ends."""
    claim, year = evaluation.claim, evaluation.year
    start = datetime.date(year, 1, 1)
    if claim.in_post_on is not None:
        start = max(start, claim.in_post_on)
    end = min(datetime.date(year + 1, 1, 1), today + datetime.timedelta(days=1))
    if claim.ends_on is not None:
        end = min(end, claim.ends_on)
    return start, max(start, end)


def prorated(wanted: int, days: int) -> Decimal:
    """What is wanted in so many days of what is wanted in a year: to two places, half up; the whole
    of it from 365 days on, and never nothing for a day that was counted."""
    if days >= YEAR or not wanted:
        return Decimal(wanted)
    return max(scoring.rounded(Fraction(wanted * days, YEAR)), scoring.CENT if days else Decimal(0))


def _wanted(part: EvaluationPart) -> dict[str, Decimal]:
    """Times and hours that are all of the points, for the days that were counted. Parts that were
    counted before days were kept with them stand by the whole year."""
    days = part.numbers.get("days", YEAR)
    return {name: prorated(part.indicator.parameters[name], days) for name in ("times", "hours")}


def measure(
    evaluation: Evaluation, indicator: EvaluationIndicator, start: datetime.date, end: datetime.date
) -> dict[str, Any]:
    """What is counted for an indicator: ``numbers``, ``ids`` and ``done_ids`` of its part."""
    if indicator.source == Source.VOTES:
        answers = Counter(evaluation.votes.values_list("answer", flat=True))
        return {"numbers": {"answers": dict(sorted(answers.items()))}, "ids": [], "done_ids": []}
    source = SOURCES.get(indicator.source)
    if source is None:
        return {"numbers": {}, "ids": [], "done_ids": []}
    found = source(evaluation.claim, start, end)
    numbers = {"done": found.done, "of": found.of, "minutes": found.minutes}
    if indicator.source == Source.SERVICES:
        numbers["days"] = (end - start).days
    return {"numbers": numbers, "ids": found.ids, "done_ids": found.done_ids}


def score_of(part: EvaluationPart) -> Score:
    """The score of one part, from what was counted and given; nothing else is asked."""
    indicator, numbers = part.indicator, part.numbers
    return replace(_score(indicator, numbers, part), category=indicator.category)


def _score(indicator: EvaluationIndicator, numbers: dict[str, Any], part: EvaluationPart) -> Score:
    points, asked = indicator.points, indicator.parameters
    if indicator.is_judged:
        return scoring.judge(points, part.given, reason=part.reason)
    if indicator.source == Source.VOTES:
        answers = numbers.get("answers", {})
        few = sum(answers.values()) < asked.get("at_least", 1)
        worth = {name: Decimal(asked.get(name, share)) / 100 for name, share in WORTH.items()}
        return scoring.survey(points, {} if few else answers, worth=worth)
    if indicator.source == Source.SERVICES:
        # How often or how long: the better of the two, so that few long services are as good.
        hours, wanted = Fraction(numbers.get("minutes", 0), 60), _wanted(part)
        often = scoring.count(points, numbers.get("done", 0), wanted=wanted["times"])
        long = scoring.count(points, hours, wanted=wanted["hours"])
        best = max(often, long, key=lambda score: score.earned)
        return best if numbers else replace(best, ratio=None)
    return scoring.rate(
        points,
        numbers.get("done", 0),
        numbers.get("of", 0),
        target=asked["target"],
        floor=asked["floor"],
    )


def scores_of(parts: Iterable[EvaluationPart]) -> list[Score]:
    """Of all parts of an evaluation, with the weights of what is not applicable spread."""
    return scoring.spread(score_of(part) for part in parts)


def told(part: EvaluationPart) -> str:
    """What a part's points were made of, as a person reads it."""
    indicator, numbers = part.indicator, part.numbers
    if indicator.is_judged:
        return part.reason or _("not given")
    if indicator.source == Source.VOTES:
        answers = numbers.get("answers", {})
        words = _("good %(good)d, fairly good %(fair)d, average %(average)d, poor %(poor)d")
        return words % {name: answers.get(name, 0) for name in WORTH}
    if not numbers:
        return _("not recorded")
    if indicator.source == Source.SERVICES:
        hours = scoring.rounded(Fraction(numbers["minutes"], 60))
        done = _("%(n)d times, %(hours)s hours") % {"n": numbers["done"], "hours": hours}
        wanted = _wanted(part)
        if "days" not in numbers:
            words = _("%(done)s; wanted in a year: %(times)s times or %(all_hours)s hours")
        else:
            words = _(
                "%(done)s; wanted in the %(days)d days counted: %(times)s times or %(all_hours)s "
                "hours"
            )
        more = {"days": numbers.get("days"), "times": _plain(wanted["times"])}
        return words % (more | {"done": done, "all_hours": _plain(wanted["hours"])})
    return _("%(done)d of %(of)d") % {"done": numbers["done"], "of": numbers["of"]}


def _plain(number: Decimal) -> str:
    """Without zeros that say nothing: 12, 5.95, 11.9."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def excellent_places(evaluated: int) -> int:
    """At most a third of those evaluated: rounded down, so that it is never more."""
    return evaluated // 3


def places_left(evaluation: Evaluation) -> int:
    """How many more of the same community and year may be excellent, the evaluation not counted."""
    same = Evaluation.objects.filter(community=evaluation.community_id, year=evaluation.year)
    given = same.excellent().exclude(pk=evaluation.pk).count()
    return max(0, excellent_places(same.evaluated().count()) - given)


def ahead_of(evaluation: Evaluation) -> Any:
    """Those of the same community and year with more points whose grade is not signed yet."""
    same = Evaluation.objects.filter(community=evaluation.community_id, year=evaluation.year)
    unsigned = same.filter(status=Evaluation.Status.SCORED, reached="excellent")
    return unsigned.filter(total__gt=evaluation.total).exclude(pk=evaluation.pk)


@register("posts.evaluations")
def evaluated(here: Committee, date: datetime.date | None = None) -> Figure:
    """Evaluations of this year here or below whose grade is signed."""
    year = (date or clock.today()).year
    rows = Evaluation.objects.at(here).filter(year=year).exclude(final="")
    url = f"{reverse('posts:evaluation-list')}?state=signed&year={year}"
    return Figure(gettext_lazy("evaluations signed this year"), rows, url)


def evaluation_alarms(here: Committee) -> list[Alarm]:
    """What of evaluations waits at a committee and below it."""
    rows, listed = Evaluation.objects.at(here), reverse("posts:evaluation-list")
    return [
        Alarm(
            "to-score",
            _("Evaluations without points"),
            rows.filter(status=Evaluation.Status.OPEN),
            f"{listed}?status=open",
        ),
        Alarm(
            "to-sign",
            _("Evaluations to be signed"),
            rows.filter(status=Evaluation.Status.SCORED),
            f"{listed}?status=scored",
        ),
        Alarm(
            "objections",
            _("Objections to evaluations to be decided"),
            rows.filter(status=Evaluation.Status.OBJECTED),
            f"{listed}?status=objected",
            since="objected_on",
            urgent=True,
        ),
    ]


def _graded(name: str, ids: Among, first: int, last: int) -> Any:
    rows = Evaluation.objects.filter(**{f"{name}__in": ids}, year__gte=first, year__lte=last)
    return rows.exclude(final="").order_by("year", "pk").values_list(name, "final")


GRADES_OF_CLAIMS = Prepared(partial(_graded, "claim"))
GRADES_OF_MEMBERS = Prepared(partial(_graded, "claim__member"))


def _grades(
    of: Prepared, ids: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, str]:
    """The grade of the last signed evaluation of each, of years up to that day's."""
    found = of(Among(ids), start.year if start else 0, end.year)
    return {pk: str(Grade(grade).label) for pk, grade in found}


@facts.keeps("claim.grade")
def grades_of_claims(
    claims: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, str]:
    """评岗等次 of each claim."""
    return _grades(GRADES_OF_CLAIMS, claims, start, end)


@facts.keeps("member.grade")
def grades_of_members(
    members: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, str]:
    """评岗等次 of each member's last evaluation."""
    return _grades(GRADES_OF_MEMBERS, members, start, end)
