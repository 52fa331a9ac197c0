"""评岗办法: what an installation begins with, edited until the first evaluation by it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from core import hooks
from core.changes import apply, require_version, write
from core.scoring import Method
from core.verdicts import Refused, require
from posts import rules
from posts.models import EvaluationIndicator, EvaluationScheme

Source = EvaluationIndicator.Source
# (source, name, points, method, what it needs): domain 3.3, post-holder.
DEFAULTS: list[tuple[Source, str, int, Method, dict[str, int]]] = [
    (Source.PLEDGES, "承诺完成率", 30, Method.RATE, {"target": 95, "floor": 60}),
    (Source.SERVICES, "服务次数、时长达成", 20, Method.COUNT, {"times": 12, "hours": 24}),
    (Source.CHECKS, "检查合格率", 20, Method.RATE, {"target": 90, "floor": 50}),
    (
        Source.VOTES,
        "群众（服务对象）评价",
        15,
        Method.SURVEY,
        {"good": 100, "fair": 80, "average": 60, "poor": 0, "at_least": 3},
    ),
    (Source.COMMUNITY, "社区党支部评价", 10, Method.JUDGE, {}),
    (Source.BRANCH, "单位党支部评价", 5, Method.JUDGE, {}),
]
FIRST_YEAR = 2000


@hooks.founded.register
def make_default_scheme(by: Actor) -> None:
    """Make the first scheme, once; it holds for all years until the district sets up another."""
    if EvaluationScheme.objects.exists():
        return
    scheme = EvaluationScheme.objects.create(from_year=FIRST_YEAR)
    for position, (source, name, points, method, parameters) in enumerate(DEFAULTS, 1):
        EvaluationIndicator.objects.create(
            scheme=scheme,
            code=source.value,
            name=name,
            points=points,
            source=source,
            method=method.value,
            parameters=parameters,
            position=position * 10,
        )
    record("posts.scheme_created", scheme, by=by, after={"from_year": scheme.from_year})


@transaction.atomic
def create_scheme(year: int, *, by: Actor) -> EvaluationScheme:
    """A scheme from a later year on, beginning as a copy of the last one."""
    require(rules.can_edit_schemes(by))
    require(rules.begins_later(year))
    last = EvaluationScheme.objects.of_year(year)
    if last is None:
        raise Refused(_("No scheme of evaluation has been set up."))
    grades = {name: getattr(last, name) for name in GRADES}
    scheme = EvaluationScheme(from_year=year, **grades)
    write(scheme)
    for row in last.indicators.order_by("position", "pk"):
        told = {name: getattr(row, name) for name in COPIED}
        write(EvaluationIndicator(scheme=scheme, **told))
    record("posts.scheme_created", scheme, by=by, after={"from_year": year})
    return scheme


GRADES = ("excellent_from", "qualified_from", "basic_from")
COPIED = ("code", "name", "points", "source", "method", "parameters", "position")


@transaction.atomic
def edit_scheme(
    scheme: EvaluationScheme,
    changes: dict[str, Any],
    lines: dict[int, dict[str, Any]],
    *,
    version: int | None,
    by: Actor,
) -> EvaluationScheme:
    """Change grades and lines together; ``lines``: indicator → name, points, parameters."""
    scheme = EvaluationScheme.objects.lock(scheme)
    require(rules.can_edit_scheme(by, scheme))
    require_version(scheme, version)
    indicators = {row.pk: row for row in scheme.indicators.all()}
    points = {pk: row.points for pk, row in indicators.items()}
    points |= {pk: line["points"] for pk, line in lines.items() if pk in indicators}
    require(rules.adds_to_a_hundred(list(points.values())))
    before = apply(scheme, changes)
    after = {name: changes[name] for name in before}
    for pk, line in lines.items():
        if pk in indicators and (old := apply(indicators[pk], line)):
            code = indicators[pk].code
            before |= {f"{code} {name}": str(value) for name, value in old.items()}
            after |= {f"{code} {name}": str(line[name]) for name in old}
    if before:
        record("posts.scheme_edited", scheme, by=by, before=before, after=after)
    return scheme
