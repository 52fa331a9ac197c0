"""Something that may be seen once and is kept nowhere: a new password, recovery codes.

It is the answer to the POST itself. Sending the form again meets the spent token and leads to the
row's page, without it.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers


@dataclass(frozen=True)
class Secret:
    """What is shown: lines to be copied, what they are for, and where the page leads on."""

    title: Any
    lines: list[str]
    advice: Any
    next_url: str
    next_label: Any
    name: Any = ""
    # A picture (an address as QR code, as a data address) and what it is of, in words.
    picture: str = ""
    picture_of: Any = ""


class ShowsOnce:
    """A form page whose ``save`` may set ``self.secret``; first comes the page that shows it."""

    secret: Secret | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        if self.secret is None or response.status_code != 302:
            return response  # type: ignore[no-any-return]
        context = {"secret": self.secret, "page_title": self.secret.title}
        shown = render(self.request, "core/shown_once.html", context)  # type: ignore[attr-defined]
        add_never_cache_headers(shown)
        shown["Cache-Control"] = "no-store"
        return shown
