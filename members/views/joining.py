"""The door for party members: a code from the community opens an account of their own."""

import time
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic.edit import FormView

from accounts.services import sign_in
from accounts.services.guesses import may_guess, note_held_guess, note_wrong_guess
from core.pages import Titled
from core.redirects import HOME
from core.verdicts import Refused
from members import notices, rules
from members.codes import normalised
from members.forms.joining import CodeForm, OwnAccountForm
from members.models import Invitation
from members.services import invitations

# The same for a code that never was, is used, revoked or too old, for a wrong second fact, and
# while nothing is looked at because of too many tries.
NO = gettext_lazy(
    "This code and these digits do not open an account now. After several wrong tries wait for a "
    "while, or ask your community for a new slip."
)
JOINING = "joining"
# Seconds to choose name and password, once the code was right.
TIME_TO_CHOOSE = 1800
SIGNS_IN = "accounts.backends.AccountBackend"


class AtTheDoor(Titled, FormView):
    """A page for those who have no account yet; who is signed in goes on to the own pages."""

    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return HttpResponseRedirect(HOME)
        return super().dispatch(request, *args, **kwargs)


@method_decorator(
    [login_not_required, sensitive_post_parameters("code", "fact"), never_cache], name="dispatch"
)
class Join(AtTheDoor):
    """Code and second fact. A refusal looks the same whatever is behind it, and guesses are held
    before anything is looked up."""

    title = gettext_lazy("Open your own account")
    template_name = "members/join.html"
    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        late = self.request.method == "GET" and "late" in self.request.GET
        return {"no": NO if late else ""} | super().get_context_data(**kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        code, fact = form.cleaned_data["code"], form.cleaned_data["fact"]
        what = f"invitation:{normalised(code) or code}"
        if not may_guess(self.request, what):
            note_held_guess(self.request)
            return self.refused(form)
        found = invitations.find_invitation(code, fact)
        if found is None:
            failures = note_wrong_guess(self.request, what)
            invitations.revoke_if_guessed(code, failures, by=self.request.actor)
            return self.refused(form)
        # A new key: nobody who knew the old one goes on in the member's place.
        self.request.session.cycle_key()
        self.request.session[JOINING] = {"invitation": found.pk, "at": int(time.time())}
        return HttpResponseRedirect(reverse("join-account"))

    def refused(self, form: CodeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, no=NO))


@method_decorator(
    [login_not_required, sensitive_post_parameters("new", "again"), never_cache], name="dispatch"
)
class JoinAccount(AtTheDoor):
    """Name and password, once the code was right; then the own pages open."""

    title = gettext_lazy("Choose a name and a password")
    template_name = "members/join_account.html"
    form_class = OwnAccountForm
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = self.invitation_in(request)
        if found is None and not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('join')}?late=1")
        if found is not None:
            self.invitation = found
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def invitation_in(request: Any) -> Invitation | None:
        """The one whose code was typed in this session, if it is still good."""
        known = request.session.get(JOINING) or {}
        if time.time() - known.get("at", 0) > TIME_TO_CHOOSE:
            return None
        rows = Invitation.objects.select_related("member__person")
        found = rows.filter(pk=known["invitation"]).first()
        return found if found is not None and rules.can_use(found) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "member": self.invitation.member,
            "sentences": [*notices.SENTENCES, *notices.SENTENCES_FOR_ACCOUNTS],
        }

    def form_valid(self, form: OwnAccountForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            user = invitations.open_own_account(
                self.invitation, typed["login"], typed["new"], by=self.request.actor
            )
        except ValidationError as error:
            told = getattr(error, "error_dict", {"new": error.messages})
            for name, problems in told.items():
                form.add_error(name if name in form.fields else None, problems)
            return self.form_invalid(form)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
            return self.form_invalid(form)
        del self.request.session[JOINING]
        user.backend = SIGNS_IN
        sign_in(self.request, user)
        return HttpResponseRedirect(reverse("members:me"))
