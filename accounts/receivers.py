"""What this room answers when others ask."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.rules import can_create_account
from accounts.throttle import names_failing
from core import hooks
from core.days import Item


@hooks.integrity.register
def integrity() -> Iterator[str]:
    """The mark on the account and the device behind it say the same."""
    with_device = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    marked = set(User.objects.filter(has_second_factor=True).values_list("pk", flat=True))
    for pk in sorted(with_device ^ marked):
        yield f"account {pk}: the second factor's mark and its device disagree"


@hooks.my_day.register
def my_day(request: Any) -> list[Item]:
    """What waits for the administrators of accounts."""
    user = request.user
    if can_create_account(request.actor):
        dormant = User.objects.visible_to(user).dormant().count()
        url = f"{reverse('accounts:user-list')}?state=dormant"
        return [Item(_("Accounts that nobody has used for long"), dormant, url)] if dormant else []
    if user.administers == User.Administers.SECURITY:
        from django.conf import settings

        failing = names_failing()
        if failing >= settings.SIGN_IN_ALARM_NAMES_PER_HOUR:
            return [
                Item(
                    _("Names that failed to sign in within the last hour"),
                    failing,
                    reverse("accounts:user-list"),
                    urgent=True,
                )
            ]
    return []
