"""反馈函: letters to units, those still to be written, and one letter's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import FormView

from committees.listing import PlacedList
from committees.pages import Here, HereDetail
from core import clock
from core.jobs import enqueue
from core.pages import FormPage, ListPage
from core.panels import Action, Bulk, Fact, Panel, fact_of
from core.verdicts import Refused, Verdict, require
from members.models import MemberUnit
from paperwork.services import papers
from posts import rules
from posts.figures import feedback
from posts.filters.letters import DueFilter, LetterFilter
from posts.forms.letters import MakeLettersForm
from posts.models import FeedbackLetter, period_in_words
from posts.papers import FEEDBACK
from posts.services import letters
from posts.tables.letters import DueTable, LetterTable, LinesOfLetter, LinksOfLetter, clock_of
from posts.views.letter_steps import (
    LETTERS,
    LetterCorrect,
    LetterLink,
    LetterReceipt,
    LetterWithdraw,
)

Status = FeedbackLetter.Status
PRINTS = {"print": papers.PDF, "print-word": papers.DOCX}


def _never(row: Any, request: HttpRequest) -> None:
    raise LookupError("letters are printed together, not one by one")


class LetterList(PlacedList, ListPage):
    """Letters that the committee looked at or one below it has sent; those to one's own units."""

    title = gettext_lazy("Feedback letters")
    queryset = FeedbackLetter.objects.all()
    table_class = LetterTable
    filterset_class = LetterFilter
    create_url_name = "posts:letter-make"
    create_label = gettext_lazy("Write letters")
    empty_text = gettext_lazy(
        "Here stand the letters that tell each unit, twice a year, what its members have done "
        "where they live."
    )
    bulk = {
        "issue": Bulk(
            pgettext_lazy("a letter", "Issue"),
            lambda row, request: letters.issue_letter(row, by=request.actor),
        ),
        "print": Bulk(gettext_lazy("Print with receipt links (PDF)"), _never),
        "print-word": Bulk(gettext_lazy("Print with receipt links (Word)"), _never),
    }

    def get_queryset(self) -> Any:
        return self.rows_here(FeedbackLetter)

    def can_create(self) -> Verdict:
        return rules.can_make_any_letters(self.actor)

    def links(self) -> list[Action]:
        if not self.can_create():
            return []
        return [Action(_("Units without a letter"), reverse("posts:letter-due"))]

    def _act_on(self, rows: Any, request: HttpRequest) -> HttpResponse:
        if request.POST["bulk"] not in PRINTS:
            return super()._act_on(rows, request)
        try:
            return self._printed(list(rows.select_related("unit", "committee")), request)
        except Refused as refusal:
            messages.error(request, refusal.reason)
            return HttpResponseRedirect(request.get_full_path())

    def _printed(self, rows: list[FeedbackLetter], request: HttpRequest) -> HttpResponse:
        """All selected letters in one file, each with a new link where its receipt is to come."""
        if not rows:
            raise Refused(_("No rows were selected."))
        for letter in rows:
            if not (verdict := FEEDBACK.verdict(self.actor, letter)):
                raise Refused(f"{letter}: {verdict.reason}")
        told = []
        for letter in rows:
            link = ""
            if rules.can_make_link(self.actor, letter):
                token = letters.make_link(letter, by=self.actor)
                link = request.build_absolute_uri(reverse("posts:receipt", args=[token]))
            told.append({"link": link})
        made = papers.make_papers(
            FEEDBACK,
            rows,
            {},
            PRINTS[request.POST["bulk"]],
            each=told,
            by=self.actor,
            reason=_("letters to units, to be sent"),
        )
        response = HttpResponse(made.content, content_type="application/octet-stream")
        response["Content-Disposition"] = str(content_disposition_header(True, made.name))
        return response


class LettersDue(Here, ListPage):
    """Units of the committee looked at that have no letter for the last half-year yet."""

    title = gettext_lazy("Units without a letter")
    queryset = MemberUnit.objects.all()
    table_class = DueTable
    filterset_class = DueFilter
    create_url_name = "posts:letter-make"
    create_label = gettext_lazy("Write letters")
    empty_text = gettext_lazy("Every unit here has its letter for the last half-year.")
    bulk = {
        "draft": Bulk(
            gettext_lazy("Write a letter"),
            lambda row, request: letters.draft_letter(
                row, *feedback.latest_period(clock.today()), by=request.actor
            ),
        )
    }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_make_any_letters(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        period = period_in_words(*feedback.latest_period(clock.today()))
        return f"{self.title} · {period}"

    def get_queryset(self) -> Any:
        if self.at is None or not self.request.user.reach.manages(self.at.path):  # type: ignore[union-attr]
            return MemberUnit.objects.none()
        return feedback.units_due(self.at, *feedback.latest_period(clock.today()))

    def can_create(self) -> Verdict:
        return rules.can_make_any_letters(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        beyond = feedback.units_beyond(self.at).count() if self.at else 0
        if beyond:
            context["intro"] = _(
                "Of %(n)d units some members live here and others elsewhere: the committee above "
                "writes to them, one letter for all."
            ) % {"n": beyond}
        return context


class LettersMake(Here, FormPage, FormView):
    """Letters to all units of a committee, in the background."""

    title = gettext_lazy("Write letters")
    form_class = MakeLettersForm
    submit_label = gettext_lazy("Write them")
    success_message = gettext_lazy("Under way. Units that have their letter already keep it.")
    intro = gettext_lazy(
        "Each unit gets one letter about all its members, wherever they live below this committee. "
        "Units that also have members elsewhere are written to by the committee above."
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_make_any_letters(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:letter-list")

    def get_initial(self) -> dict[str, Any]:
        at = self.at
        fits = at is not None and bool(rules.can_make_letters(self.actor, at))
        return super().get_initial() | ({"committee": at.pk} if fits and at else {})

    def save(self, form: MakeLettersForm) -> str:
        asked = form.cleaned_data
        require(rules.can_make_letters(self.actor, asked["committee"]))
        job = enqueue(
            "posts.make_letters",
            user=self.request.user,
            committee=asked["committee"].pk,
            year=asked["year"],
            half=asked["half"],
            issue=asked["issue"],
            person=self.request.user.pk,
            request_id=self.actor.request_id,
        )
        return reverse("paperwork:job-detail", args=[job.pk])


class LetterDetail(HereDetail):
    queryset = LETTERS

    def actions(self) -> list[Action]:
        letter, by = self.object, self.actor
        offered = [
            (
                Status.ISSUED,
                pgettext("a letter", "Issue"),
                "issue",
                rules.can_issue_letter,
                "primary",
            ),
            (Status.RECEIVED, LetterReceipt.title, "receipt", rules.can_give_receipt, "primary"),
            (Status.RECEIVED, LetterLink.title, "link", rules.can_make_link, "secondary"),
            (
                Status.WITHDRAWN,
                LetterCorrect.title,
                "correct",
                rules.can_correct_letter,
                "secondary",
            ),
            (
                Status.WITHDRAWN,
                LetterWithdraw.title,
                "withdraw",
                rules.can_withdraw_letter,
                "danger",
            ),
        ]
        found = [
            Action(
                label,
                reverse(f"posts:letter-{name}", args=[letter.pk]),
                rule(by, letter),
                post=name == "issue",
                style=style,
                confirm=_("From then on the letter is not changed any more.")
                if name == "issue"
                else "",
            )
            for status, label, name, rule, style in offered
            if status in FeedbackLetter.TRANSITIONS[letter.status]
        ]
        if letter.status in FeedbackLetter.SENT:
            url = reverse("paperwork:paper-subject", args=["posts.feedbackletter", letter.pk])
            found.append(Action(_("Print it"), url))
        if letter.links.visible_to(self.request.user).usable().exists():
            url = reverse("posts:letter-revoke", args=[letter.pk])
            verdict = rules.can_revoke_links(by, letter)
            found.append(Action(_("Revoke all links"), url, verdict, post=True))
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        letter = self.object
        facts = [fact_of(letter, "unit"), Fact(_("Half-year"), letter.period)]
        if letter.serial:
            facts.append(Fact(pgettext("of a letter", "Number"), letter.number))
        facts += [fact_of(letter, "committee"), fact_of(letter, "members")]
        facts.append(Fact(_("Covers"), f"{letter.covers_from} – {letter.covers_until}"))
        if letter.issued_on:
            facts += [fact_of(letter, "issued_on")]
            # An account's page is for administrators.
            facts.append(Fact(fact_of(letter, "issued_by").label, str(letter.issued_by or "")))
            facts.append(fact_of(letter, "due_on"))
        if told := clock_of(letter.status, letter.due_on):
            facts.append(Fact(pgettext("of a receipt", "Clock"), told))
        if letter.received_on:
            facts += [fact_of(letter, name) for name in ("received_on", "receiver")]
            facts += [fact_of(letter, name) for name in ("received_by_way", "receipt_note")]
        if letter.withdrawn_on:
            facts += [fact_of(letter, "withdrawn_on"), fact_of(letter, "reason")]
        if letter.corrects:
            facts.append(fact_of(letter, "corrects"))
        return facts

    def panels(self) -> list[Panel]:
        letter = self.object
        supply = [
            Fact(one["community"], feedback.supply_in_words(one))
            for one in letter.content["supply"]
        ]
        found = [
            Panel.of(
                "members",
                _("What it says of each member"),
                LinesOfLetter(),
                letter.lines.order_by("pk"),
            ),
            Panel("supply", _("What the communities had to offer"), facts=supply),
        ]
        links = letter.links.visible_to(self.request.user).select_related("made_by")
        if letter.issued_on and links:
            found.append(Panel.of("links", _("Receipt links"), LinksOfLetter(), links))
        return found
