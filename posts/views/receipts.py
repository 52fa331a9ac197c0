"""The page behind a receipt link: no account, no names of members, one receipt."""

import dataclasses
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.generic import FormView

from audit.actors import Actor
from core import public
from core.pages import Titled
from core.verdicts import Refused
from posts import rules
from posts.forms.letters import LinkReceiptForm
from posts.models import FeedbackLetter, ReceiptLink
from posts.services import letters


@method_decorator(login_not_required, name="dispatch")
class ReceiptPage(Titled, FormView):
    """404 for a link that nobody was given, 410 for one that is revoked or over, 429 for too many
    tries. The address must not travel on: not to caches, not to search machines, not as a referrer.
    """

    title = gettext_lazy("Receipt for a letter")
    template_name = "posts/receipt.html"
    form_class = LinkReceiptForm
    link: ReceiptLink

    @method_decorator(sensitive_variables("token"))
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = self._answer(request, *args, **kwargs)
        return public.discreet(response, has_form=response.status_code in (200, 409))

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if public.asks_too_often(request):
            return self._said(_("Too many wrong links. Please try again in an hour."), 429)
        link = letters.find_link(self.kwargs["token"])
        if link is None:
            public.note_miss(request)
            return self._said(_("There is no such link. Please look whether it is complete."), 404)
        if not (verdict := rules.is_good(link)):
            return self._said(verdict.reason, 410)
        self.link = link
        response = super().dispatch(request, *args, **kwargs)
        return response.render() if hasattr(response, "render") else response

    def _said(self, words: Any, status: int) -> HttpResponse:
        context = {"page_title": self.get_title(), "words": words}
        return render(self.request, self.template_name, context, status=status)

    @property
    def letter(self) -> FeedbackLetter:
        return self.link.letter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visible = FeedbackLetter.objects.visible_to(self.request.user)
        opens = self.request.user.is_authenticated and visible.filter(pk=self.letter.pk).exists()
        return super().get_context_data(**kwargs) | {"letter": self.letter, "opens": opens}

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return dataclasses.replace(actor, source="link")

    def form_valid(self, form: LinkReceiptForm) -> HttpResponse:
        try:
            self.link.letter = letters.give_receipt_by_link(
                self.kwargs["token"], by=self.actor, **form.cleaned_data
            )
        except Refused as refusal:
            # Somebody else has answered meanwhile; whose receipt it was is not said here.
            form.add_error(None, refusal.reason)
            self.link.letter.refresh_from_db()
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return self.render_to_response(self.get_context_data(form=form, done=True))
