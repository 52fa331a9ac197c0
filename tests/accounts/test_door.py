"""Who gets in, and that a refusal tells nothing."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignIn, User
from audit.models import Entry
from tests.accounts.conftest import RIGHT, WRONG, is_in, knock, tries
from tests.factories import UserFactory

LOGIN = "/accounts/login/"


def seen_of(response) -> tuple:
    """What a stranger can compare: status, headers, page (without the request's own marks)."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"', "", response.text)
    page = re.sub(r"<input[^>]+>", "<input>", page)  # the name comes back as it was typed
    headers = {k: v for k, v in response.headers.items() if "nonce" not in v}
    del headers["X-Request-Id"], headers["Content-Length"]
    return response.status_code, headers, page


def test_right_password_opens_in_capitals_and_spaces_too(anna):
    client = Client()

    response = knock(client, " ANNA ")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(client)
    assert Entry.objects.get(action="accounts.signed_in").user == anna


def test_every_refusal_looks_the_same(clock, anna):
    UserFactory(login="late", expires_on=date(2026, 1, 1))
    UserFactory(login="gone", is_active=False)
    week_ago = timezone.now() - timedelta(days=7)
    UserFactory(login="idle", must_change_password=True, password_set_at=week_ago)
    UserFactory(login="lock")
    tries("lock")
    tries("nobody-at-all")

    refusals = {
        "wrong": knock(Client(), "anna", WRONG),
        "unknown": knock(Client(), "who", RIGHT),
        "expired": knock(Client(), "late", RIGHT),
        "closed": knock(Client(), "gone", RIGHT),
        "initial password too old": knock(Client(), "idle", RIGHT),
        "locked": knock(Client(), "lock", RIGHT),
        "locked, unknown": knock(Client(), "nobody-at-all", RIGHT),
        "too long": knock(Client(), "a" * 200, RIGHT),
        "strange": knock(Client(), "an\x00na", RIGHT),
        "nothing": knock(Client(), "", ""),
    }

    expected = seen_of(refusals["wrong"])
    assert expected[0] == 200
    assert {why: seen_of(r) == expected for why, r in refusals.items()} == dict.fromkeys(
        refusals, True
    )


def test_the_log_knows_what_the_page_does_not_say(anna):
    UserFactory(login="gone", is_active=False)
    knock(Client(), "anna", WRONG)
    knock(Client(), "gone", RIGHT)
    knock(Client(), "secretpassword", WRONG)

    entries = Entry.objects.filter(action="accounts.sign_in_failed").order_by("id")

    assert [(e.object_name, e.after["because"], e.address) for e in entries] == [
        ("王安娜", "wrong", "10.0.0.1"),
        (User.objects.get(login="gone").name, "deactivated", "10.0.0.1"),
        ("sec…", "unknown", "10.0.0.1"),
    ]


def test_no_table_keeps_a_password_or_an_unknown_name(anna):
    from axes.models import AccessAttempt, AccessFailureLog

    knock(Client(), "secretpassword", "other-Secret-1")

    kept = [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]
    kept += [*Entry.objects.values()]
    assert len(kept) == 3
    assert "secretpassword" not in str(kept)
    assert "other-Secret-1" not in str(kept)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/committees/?on=2026-01-01", "/committees/?on=2026-01-01"),
        ("/accounts/login/?next=/x/", "/"),
        ("//evil.example", "/"),
        ("https:evil.example", "/"),
        ("https://evil.example/", "/"),
        ("http://testserver/members/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("/a\tb", "/"),
        ("0", "/"),
        ("abc", "/"),
        ("http://[::1", "/"),
        ("/" + "a" * 9000, "/"),
        ("<svg onload=alert(1)>", "/"),
        ("", "/"),
    ],
)
def test_next_leads_only_within_the_site(anna, asked, led_to):
    assert knock(Client(), "anna", next=asked)["Location"] == led_to
    signed_in = Client()
    signed_in.force_login(anna, backend="accounts.backends.AccountBackend")
    assert signed_in.get(LOGIN, {"next": asked})["Location"] == led_to


def test_a_new_key_at_the_door(anna):
    client = Client()
    client.session.save()
    planted = client.session.session_key
    client.cookies["sid"] = planted

    knock(client, "anna")

    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sid"] = planted
    assert not is_in(thief)


def test_signing_out_kills_the_session_and_what_the_browser_keeps(anna):
    client = Client()
    knock(client, "anna")
    key = client.session.session_key

    assert client.get(reverse("accounts:logout")).status_code == 405
    response = client.post(reverse("accounts:logout"))

    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    stolen = Client()
    stolen.cookies["sid"] = key
    assert not is_in(stolen)
    assert SignIn.objects.get(session_key=key).ended_because == "signed-out"
    assert Entry.objects.get(action="accounts.signed_out").user == anna


def test_the_form_needs_its_token(anna):
    careful = Client(enforce_csrf_checks=True)

    assert knock(careful, "anna").status_code == 403
    assert not is_in(careful)


def test_pages_are_chinese_whatever_the_browser_accepts(anna):
    response = Client().get(LOGIN, HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")

    assert 'lang="zh-hans"' in response.text
    assert response["Content-Language"] == "zh-hans"


def test_who_chooses_english_keeps_it(anna):
    client = Client()
    response = client.post("/accounts/language/", {"language": "en", "next": LOGIN})
    assert response["Location"] == LOGIN
    assert 'lang="en"' in client.get(LOGIN).text
    knock(client, "anna")
    client.post("/accounts/language/", {"language": "en", "next": "//evil.example"})

    elsewhere = Client()
    knock(elsewhere, "anna")

    assert 'lang="en"' in elsewhere.get("/accounts/policy/").text
    anna.refresh_from_db()
    assert (anna.language, anna.version) == ("en", 1)


def test_an_unknown_language_changes_nothing(anna):
    client = Client()

    client.post("/accounts/language/", {"language": "de; x", "next": LOGIN})

    assert "language" not in client.cookies
