"""Proofs of service: issued by the community, found again by anybody who holds the paper."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.pages import Here, HereDetail, number_asked_for
from core import public
from core.pages import ActOnPage, FormPage, Titled
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict, require
from posts import rules
from posts.forms.records import CodeForm, ProofForm, ReasonForm
from posts.models import ServiceProof, ServiceRecord
from posts.models.hours import hours_in_words
from posts.services import proofs
from posts.tables.records import RecordsOfMember

PROOFS = ServiceProof.objects.select_related("committee", "member__person", "issued_by")


class ProofDetail(HereDetail):
    queryset = PROOFS

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        url = reverse("paperwork:paper-subject", args=["posts.serviceproof", row.pk])
        found = [
            Action(_("Print"), url, rules.can_print_proof(by, row), style="primary"),
            Action(
                ProofRevoke.title,
                reverse("posts:proof-revoke", args=[row.pk]),
                rules.can_revoke(by, row),
                style="danger",
            ),
        ]
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Number"), row.number),
            Fact(fact_of(row, "member").label, row.member),
            Fact(fact_of(row, "committee").label, str(row.committee)),
            Fact(_("Period"), f"{row.since} – {row.until}"),
            Fact(_("Services"), row.services),
            Fact(_("Hours"), hours_in_words(row.minutes)),
            fact_of(row, "issued_on"),
            *([fact_of(row, "issued_by")] if row.issued_by else []),
            *([fact_of(row, "revoked_on"), fact_of(row, "reason")] if row.revoked_on else []),
            *([Fact(_("To be looked at"), warning)] if (warning := self.warning()) else []),
        ]

    def warning(self) -> str:
        """Records on it that do not count any more: what the paper says is wrong by now."""
        row = self.object
        if row.status != ServiceProof.Status.ISSUED:
            return ""
        wrong = row.records.exclude(status__in=ServiceRecord.COUNTING).count()
        if not wrong:
            return ""
        return _(
            "Records on it that were corrected, disputed or made void since: %(n)d. Please revoke "
            "it and issue a new one."
        ) % {"n": wrong}

    def panels(self) -> list[Panel]:
        rows = self.object.records.select_related("claim__post", "activity").order_by("on", "pk")
        return [Panel.of("records", _("Services on it"), RecordsOfMember(), rows[:500])]


class ProofCreate(Here, FormPage, FormView):
    title = gettext_lazy("Issue a proof of service")
    form_class = ProofForm
    submit_label = pgettext_lazy("a proof of service", "Issue")
    success_message = gettext_lazy("Issued. Print it, stamp it and hand it over; it costs nothing.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_issue_anything(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:record-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | number_asked_for(self.request, "member")

    def save(self, form: ProofForm) -> ServiceProof:
        told = form.cleaned_data
        return proofs.issue_proof(
            told["committee"],
            told["member"],
            since=told["since"],
            until=told["until"],
            by=self.actor,
        )


class ProofRevoke(Here, ActOnPage):
    title = pgettext_lazy("a proof of service", "Revoke")
    queryset = PROOFS
    form_class = ReasonForm
    submit_style = "danger"
    intro = gettext_lazy("Whoever asks for its code from now on is told that it no longer holds.")

    def verdict(self, row: ServiceProof) -> Verdict:
        return rules.can_revoke(self.actor, row)

    def save(self, form: ReasonForm) -> ServiceProof:
        return proofs.revoke_proof(self.object, by=self.actor, **form.cleaned_data)


@method_decorator(login_not_required, name="dispatch")
class Verify(Titled, FormView):
    """Whether a paper is real, for anybody who holds one: yes or no and the least that tells it
    apart. The code is sent, never part of an address, so that it stands in no log."""

    title = gettext_lazy("Check a proof of service")
    template_name = "posts/verify.html"
    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        if public.asks_too_often(self.request):
            words = _("Too many codes were tried from here. Please try again in an hour.")
            form.add_error(None, words)
            return self._answer(form, status=429)
        found = proofs.with_code(form.cleaned_data["code"])
        if found is None:
            public.note_miss(self.request)
        return self._answer(form, answered=True, facts=facts_of(found), found=found)

    def _answer(self, form: CodeForm, status: int = 200, **told: Any) -> HttpResponse:
        context = self.get_context_data(form=form) | told
        return self.render_to_response(context, status=status)

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return public.discreet(super().dispatch(*args, **kwargs), has_form=True)


def facts_of(proof: ServiceProof | None) -> list[Fact]:
    if proof is None:
        return []
    return [
        Fact(_("Number"), proof.number),
        Fact(_("Name"), masked(str(proof.member))),
        Fact(_("Period"), f"{proof.since} – {proof.until}"),
        Fact(_("Hours"), hours_in_words(proof.minutes)),
        Fact(_("Issued by"), str(proof.committee)),
        Fact(_("Issued on"), proof.issued_on),
        *([Fact(_("Revoked on"), proof.revoked_on)] if proof.revoked_on else []),
    ]


def masked(name: str) -> str:
    """The first character of a name, the others hidden: 王**."""
    return name[:1] + "*" * max(len(name) - 1, 1)
