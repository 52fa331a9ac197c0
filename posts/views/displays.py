"""示岗: consent, the board of the committee looked at, and its public page."""

from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committees.models import Committee
from committees.pages import Here, committee_asked_for
from core import public
from core.pages import ActionView, ActOnPage, Titled
from core.panels import Action
from core.shown_once import Secret, ShowsOnce
from core.verdicts import Verdict
from posts import figures, notices, rules
from posts.forms.displays import ConsentForm, OpenBoardForm
from posts.models import BoardLink, Claim
from posts.papers.boards import line_of
from posts.services import displays
from posts.views.claims import CLAIMS


class ConsentGive(Here, ActOnPage):
    title = gettext_lazy("Consent to be shown")
    template_name = "posts/consent_form.html"
    queryset = CLAIMS
    form_class = ConsentForm
    success_message = gettext_lazy("Entered. The line is on the board now.")

    def verdict(self, row: Claim) -> Verdict:
        return rules.can_consent(self.actor, row)

    @property
    def needs_paper(self) -> bool:
        return not rules.is_oneself(self.actor, self.object.member)

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"claim": self.object, "needs_paper": self.needs_paper}
        return super().get_form_kwargs() | given

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        label = _("Enter the consent") if self.needs_paper else _("I consent to be shown")
        told = {"notice": notices.SENTENCES, "submit_label": label}
        return super().get_context_data(**kwargs) | told

    def save(self, form: ConsentForm) -> Claim:
        displays.give_consent(self.object, by=self.actor, **form.cleaned_data)
        return self.object


class ConsentRevoke(Here, ActionView):
    queryset = CLAIMS
    success_message = gettext_lazy("Revoked. The line is gone from the board.")

    def act(self, row: Claim) -> Any:
        displays.revoke_consent(row, by=self.actor)


class Board(Here, Titled, TemplateView):
    """Who is in which post at the community or grid looked at, as its board tells it."""

    template_name = "posts/board.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.committee = committee_asked_for(request)

    def get_title(self) -> str:
        if self.committee is None:
            return _("Board of posts")
        return _("Posts of party members at %(place)s") % {"place": self.committee.area_name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        committee = self.committee
        if committee is None:
            return context | {"why_not": _("Please choose a community or a grid first.")}
        verdict = rules.can_have_board(committee)
        if not verdict:
            return context | {"why_not": verdict.reason}
        claims = list(figures.on_board(committee))
        link = committee.board_links.running().select_related("made_by").first()
        in_post = Claim.objects.at(committee).in_post().count()
        return context | {
            "committee": committee,
            "lines": [(claim, line_of(at, claim)) for at, claim in enumerate(claims, 1)],
            "in_post": in_post,
            "link": link,
            "actions": self.actions(committee, link),
        }

    def actions(self, committee: Committee, link: BoardLink | None) -> list[Action]:
        found = []
        if rules.can_print_board(self.actor, committee):
            url = f"{reverse('paperwork:paper-list')}?committee={committee.pk}"
            found.append(Action(_("Print the board"), url))
        if link is None:
            url = reverse("posts:board-open", args=[committee.pk])
            verdict = rules.can_open_board(self.actor, committee)
            found.append(Action(BoardOpen.title, url, verdict))
        else:
            url = reverse("posts:board-close", args=[link.pk])
            verdict = rules.can_close_board(self.actor, link)
            sure = _("Its QR code leads nowhere any more, wherever it hangs. Revoke the address?")
            found.append(
                Action(
                    _("Revoke the public address"),
                    url,
                    verdict,
                    post=True,
                    style="danger",
                    confirm=sure,
                )
            )
        return [action for action in found if not action.verdict.is_forbidden]


class BoardOpen(Here, ShowsOnce, ActOnPage):
    """A public address, shown once with its QR code, to be printed and hung up."""

    title = gettext_lazy("Open the board to the public")
    queryset = Committee.objects.all()
    form_class = OpenBoardForm
    submit_label = gettext_lazy("Make the address")
    success_message = gettext_lazy("The public address is made.")
    intro = gettext_lazy(
        "Whoever has the address can read the board without an account: name, post, duties, "
        "pledges and term of those who have consented, and nothing else. The address and its QR "
        "code are shown once, right after this. They can be revoked at any time."
    )

    def verdict(self, row: Committee) -> Verdict:
        return rules.can_open_board(self.actor, row)

    def back_url(self) -> str:
        return f"{reverse('posts:board')}?committee={self.object.pk}"

    def save(self, form: OpenBoardForm) -> BoardLink:
        link, token = displays.open_board(self.object, by=self.actor)
        url = self.request.build_absolute_uri(reverse("posts:public-board", args=[token]))
        self.secret = Secret(
            title=_("Posts of party members at %(place)s") % {"place": self.object.area_name},
            lines=[url],
            advice=_(
                "Scan the code to see who serves in which post. For the office: print this page "
                "now and hang it up; the address is kept nowhere and cannot be shown again."
            ),
            next_url=link.get_absolute_url(),
            next_label=_("To the board"),
            picture=segno.make(url, error="m").svg_data_uri(scale=6, border=4, light="#fff"),
            picture_of=_("QR code of the address below"),
        )
        return link


class BoardClose(Here, ActionView):
    queryset = BoardLink.objects.select_related("committee")
    success_message = gettext_lazy("The address is revoked.")

    def act(self, row: BoardLink) -> Any:
        displays.close_board(row, by=self.actor)


@method_decorator(login_not_required, name="dispatch")
class PublicBoard(View):
    """Without an account, behind an address that nobody can guess; nothing about the reader is
    kept, and no page, cache or search engine keeps what is shown."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if public.asks_too_often(request):
            return self.answer(request, 429)
        digest = public.digest_of(token)
        link = BoardLink.objects.select_related("committee").filter(token_digest=digest).first()
        if link is None:
            public.note_miss(request)
            return self.answer(request, 404)
        if link.revoked_at is not None or not rules.can_have_board(link.committee):
            return self.answer(request, 410)
        claims = enumerate(figures.on_board(link.committee), 1)
        lines = [(None, line_of(at, claim)) for at, claim in claims]
        return self.answer(request, 200, committee=link.committee, lines=lines)

    def answer(self, request: HttpRequest, status: int, **context: Any) -> HttpResponse:
        titles = {
            200: _("Posts of party members"),
            404: _("There is no such board"),
            410: _("This board is no longer shown here"),
            429: _("Asked too often"),
        }
        if status == 200:
            place = context["committee"].area_name
            titles[200] = _("Posts of party members at %(place)s") % {"place": place}
        context |= {"page_title": titles[status], "status": status}
        response = render(request, "posts/public_board.html", context, status=status)
        return public.discreet(response)
