"""What happens to every request before a page sees it."""

import ipaddress
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from core.verdicts import Kind, Refused

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)
current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def client_address(request: HttpRequest) -> str:
    """The address of whoever really asks.

    Each trusted proxy appends the address that it saw, so with N of them the N-th from the right
    is the last that nobody outside could write. What is no address (a proxy may write
    ``unknown``) counts for the connection's own.
    """
    own = _address(request.META.get("REMOTE_ADDR", "")) or "127.0.0.1"
    if not settings.TRUSTED_PROXIES:
        return own
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(hops) < settings.TRUSTED_PROXIES:
        return own
    return _address(hops[-settings.TRUSTED_PROXIES]) or own


def _address(text: str) -> str:
    """The address without a port, in one spelling, or an empty string."""
    if match := re.fullmatch(r"\[(.+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+", text):
        text = match[1] or match[2]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


class RequestIdentity:
    """A number for every request: on error pages, in the log and in the audit log."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "") if settings.TRUSTED_PROXIES else ""
        request.id = given if re.fullmatch(r"[\w-]{8,40}", given) else secrets.token_hex(8)  # type: ignore[attr-defined]
        # Left standing until the thread's next request: Django logs the answer after this.
        current_request_id.set(request.id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class RequestFilter(logging.Filter):
    """Puts the request's number on each log line and keeps line breaks out of the message."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        if record.args or "\n" in str(record.msg):
            record.msg, record.args = record.getMessage(), ()
        record.msg = str(record.msg).replace("\r", "\\r").replace("\n", "\\n")
        return True


class SizeGate:
    """Refuses a body that is too large before anything reads it.

    The CSRF check parses multipart bodies, so without this anyone could fill the disk through
    the sign-in form. The import page alone takes more.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = (
            int(length)
            if length.isdecimal() and len(length) < 16
            else settings.MAX_IMPORT_BYTES * 2
        )
        allowed = settings.MAX_BODY_BYTES
        if size > allowed and request.path_info.startswith("/imports/") and _is_signed_in(request):
            allowed = settings.MAX_IMPORT_BYTES
        if size > allowed:
            megabytes = allowed // 1024 // 1024
            response = render(request, "413.html", {"megabytes": megabytes}, status=413)
            response["Connection"] = "close"
            return response
        return self.get_response(request)


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether the cookie names a session of somebody; a made-up one opens nothing."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return SESSION_KEY in store(key)


class Refusals:
    """Turns a refusal into the page that fits it, and keeps signed-in pages out of caches."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store"
        # The same address answers with a page or with the table alone.
        patch_vary_headers(response, ["HX-Request"])
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, OperationalError) and _stood_in_the_way(problem):
            logger.warning("Given up for somebody else's change: %s", problem)
            problem = Refused(
                _(
                    "Somebody else is changing the same thing at this moment. Nothing was saved: "
                    "please go back and send it again."
                )
            )
        if not isinstance(problem, Refused):
            return None
        status = 403 if problem.kind is Kind.FORBIDDEN else 409
        return render(request, "403.html", {"reason": problem.reason}, status=status)


def _stood_in_the_way(problem: OperationalError) -> bool:
    """Whether the database gave this transaction up so that another one could go on, or because
    it waited too long for one: deadlock_detected, lock_not_available; SQLite's busy."""
    cause = problem.__cause__
    code = getattr(cause, "pgcode", None) or getattr(cause, "sqlite_errorname", None)
    return code in {"40P01", "55P03", "SQLITE_BUSY", "SQLITE_LOCKED"}
