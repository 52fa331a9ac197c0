"""Points from records: the same few functions score a post-holder, a unit and a community.

Each gives a ``Score`` that keeps what it was made of, so that a reader can be told why something
was lost. All is exact (fractions): nothing is rounded but the sum, once, half up, to two places.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

Number = Decimal | Fraction | int
CENT = Decimal("0.01")


class Method(StrEnum):
    """How points are made of records or of what people say."""

    RATE = "rate"
    COUNT = "count"
    DAYS = "days"
    DEDUCT = "deduct"
    SURVEY = "survey"
    JUDGE = "judge"


@dataclass(frozen=True)
class Score:
    """What share of the weight was reached, and of which inputs; ``None``: not applicable."""

    method: Method
    weight: Fraction
    ratio: Fraction | None
    inputs: dict[str, Any] = field(default_factory=dict)
    category: str = ""

    @property
    def is_applicable(self) -> bool:
        return self.ratio is not None

    @property
    def earned(self) -> Fraction:
        return self.weight * (self.ratio or 0)

    @property
    def lost(self) -> Fraction:
        """What is missing to the full weight; nothing where it is not applicable."""
        return Fraction(0) if self.ratio is None else self.weight - self.earned


def rounded(value: Number) -> Decimal:
    """To two places, half up."""
    exact = Fraction(value) * 1000
    # To thousandths first, downwards: the half that decides is exact, whatever stands behind it.
    thousandths = exact.numerator // exact.denominator
    return (Decimal(thousandths) / 1000).quantize(CENT, rounding=ROUND_HALF_UP)


def rate(weight: Number, done: Number, of: Number, *, target: Number, floor: Number = 0) -> Score:
    """The share ``done / of`` in percent: nothing at ``floor`` or below, all at ``target``."""
    if not 0 <= Fraction(floor) < Fraction(target):
        raise ValueError("the target lies above the floor")
    if Fraction(done) < 0 or Fraction(done) > Fraction(of):
        raise ValueError("not more is done than there was, and not less than nothing")
    inputs = {"done": done, "of": of, "target": target, "floor": floor}
    if Fraction(of) == 0:
        return _score(Method.RATE, weight, None, inputs)
    percent = Fraction(done) / Fraction(of) * 100
    share = (percent - Fraction(floor)) / (Fraction(target) - Fraction(floor))
    return _score(Method.RATE, weight, _clamp(share), inputs)


def count(weight: Number, found: Number, *, wanted: Number) -> Score:
    """So many of the number that is wanted; more than all of it counts no more."""
    inputs = {"found": found, "wanted": wanted}
    if Fraction(found) < 0 or Fraction(wanted) < 0:
        raise ValueError("numbers of things are not negative")
    if Fraction(wanted) == 0:
        return _score(Method.COUNT, weight, None, inputs)
    return _score(Method.COUNT, weight, _clamp(Fraction(found) / Fraction(wanted)), inputs)


def days(weight: Number, taken: Number | None, *, best: Number, worst: Number) -> Score:
    """How long it took: all at ``best`` or sooner, nothing at ``worst`` or later."""
    if not 0 <= Fraction(best) < Fraction(worst):
        raise ValueError("the best comes before the worst")
    inputs = {"taken": taken, "best": best, "worst": worst}
    if taken is None:
        return _score(Method.DAYS, weight, None, inputs)
    share = (Fraction(worst) - Fraction(taken)) / (Fraction(worst) - Fraction(best))
    return _score(Method.DAYS, weight, _clamp(share), inputs)


def deduct(weight: Number, deductions: Iterable[Number]) -> Score:
    """The weight less what is taken off, never less than nothing."""
    taken = list(deductions)
    if any(Fraction(one) < 0 for one in taken):
        raise ValueError("a deduction takes off")
    off = sum((Fraction(one) for one in taken), Fraction(0))
    share = _clamp((Fraction(weight) - off) / Fraction(weight))
    return _score(Method.DEDUCT, weight, share, {"deductions": taken})


def survey(weight: Number, answers: Mapping[str, int], *, worth: Mapping[str, Number]) -> Score:
    """The mean of the answers, each worth a share of the weight between 0 and 1."""
    if any(number < 0 for number in answers.values()):
        raise ValueError("nobody has answered less than never")
    if any(not 0 <= Fraction(worth[answer]) <= 1 for answer in answers):
        raise ValueError("an answer is worth between nothing and all")
    inputs = {"answers": dict(answers), "worth": dict(worth)}
    given = sum(answers.values())
    if not given:
        return _score(Method.SURVEY, weight, None, inputs)
    summed = sum((Fraction(worth[a]) * number for a, number in answers.items()), Fraction(0))
    return _score(Method.SURVEY, weight, summed / given, inputs)


def judge(weight: Number, points: Number | None, *, reason: str = "") -> Score:
    """What somebody gives, from nothing to the weight, and why."""
    inputs = {"points": points, "reason": reason}
    if points is None:
        return _score(Method.JUDGE, weight, None, inputs)
    if not 0 <= Fraction(points) <= Fraction(weight):
        raise ValueError("nobody gives more than there is")
    return _score(Method.JUDGE, weight, Fraction(points) / Fraction(weight), inputs)


def spread(scores: Iterable[Score]) -> list[Score]:
    """The weights of what is not applicable go to the rest of the same category, in proportion;
    those of a category of which nothing is applicable go to all the rest."""
    before = list(scores)
    shared = _spread_within(before, [one.category for one in before])
    return _spread_within(shared, ["" for _one in shared])


def _spread_within(scores: list[Score], groups: list[str]) -> list[Score]:
    after = list(scores)
    for group in dict.fromkeys(groups):
        places = [at for at, name in enumerate(groups) if name == group]
        weight = sum((scores[at].weight for at in places), Fraction(0))
        applicable = [at for at in places if scores[at].is_applicable]
        kept = sum((scores[at].weight for at in applicable), Fraction(0))
        if not kept:
            continue
        for at in places:
            share = scores[at].weight * weight / kept if at in applicable else Fraction(0)
            after[at] = replace(scores[at], weight=share)
    return after


def total(scores: Iterable[Score]) -> Decimal:
    """The sum of what was earned: the one place that rounds."""
    return rounded(sum((one.earned for one in scores), Fraction(0)))


def _score(method: Method, weight: Number, ratio: Fraction | None, inputs: dict[str, Any]) -> Score:
    if Fraction(weight) <= 0:
        raise ValueError("what weighs nothing is not scored")
    return Score(method, Fraction(weight), ratio, inputs)


def _clamp(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))
