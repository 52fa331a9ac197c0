"""Evaluations, their parts, schemes and voting papers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tables import Choice, Computed, Date, Link, Number, Prose, Table, Text, YesNo
from posts.models import (
    Evaluation,
    EvaluationIndicator,
    EvaluationPart,
    EvaluationScheme,
    Pledge,
    PostCheck,
    ServiceRecord,
    VoteBatch,
)
from posts.tables.agreements import PledgesOfClaim
from posts.tables.checks import ChecksOfClaim
from posts.tables.records import RecordsOfClaim

POST = pgettext_lazy("of a party member", "post")


class EvaluationTable(Table):
    model = Evaluation
    detail_url = "posts:evaluation-detail"
    order = ("year", "pk")
    descending = True
    columns = [
        Link("claim__member__person__name", _("party member")),
        Text("claim__post__name", POST),
        Text("claim__post__committee__area_name", _("community or grid")),
        Number("year", sort=order),
        Choice("status"),
        Number("total"),
        Choice("final"),
        YesNo("is_limited", _("no place left")),
        Text("signed_by"),
        Date("signed_on"),
        Text("claim__employer__name", _("employing unit"), shown=False),
        Choice("reached", shown=False),
        Text("reason", shown=False),
        Prose("self_text", shown=False),
        Prose("objection", shown=False),
        Prose("decision", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class EvaluationsOfClaim(Table):
    """On the page that names the member and the post already."""

    model = Evaluation
    detail_url = "posts:evaluation-detail"
    columns = [
        Link("year"),
        Choice("status"),
        Number("total"),
        Choice("final"),
        YesNo("is_limited", _("no place left")),
        Date("signed_on"),
    ]


class PartsOfEvaluation(Table):
    """Of lines that say in words what the points were made of."""

    model = EvaluationPart
    detail_url = "posts:part-detail"
    columns = [
        Link("name", _("indicator")),
        Text("told", _("made of")),
        Number("earned", _("points")),
        Number("weight", _("of at most")),
        Number("lost", _("lost")),
    ]


def parameters_in_words(source: str, parameters: dict[str, Any]) -> str:
    """What a line of a scheme asks for."""
    if "target" in parameters:
        return str(_("all from %(target)d %%, none until %(floor)d %%") % parameters)
    if "times" in parameters:
        return str(_("all from %(times)d times or %(hours)d hours in a whole year") % parameters)
    if "at_least" in parameters:
        return str(_("mean of the answers, from %(at_least)d papers on") % parameters)
    return str(_("given with a reason"))


class IndicatorsOfScheme(Table):
    model = EvaluationIndicator
    columns = [
        Text("name"),
        Number("points"),
        Choice("source"),
        Computed("parameters", _("method"), ("source", "parameters"), parameters_in_words),
    ]


class SchemeTable(Table):
    model = EvaluationScheme
    detail_url = "posts:scheme-detail"
    order = ("from_year", "pk")
    descending = True
    columns = [
        Link("from_year", sort=order),
        Number("excellent_from"),
        Number("qualified_from"),
        Number("basic_from"),
    ]


class BatchTable(Table):
    model = VoteBatch
    detail_url = "posts:batch-detail"
    order = ("year", "pk")
    descending = True
    columns = [
        Link("pk", _("batch")),
        Text("community__area_name", _("community or village")),
        Number("year", sort=order),
        Number("printed"),
        Date("expires_at"),
        Date("revoked_on"),
    ]


# The rows behind the points of a source, as a table on the part's page: source → (model, table).
ROWS_OF: dict[str, tuple[Any, type[Table]]] = {
    "checks": (PostCheck, ChecksOfClaim),
    "pledges": (Pledge, PledgesOfClaim),
    "services": (ServiceRecord, RecordsOfClaim),
}
