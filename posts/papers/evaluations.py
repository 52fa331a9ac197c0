"""评岗汇总表: a community's evaluations of one year on one sheet, to be signed and sent up."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from audit.actors import Actor
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.papers import Column, Document, Layout, Paper
from core.verdicts import Verdict, refuse
from members.papers.heads import as_of, head, name_on
from members.rules import can_print_lists
from posts import figures
from posts.models import Evaluation, Grade

NOTHING = "—"


def evaluation_summary(committee: Committee, year: int | None = None) -> Document:
    """How many are evaluated and with which grade, and a line for each: the rows of the list of
    evaluations for this community and year, in the order of their posts. It ranks nobody."""
    today = clock.today()
    year = year or today.year
    rows = Evaluation.objects.at(committee).filter(year=year)
    evaluated, signed = rows.evaluated().count(), rows.exclude(final="").count()
    places = {"n": figures.excellent_places(evaluated), "given": rows.excellent().count()}
    lines = rows.select_related(
        "claim__member__person", "claim__employer", "claim__post", "scheme"
    ).order_by("claim__post__committee__path", "claim__post", "pk")
    marks = head(committee, name_on(committee, today))
    return Document(
        title=_("Summary of the Evaluations of Post-holders %(year)d") % {"year": year},
        number=str(SUMMARY.number),
        subtitle=as_of(today),
        facts={
            "committee": committee.area_name,
            "year": str(year),
            "opened": str(rows.count()),
            "evaluated": str(evaluated),
            "signed": str(signed),
            "places": _("at most %(n)d, given %(given)d") % places,
        }
        | {grade.value: str(rows.filter(final=grade).count()) for grade in Grade},
        rows=[_line(at, row) for at, row in enumerate(lines, 1)],
        empty=_("No evaluations of this year have been opened."),
        summary=_(
            "Grades are those that stand: as signed, or as decided after an objection. Excellent "
            "is at most a third of those evaluated."
        ),
        **marks,
    )


def _line(at: int, row: Evaluation) -> dict[str, str]:
    claim = row.claim
    decided = row.status == Evaluation.Status.DECIDED
    signer, day = row.signed_by, row.signed_on
    if decided:
        signer, day = row.decided_by, row.decided_on
    return {
        "no": str(at),
        "member": str(claim.member),
        "unit": str(claim.employer or ""),
        "post": claim.post.name,
        "points": NOTHING if row.total is None else str(row.total),
        "reached": row.get_reached_display() or NOTHING,  # type: ignore[attr-defined]
        "grade": row.get_final_display() or pgettext("a grade", "not signed yet"),  # type: ignore[attr-defined]
        "signer": "\n".join(filter(None, [signer, day.isoformat() if day else ""])),
        "note": "\n".join(_notes(row)),
    }


def _notes(row: Evaluation) -> list[str]:
    """What a reader of the grade must know."""
    said = []
    if row.is_limited:
        said.append(_("no place left among the excellent"))
    if row.status == Evaluation.Status.OBJECTED:
        said.append(_("objected to on %(day)s") % {"day": row.objected_on})
    if row.status == Evaluation.Status.DECIDED:
        signed = {"grade": row.get_grade_display(), "day": row.signed_on}  # type: ignore[attr-defined]
        said.append(_("decided after an objection; signed as “%(grade)s” on %(day)s") % signed)
    return said


def can_print_summary(by: Actor, committee: Committee) -> Verdict:
    """Those who read the whole community; each community has its own."""
    if not (verdict := can_print_lists(by, committee)):
        return verdict
    if committee.level != Level.COMMUNITY:
        return refuse(_("Each community has its own: choose one."))
    return verdict


FACTS: dict[str, Any] = {
    "committee": gettext_lazy("Community or village"),
    "year": gettext_lazy("Year"),
    "opened": gettext_lazy("Evaluations opened"),
    "evaluated": gettext_lazy("Evaluated (with points)"),
    "signed": gettext_lazy("Grades signed"),
    "places": gettext_lazy("Places for excellent"),
} | {grade.value: grade.label for grade in Grade}

SUMMARY = Paper(
    kind="evaluation-summary",
    label=gettext_lazy("Summary of the year's evaluations"),
    model="committees.committee",
    make=evaluation_summary,
    layout=Layout.SHEET,
    number=gettext_lazy("QYDJ-17"),
    facts=FACTS,
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.5, centred=True),
        Column("member", gettext_lazy("Party member"), 1, centred=True),
        Column("unit", gettext_lazy("Employing unit"), 1.8),
        Column("post", pgettext_lazy("of a party member", "Post"), 1.6),
        Column("points", pgettext_lazy("on paper", "Points"), 0.8, centred=True),
        Column("reached", gettext_lazy("Grade by points"), 1, centred=True),
        Column("grade", pgettext_lazy("of an evaluation", "Grade"), 1, centred=True),
        Column("signer", gettext_lazy("Signed by"), 1.6),
        Column("note", pgettext_lazy("on paper", "Note"), 2),
    ),
    landscape=True,
    asks=("year",),
    verdict=can_print_summary,
)
