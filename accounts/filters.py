"""How the list of accounts is narrowed."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.kinds import KINDS
from accounts.models import DORMANT_DAYS, TwoPersonRequest, User
from accounts.models.second_person import decidable
from accounts.throttle import normalise_login
from core.filters import ScopedFilterSet


def states() -> list[tuple[str, str]]:
    return [
        ("open", pgettext("of an account", "open")),
        ("closed", pgettext("of an account", "closed")),
        ("expired", pgettext("of an account", "expired")),
        ("dormant", gettext("not used for %(days)d days") % {"days": DORMANT_DAYS}),
    ]


class UserFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        label=_("Login name, name or workplace"), max_length=100, method="by_words"
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=states, method="by_state")
    administers = django_filters.ChoiceFilter(
        label=_("administers"),
        choices=[c for c in User.Administers.choices if c[0]],
    )
    has_second_factor = django_filters.BooleanFilter(label=_("second factor"))

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, text: str) -> Any:
        text = text.strip()
        return rows.filter(
            Q(login__startswith=normalise_login(text))
            | Q(name__contains=text)
            | Q(workplace__contains=text)
        )

    def by_state(self, rows: Any, name: str, state: str) -> Any:
        if state == "open":
            return rows.usable()
        if state == "closed":
            return rows.filter(is_active=False)
        return rows.expired() if state == "expired" else rows.dormant()


def whose() -> list[tuple[str, str]]:
    return [
        ("decide", gettext("for me to decide")),
        ("ready", gettext("for me to carry out")),
        ("mine", gettext("asked for by me")),
        ("about", gettext("about my account, undecided")),
    ]


class RequestFilter(ScopedFilterSet):
    show = django_filters.ChoiceFilter(label=_("Whose"), choices=whose, method="by_part_taken")
    kind = django_filters.ChoiceFilter(
        label=_("kind of request"),
        choices=lambda: [(name, kind.label) for name, kind in KINDS.items()],
    )
    status = django_filters.ChoiceFilter(label=_("status"), choices=TwoPersonRequest.Status.choices)

    class Meta:
        model = TwoPersonRequest
        fields: list[str] = []

    def by_part_taken(self, rows: Any, name: str, part: str) -> Any:
        user = self.request.user
        if part == "decide":
            return rows.waiting().filter(decidable(user))
        if part == "about":
            return rows.waiting().filter(about=user.pk)
        own = rows.filter(asked_by=user.pk)
        return own.ready() if part == "ready" else own
