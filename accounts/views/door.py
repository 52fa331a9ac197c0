"""Signing in and out, and the language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic.edit import FormView

from accounts import services
from accounts.forms import SignInForm
from accounts.models import SignIn
from core.pages import Titled
from core.redirects import HOME, safe_next

# The same for an unknown name, a wrong password, a lock, a closed and an expired account.
NO = gettext_lazy(
    "The name and the password do not fit, or this account cannot be used now. After several wrong "
    "tries wait for a while, or ask the security administrator."
)
ENDED = {
    SignIn.Ended.SIGNED_OUT: gettext_lazy("You have signed out."),
    SignIn.Ended.IDLE: gettext_lazy("You were signed out because nothing was done for a while."),
    SignIn.Ended.TOO_LONG: gettext_lazy("The longest time of a session is over."),
    SignIn.Ended.REPLACED: gettext_lazy(
        "Your account was signed in from another place, which ended the session here. If that was "
        "not you, tell the security administrator at once."
    ),
    SignIn.Ended.CLOSED: gettext_lazy("This session was ended from another one of yours."),
    SignIn.Ended.PASSWORD: gettext_lazy("The password was changed; please use the new one."),
    SignIn.Ended.RESET: gettext_lazy("An administrator has ended this session."),
    SignIn.Ended.GUESSING: gettext_lazy("Too many wrong tries; please sign in anew."),
    "sso": gettext_lazy("Single sign-on did not let you in; the account must exist here too."),
}


@method_decorator(
    [login_not_required, sensitive_post_parameters("password"), never_cache], name="dispatch"
)
class SignInPage(Titled, FormView):
    """The door. A refusal looks the same whatever is behind it."""

    title = gettext_lazy("Sign in")
    template_name = "accounts/login.html"
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.next_page())
        return super().dispatch(request, *args, **kwargs)

    def next_page(self) -> str:
        """Never the door itself: it would send whoever is signed in round in circles."""
        address = safe_next(self.request)
        return HOME if address.split("?")[0] == self.request.path else address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = ENDED.get(self.request.GET.get("ended", ""), "")  # type: ignore[call-overload]
        return super().get_context_data(**kwargs) | {
            "ended": ended if self.request.method == "GET" else "",
            "next": safe_next(self.request, ""),
            "sso": settings.OIDC,
        }

    def form_valid(self, form: SignInForm) -> HttpResponse:
        typed = form.cleaned_data
        user: Any = authenticate(
            self.request, username=typed["username"], password=typed["password"]
        )
        if user is None:
            services.note_failed_sign_in(self.request, typed["username"])
            return self.form_invalid(form)
        services.sign_in(self.request, user)
        tell_of_replaced(self.request)
        return HttpResponseRedirect(self.next_page())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, no=NO))


def tell_of_replaced(request: Any) -> None:
    """Tell an administrator that another session of theirs has just been ended by this one."""
    if count := getattr(request, "sessions_replaced", 0):
        words = ngettext(
            "Another session of yours was still open; it has been ended. If it was not yours, "
            "change your password now.",
            "%(count)d other sessions of yours were still open; they have been ended. If they were "
            "not yours, change your password now.",
            count,
        )
        messages.warning(request, words % {"count": count})


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and at the server; the browser forgets what it kept of it."""
    services.sign_out(request)
    address = f"{resolve_url(settings.LOGIN_URL)}?ended={SignIn.Ended.SIGNED_OUT}"
    response = HttpResponseRedirect(address)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@login_not_required
@require_POST
def language(request: Any) -> HttpResponse:
    """Read on in the other language: kept with the account, and in this browser for the door."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request))
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        services.choose_language(request.user, chosen, by=request.actor)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    translation.activate(chosen)
    return response
