"""Points from records: worked out by hand, and what holds of any numbers."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import scoring

D = Decimal


def of(score):
    return scoring.total([score])


@pytest.mark.parametrize(
    ("done", "out_of", "points"),
    [
        (19, 20, "20.00"),  # 95 % is the target
        (20, 20, "20.00"),
        (12, 20, "0.00"),  # 60 % is the floor
        (0, 20, "0.00"),
        (16, 20, "11.43"),  # (80 - 60) / 35 of 20 = 11.428…
        (2, 3, "3.81"),  # (66.666… - 60) / 35 of 20 = 3.8095…
    ],
)
def test_a_rate_between_floor_and_target(done, out_of, points):
    assert of(scoring.rate(20, done, out_of, target=95, floor=60)) == D(points)


@pytest.mark.parametrize(
    ("found", "points"), [(0, "0.00"), (1, "1.67"), (2, "3.33"), (3, "5.00"), (9, "5.00")]
)
def test_a_count_of_three(found, points):
    assert of(scoring.count(5, found, wanted=3)) == D(points)


@pytest.mark.parametrize(
    ("taken", "points"),
    [(0, "5.00"), (15, "5.00"), (D("37.5"), "2.50"), (60, "0.00"), (400, "0.00"), (30, "3.33")],
)
def test_days_from_fifteen_to_sixty(taken, points):
    assert of(scoring.days(5, taken, best=15, worst=60)) == D(points)


@pytest.mark.parametrize(
    ("off", "points"), [([], "12.00"), ([5], "7.00"), ([5, 5], "2.00"), ([5, 5, 5], "0.00")]
)
def test_five_off_for_each_absence(off, points):
    assert of(scoring.deduct(12, off)) == D(points)


WORTH = {"good": 1, "fair": D("0.8"), "average": D("0.6"), "poor": 0}


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ({"good": 3}, "15.00"),
        ({"good": 1, "poor": 1}, "7.50"),
        ({"good": 2, "fair": 1, "average": 1, "poor": 1}, "10.20"),  # 3.4 / 5 of 15
        ({"fair": 1, "average": 2}, "10.00"),  # 2 / 3 of 15
    ],
)
def test_the_mean_of_answers(answers, points):
    assert of(scoring.survey(15, answers, worth=WORTH)) == D(points)


def test_somebody_gives_up_to_the_weight():
    assert of(scoring.judge(10, D("8.5"), reason="x")) == D("8.50")
    with pytest.raises(ValueError, match="more than there is"):
        scoring.judge(10, D("10.01"))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: scoring.rate(5, 3, 2, target=90),
        lambda: scoring.rate(5, 1, 2, target=50, floor=50),
        lambda: scoring.count(5, -1, wanted=2),
        lambda: scoring.count(0, 1, wanted=2),
        lambda: scoring.days(5, 1, best=60, worst=15),
        lambda: scoring.deduct(5, [-1]),
        lambda: scoring.survey(5, {"good": -1}, worth=WORTH),
        lambda: scoring.survey(5, {"good": 1}, worth={"good": 2}),
        lambda: scoring.judge(5, -1),
    ],
)
def test_what_makes_no_sense_is_an_error(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 which sentence, says the code
        wrong()


@pytest.mark.parametrize(
    "score",
    [
        scoring.rate(5, 0, 0, target=90),
        scoring.count(5, 0, wanted=0),
        scoring.days(5, None, best=1, worst=2),
        scoring.survey(5, {}, worth=WORTH),
        scoring.judge(5, None),
    ],
)
def test_without_anything_to_measure_it_is_not_applicable(score):
    assert not score.is_applicable
    assert (score.earned, score.lost) == (0, 0)


def test_a_score_says_what_was_lost_and_of_what():
    score = scoring.rate(20, 16, 20, target=95, floor=60)

    assert scoring.rounded(score.lost) == D("8.57")
    assert score.inputs == {"done": 16, "of": 20, "target": 95, "floor": 60}


def in_category(name, score):
    return replace(score, category=name)


def test_the_weight_of_what_is_not_applicable_goes_to_its_category():
    """30 not applicable of 30 + 20 + 20: the two twenties weigh 35 each."""
    scores = scoring.spread(
        [
            in_category("records", scoring.rate(30, 0, 0, target=95)),
            in_category("records", scoring.count(20, 3, wanted=6)),
            in_category("records", scoring.rate(20, 9, 10, target=90)),
            in_category("opinions", scoring.judge(30, 20)),
        ]
    )

    assert [score.weight for score in scores] == [0, 35, 35, 30]
    assert scoring.total(scores) == D("72.50")  # 17.5 + 35 + 20


def test_the_weight_of_a_whole_category_goes_to_all_the_rest():
    scores = scoring.spread(
        [
            in_category("a", scoring.judge(40, None)),
            in_category("b", scoring.judge(40, 20)),
            in_category("c", scoring.judge(20, 20)),
        ]
    )

    assert [score.weight for score in scores] == [0, Fraction(200, 3), Fraction(100, 3)]
    assert scoring.total(scores) == D("66.67")


def test_where_nothing_is_applicable_nothing_is_earned():
    scores = scoring.spread([scoring.judge(40, None), scoring.judge(60, None)])

    assert scoring.total(scores) == 0
    assert [score.weight for score in scores] == [40, 60]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(1, 200), "0.01"),  # 0.005, half up
        (Fraction(4999, 1_000_000), "0.00"),
        (Fraction(2, 3), "0.67"),
        (D("89.995"), "90.00"),
        (D("89.9949999999999999999999999999999"), "89.99"),
        (100, "100.00"),
    ],
)
def test_the_sum_is_rounded_half_up(exact, shown):
    assert scoring.rounded(exact) == D(shown)


def test_three_thirds_are_one():
    """Rounded one by one they would be 0.99."""
    assert scoring.total([scoring.count(1, 1, wanted=3)] * 3) == D("1.00")


numbers = st.integers(min_value=0, max_value=400)
weights = st.integers(min_value=1, max_value=100)


@st.composite
def any_score(draw):
    weight, of_all = draw(weights), draw(numbers)
    made = [
        scoring.rate(weight, draw(st.integers(0, of_all)), of_all, target=95, floor=60),
        scoring.count(weight, draw(numbers), wanted=draw(numbers)),
        scoring.days(weight, draw(st.none() | numbers), best=15, worst=60),
        scoring.deduct(weight, draw(st.lists(numbers, max_size=4))),
        scoring.survey(weight, {a: draw(st.integers(0, 3)) for a in WORTH}, worth=WORTH),
        scoring.judge(weight, draw(st.none() | st.integers(0, weight))),
    ]
    score = draw(st.sampled_from(made))
    return in_category(draw(st.sampled_from("abc")), score)


@given(st.lists(any_score(), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_scores_changes_nothing(scores, random):
    turned = list(scores)
    random.shuffle(turned)

    assert scoring.total(scoring.spread(turned)) == scoring.total(scoring.spread(scores))


@given(st.lists(any_score(), min_size=1, max_size=8))
def test_nobody_has_less_than_nothing_or_more_than_all(scores):
    all_of_it = sum(score.weight for score in scores)
    spread = scoring.spread(scores)

    assert 0 <= scoring.total(spread) <= scoring.rounded(all_of_it)
    assert all(0 <= score.earned <= score.weight for score in spread)
    # Spreading moves weights about; it makes none and loses none.
    assert sum(score.weight for score in spread) == all_of_it


@given(weights, st.integers(1, 200), st.data())
def test_whoever_has_done_more_never_has_less(weight, of_all, data):
    less, more = sorted(data.draw(st.lists(st.integers(0, of_all), min_size=2, max_size=2)))

    def rises(better, worse):
        return better.earned >= worse.earned

    assert rises(*(scoring.rate(weight, n, of_all, target=95, floor=60) for n in (more, less)))
    assert rises(*(scoring.count(weight, n, wanted=of_all) for n in (more, less)))
    assert rises(*(scoring.days(weight, n, best=15, worst=60) for n in (less, more)))
    assert rises(*(scoring.deduct(weight, [n]) for n in (less, more)))
    asked = [{"good": n, "poor": of_all - n} for n in (more, less)]
    assert rises(*(scoring.survey(weight, answers, worth=WORTH) for answers in asked))
