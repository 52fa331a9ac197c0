"""Opening, changing and closing accounts. Rights are given elsewhere, by appointments."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts import rules
from accounts.models import SignIn, User
from accounts.passwords import new_password
from accounts.services.sessions import end_sessions
from accounts.throttle import forget_failures, normalise_login
from audit.actors import Actor
from audit.services import record
from core import clock
from core.changes import apply, require_version, write
from core.identifiers import normalise, normalise_phone
from core.verdicts import require


@transaction.atomic
def open_account(
    values: dict[str, Any], *, by: Actor, password: str = "", chosen: str = ""
) -> tuple[User, str]:
    """Make an account without rights; returns it with its password, which is kept nowhere.

    The caller's room has asked its own rule. The password, made up unless one is given, must be
    changed at the first sign-in and is good for ``INITIAL_PASSWORD_HOURS`` (neither holds for a
    demonstration account). ``chosen`` is one that the owner has thought of: it must be as good as
    any later one, and stays. Raises ``ValidationError``, for a login name that is taken too.
    """
    user = User(**_tidied(values))
    if chosen:
        validate_password(chosen, user)
    password = chosen or password or new_password()
    user.set_password(password)
    user.password_set_at = clock.now()
    user.must_change_password = not user.is_demo and not chosen
    write(user)
    record("accounts.opened", user, by=by, after=_discreet(values))
    return user, password


@transaction.atomic
def create_account(values: dict[str, Any], *, by: Actor) -> tuple[User, str]:
    """``open_account`` by the system administrator, for people whom no office enters."""
    require(rules.can_create_account(by))
    return open_account(values, by=by)


@transaction.atomic
def edit_account(user: User, changes: dict[str, Any], *, version: int | None, by: Actor) -> User:
    """Change name, phone, workplace or expiry; raises ``Stale`` when somebody saved in between."""
    user = User.objects.lock(user)
    require(rules.can_edit_account(by, user))
    if "expires_on" in changes:
        require(rules.can_expire(by, user, changes["expires_on"]))
    require_version(user, version)
    _save(user, changes, "accounts.edited", by)
    return user


@transaction.atomic
def edit_own(user: User, changes: dict[str, Any], *, version: int | None, by: Actor) -> User:
    """What people keep up to date themselves: phone, language, whether the week's matters come by
    mail. Who has just asked for that has seen this week's on the page: the next is of Monday."""
    user = User.objects.lock(user)
    require(rules.can_edit_own(by, user))
    require_version(user, version)
    if changes.get("wants_weekly_mail") and not user.wants_weekly_mail:
        user.mailed_for = clock.monday_of(clock.today())
    _save(user, changes, "accounts.edited_own", by)
    return user


@transaction.atomic
def choose_language(user: User, language: str, *, by: Actor) -> User:
    """The language in which the person reads from now on; no edit form becomes stale by it."""
    user = User.objects.lock(user)
    require(rules.can_edit_own(by, user))
    if user.language != language:
        before = {"language": user.language}
        user.language = language
        user.save(update_fields=["language"])
        record("accounts.language_chosen", user, by=by, before=before, after={"language": language})
    return user


@transaction.atomic
def deactivate(user: User, *, by: Actor, reason: str) -> User:
    """Close an account: its sessions end now, its history stays."""
    user = User.objects.lock(user)
    require(rules.can_deactivate(by, user))
    apply(user, {"is_active": False})
    end_sessions(user, SignIn.Ended.RESET)
    record(
        "accounts.deactivated", user, by=by, before={"is_active": True}, after={"reason": reason}
    )
    return user


@transaction.atomic
def activate(user: User, *, by: Actor) -> User:
    """Open a closed account again, with the password it had."""
    user = User.objects.lock(user)
    require(rules.can_activate(by, user))
    apply(user, {"is_active": True})
    record("accounts.activated", user, by=by, before={"is_active": False})
    return user


@transaction.atomic
def unlock(user: User, *, by: Actor) -> User:
    """Forget the failed tries of a name, so that it can sign in again from everywhere."""
    user = User.objects.lock(user)
    require(rules.can_unlock(by, user))
    forget_failures(user.login)
    record("accounts.unlocked", user, by=by)
    return user


def _save(user: User, changes: dict[str, Any], action: str, by: Actor) -> None:
    changes = _tidied(changes)
    before = apply(user, changes)
    if before:
        after = {name: changes[name] for name in before}
        record(action, user, by=by, before=_discreet(before), after=_discreet(after))


def _tidied(values: dict[str, Any]) -> dict[str, Any]:
    tidy = {
        "login": normalise_login,
        "name": normalise,
        "workplace": normalise,
        "phone": lambda text: normalise_phone(text) if text else "",
    }
    return {name: tidy[name](value) if name in tidy else value for name, value in values.items()}


def _discreet(values: dict[str, Any]) -> dict[str, Any]:
    """The log says that a number or address changed and keeps its tail, not the whole."""
    phone, email = values.get("phone"), values.get("email")
    kept = values | ({"phone": f"…{phone[-4:]}"} if phone else {})
    return kept | ({"email": f"…@{email.rpartition('@')[2]}"} if email else {})
