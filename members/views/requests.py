"""Members' requests about their own data: the list, one of them, and what is answered."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from committees.listing import PlacedList
from committees.models import Committee
from committees.pages import Here
from core import clock
from core.pages import ActionView, ActOnPage, ListPage
from core.panels import Action, Fact, fact_of
from core.verdicts import Verdict
from members import rules
from members.filters.requests import RequestFilter
from members.forms.requests import AnswerForm, CorrectForm, DeclineForm
from members.models import MemberRequest, PartyMember
from members.models.requests import label_of
from members.services import requests
from members.tables.requests import RequestTable
from members.views.base import HereDetail

Kind = MemberRequest.Kind
REQUESTS = MemberRequest.objects.select_related(
    "member__person__home", "member__community", "member__grid", "answered_by"
)


class RequestList(PlacedList, ListPage):
    """Requests at the committee looked at and below it; a member's own."""

    title = gettext_lazy("Requests of party members")
    queryset = MemberRequest.objects.all()
    table_class = RequestTable
    filterset_class = RequestFilter
    empty_text = gettext_lazy(
        "Here stands what party members ask about their own data: to correct, to delete, or that "
        "something recorded is not right."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(MemberRequest)


class RequestDetail(HereDetail):
    queryset = REQUESTS

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        answers = rules.can_answer(by, row)
        offered = [
            (self._yes(row), "accept", answers, "primary", False),
            (_("Decline"), "decline", answers, "danger", False),
            (
                pgettext_lazy("a request", "Withdraw"),
                "withdraw",
                rules.can_withdraw_request(by, row),
                "secondary",
                True,
            ),
        ]
        return [
            Action(label, reverse(f"members:request-{name}", args=[row.pk]), may, post, style)
            for label, name, may, style, post in offered
            if row.is_open and not may.is_forbidden
        ]

    @staticmethod
    def _yes(row: MemberRequest) -> str:
        return {
            Kind.CORRECTION: _("Correct the entry"),
            Kind.OBJECTION: _("Answer: the member is right"),
            Kind.DELETION: _("Delete it"),
        }[Kind(row.kind)]

    def get_facts(self) -> list[Fact]:
        row, user = self.object, self.request.user
        seen: Any = PartyMember.objects.visible_to(user).filter(pk=row.member_id)
        about = row.about_row(user) if row.kind == Kind.OBJECTION else None
        place = Committee.objects.filter(pk=row.lies_at).first()
        return [
            Fact(fact_of(row, "member").label, row.member if seen else str(row.member)),
            fact_of(row, "kind"),
            Fact(fact_of(row, "about_name").label, about or row.about_name),
            *([Fact(_("Stands now"), self._stands(row))] if row.kind == Kind.CORRECTION else []),
            *([fact_of(row, "wanted")] if row.wanted else []),
            *([fact_of(row, "text")] if row.text else []),
            fact_of(row, "asked_on"),
            *([Fact(_("In whose hands"), self._in_hands(row, place))] if row.is_open else []),
            *([fact_of(row, "answer")] if row.answer else []),
            *([fact_of(row, "answered_by")] if row.answered_by else []),
            *([fact_of(row, "answered_on")] if row.answered_on else []),
        ]

    def _stands(self, row: MemberRequest) -> Any:
        """What the entry says today; a number masked, as on the entry's own page."""
        return requests.standing(row)

    @staticmethod
    def _in_hands(row: MemberRequest, place: Any) -> str:
        days = row.days(clock.today())
        told = ngettext("%(who)s, for %(n)d day", "%(who)s, for %(n)d days", days)
        return told % {"who": place, "n": days}


class AnswerPage(Here, ActOnPage):
    """What the office says to a request."""

    queryset = REQUESTS
    form_class: Any = AnswerForm
    success_message = gettext_lazy("Answered. The member reads it on the own pages.")

    def verdict(self, row: MemberRequest) -> Verdict:
        return rules.can_answer(self.actor, row)


class RequestAccept(AnswerPage):
    """Yes; a correction is entered on the same page."""

    def get_title(self) -> str:
        return f"{self.object} · {RequestDetail._yes(self.object)}"

    def get_form_class(self) -> Any:
        return CorrectForm if self.object.kind == Kind.CORRECTION else AnswerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.object.kind != Kind.CORRECTION:
            return super().get_form_kwargs()
        return super().get_form_kwargs() | {"instance": self.object.member, "asked": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        intro = ""
        if row.kind == Kind.CORRECTION:
            words = _("The member asks that “%(field)s” says: %(wanted)s. %(why)s")
            intro = words % {"field": label_of(row.field), "wanted": row.wanted, "why": row.text}
        elif row.kind == Kind.DELETION:
            words = _("With this answer it is deleted from the entry: %(field)s.")
            intro = words % {"field": row.about_name}
        elif row.kind == Kind.OBJECTION:
            intro = _("Please put the entry right on its own page, and say here what was done.")
        return super().get_context_data(**kwargs) | {"intro": intro}

    def save(self, form: Any) -> MemberRequest:
        changes = form.changes if self.object.kind == Kind.CORRECTION else None
        return requests.accept_request(
            self.object, answer=form.cleaned_data["answer"], changes=changes, by=self.actor
        )


class RequestDecline(AnswerPage):
    title = gettext_lazy("Decline")
    form_class = DeclineForm
    submit_label = gettext_lazy("Decline")
    submit_style = "danger"

    def save(self, form: DeclineForm) -> MemberRequest:
        return requests.decline_request(
            self.object, answer=form.cleaned_data["answer"], by=self.actor
        )


class RequestWithdraw(Here, ActionView):
    queryset = REQUESTS
    success_message = gettext_lazy("Withdrawn.")

    def act(self, row: MemberRequest) -> Any:
        requests.withdraw_request(row, by=self.actor)
