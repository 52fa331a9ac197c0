"""Feedback letters, in their list and on the pages of letters and members."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core import clock
from core.tables import NOTHING, Choice, Computed, Date, Link, Number, Table, Text
from members.models import MemberUnit
from posts.figures import feedback
from posts.models import (
    FeedbackLetter,
    FeedbackLine,
    ReceiptLink,
    number_of,
    period_in_words,
)


def clock_of(status: str, due_on: datetime.date | None) -> str:
    """How long a receipt may still take, or by how much it is late."""
    if status != FeedbackLetter.Status.ISSUED or due_on is None:
        return ""
    days = (due_on - clock.today()).days
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


class OneLine(Computed):
    """A cell that is never broken."""

    css = "cell-choice"


class Clock(OneLine):
    """How long a receipt may still take; what is late is shown as what needs somebody."""

    def painter(self, table: Table) -> Callable[..., str]:
        paint, today = super().painter(table), clock.today()

        def painted(status: str, due_on: datetime.date | None) -> str:
            words = paint(status, due_on)
            late = due_on is not None and due_on < today and words != NOTHING
            return f'<span class="state state-overdue">{words}</span>' if late else words

        return painted


class Lines(Computed):
    """A cell of several lines."""

    def painter(self, table: Table) -> Callable[..., str]:
        paint = super().painter(table)
        return lambda *values: paint(*values).replace("\n", "<br>")


PERIOD = OneLine("period", _("half-year"), ("year", "half"), period_in_words)
NUMBER = OneLine("number", _("number"), ("committee__code", "year", "serial"), number_of)


class LetterTable(Table):
    model = FeedbackLetter
    detail_url = "posts:letter-detail"
    order = ("covers_until", "pk")
    descending = True
    columns = [
        Link("unit__name", _("employing unit")),
        PERIOD,
        NUMBER,
        Choice("status"),
        Number("members"),
        Date("issued_on"),
        Date("due_on"),
        Clock("clock", pgettext_lazy("of a receipt", "clock"), ("status", "due_on"), clock_of),
        Date("received_on"),
        Text("receiver", shown=False),
        Text("committee__area_name", _("sent by")),
        Number("edition", shown=False),
        Text("reason", shown=False),
    ]


class DueTable(Table):
    """Units that have no letter for the half-year yet."""

    model = MemberUnit
    detail_url = "members:unit-detail"
    order = ("sequence", "sort_key", "pk")
    columns = [
        Text("name", _("employing unit")),
        Choice("category"),
        Choice("affiliation"),
        Text("superior"),
    ]


class LinesOfLetter(Table):
    """What a letter says of each member."""

    model = FeedbackLine
    columns = [
        Computed("name", _("name"), ("content",), lambda content: content["name"]),
        Computed("community", _("lives in"), ("content",), lambda content: content["community"]),
        Computed("registration", _("registration"), ("content",), feedback.registration_in_words),
        Lines("posts", _("posts held"), ("content",), feedback.posts_in_words),
        Computed("services", _("services"), ("content",), feedback.services_in_words),
        Computed("activities", _("activities"), ("content",), feedback.activities_in_words),
        Computed(
            "grade",
            pgettext_lazy("of an evaluation", "grade"),
            ("content",),
            lambda content: content["grade"] or "",
        ),
    ]


class LinesAboutMember(Table):
    """What units were sent about one member."""

    model = FeedbackLine
    columns = [
        Text("letter__unit__name", _("employing unit")),
        Computed("period", _("half-year"), ("letter__year", "letter__half"), period_in_words),
        Computed("line", _("what the letter says"), ("content",), feedback.line_in_words),
        Date("letter__issued_on"),
        Choice("letter__status"),
    ]


def _state(revoked: Any, expires_on: datetime.date) -> str:
    if revoked:
        return pgettext("of a link", "revoked")
    if expires_on <= clock.today():
        return pgettext("of a link", "expired")
    return pgettext("of a link", "good")


class LinksOfLetter(Table):
    model = ReceiptLink
    columns = [
        Computed("made_at", _("made at"), ("made_at",), lambda at: at.date()),
        Text("made_by__name", _("made by")),
        Date("expires_on"),
        Computed(
            "state", pgettext_lazy("of a link", "state"), ("revoked_at", "expires_on"), _state
        ),
    ]
