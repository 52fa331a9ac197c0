"""One effect per form: a second click, a reload or a lost answer never writes twice.

Every form carries a signed token, bound to its user and page. It is spent in the transaction of
the work itself; the second sending meets the unique row and is answered with the first result.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.models import SpentToken
from core.verdicts import Refused

FIELD = "form_token"


def new_token(request: HttpRequest, path: str = "") -> str:
    """A token, for this user, for a form that is sent to ``path`` (by default, to this page)."""
    return _signer(request, path).sign(secrets.token_hex(16))


def _signer(request: HttpRequest, path: str = "") -> Signer:
    return Signer(salt=f"once:{request.user.pk}:{path or request.path}")


def once(request: HttpRequest, work: Callable[[], str]) -> HttpResponse:
    """Do the work, which returns the address to go to, at most once per token.

    A POST without a token (a script of the office's own) is simply done. A token that was used
    with other content is refused: the form has changed since.
    """
    try:
        with transaction.atomic():
            spent = spend(request)
            url = work()
            if spent is not None:
                spent.keep_result(url)
    except Spent as sent:
        url = sent.earlier.result_url
    return HttpResponseRedirect(url)


class Spent(Exception):
    """The form was sent before with the same content; ``earlier`` knows what came of it."""

    def __init__(self, token: str, digest: str) -> None:
        super().__init__(token)
        self.token, self.digest = token, digest

    @property
    def earlier(self) -> SpentToken:
        """Read after the transaction is over. Raises ``Refused`` when the content was another."""
        found = SpentToken.objects.get(token=self.token)
        if found.digest != self.digest:
            raise Refused(_("This form was already sent with other content; please open it again."))
        return found


def earlier_result(request: HttpRequest) -> str:
    """Where this very form, with this content, led when it was sent before; else nothing.

    Asked before anything else: what was right the first time (a free name, an open account) is
    wrong the second time, and the person would be told so.
    """
    try:
        plain = _signer(request).unsign(request.POST.get(FIELD, ""))
    except BadSignature:
        return ""
    sent = SpentToken.objects.filter(token=plain, digest=_digest(request))
    return sent.values_list("result_url", flat=True).first() or ""


def spend(request: HttpRequest) -> SpentToken | None:
    """Spend the form's token in the running transaction; None when it has none.

    Raises ``Spent`` when it was sent before (the transaction must then end), ``Refused`` when the
    token is not of this page and person.
    """
    token = request.POST.get(FIELD, "")
    if not token:
        return None
    try:
        plain = _signer(request).unsign(token)
    except BadSignature:
        raise Refused(_("This form is not from this page; please open it again.")) from None
    digest = _digest(request)
    person: Any = request.user
    try:
        return SpentToken.objects.create(token=plain, user=person, digest=digest)
    except IntegrityError:
        raise Spent(plain, digest) from None


def _digest(request: HttpRequest) -> str:
    body = {
        k: v for k, v in request.POST.lists() if k not in {FIELD, "csrfmiddlewaretoken", "version"}
    }
    # Keyed: a form may hold a new password, and a plain hash of it could be guessed at.
    text = repr(sorted(body.items()))
    return salted_hmac("core.once", text, algorithm="sha256").hexdigest()


class SentBefore:
    """The middleware that answers a form's second sending with the first one's result."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or FIELD not in request.POST:
            return None
        url = earlier_result(request)
        return HttpResponseRedirect(url) if url else None
