"""Checking name and password; rights are not its business."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.throttle import normalise_login
from core import hooks


class AccountBackend(BaseBackend):
    """Name and password of an account that is open today.

    Every no costs one hashing and looks the same from outside; ``request.sign_in_problem`` keeps
    the reason for the audit log.
    """

    def authenticate(  # type: ignore[override]
        self, request: Any, username: str | None = None, password: str | None = None
    ) -> User | None:
        user = User.objects.filter(login=normalise_login(username or "")).first()
        if user is None:
            make_password(password)
            problem = "unknown"
        elif not user.check_password(password or ""):
            problem = "wrong"
        else:
            problem = _why_not(user)
        request.sign_in_problem = problem
        return None if problem else user

    def get_user(self, user_id: Any) -> User | None:
        """Read in every request: who was deactivated or has expired is out at once.

        A room above may read the account together with what it keeps about it.
        """
        found = (user for user in hooks.account.ask(user_id) if user is not None)
        user = next(found, None) or _by_itself(user_id)
        return user if user is not None and user.is_usable else None


def _by_itself(user_id: Any) -> User | None:
    known = {name: asked("pk") for name, asked in hooks.account_knows.items()}
    return User.objects.annotate(**known).filter(pk=user_id).first()


def _why_not(user: User) -> str:
    """Why an account stays shut although the password is right, for the audit log."""
    if not user.is_active:
        return "deactivated"
    if not user.is_usable:
        return "expired"
    return "initial password too old" if user.initial_password_is_over else ""
