"""What this room answers when others ask."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import kinds, rules
from accounts.models import AuthenticatorApp, SignIn, TwoPersonRequest, User
from accounts.models.second_person import decidable
from accounts.services.second_factor import reset_as_asked
from accounts.throttle import names_failing
from core import hooks
from core.days import Item
from core.encryption import has_its_key, stored_values
from core.own import Own

System, Security = User.Administers.SYSTEM, User.Administers.SECURITY


def deciders_of_a_reset(user: Any) -> Q | None:
    """One of the two people is a security administrator, the other one that or a system one."""
    if user.administers == Security:
        return Q(asked_by__administers__in=[System, Security])
    return Q(asked_by__administers=Security) if user.administers == System else None


kinds.register(
    kinds.Kind(
        name=rules.RESET,
        label=gettext_lazy("Remove a lost second factor"),
        who=gettext_lazy(
            "a security administrator; the system administrator too, if a security administrator "
            "has asked"
        ),
        consequence=gettext_lazy(
            "Make sure yourself who has lost it: call them back or see their staff card. The "
            "second factor is then removed and all their sessions end; whoever must have one sets "
            "up a new one at the next sign-in."
        ),
        deciders=deciders_of_a_reset,
        carry_out=reset_as_asked,
    )
)


@hooks.own_data.register
def held_about_the_owner(user: Any) -> list[Own]:
    """The account, its sign-ins and second factor, and what it has asked for or decided."""
    about = Q(asked_by=user.pk) | Q(about=user.pk) | Q(decided_by=user.pk)
    return [
        Own(_("Account"), User.objects.filter(pk=user.pk), frozenset({"password"})),
        Own(_("Sign-ins"), SignIn.objects.filter(user=user.pk), frozenset({"session_key"})),
        Own(
            _("Authenticator app"),
            AuthenticatorApp.objects.filter(user=user.pk),
            frozenset({"key", "drift", "last_t"}),
        ),
        Own(
            _("Two-person requests"),
            TwoPersonRequest.objects.filter(about),
            frozenset({"key", "details", "place"}),
        ),
    ]


@hooks.integrity.register
def integrity() -> Iterator[str]:
    """The mark on the account and the device behind it say the same; each secret can be read."""
    with_device = set(
        AuthenticatorApp.objects.filter(confirmed=True).values_list("user_id", flat=True)
    )
    marked = set(User.objects.filter(has_second_factor=True).values_list("pk", flat=True))
    for pk in sorted(with_device ^ marked):
        yield f"account {pk}: the second factor's mark and its device disagree"
    for pk, stored in stored_values(
        AuthenticatorApp, AuthenticatorApp._meta.get_field("key")
    ).order_by("pk"):
        if not has_its_key(stored):
            yield f"second factor {pk}: encrypted under another FIELD_KEY"


@hooks.history_of.register
def requests_about(row: Any) -> list[Any]:
    """An account's page also tells what two people asked for and decided about it."""
    return [TwoPersonRequest.objects.filter(about=row)] if isinstance(row, User) else []


@hooks.my_day.register
def my_day(request: Any) -> list[Item]:
    """What waits for the administrators of accounts, and for a second person."""
    return [*_second_person(request.user), *_dormant(request), *_failing(request.user)]


def _second_person(user: Any) -> list[Item]:
    """Requests that this person can decide or carry out, and what is asked about their account."""
    rows, now = TwoPersonRequest.objects, TwoPersonRequest.Status
    open_ones = rows.waiting() | rows.ready()
    to_decide = decidable(user) & Q(status=now.WAITING)
    found = open_ones.aggregate(
        decide=Count("pk", filter=to_decide),
        since=Min("created_at", filter=to_decide),
        ready=Count("pk", filter=Q(asked_by=user.pk, status=now.APPROVED)),
        about=Count("pk", filter=Q(about=user.pk, status=now.WAITING)),
    )
    lines = {
        "decide": _("Requests that wait for you as the second person"),
        "ready": _("Confirmed requests that you can carry out now"),
        "about": _(
            "Requests about your own account; if it was not your wish, tell the security "
            "administrator at once"
        ),
    }
    address = reverse("accounts:request-list")
    since = localdate(found["since"]) if found["since"] else None
    return [
        Item(
            words,
            found[name],
            f"{address}?show={name}",
            urgent=name != "ready",
            since=since if name == "decide" else None,
        )
        for name, words in lines.items()
        if found[name]
    ]


def _dormant(request: Any) -> list[Item]:
    if not rules.can_create_account(request.actor):
        return []
    dormant = User.objects.visible_to(request.user).dormant().count()
    url = f"{reverse('accounts:user-list')}?state=dormant"
    return [Item(_("Accounts that nobody has used for long"), dormant, url)] if dormant else []


def _failing(user: Any) -> list[Item]:
    if user.administers != Security:
        return []
    failing, url = names_failing(), reverse("accounts:user-list")
    if failing < settings.SIGN_IN_ALARM_NAMES_PER_HOUR:
        return []
    words = _("Names that failed to sign in within the last hour")
    return [Item(words, failing, url, urgent=True)]
