"""One effect per form: a second click, a reload or a lost answer never writes twice.

Every form carries a signed token, bound to its user and page. It is spent in the transaction of
the work itself; the second sending meets the unique row and is answered with the first result.
"""

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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
    token = request.POST.get(FIELD, "")
    if not token:
        with transaction.atomic():
            return HttpResponseRedirect(work())
    try:
        plain = _signer(request).unsign(token)
    except BadSignature:
        raise Refused(_("This form is not from this page; please open it again.")) from None
    digest = _digest(request)
    try:
        with transaction.atomic():
            spent = _spend(plain, request.user, digest)
            url = work()
            SpentToken.objects.filter(pk=spent.pk).update(result_url=url)
    except _Spent:
        earlier = SpentToken.objects.get(token=plain)
        if earlier.digest != digest:
            raise Refused(
                _("This form was already sent with other content; please open it again.")
            ) from None
        url = earlier.result_url
    return HttpResponseRedirect(url)


class _Spent(Exception):
    pass


def _spend(token: str, user: Any, digest: str) -> SpentToken:
    try:
        return SpentToken.objects.create(token=token, user=user, digest=digest)
    except IntegrityError:
        raise _Spent from None


def _digest(request: HttpRequest) -> str:
    body = {
        k: v for k, v in request.POST.lists() if k not in {FIELD, "csrfmiddlewaretoken", "version"}
    }
    return hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()
