"""Where to go next: only to a page of this site, whatever the address in the form says."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"
LONGEST = 2000
STRANGE = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")


def safe_path(address: str, default: str = HOME) -> str:
    """The address if it is a path on this site, else ``default``.

    For ``HttpResponseRedirect``, never for ``redirect()``: that one takes ``members`` for the name
    of a view and fails on ``0``.
    """
    if not address.startswith("/") or len(address) > LONGEST:
        return default
    if STRANGE.search(address) or not url_has_allowed_host_and_scheme(address, None):
        return default
    return address


def safe_next(request: HttpRequest, default: str = HOME) -> str:
    """The page that the request names as ``next``, if it is one of this site's."""
    return safe_path(request.POST.get("next") or request.GET.get("next") or "", default)


def typed_in(request: HttpRequest, name: str, longest: int = 100) -> str:
    """What somebody typed, out of the address: without NUL, at which PostgreSQL stumbles."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:longest]


def page_of(request: HttpRequest) -> str:
    """The address of the page that the person sees: for a piece fetched by htmx, the page around
    it; for a form that was sent, where it was sent to."""
    if request.headers.get("HX-Request") != "true":
        return request.get_full_path() if request.method == "GET" else HOME
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    return safe_path(f"{current.path}?{current.query}" if current.query else current.path)


def send_to(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect of the whole page, also when htmx asked for a piece of it."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
