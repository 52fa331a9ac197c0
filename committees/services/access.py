"""Looking at another account's menus and reach, on record."""

from django.db import transaction

from accounts.models import User
from audit.actors import Actor
from audit.services import record
from committees import rules
from core.verdicts import require


@transaction.atomic
def start_viewing_as(account: User, *, by: Actor) -> User:
    """Put on record that the security administrator begins to look at this account's reach."""
    require(rules.can_view_as(by, account))
    record("committees.view_as_started", account, by=by)
    return account


@transaction.atomic
def stop_viewing_as(account: User, *, by: Actor) -> User:
    """Put on record that the security administrator has stopped looking."""
    require(rules.can_view_as(by))
    record("committees.view_as_stopped", account, by=by)
    return account
