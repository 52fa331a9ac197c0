"""Who has guessed too often, answered before any password is hashed.

Three limits: one name from one address (quick, ends after half an hour), one name from anywhere
(a day), one address under any name (an hour). The first alone would let thirty addresses guess at
one name; the second alone would let anybody lock anybody out, so it leaves the owner's own desk
open: an address from which the owner has signed in within thirty days.
"""

import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import SignIn
from core import clock
from core.middleware import client_address

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
MONTH = datetime.timedelta(days=30)


def normalise_login(text: str) -> str:
    """A login name as it is stored, however it was typed."""
    return text.strip().lower()


def key_of(login: str) -> str:
    """What stands for a name in the tables of failures.

    People type their password where the name belongs, so the name itself is not kept there.
    """
    return salted_hmac("accounts.throttle", normalise_login(login), algorithm="sha256").hexdigest()


def name_key(request: HttpRequest, credentials: dict[str, Any] | None) -> str | None:
    """The key of the name that is being tried (``AXES_USERNAME_CALLABLE``)."""
    given = credentials or request.POST
    login = given.get("login") or given.get("username")
    return key_of(login) if login else None


class BucketedHandler(AxesDatabaseHandler):
    """The pair's lock-out of django-axes, and two slow buckets over its log of failures."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        locked = super().is_locked(request, credentials)
        request.sign_in_held_by = "pair" if locked else held_by(request, credentials)
        return bool(request.sign_in_held_by)

    def remove_out_of_limit_failure_logs(self, *, username: str, limit: int | None = None) -> int:
        """Nothing: the buckets need every row, and the clock clears them away after two days."""
        return 0


def held_by(request: Any, credentials: dict[str, Any] | None) -> str:
    """Which of the two slow limits holds: ``name``, ``address`` or neither."""
    key = name_key(request, credentials)
    too_many = key and failures_of_name(key) >= settings.SIGN_IN_FAILURES_PER_NAME_AND_DAY
    if too_many and not _has_been_here(request, credentials):
        return "name"
    lately = AccessFailureLog.objects.filter(
        ip_address=request.axes_ip_address, attempt_time__gt=clock.now() - HOUR
    )
    if lately.count() >= settings.SIGN_IN_FAILURES_PER_ADDRESS_AND_HOUR:
        return "address"
    return ""


def _has_been_here(request: Any, credentials: dict[str, Any] | None) -> bool:
    """Whether the owner has signed in from this address lately: guesses made elsewhere do not keep
    people out at their own desks, where the lock of name and address still holds."""
    given = credentials or request.POST
    login = normalise_login(given.get("login") or given.get("username") or "")
    return SignIn.objects.filter(
        user__login=login, address=request.axes_ip_address, at__gt=clock.now() - MONTH
    ).exists()


def failures_of_name(key: str) -> int:
    since = clock.now() - DAY
    return AccessFailureLog.objects.filter(username=key, attempt_time__gt=since).count()


def is_held(login: str) -> bool:
    """Whether a name is locked now, from some address or from all."""
    key = key_of(login)
    if failures_of_name(key) >= settings.SIGN_IN_FAILURES_PER_NAME_AND_DAY:
        return True
    since = clock.now() - (get_cool_off() or HOUR)
    return (
        AccessAttempt.objects.filter(username=key, attempt_time__gte=since)
        .values("ip_address")
        .annotate(failures=Sum("failures_since_start"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .exists()
    )


def forget_failures(login: str) -> None:
    """Open a name again; its failures stay in the audit log."""
    key = key_of(login)
    AccessAttempt.objects.filter(username=key).delete()
    AccessFailureLog.objects.filter(username=key).delete()


def names_failing() -> int:
    """How many names have failed in the last hour, from all addresses: many are a spraying."""
    lately = AccessFailureLog.objects.filter(attempt_time__gt=clock.now() - HOUR)
    return lately.order_by().values("username").distinct().count()


def clear_away(older_than: datetime.timedelta = 2 * DAY) -> None:
    """Failures that no limit counts any more."""
    AccessFailureLog.objects.filter(attempt_time__lt=clock.now() - older_than).delete()
    AccessAttempt.objects.filter(attempt_time__lt=clock.now() - older_than).delete()


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The same sign-in page as for any other failure: a lock tells nothing about a name."""
    return response


# --- Addresses that somebody was given ------------------------------------------------------------

# What stands for all of them in the table of failures: which one was tried is kept nowhere.
LINKS = "links"


def note_wrong_link(request: Any) -> None:
    """Somebody has tried an address that nobody was given."""
    AccessFailureLog.objects.create(username=key_of(LINKS), ip_address=client_address(request))


def links_held(request: Any) -> bool:
    """Whether too many such addresses were tried from here within the hour."""
    lately = AccessFailureLog.objects.filter(
        username=key_of(LINKS),
        ip_address=client_address(request),
        attempt_time__gt=clock.now() - HOUR,
    )
    return lately.count() >= settings.WRONG_LINKS_PER_ADDRESS_AND_HOUR
