"""The pages of accounts: who opens them, what they show, what they keep to themselves."""

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from tests.accounts.conftest import is_in, knock, tries
from tests.cells import cells_of
from tests.factories import UserFactory

LIST = "/accounts/"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("sysadmin", 200),
        ("security", 200),
        ("auditor", 403),
        ("spring_office", 403),
        ("nobody", 403),
    ],
)
def test_list_is_for_two_administrators(town, as_user, who, status):
    assert as_user(town.people[who]).get(LIST).status_code == status


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_any_number_of_accounts(
    town, as_user, count, django_assert_num_queries
):
    UserFactory.create_batch(count)
    client = as_user(town.sysadmin)
    client.get(LIST)

    # session, account with appointments, device, committee looked at, rows
    with django_assert_num_queries(5):
        client.get(LIST)


def test_list_masks_phones_and_finds_the_dormant(town, as_user):
    UserFactory(login="stale", phone="13812345678", last_login="2020-01-01T00:00Z")
    client = as_user(town.sysadmin)

    page = client.get(LIST, {"state": "dormant"})

    assert [cells[0] for cells in cells_of(page.context["rows"])] == [
        f'<a href="/accounts/{User.objects.get(login="stale").pk}/">stale</a>'
    ]
    assert "138****5678" in page.text
    assert "13812345678" not in page.text


def test_the_dormant_are_closed_from_the_list(town, as_user):
    stale = UserFactory(login="stale", last_login="2020-01-01T00:00Z")

    as_user(town.sysadmin).post(LIST, {"bulk": "deactivate", "row": [stale.pk, town.auditor.pk]})

    assert set(User.objects.filter(is_active=False)) == {stale}


def test_the_security_administrator_closes_nothing_from_the_list(town, as_user):
    client = as_user(town.security)
    stale = UserFactory(login="stale")

    download = client.post(LIST, {"bulk": "deactivate", "row": [stale.pk]})
    assert b"".join(download.streaming_content)

    assert User.objects.get(pk=stale.pk).is_active


def test_create_shows_the_password_once(town, as_user, client):
    system = as_user(town.sysadmin)
    token = system.get("/accounts/new/").context["form_token"]
    form = {"login": "Li.Na", "name": "李娜", "phone": "13812345678", "form_token": token}

    first = system.post("/accounts/new/", form)
    again = system.post("/accounts/new/", form)

    login, password = first.context["secret"].lines
    assert login == "li.na"
    assert password in first.text
    assert "no-store" in first["Cache-Control"]
    user = User.objects.get(login="li.na")
    assert again["Location"] == user.get_absolute_url()
    assert password not in system.get(user.get_absolute_url()).text
    knock(client, "li.na", password)
    assert is_in(client)


def test_a_second_click_is_answered_with_the_first_one_s_result(town, as_user, anna):
    client = as_user(town.sysadmin)
    url = f"/accounts/{anna.pk}/close/"
    token = client.get(url).context["form_token"]
    form = {"reason": "retired", "form_token": token}

    answers = [client.post(url, form) for _n in range(2)]

    assert [a["Location"] for a in answers] == [f"/accounts/{anna.pk}/"] * 2
    assert Entry.objects.filter(action="accounts.deactivated").count() == 1


def test_create_says_which_name_is_taken(town, as_user):
    response = as_user(town.sysadmin).post(
        "/accounts/new/", {"login": "SPRING_OFFICE", "name": "x", "phone": "12"}
    )

    assert response.context["form"].errors.keys() == {"login", "phone"}


def test_create_takes_no_rights_from_the_form(town, as_user):
    form = {
        "login": "li.na",
        "name": "李娜",
        "administers": "security",
        "is_demo": "on",
        "has_second_factor": "on",
        "password": "x",
        "is_active": "",
    }

    as_user(town.sysadmin).post("/accounts/new/", form)

    user = User.objects.get(login="li.na")
    assert (user.administers, user.is_demo, user.has_second_factor) == ("", False, False)
    assert user.is_active
    assert user.must_change_password


def test_edit_keeps_a_masked_phone_and_the_login_name(town, as_user, anna):
    User.objects.filter(pk=anna.pk).update(phone="13812345678")
    client = as_user(town.sysadmin)
    page = client.get(f"/accounts/{anna.pk}/edit/")
    assert "13812345678" not in page.text

    form = {"name": "王安", "phone": "138****5678", "login": "other", "version": 1}
    client.post(f"/accounts/{anna.pk}/edit/", form)

    anna.refresh_from_db()
    assert (anna.name, anna.phone, anna.login) == ("王安", "13812345678", "anna")


def test_edit_shows_both_versions_when_somebody_was_faster(town, as_user, anna):
    client = as_user(town.sysadmin)
    client.post(f"/accounts/{anna.pk}/edit/", {"name": "王安", "version": 1})

    response = client.post(f"/accounts/{anna.pk}/edit/", {"name": "王", "version": 1})

    assert response.status_code == 409
    assert ("王安", "王") in [(theirs, mine) for _l, theirs, mine in response.context["theirs"]]


def test_somebody_else_s_account_is_not_there_for_others(town, as_user, anna):
    client = as_user(town.spring_office)

    for name in ("detail", "edit", "deactivate", "reset-password", "reset-otp"):
        assert client.get(reverse(f"accounts:user-{name}", args=[anna.pk])).status_code == 404
    for name in ("activate", "unlock"):
        assert client.post(reverse(f"accounts:user-{name}", args=[anna.pk])).status_code == 404


@pytest.mark.parametrize("page", ["", "edit/", "close/"])
def test_the_page_of_an_account_knows_who_is_signed_in(town, as_user, anna, page):
    response = as_user(town.sysadmin).get(f"/accounts/{anna.pk}/{page}")

    assert response.context["user"].login == "sysadmin"


def test_each_administrator_is_offered_their_own_part(town, as_user, anna):
    tries("anna")

    def offered(who):
        page = as_user(who).get(f"/accounts/{anna.pk}/")
        return [a.url.rsplit("/", 2)[1] for a in page.context["actions"] if a.verdict]

    assert offered(town.sysadmin) == ["edit", "close"]
    assert offered(town.security) == ["password", "unlock"]


def test_reset_shows_the_password_once_with_the_reason_on_record(town, as_user, anna):
    client = as_user(town.security)
    url = f"/accounts/{anna.pk}/password/"
    assert client.post(url, {"reason": ""}).context["form"].errors.keys() == {"reason"}

    shown = client.post(url, {"reason": "called back"})

    assert User.objects.get(pk=anna.pk).check_password(shown.context["secret"].lines[1])
    assert Entry.objects.get(action="accounts.password_reset").after["reason"] == "called back"


def test_profile_changes_phone_and_language_and_nothing_else(anna, client):
    knock(client, "anna")
    form = {
        "phone": "13900001111",
        "language": "en",
        "version": 1,
        "name": "x",
        "administers": "audit",
    }

    response = client.post("/accounts/profile/", form)

    assert response["Location"] == "/accounts/profile/"
    anna.refresh_from_db()
    assert (anna.phone, anna.language) == ("13900001111", "en")
    assert (anna.name, anna.administers) == ("王安娜", "")
    assert Entry.objects.get(action="accounts.edited_own").after["phone"] == "…1111"


def test_policy_says_what_is_set(anna, client, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    settings.AXES_FAILURE_LIMIT = 7
    settings.SESSION_IDLE_SECONDS = 600
    client.cookies["language"] = "en"
    knock(client, "anna")

    text = client.get("/accounts/policy/").text

    for words in (
        "every 90 days",
        "locked for 30 minutes after 7 failures",
        "signed out after 10 minutes",
        "signed out after 12 hours",
        "good for 72 hours",
        "at most 20 failures a day",
        "At least 3 kinds of",
        "at least 10 characters",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    "path",
    [
        "profile/",
        "password/",
        "sessions/end/",
        "policy/",
        "second-factor/new/",
        "second-factor/verify/",
        "second-factor/remove/",
        "second-factor/codes/",
        "",
        "new/",
        "1/",
        "1/edit/",
    ],
)
def test_strangers_are_sent_to_the_door(db, client, path):
    response = client.get(f"/accounts/{path}")

    assert response["Location"] == f"/accounts/login/?next=/accounts/{path}"


def test_every_page_renders(town, as_user, enrolled):
    anna = UserFactory(login="anna")
    system, security, own = as_user(town.sysadmin), as_user(town.security), as_user(anna)

    for client, paths in {
        system: ["", "new/", f"{anna.pk}/", f"{anna.pk}/edit/", f"{anna.pk}/close/", "profile/"],
        security: [f"{anna.pk}/", f"{anna.pk}/password/", f"{town.sysadmin.pk}/second-factor/"],
        own: ["profile/", "password/", "policy/", "second-factor/new/", "sessions/end/"],
    }.items():
        for path in paths:
            assert client.get(f"/accounts/{path}").status_code == 200, path
    assert own.get("/accounts/second-factor/remove/").status_code == 409
    assert system.get("/accounts/second-factor/codes/").status_code == 200
