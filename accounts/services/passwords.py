"""Changing one's own password, and giving somebody a new one."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts import rules
from accounts.models import OldPassword, SignIn, User
from accounts.passwords import new_password
from accounts.services.sessions import end_sessions
from accounts.throttle import forget_failures
from audit.actors import Actor
from audit.services import record
from core import clock
from core.verdicts import require


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor, session_key: str = "") -> User:
    """The owner's own choice; every other session of theirs ends.

    The caller has asked for the old password. Raises ``ValidationError`` when the new one is too
    weak or was used before. ``session_key`` is the session that goes on.
    """
    user = User.objects.lock(user)
    require(rules.can_change_password(by, user))
    validate_password(password, user)
    _set(user, password, must_change=False)
    end_sessions(user, SignIn.Ended.PASSWORD, but=session_key)
    record("accounts.password_changed", user, by=by)
    return user


@transaction.atomic
def reset_password(user: User, *, by: Actor, reason: str) -> str:
    """Give a new initial password, which is returned and kept nowhere; all sessions end.

    The name is opened again too: whoever has forgotten a password has usually locked it.
    """
    user = User.objects.lock(user)
    require(rules.can_reset_password(by, user))
    password = new_password()
    _set(user, password, must_change=True)
    end_sessions(user, SignIn.Ended.RESET)
    forget_failures(user.login)
    record("accounts.password_reset", user, by=by, after={"reason": reason})
    return password


def _set(user: User, password: str, *, must_change: bool) -> None:
    if user.has_usable_password():
        OldPassword.objects.create(user=user, password=user.password)
    kept = user.old_passwords.values_list("pk", flat=True)[: max(settings.PASSWORD_HISTORY - 1, 0)]
    user.old_passwords.exclude(pk__in=list(kept)).delete()
    user.set_password(password)
    user.password_set_at = clock.now()
    user.must_change_password = must_change and not user.is_demo
    user.version += 1
    user.save()
