"""Who acts when a command is given at the server."""

from django.core.management.base import CommandError

from accounts.models import User
from accounts.throttle import normalise_login
from audit.actors import Actor, Held


def account(login: str) -> User:
    """Raises ``CommandError`` (exit code 2) when there is none."""
    user = User.objects.filter(login=normalise_login(login)).first()
    if user is None:
        raise CommandError(f"There is no account called {login}.", returncode=2)
    return user


def actor(login: str) -> Actor:
    """The person behind the command; the rules ask about them as on a page."""
    user = account(login)
    held = (Held(user.administers),) if user.administers else ()
    return Actor(user=user, held=held, source="command")
