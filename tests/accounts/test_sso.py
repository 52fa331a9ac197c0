"""Single sign-on: an extra that makes no accounts and is not missed when it is off."""

import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings as project
from django.test import Client, RequestFactory
from requests import RequestException

from accounts.models import User
from tests.factories import UserFactory

OIDC = {
    "OIDC_OP_TOKEN_ENDPOINT": "https://id.example/token",
    "OIDC_OP_USER_ENDPOINT": "https://id.example/user",
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "https://id.example/authorise",
    "OIDC_OP_JWKS_ENDPOINT": "https://id.example/keys",
    "OIDC_RP_CLIENT_ID": "party",
    "OIDC_RP_CLIENT_SECRET": "secret",
    "OIDC_RP_SIGN_ALGO": "RS256",
    "OIDC_LOGIN_CLAIM": "preferred_username",
    "OIDC_RP_SCOPES": "openid profile",
    "OIDC_CREATE_USER": False,
    # Any address: where single sign-on is off its own has no name.
    "OIDC_AUTHENTICATION_CALLBACK_URL": "accounts:login",
}


@pytest.fixture
def backend(settings, db):
    pytest.importorskip("mozilla_django_oidc")
    for name, value in OIDC.items():
        setattr(settings, name, value)
    from accounts.sso import StaffOIDCBackend

    class Provider(StaffOIDCBackend):
        """Whose word stands for the answer of the provider's user endpoint."""

        claims: dict = {}

        def get_userinfo(self, access_token, id_token, payload):
            return self.claims

    return Provider()


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({"preferred_username": "anna"}, "anna"),
        ({"preferred_username": " Anna "}, "anna"),
        ({"preferred_username": "stranger"}, None),
        ({"preferred_username": "late"}, None),
        ({"preferred_username": "gone"}, None),
    ],
)
def test_the_claim_finds_open_accounts_only(backend, anna, claims, found):
    UserFactory(login="late", expires_on=date(2026, 1, 1))
    UserFactory(login="gone", is_active=False)
    before = User.objects.count()
    backend.claims = claims

    user = backend.get_or_create_user("access", "id", {})

    assert (user.login if user else None) == found
    assert User.objects.count() == before


@pytest.mark.parametrize("claims", [{}, {"email": "anna@x"}, {"preferred_username": ["anna"]}])
def test_a_missing_or_strange_claim_is_refused(backend, anna, claims):
    assert not backend.verify_claims(claims)
    assert not backend.filter_users_by_claims(claims).exists()


def test_coming_back_begins_a_session_like_any_other(backend, anna):
    from accounts.sso import Callback

    client = Client()
    request = RequestFactory().get("/accounts/sso/callback/")
    request.session, request.user, request.id = client.session, anna, "test"
    request.session["oidc_login_next"] = "//evil.example/"
    anna.backend = "accounts.backends.AccountBackend"
    view = Callback()
    view.request, view.user = request, anna

    response = view.login_success()

    assert response["Location"] == "/"
    assert anna.sign_ins.count() == 1
    assert request.session["started_at"]


def test_the_product_runs_without_the_package():
    code = (
        "import sys; sys.modules['mozilla_django_oidc'] = None\n"
        "import django; django.setup()\n"
        "from django.urls import reverse\n"
        "import accounts.urls\n"
        "assert 'accounts.sso' not in sys.modules\n"
        "assert 'sso-start' not in [p.name for p in accounts.urls.urlpatterns]\n"
        "print('fine')"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.BASE_DIR,
        env={"PATH": "", "DJANGO_SETTINGS_MODULE": "config.settings_test"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "fine\n", done.stderr


def test_the_door_offers_it_when_it_is_on():
    pytest.importorskip("mozilla_django_oidc")
    code = (
        "import django; django.setup()\n"
        "import accounts.urls\n"
        "names = [p.name for p in accounts.urls.urlpatterns]\n"
        "assert {'sso-start', 'sso-callback'} <= set(names)\n"
        "from django.contrib.auth import load_backend\n"
        "load_backend('accounts.sso.StaffOIDCBackend')\n"
        "print('fine')"
    )
    given = {k: str(v) for k, v in OIDC.items() if k != "OIDC_CREATE_USER"}
    given |= {"OIDC": "1", "PATH": "", "DJANGO_SETTINGS_MODULE": "config.settings_test"}

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "fine\n", done.stderr


@pytest.mark.parametrize("fault", [RequestException("down"), KeyError("kid"), ValueError("no")])
def test_a_fault_of_the_provider_is_a_no_and_logged(backend, monkeypatch, caplog, fault):
    def get_token(payload):
        raise fault

    monkeypatch.setattr(backend, "get_token", get_token)
    request = RequestFactory().get("/accounts/sso/callback/", {"code": "1", "state": "2"})

    assert backend.authenticate(request, nonce="3") is None
    assert "The provider of single sign-on" in caplog.text
