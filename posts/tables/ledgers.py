"""认岗台账: the columns that the paper ledger has, in its order."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.tables import Choice, Computed, Date, Link, Text
from posts.figures import feedback
from posts.models import Claim
from posts.tables.knowing import KnowingTable, Known, RowNumber


def _either(first: Any, second: Any) -> str:
    return first or second or ""


def _term(first: datetime.date | None, last: datetime.date | None) -> str:
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}" if first and last else ""


def _part(place: int) -> Any:
    """One of the numbers of a fact; none where the row has nothing of it."""
    return lambda value: value[place] if value else 0


def _day(place: int) -> Any:
    return lambda value: value[place] if value else ""


def _receipt(value: Any) -> Any:
    """The day of the unit's receipt, or that it is waited for."""
    if not value:
        return ""
    return value[1] or _("awaited")


class Long(Text):
    """Words that need room: a table of many columns would set them one below the other."""

    css = "cell-long"


class LedgerTable(KnowingTable):
    """Running claims first, the latest of them on top."""

    model = Claim
    detail_url = "posts:claim-detail"
    order = ("is_standing", "starts_on", "pk")
    descending = True
    columns = [
        RowNumber(pgettext_lazy("on paper", "No.")),
        Known(
            "agreement",
            gettext_lazy("number of the agreement"),
            "claim.agreement",
            lambda value: value or "",
        ),
        Link("member__person__name", pgettext_lazy("of a person", "name")),
        Computed(
            "unit",
            gettext_lazy("employing unit"),
            ("employer__name", "member__person__workplace"),
            _either,
        ),
        Computed(
            "organisation",
            gettext_lazy("home party organisation"),
            ("member__organisation__name", "member__organisation_name"),
            _either,
        ),
        Text("member__community__area_name", gettext_lazy("community of residence")),
        Text("member__grid__area_name", gettext_lazy("grid")),
        Text("post__name", gettext_lazy("name of the post")),
        Text("post__category__name", pgettext_lazy("post ledger", "kind of post")),
        Long("post__duties", gettext_lazy("duties")),
        Date("starts_on", gettext_lazy("claimed on")),
        Computed("term", gettext_lazy("term in the post"), ("in_post_on", "term_ends_on"), _term),
        Known("pledges", gettext_lazy("pledges"), "claim.pledges", _part(0)),
        Known("kept", gettext_lazy("pledges kept"), "claim.pledges", _part(1)),
        Known("services", gettext_lazy("times served"), "claim.services", _part(0)),
        Known(
            "hours",
            gettext_lazy("time served"),
            "claim.services",
            lambda value: feedback.hours_in_words(value[1] if value else 0),
        ),
        Known("checked", gettext_lazy("last checked on"), "claim.check", _day(0)),
        Known("check", gettext_lazy("result of the check"), "claim.check", _day(1)),
        Known(
            "grade",
            gettext_lazy("grade of the evaluation"),
            "claim.grade",
            lambda value: value or "",
        ),
        Known("told", gettext_lazy("unit written to on"), "claim.letter", _day(0)),
        Known("receipt", gettext_lazy("receipt of the unit"), "claim.letter", _receipt),
        Choice("status"),
        Text("reason", gettext_lazy("note")),
    ]
