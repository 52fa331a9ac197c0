"""The second factor: set up, passed, lost."""

import re

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken

from accounts import services
from accounts.models import AuthenticatorApp, User
from accounts.receivers import integrity
from audit.models import Entry
from core.verdicts import Refused
from tests.accounts.conftest import RIGHT, is_in, knock
from tests.conftest import actor
from tests.factories import UserFactory

POLICY, ENROL, VERIFY = (
    "/accounts/policy/",
    "/accounts/second-factor/new/",
    "/accounts/second-factor/verify/",
)


def set_up(client, code=None, url=ENROL):
    """Read the page's secret as an app would, and send the code that it shows."""
    page = client.get(url)
    app = pyotp.TOTP(page.context["key_letters"].replace(" ", ""))
    secret = page.context["form"].initial["secret"]
    return app, client.post(url, {"secret": secret, "code": code or app.now()})


def test_set_up_shows_the_codes_once_and_lets_on(clock, anna):
    client = Client()
    knock(client, "anna")
    key = client.session.session_key

    _app, response = set_up(client)

    lines = response.context["secret"].lines
    assert len(lines) == 10
    assert all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", line) for line in lines)
    assert all(line in response.text for line in lines)
    assert "no-store" in response["Cache-Control"]
    assert client.session.session_key != key
    assert client.get(POLICY).status_code == 200
    anna.refresh_from_db()
    assert anna.has_second_factor
    assert not any(
        line.replace("-", "") in str(list(StaticToken.objects.values())) for line in lines
    )


def test_looking_at_the_page_changes_nothing(clock, anna):
    client = Client()
    knock(client, "anna")

    client.get(ENROL)

    assert not AuthenticatorApp.objects.exists()


def test_a_code_that_does_not_fit_sets_up_nothing_and_keeps_the_picture(clock, anna):
    client = Client()
    knock(client, "anna")

    app, response = set_up(client, "000000")

    assert response.context["key_letters"].replace(" ", "") == app.secret
    assert not AuthenticatorApp.objects.exists()


def test_somebody_else_s_secret_is_refused(clock, anna, bob):
    client, other = Client(), Client()
    knock(client, "anna")
    knock(other, "bob")
    page = other.get(ENROL)
    app = pyotp.TOTP(page.context["key_letters"].replace(" ", ""))

    response = client.post(
        ENROL, {"secret": page.context["form"].initial["secret"], "code": app.now()}
    )

    assert response.status_code == 200
    assert not AuthenticatorApp.objects.exists()


def test_the_password_alone_opens_only_the_second_door(clock, anna, enrolled):
    phone = enrolled(anna)
    client = Client()
    knock(client, "anna", next="/accounts/policy/")

    for path in ("/", "/accounts/", "/accounts/profile/", "/accounts/password/", ENROL):
        assert client.get(path)["Location"].startswith(VERIFY), path
        assert client.post(path)["Location"].startswith(VERIFY), path
    clock(seconds=30)
    response = client.post(f"{VERIFY}?next={POLICY}", {"code": phone.app.now()})

    assert response["Location"] == POLICY
    assert client.get(POLICY).status_code == 200
    assert Entry.objects.get(action="accounts.second_factor_passed").after == {"by": "app"}


def test_htmx_is_sent_to_the_second_door_too(clock, anna, enrolled):
    enrolled(anna)
    client = Client()
    knock(client, "anna")

    response = client.get("/accounts/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == f"{VERIFY}?next=%2F"


def test_a_code_is_taken_once(clock, anna, enrolled):
    phone = enrolled(anna)
    code = phone.app.now()  # the one that was used to set it up
    client = Client()
    knock(client, "anna")
    assert client.post(VERIFY, {"code": code}).status_code == 200

    clock(seconds=30)
    code = phone.app.now()
    assert client.post(VERIFY, {"code": code}).status_code == 302
    again = Client()
    knock(again, "anna")
    clock(seconds=2)

    assert again.post(VERIFY, {"code": code}).status_code == 200
    assert again.get(POLICY)["Location"].startswith(VERIFY)


def test_five_wrong_codes_end_the_session_and_are_on_record(clock, anna, enrolled):
    enrolled(anna)
    client = Client()
    knock(client, "anna")

    for _n in range(4):
        assert client.post(VERIFY, {"code": "000000"}).status_code == 200
        clock(seconds=20)
    response = client.post(VERIFY, {"code": "000000"})

    assert "ended=guessing" in response["Location"]
    assert not is_in(client)
    assert Entry.objects.filter(action="accounts.second_factor_failed").count() == 5


def test_after_a_wrong_code_the_right_one_must_wait(clock, anna, enrolled):
    phone = enrolled(anna)
    clock(minutes=1)
    client = Client()
    knock(client, "anna")

    client.post(VERIFY, {"code": "000000"})
    too_soon = client.post(VERIFY, {"code": phone.app.now()})
    assert too_soon.status_code == 200
    clock(seconds=30)

    assert client.post(VERIFY, {"code": phone.app.now()}).status_code == 302


def test_a_recovery_code_works_once_however_it_is_typed(clock, anna, enrolled):
    code = enrolled(anna).codes[3]
    client = Client()
    knock(client, "anna")

    assert client.post(VERIFY, {"code": f" {code.upper()} "}).status_code == 302
    passed = Entry.objects.get(action="accounts.second_factor_passed")
    assert passed.after == {"by": "recovery code", "left": 9}
    again = Client()
    knock(again, "anna")

    assert again.post(VERIFY, {"code": code}).status_code == 200


@pytest.mark.parametrize("code", ["", "9" * 39, "x" * 50, "١٢٣٤٥٦", "🀄", "-1", "1e5", "a'b"])
def test_strange_codes_are_only_wrong(clock, anna, enrolled, code):
    enrolled(anna)
    client = Client()
    knock(client, "anna")

    assert client.post(VERIFY, {"code": code}).status_code == 200


def test_administrators_get_nowhere_without_one(clock):
    UserFactory(login="root", administers="security")
    client = Client()
    knock(client, "root")

    assert client.get("/accounts/")["Location"] == f"{ENROL}?next=%2Faccounts%2F"
    assert client.get("/accounts/profile/")["Location"].startswith(ENROL)
    _app, response = set_up(client, url=f"{ENROL}?next=/accounts/")

    assert response.context["secret"].next_url == "/accounts/"
    assert client.get("/accounts/").status_code == 200


def test_administrators_cannot_do_without_others_can(clock, anna, enrolled):
    root = UserFactory(login="root", administers="security")
    enrolled(root)
    with pytest.raises(Refused):
        services.disable_second_factor(root, by=actor(root))

    phone = enrolled(anna)
    client = Client()
    knock(client, "anna")
    clock(seconds=30)
    client.post(VERIFY, {"code": phone.app.now()})
    url = "/accounts/second-factor/remove/"
    assert client.post(url, {"code": "000000"}).status_code == 200
    clock(seconds=60)
    response = client.post(url, {"code": phone.app.now()})

    assert response["Location"] == "/accounts/profile/"
    assert not User.objects.get(pk=anna.pk).has_second_factor
    assert list(integrity()) == []


def test_new_recovery_codes_replace_the_old(clock, anna, enrolled):
    phone = enrolled(anna)
    client = Client()
    knock(client, "anna")
    clock(seconds=30)
    client.post(VERIFY, {"code": phone.app.now()})

    new = client.post("/accounts/second-factor/codes/").context["secret"].lines

    other = Client()
    knock(other, "anna")
    assert other.post(VERIFY, {"code": phone.codes[0]}).status_code == 200
    clock(seconds=5)
    assert other.post(VERIFY, {"code": new[0]}).status_code == 302


def test_the_command_helps_the_only_security_administrator(clock, enrolled, capsys):
    guard = UserFactory(login="guard", administers="security")
    enrolled(guard)

    call_command("reset_password", "guard", "--actor", "guard", "--second-factor")

    login, password = capsys.readouterr().out.split()
    assert not AuthenticatorApp.objects.exists()
    alone = Entry.objects.get(action="accounts.second_factor_reset_alone")
    assert (alone.source, alone.user) == ("command", guard)
    client = Client()
    knock(client, login, password)
    assert client.get(POLICY)["Location"].startswith("/accounts/password/")
    assert not is_in(_signed_in_with(RIGHT))
    entry = Entry.objects.get(action="accounts.password_reset")
    assert (entry.source, entry.user, entry.role) == ("command", guard, "security")


def test_the_command_changes_nothing_when_it_cannot_do_all_of_it(clock, capsys):
    guard = UserFactory(login="guard", administers="security")
    before = guard.password

    with pytest.raises(CommandError):
        call_command("reset_password", "guard", "--actor", "guard", "--second-factor")

    guard.refresh_from_db()
    assert guard.password == before


def _signed_in_with(password):
    client = Client()
    knock(client, "guard", password)
    return client


def test_integrity_finds_a_mark_without_a_device(anna):
    User.objects.filter(pk=anna.pk).update(has_second_factor=True)

    assert list(integrity()) == [
        f"account {anna.pk}: the second factor's mark and its device disagree"
    ]
