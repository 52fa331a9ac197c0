"""Guesses at something else than a password, such as the code of an invitation: counted, held and
put on record exactly as those at the sign-in page."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.db import transaction

from accounts.models import User
from accounts.services.sessions import actor_in, said_lately, watch_for_spraying
from accounts.throttle import failures_of_name, key_of
from audit.services import record


def may_guess(request: Any, what: str) -> bool:
    """Whether another try is looked at; asked before anything is looked up or hashed. ``what`` is
    what is guessed at, in the place of a login name."""
    return bool(AxesProxyHandler.is_allowed(request, {"username": what}))


@transaction.atomic
def note_wrong_guess(request: Any, what: str) -> int:
    """Count a wrong try; returns how many there were for the same within a day."""
    user_login_failed.send(sender=__name__, credentials={"username": what}, request=request)
    by = actor_in(request, None)
    record("accounts.code_failed", User(login="*"), by=by)
    watch_for_spraying(by)
    return failures_of_name(key_of(what))


@transaction.atomic
def note_held_guess(request: Any) -> None:
    """A try that was not looked at: one entry a minute and address is enough."""
    by = actor_in(request, None)
    if not said_lately("accounts.code_refused", by.address):
        record("accounts.code_refused", User(login="*"), by=by)
