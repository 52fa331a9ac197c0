"""党员岗位公示表: who is in which post, for the notice board; only those who have consented."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import Committee
from core import clock
from core.papers import Column, Document, Layout, Paper, long_date
from posts import figures, rules

COLUMNS = (
    Column("no", pgettext_lazy("on paper", "No."), 0.5, centred=True),
    Column("name", gettext_lazy("Name"), 0.9, centred=True),
    Column("post", pgettext_lazy("on paper", "Post"), 1.3, centred=True),
    Column("duties", pgettext_lazy("on paper", "Duties"), 3.2),
    Column("pledges", pgettext_lazy("on paper", "Pledges"), 3.2),
    Column("term", pgettext_lazy("on paper", "Term"), 1.4, centred=True),
)


def board_paper(committee: Committee) -> Document:
    rows = [line_of(at, claim) for at, claim in enumerate(figures.on_board(committee), 1)]
    return Document(
        title=_("Posts of party members at %(place)s") % {"place": committee.area_name},
        subtitle=_("(as of %(date)s)") % {"date": long_date(clock.today())},
        maker=committee.name,
        number=str(BOARD.number),
        rows=rows,
        empty=_("Nobody in post has consented to be shown yet."),
        summary=_(
            "Shown with the consent of each of them. Objections and suggestions are heard by the "
            "community."
        ),
    )


def line_of(at: int, claim: Any) -> dict[str, str]:
    """All that a board tells of somebody: name, post, duties, pledges, term."""
    pledges = [
        _("%(pledge)s (by %(day)s)") % {"pledge": pledge.content, "day": pledge.due_on.isoformat()}
        for pledge in claim.shown_pledges
    ]
    term = [day.isoformat() for day in (claim.in_post_on, claim.term_ends_on) if day]
    return {
        "no": str(at),
        "name": claim.member.person.name,
        "post": claim.post.name,
        "duties": claim.post.duties,
        "pledges": "\n".join(pledges),
        "term": _("%(start)s to %(end)s") % {"start": term[0], "end": term[-1]} if term else "",
    }


def _paper(kind: str, label: Any, size: str) -> Paper:
    return Paper(
        kind=kind,
        label=label,
        model="committees.committee",
        make=board_paper,
        layout=Layout.TABLE,
        number=gettext_lazy("QYDJ-06"),
        columns=COLUMNS,
        landscape=True,
        size=size,
        verdict=rules.can_print_board,
    )


BOARD = _paper("post-board", gettext_lazy("Board of posts (A4)"), "a4")
POSTER = _paper("post-board-a3", gettext_lazy("Board of posts (A3, for the wall)"), "a3")
