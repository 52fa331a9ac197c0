"""群众测评: printing voting papers, and the form behind the code on a paper."""

from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from committees.listing import PlacedList
from committees.pages import Here, HereDetail
from core import public
from core.pages import ActionView, FormPage, ListPage
from core.panels import Action, Fact, fact_of
from core.verdicts import Verdict, require
from posts import rules
from posts.filters.evaluations import BatchFilter
from posts.forms.evaluations import PrintVotesForm, VoteForm
from posts.models import VoteBatch, VoteSheet
from posts.services import votes
from posts.tables.evaluations import BatchTable


class BatchList(PlacedList, ListPage):
    title = gettext_lazy("Voting papers")
    queryset = VoteBatch.objects.all()
    table_class = BatchTable
    filterset_class = BatchFilter
    create_url_name = "posts:batch-create"
    create_label = gettext_lazy("Print voting papers")
    empty_text = gettext_lazy(
        "The people served say what they think of the post-holders on papers with a code that "
        "works once. Print some and hand them out."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(VoteBatch)

    def can_create(self) -> Verdict:
        return rules.can_evaluate_anything(self.actor)


class BatchDetail(HereDetail):
    queryset = VoteBatch.objects.select_related("community")

    def actions(self) -> list[Action]:
        verdict = rules.can_revoke_votes(self.actor, self.object)
        url = reverse("posts:batch-revoke", args=[self.object.pk])
        act = Action(
            _("Revoke what has not been used"),
            url,
            verdict,
            post=True,
            style="danger",
            confirm=_("The papers can no longer be used. Revoke them?"),
        )
        return [] if verdict.is_forbidden else [act]

    def get_facts(self) -> list[Fact]:
        batch: Any = self.object
        used = batch.sheets.aggregate(n=Count("pk", filter=Q(is_used=True)))["n"]
        facts = [
            Fact(_("Community or village"), batch.community),
            fact_of(batch, "printed"),
            Fact(_("Used"), used),
            fact_of(batch, "expires_at"),
        ]
        return facts + ([fact_of(batch, "revoked_on")] if batch.revoked_on else [])


class BatchCreate(Here, FormPage, FormView):
    """The papers are the answer to the form: they are shown once, to be printed."""

    title = gettext_lazy("Print voting papers")
    form_class = PrintVotesForm
    submit_label = gettext_lazy("Make the papers")
    intro = gettext_lazy(
        "The papers are shown once, on the next page: print them there. Their codes are kept "
        "nowhere; papers that go astray are revoked."
    )
    success_message = gettext_lazy("The voting papers have been made.")
    papers: list[dict[str, Any]] = []

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_evaluate_anything(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:batch-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def save(self, form: PrintVotesForm) -> VoteBatch:
        asked = form.cleaned_data
        batch, found = votes.print_votes(
            asked["committee"], asked["year"], asked["papers"], by=self.actor
        )
        self.batch = batch
        self.papers = [self._paper(at, secret) for at, secret in enumerate(found, 1)]
        return batch

    def _paper(self, at: int, secret: str) -> dict[str, Any]:
        url = self.request.build_absolute_uri(reverse("posts:vote", args=[secret]))
        code = segno.make(url, error="m").svg_data_uri(scale=3, border=4, light="#fff")
        return {"number": at, "qr": code}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if not self.papers or response.status_code != 302:
            return response
        context = {"page_title": self.title, "batch": self.batch, "papers": self.papers}
        shown = render(self.request, "posts/voting_papers.html", context)
        shown["Cache-Control"] = "no-store"
        return shown


class BatchRevoke(Here, ActionView):
    queryset = VoteBatch.objects.select_related("community")
    success_message = gettext_lazy("Revoked.")

    def act(self, row: VoteBatch) -> Any:
        votes.revoke_votes(row, by=self.actor)


@method_decorator(login_not_required, name="dispatch")
class VotePage(View):
    """The form behind a code: no account, no name, one time; it tells nothing about others."""

    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return public.discreet(self._answer(request, *args, **kwargs), has_form=True)

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if public.asks_too_often(request):
            return self._said(_("Too many wrong codes from here. Please try again later."), 429)
        try:
            sheet = votes.find_sheet(kwargs["secret"])
        except votes.Spent:
            return self._spent()
        if sheet is None:
            public.note_miss(request)
            return self._said(_("There is no such voting paper. Please scan the code again."), 404)
        self.sheet: VoteSheet = sheet
        return super().dispatch(request, *args, **kwargs)

    def _spent(self) -> HttpResponse:
        return self._said(_("This voting paper has been used, or is no longer valid."), 410)

    def _said(self, words: str, status: int) -> HttpResponse:
        context = {"page_title": _("Voting paper"), "words": words}
        return render(self.request, "posts/voted.html", context, status=status)

    def _form(self, data: Any = None) -> VoteForm:
        return VoteForm(data, evaluations=list(votes.on_the_paper(self.sheet)))

    def _shown(self, form: VoteForm) -> HttpResponse:
        if not form.fields:
            return self._said(_("There is nobody to vote on any more. Thank you."), 410)
        context = {
            "page_title": _("Voting paper"),
            "form": form,
            "community": self.sheet.batch.community,
            "year": self.sheet.batch.year,
        }
        return render(self.request, "posts/vote.html", context)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._shown(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._shown(form)
        try:
            votes.vote(self.sheet, form.answers)
        except votes.Spent:
            return self._spent()
        return self._said(_("Thank you. Your answers have been counted, without your name."), 200)
