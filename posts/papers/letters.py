"""反馈函: one letter to a unit, with a table of its members and a slip for the receipt."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from audit.actors import Actor
from core.papers import Column, Document, Layout, Paper, long_date
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.papers.heads import name_on
from members.rules import can_print_lists
from posts.figures import feedback
from posts.models import FeedbackLetter
from posts.rules import answers_for_unit


def feedback_letter(letter: FeedbackLetter, link: str = "") -> Document:
    """The letter as it was frozen; ``link`` is the address for its receipt, if one goes with it."""
    sender = name_on(letter.committee, letter.issued_on or letter.covers_until)
    lines = list(letter.lines.order_by("pk").values_list("content", flat=True))
    facts = {
        "unit": letter.content["unit"],
        "committee": sender,
        "period": letter.period,
        "number": letter.number,
        "from": long_date(letter.covers_from),
        "until": long_date(letter.covers_until),
        "members": str(letter.members),
        "due": long_date(letter.due_on) if letter.due_on else "",
        "link": link,
    }
    return Document(
        title=_("Letter on the Service of Your Members Where They Live"),
        maker=sender,
        number=_("No. %(number)s") % facts,
        subtitle=_("Attached: what is on record of each member, %(from)s to %(until)s") % facts,
        facts=facts,
        rows=[_row(at, line) for at, line in enumerate(lines, 1)],
        paragraphs=_paragraphs(letter, facts, lines),
        summary=_("“—” stands for what is not kept here. The order is that of the names."),
        signatures=[
            _("Receipt for no. %(number)s, received by:") % facts,
            _("Stamp of the unit:"),
            pgettext("of a receipt", "Date:"),
        ],
        closing=[sender, _("(stamp)"), long_date(letter.issued_on) if letter.issued_on else ""],
    )


def _paragraphs(letter: FeedbackLetter, facts: dict[str, str], lines: list[Any]) -> list[str]:
    counted = {
        "n": len(lines),
        "registered": sum(bool(line["registration"]) for line in lines),
        "held": sum(bool(line["posts"]) for line in lines),
    }
    words = ngettext(
        "From %(from)s to %(until)s, %(n)d member of your party organisations who is in service "
        "lived in our area. Registered at the community: %(registered)d; with a post there: "
        "%(held)d. What was done is in the table attached.",
        "From %(from)s to %(until)s, %(n)d members of your party organisations who are in service "
        "lived in our area. Registered at the community where they live: %(registered)d; with a "
        "post there: %(held)d. What each of them did is in the table attached.",
        len(lines),
    )
    told = [_("To %(unit)s:") % facts, words % (facts | counted)]
    if quiet := [line for line in lines if feedback.did_nothing(line)]:
        told.append(_about_the_quiet(letter, quiet))
    told.append(
        _(
            "The letter says only what the communities have confirmed, and ranks nobody. Please "
            "tell us what you know otherwise: it is looked into, and a corrected letter sent."
        )
    )
    if letter.corrects is not None and letter.corrects.serial:
        told.append(
            _("It takes the place of our letter no. %(number)s of %(day)s.")
            % {
                "number": letter.corrects.number,
                "day": long_date(letter.corrects.issued_on or letter.covers_until),
            }
        )
    asked = (
        _(
            "Please give us your receipt by %(due)s: open %(link)s, for which no account is "
            "needed, or send back the slip below the table."
        )
        if facts["link"]
        else _("Please give us your receipt by %(due)s: send back the slip below the table.")
    )
    told.append(asked % facts)
    return told


def _about_the_quiet(letter: FeedbackLetter, quiet: list[Any]) -> str:
    """How many did nothing, beside what their communities had to offer them."""
    where = {line["community_id"] for line in quiet}
    offered = [one for one in letter.content["supply"] if one["community_id"] in where]
    semicolon = pgettext("between the parts of a letter's line", "; ")
    words = ngettext(
        "Of %(n)d member nothing is on record in this time, in which %(supply)s.",
        "Of %(n)d members nothing is on record in this time, in which %(supply)s.",
        len(quiet),
    )
    supply = semicolon.join(feedback.supply_in_words(one) for one in offered)
    return words % {"n": len(quiet), "supply": supply or _("no community of theirs was known")}


def _row(at: int, line: dict[str, Any]) -> dict[str, str]:
    return {
        "no": str(at),
        "name": line["name"],
        "community": line["community"] or feedback.NOTHING,
        "registration": feedback.registration_in_words(line),
        "posts": feedback.posts_in_words(line) or feedback.NOTHING,
        "services": feedback.services_in_words(line),
        "activities": feedback.activities_in_words(line),
        "grade": line["grade"] or feedback.NOTHING,
    }


def can_print_feedback(by: Actor, letter: FeedbackLetter) -> Verdict:
    """Those who read the committee that sends it, and the unit's liaison; as it was issued."""
    if letter.status not in FeedbackLetter.SENT:
        return refuse(_("A letter is printed once it is issued, and not when it is withdrawn."))
    if answers_for_unit(by, letter) or can_print_lists(by, letter.committee):
        return ALLOWED
    return forbid(_("Only those who read the whole committee may print its letters."))


FEEDBACK = Paper(
    kind="feedback-letter",
    label=gettext_lazy("Feedback letter"),
    model="posts.feedbackletter",
    make=feedback_letter,
    layout=Layout.LETTER,
    facts={
        "unit": gettext_lazy("Employing unit"),
        "committee": gettext_lazy("Committee"),
        "period": gettext_lazy("Half-year"),
        "from": pgettext_lazy("on paper", "From"),
        "until": pgettext_lazy("on paper", "Up to and with"),
        "members": gettext_lazy("Members"),
        "due": gettext_lazy("Receipt due on"),
        "link": gettext_lazy("Address for the receipt"),
    },
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.6, centred=True),
        Column("name", gettext_lazy("Name"), 1.1, centred=True),
        Column("community", gettext_lazy("Lives in"), 1.3),
        Column("registration", gettext_lazy("Registration"), 1.7),
        Column("posts", gettext_lazy("Posts held"), 2.4),
        Column("services", gettext_lazy("Services"), 1.3),
        Column("activities", gettext_lazy("Activities"), 0.8, centred=True),
        Column("grade", pgettext_lazy("of an evaluation", "Grade"), 0.9, centred=True),
    ),
    verdict=can_print_feedback,
    committee_of=lambda letter: letter.committee,
)
