"""The language a person chose, how long a session may last, and what must be done first."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.models import SignIn
from accounts.services.sessions import SEEN, STARTED, end_session, stamp
from core.redirects import page_of, send_to

Answer = Callable[[HttpRequest], HttpResponse]
# The session is written at most once in so many seconds of work.
SEEN_EVERY = 60


class PersonLanguage:
    """Chinese, unless the person chose another language; what the browser accepts counts for
    nothing (it is often English on office machines whose users read Chinese)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.LANGUAGE_CODE = language_of(request)
        translation.activate(request.LANGUAGE_CODE)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Cookie"])
        if not response.streaming:  # what is streamed is still to be written
            translation.deactivate()
        return response


def language_of(request: Any) -> str:
    chosen = request.user.language if request.user.is_authenticated else ""
    chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def first_step(user: Any) -> str:
    """The page that must be done with before any other opens, or an empty string."""
    if user.has_second_factor and not user.is_verified():
        return "accounts:otp-verify"
    if user.password_is_due:
        return "accounts:password"
    if user.second_factor_is_due:
        return "accounts:otp-enrol"
    return ""


class SessionLimits:
    """Ends a session after a time without a click and, at the latest, after the longest time; and
    keeps everything shut but the page that must be done first."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if because := self._over(request.session):
                end_session(request, because)
                return send_to(request, sign_in_url(request, because))
            return self.get_response(request)
        response = self.get_response(request)
        if response.status_code == 302 and _leads_to_sign_in(response):
            because = _why_ended(request)
            if because or request.headers.get("HX-Request") == "true":
                # htmx would follow the redirect and put the sign-in form into the table.
                response = send_to(request, sign_in_url(request, because))
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        step = first_step(request.user)
        if not step or request.resolver_match.view_name == step:
            return None
        address = f"{resolve_url(step)}?{urlencode({'next': page_of(request)})}"
        return send_to(request, address)

    def _over(self, session: Any) -> str:
        now = int(time.time())
        if STARTED not in session:
            stamp(session)
        elif now - session[STARTED] >= settings.SESSION_COOKIE_AGE:
            return SignIn.Ended.TOO_LONG
        elif now - session[SEEN] >= settings.SESSION_IDLE_SECONDS:
            return SignIn.Ended.IDLE
        elif now - session[SEEN] >= SEEN_EVERY:
            session[SEEN] = now
        return ""


def sign_in_url(request: HttpRequest, because: str = "") -> str:
    """The sign-in page, which says why the session ended and leads back to this page."""
    words = {"next": page_of(request)} | ({"ended": str(because)} if because else {})
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(words)}"


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response["Location"].split("?")[0] == resolve_url(settings.LOGIN_URL)


def _why_ended(request: HttpRequest) -> str:
    """Why the session that the browser still names is over, if somebody or something ended it."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key.isalnum():
        return ""
    ended = SignIn.objects.filter(session_key=key).values_list("ended_because", flat=True)
    return ended.first() or ""
