"""定期检查记录表: what is taken along on the round, with what has been entered since."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.papers import Column, Document, Layout, Paper, long_date
from members.papers.heads import iso, name_on
from posts import rules
from posts.models import CheckRound, PostCheck

Result = PostCheck.Result


def check_sheet(round_: CheckRound) -> Document:
    """A line for each post drawn; boxes to tick where nothing has been entered yet."""
    checks = list(
        round_.checks.select_related("claim__member__person", "claim__post__committee").order_by(
            "claim__post__committee__path", "claim__post", "pk"
        )
    )
    day = round_.drawn_on or clock.today()
    committee = name_on(round_.at_committee, day)
    return Document(
        title=_("Record of Periodic Checks"),
        number=str(CHECK_SHEET.number),
        maker=committee,
        facts={
            "committee": committee,
            "quarter": _("%(year)d, quarter %(quarter)d")
            % {"year": round_.year, "quarter": round_.quarter},
            "drawn_on": iso(round_.drawn_on),
            "due_on": iso(round_.due_on),
        },
        rows=[_line(at, check) for at, check in enumerate(checks, 1)],
        summary=_("%(drawn)d drawn of %(all)d in post, by the seed %(seed)s.")
        % {"drawn": len(checks), "all": len(round_.drawn_from), "seed": round_.seed or "—"},
        empty=_("Nobody has been drawn yet."),
        signatures=[
            _("Checked by:"),
            _("Secretary of the community:"),
            pgettext("on paper", "Date:"),
        ],
        closing=[long_date(clock.today())],
    )


def _line(at: int, check: PostCheck) -> dict[str, str]:
    post = check.claim.post
    where = "\n".join(filter(None, [post.where or post.committee.area_name, post.frequency]))
    boxes = "\n".join(f"□ {label}" for label in Result.labels)
    right = [
        _("by %(day)s") % {"day": check.rectify_by} if check.rectify_by else "",
        _("put right %(day)s") % {"day": check.rectified_on} if check.rectified_on else "",
    ]
    return {
        "no": str(at),
        "member": str(check.claim.member),
        "post": post.name,
        "where": where,
        "result": f"{check.get_result_display()}\n{check.on}" if check.result else boxes,
        "finding": check.finding,
        "rectification": "\n".join(filter(None, right)),
        "look_back": check.look_back,
    }


CHECK_SHEET = Paper(
    kind="check-sheet",
    label=gettext_lazy("Record of periodic checks"),
    model="posts.checkround",
    make=check_sheet,
    layout=Layout.SHEET,
    number=gettext_lazy("QYDJ-16"),
    facts={
        "committee": gettext_lazy("Community or village"),
        "quarter": gettext_lazy("Quarter"),
        "drawn_on": gettext_lazy("Drawn on"),
        "due_on": gettext_lazy("To be done by"),
    },
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.6, centred=True),
        Column("member", gettext_lazy("Party member"), 1.1, centred=True),
        Column("post", pgettext_lazy("of a party member", "Post"), 1.7),
        Column("where", gettext_lazy("Where and when"), 2.1),
        Column("result", gettext_lazy("Result"), 1.6),
        Column("finding", gettext_lazy("Finding"), 2.6),
        Column("rectification", gettext_lazy("Putting right"), 1.7),
        Column("look_back", gettext_lazy("Seen when looking again"), 1.7),
    ),
    landscape=True,
    verdict=rules.can_print_sheet,
    committee_of=lambda round_: round_.at_committee,
)
