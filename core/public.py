"""Pages without an account, behind something that nobody can guess: a link, a QR code, a number.

Whoever has it was given it on paper; the database holds its digest alone. How often one address
may ask, and how often for what is not there, is counted in the database, so that the limits of an
hour are the same in every process. Reading has a wide limit (a whole estate may share an address);
guessing has a narrow one, after which the address is told nothing for the rest of the hour, not
even of what is there. Addresses of the public are kept nowhere: a keyed digest stands for them.
"""

import datetime
import hashlib
import ipaddress
import secrets
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from core import clock
from core.middleware import client_address
from core.models import PublicVisits

# 256 bits: nobody guesses one.
TOKEN_BYTES = 32
KEPT = datetime.timedelta(days=1)
# One household has so many of the newer addresses.
IPV6_PREFIX = 64


def new_token() -> str:
    """What goes into an address or code that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: so many random bits need no slower digest, and no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def asks_too_often(request: HttpRequest) -> bool:
    """Count one more request; whether its address has asked, or guessed, too often this hour."""
    key = key_of(client_address(request))
    row, _made = PublicVisits.objects.get_or_create(key=key, hour=_this_hour())
    PublicVisits.objects.filter(pk=row.pk).update(asked=F("asked") + 1)
    return bool(
        row.asked >= settings.PUBLIC_VIEWS_PER_ADDRESS_AND_HOUR
        or row.missed >= settings.PUBLIC_MISSES_PER_ADDRESS_AND_HOUR
    )


def note_miss(request: HttpRequest) -> None:
    """It has asked for something that is not there."""
    rows = PublicVisits.objects.filter(key=key_of(client_address(request)), hour=_this_hour())
    rows.update(missed=F("missed") + 1)


def clear_away() -> None:
    """Forget counts that no limit looks at any more."""
    PublicVisits.objects.filter(hour__lt=clock.now() - KEPT).delete()


def key_of(address: str) -> str:
    """What stands for an address."""
    found = ipaddress.ip_address(address)
    if found.version == 6:
        address = str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return salted_hmac("core.public", address, algorithm="sha256").hexdigest()


def _this_hour() -> datetime.datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def discreet(response: Any, *, has_form: bool = False) -> HttpResponse:
    """The answer as it may go out: in no cache or search engine, its address told to no other page.

    With "no-referrer" browsers send a form with the origin "null", which no check against forged
    requests can let in: a page with a form tells its origin, and never its address.
    """
    found: HttpResponse = response
    found["Cache-Control"] = "no-store"
    found["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    found["Referrer-Policy"] = "strict-origin" if has_form else "no-referrer"
    # Django writes the address of every page that was refused into its log; this one is a key.
    found._has_been_logged = True  # type: ignore[attr-defined]
    if found.status_code == 429:
        found["Retry-After"] = "3600"
    return found
