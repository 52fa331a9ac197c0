"""What one person asks for and a second one decides: the list, one request, the decision."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import rules
from accounts.filters import RequestFilter
from accounts.forms import ReasonForm, RemarkForm
from accounts.kinds import KINDS
from accounts.models import TwoPersonRequest
from accounts.services import second_person as services
from accounts.tables import RequestTable
from core.pages import ActionView, ActOnPage, DetailPage, ListPage
from core.panels import Action, Fact, fact_of
from core.verdicts import Verdict

REQUESTS = TwoPersonRequest.objects.select_related("asked_by", "decided_by", "about")
# Without it the row would stand in the page as ``request``.
NAME = "asked"
CONFIRM = pgettext_lazy("as second person", "Confirm")
REFUSE = pgettext_lazy("as second person", "Refuse")


class RequestList(ListPage):
    """Those that one has asked for, may decide, or that are about oneself."""

    title = gettext_lazy("Two-person requests")
    queryset = TwoPersonRequest.objects.all()
    table_class = RequestTable
    filterset_class = RequestFilter
    empty_text = gettext_lazy("Nothing was asked for that takes a second person.")


class RequestDetail(DetailPage):
    queryset = REQUESTS
    context_object_name = NAME
    facts = ["reason"]
    request: Any

    def get_title(self) -> str:
        return f"{self.object.label} · {self.object.title}"

    def get_facts(self) -> list[Fact]:
        row = self.object
        kind = KINDS.get(row.kind)
        facts = [*super().get_facts(), Fact(_("Asked by"), _who_when(row.asked_by, row.created_at))]
        if row.status in row.OPEN:
            facts.append(Fact(_("Open until"), _time(row.expires_at)))
        if row.status == row.Status.WAITING and kind:
            facts.append(Fact(_("Second person"), kind.who))
        if row.decided_by:
            facts.append(Fact(_("Decided by"), _who_when(row.decided_by, row.decided_at)))
            facts.append(fact_of(row, "answer"))
        return [*facts, *(kind.facts(row, self.request) if kind else [])]

    def actions(self) -> list[Action]:
        by, row = self.request.actor, self.object
        decide = rules.can_decide(by, row)
        urls = {name: _url(row, name) for name in ("confirm", "refuse", "withdraw")}
        found = [
            Action(CONFIRM, urls["confirm"], decide, style="primary"),
            Action(REFUSE, urls["refuse"], decide, style="danger"),
            Action(_("Withdraw"), urls["withdraw"], rules.can_withdraw(by, row), post=True),
        ]
        kind = KINDS.get(row.kind)
        more = kind.actions(row, self.request) if kind else []
        # What was decided offers nothing but what can still be done with it.
        return [a for a in [*found, *more] if a.verdict]


def _url(row: TwoPersonRequest, name: str) -> str:
    return reverse(f"accounts:request-{name}", args=[row.pk])


def _time(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _who_when(user: Any, at: Any) -> str:
    return f"{user} · {_time(at)}"


class Decision(ActOnPage):
    """A form by which the second person decides; what was asked for stands above it."""

    template_name = "accounts/request_decision.html"
    queryset = REQUESTS
    context_object_name = NAME
    request: Any

    def get_title(self) -> str:
        return f"{self.title} · {self.object.title}"

    def verdict(self, row: TwoPersonRequest) -> Verdict:
        return rules.can_decide(self.request.actor, row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, kind = self.object, KINDS[self.object.kind]
        facts = [
            Fact(_("Asked for"), row.label),
            Fact(_("About"), row.title),
            fact_of(row, "reason"),
            Fact(_("Asked by"), _who_when(row.asked_by, row.created_at)),
            Fact(_("Open until"), _time(row.expires_at)),
            *kind.facts(row, self.request),
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}


class RequestConfirm(Decision):
    title = gettext_lazy("Confirm as second person")
    form_class = RemarkForm
    submit_label = CONFIRM
    success_message = gettext_lazy("You have confirmed it; both names are on record.")

    @property
    def intro(self) -> Any:  # type: ignore[override]
        return KINDS[self.object.kind].consequence

    def save(self, form: Any) -> TwoPersonRequest:
        remark = form.cleaned_data["remark"]
        return services.confirm(self.object, by=self.request.actor, remark=remark)


class RequestRefuse(Decision):
    title = gettext_lazy("Refuse as second person")
    form_class = ReasonForm
    submit_label = REFUSE
    submit_style = "danger"
    success_message = gettext_lazy("You have refused; whoever asked can read why.")

    def save(self, form: Any) -> TwoPersonRequest:
        reason = form.cleaned_data["reason"]
        return services.refuse(self.object, by=self.request.actor, reason=reason)


class RequestWithdraw(ActionView):
    queryset = REQUESTS
    success_message = gettext_lazy("The request is withdrawn.")

    def act(self, row: TwoPersonRequest) -> None:
        services.withdraw(row, by=self.request.actor)  # type: ignore[attr-defined]
