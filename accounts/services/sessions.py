"""Sessions: how they begin, how they end, and what stays on record of it."""

import datetime
import time
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from accounts.models import SignIn, User
from accounts.throttle import names_failing, normalise_login
from audit.actors import Actor
from audit.models import Entry
from audit.services import record
from core import clock
from core.middleware import client_address

MINUTE = datetime.timedelta(minutes=1)
STARTED, SEEN, WRONG = "started_at", "seen_at", "wrong_tries"
# Wrong codes or old passwords within one session, after which it ends.
TRIES = 5
# Of an unknown name no more goes on record: people type their password where the name belongs.
SHOWN_OF_A_NAME = 3


def actor_in(request: Any, user: User | None) -> Actor:
    """Who acts before roles are known: at the door."""
    return Actor(user=user, request_id=request.id, address=client_address(request))


@transaction.atomic
def sign_in(request: Any, user: User) -> SignIn:
    """Begin a session for somebody whose password (or single sign-on) was right.

    The session gets a new key. Where a second factor is set up, nothing but its page opens until
    ``pass_second_factor``.
    """
    auth.login(request, user)
    stamp(request.session)
    begun = _note(request, user)
    after = {"second_factor": user.has_second_factor}
    record("accounts.signed_in", user, by=actor_in(request, user), after=after)
    if not user.has_second_factor:
        leave_one_session(user, request)
    return begun


def stamp(session: Any) -> None:
    """The moment from which the session's two limits count."""
    session[STARTED] = session[SEEN] = int(time.time())


def _note(request: Any, user: User) -> SignIn:
    return SignIn.objects.create(
        user=user,
        session_key=request.session.session_key,
        address=client_address(request),
        browser=request.headers.get("User-Agent", "")[:120],
    )


def renew_key(request: Any, user: User) -> None:
    """A new key for the same session, after its rights have changed."""
    old = request.session.session_key
    request.session.cycle_key()
    follow_key(request, user, old)


def follow_key(request: Any, user: User, old: str | None) -> None:
    """Keep the sign-in's row pointing to its session, whose key has changed."""
    SignIn.objects.filter(user=user, session_key=old).update(
        session_key=request.session.session_key
    )


def leave_one_session(user: User, request: Any) -> int:
    """Administrators work in one session: the older ones end. Returns how many."""
    if not user.administers or user.is_demo:
        return 0
    User.objects.lock(user)
    ended = end_sessions(user, SignIn.Ended.REPLACED, but=request.session.session_key)
    if ended:
        by = actor_in(request, user)
        record("accounts.sessions_replaced", user, by=by, after={"sessions": ended})
    request.sessions_replaced = ended
    return ended


def end_sessions(user: User, because: str, *, but: str | None = "") -> int:
    """End all sessions of an account but one. Returns how many were live."""
    open_ones = SignIn.objects.filter(user=user, ended_at=None).exclude(session_key=but or "")
    keys = list(open_ones.values_list("session_key", flat=True))
    live, _rows = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).delete()
    Session.objects.filter(session_key__in=keys).delete()
    open_ones.update(ended_at=clock.now(), ended_because=because)
    return live


@transaction.atomic
def end_other_sessions(user: User, request: Any, *, by: Actor) -> int:
    """The owner ends every session but the one in hand."""
    ended = end_sessions(user, SignIn.Ended.CLOSED, but=request.session.session_key)
    record("accounts.sessions_closed", user, by=by, after={"sessions": ended})
    return ended


@transaction.atomic
def end_session(request: Any, because: str) -> None:
    """End the session in hand, which its cookie cannot revive."""
    user, key = request.user, request.session.session_key
    SignIn.objects.filter(session_key=key, ended_at=None).update(
        ended_at=clock.now(), ended_because=because
    )
    record(
        "accounts.signed_out", user, by=actor_in(request, _plain(user)), after={"because": because}
    )
    auth.logout(request)


def sign_out(request: Any) -> None:
    """End the session at its owner's wish."""
    if request.user.is_authenticated:
        end_session(request, SignIn.Ended.SIGNED_OUT)


def _plain(user: Any) -> Any:
    """The account itself instead of the request's lazy stand-in."""
    return User.objects.get(pk=user.pk)


def count_wrong_try(request: HttpRequest) -> bool:
    """Count a wrong code or old password; True when the session was ended for it."""
    request.session[WRONG] = request.session.get(WRONG, 0) + 1
    if request.session[WRONG] < TRIES:
        return False
    end_session(request, SignIn.Ended.GUESSING)
    return True


def live_sessions(user: User) -> list[SignIn]:
    """The sessions in which the account could act now, the newest first."""
    rows = list(user.sign_ins.filter(ended_at=None))
    sessions = Session.objects.filter(
        session_key__in=[row.session_key for row in rows], expire_date__gt=clock.now()
    )
    idle_since = time.time() - settings.SESSION_IDLE_SECONDS
    live = {s.session_key for s in sessions if s.get_decoded().get(SEEN, 0) > idle_since}
    return [row for row in rows if row.session_key in live]


@transaction.atomic
def note_failed_sign_in(request: Any, login: str) -> None:
    """Put a failed try on record, without the password and with no more of an unknown name than
    its first characters; and raise the alarm when very many names fail.

    While a limit holds, one entry a minute and address is enough: the log must not be a way to
    fill the disk.
    """
    login = normalise_login(login)
    by = actor_in(request, None)
    held = getattr(request, "sign_in_held_by", "")
    because = held or getattr(request, "sign_in_problem", "")
    action = "accounts.sign_in_refused" if held else "accounts.sign_in_failed"
    if held and said_lately(action, by.address):
        return
    user = User.objects.filter(login=login).first()
    record(action, user or User(login=_start_of(login)), by=by, after={"because": because})
    if not held:
        watch_for_spraying(by)


def _start_of(login: str) -> str:
    return login if len(login) <= SHOWN_OF_A_NAME else f"{login[:SHOWN_OF_A_NAME]}…"


def said_lately(action: str, address: str) -> bool:
    since = clock.now() - MINUTE
    return Entry.objects.filter(action=action, address=address, at__gt=since).exists()


def watch_for_spraying(by: Actor) -> None:
    names = names_failing()
    if names < settings.SIGN_IN_ALARM_NAMES_PER_HOUR:
        return
    action = "accounts.spraying_suspected"
    if Entry.objects.filter(action=action, at__gt=clock.now() - 60 * MINUTE).exists():
        return
    record(action, User(login="*"), by=by, after={"names": names})
