"""Single sign-on by OpenID Connect: an optional extra (``[sso]``), loaded only when OIDC is on.

The provider vouches for a login name; the account must exist here. None is ever made by signing
in, and rights come from appointments as for everybody else.
"""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from jwt import PyJWTError
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)
from requests import RequestException

from accounts import services
from accounts.backends import AccountBackend
from accounts.models import User
from accounts.throttle import normalise_login
from core.redirects import safe_path

log = logging.getLogger(__name__)
FAULTS = (RequestException, PyJWTError, SuspiciousOperation, LookupError, ValueError)


class StaffOIDCBackend(OIDCAuthenticationBackend):
    """Finds the usable account whose login name stands in the claim ``OIDC_LOGIN_CLAIM``."""

    def authenticate(self, request: Any, **kwargs: Any) -> Any:
        """None also for whatever goes wrong on the provider's side: it is down, its answer is no
        JSON, its token is signed by nobody we know. The log says what; the door says that it
        failed."""
        try:
            return super().authenticate(request, **kwargs)
        except FAULTS as fault:
            log.warning("The provider of single sign-on: %s: %s", type(fault).__name__, fault)
            return None

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        login = claims.get(settings.OIDC_LOGIN_CLAIM)
        return isinstance(login, str) and bool(login.strip())

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        if not self.verify_claims(claims):
            return User.objects.none()
        login = normalise_login(claims[settings.OIDC_LOGIN_CLAIM])
        return User.objects.usable().filter(login=login)

    def create_user(self, claims: dict[str, Any]) -> None:
        """Nobody: accounts are opened by the system administrator or by an office."""

    def describe_user_by_claims(self, claims: dict[str, Any]) -> str:
        """For the package's own log, which need not repeat who it was."""
        return "the claimed login name"

    def get_user(self, user_id: Any) -> User | None:
        return AccountBackend().get_user(user_id)


@method_decorator(login_not_required, name="dispatch")
class Start(OIDCAuthenticationRequestView):
    """Off to the provider."""


@method_decorator(login_not_required, name="dispatch")
class Callback(OIDCAuthenticationCallbackView):
    """Back from the provider; from here on it is a session like any other."""

    def login_success(self) -> HttpResponse:
        address = safe_path(self.request.session.get("oidc_login_next") or "")
        services.sign_in(self.request, self.user)
        return HttpResponseRedirect(address)

    @property
    def failure_url(self) -> str:
        return f"{resolve_url(settings.LOGIN_URL)}?ended=sso"
