"""What a password must be."""

from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.passwords import READABLE, kinds_of, new_password
from audit.models import Entry
from tests.accounts.conftest import RIGHT, WRONG, is_in, knock

POLICY = "/accounts/policy/"


def problems(password, **about) -> set[str]:
    user = User(**{"login": "x9", "name": "", "phone": "", "workplace": ""} | about)
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("Kiefer-Weg-1", set()),
        ("Kiefer-W1", {"password_too_short"}),
        ("kieferwald12", {"password_too_few_kinds"}),
        ("Kieferwald12", set()),
        ("kiefer-wald-", {"password_too_few_kinds"}),
        ("密码密码密码密码Aa1", set()),
        ("password123", {"password_too_few_kinds", "password_too_common"}),
        ("Password123", {"password_too_common"}),
    ],
)
def test_length_kinds_and_the_common_ones(password, found):
    assert problems(password) == found


@pytest.mark.parametrize(
    ("password", "about"),
    [
        ("Wangfang-2026", {"login": "wangfang"}),
        ("x-WANGFANG-26", {"name": "王芳"}),
        ("我是王芳-Abc12", {"name": "王芳"}),
        ("Ab-345678-xyz", {"phone": "13812345678"}),
        ("春晖医院-Abc-123", {"workplace": "春晖医院"}),
    ],
)
def test_nothing_of_oneself(password, about):
    assert problems(password, **about) == {"password_contains_oneself"}


def test_the_log_in_name_s_longer_parts_count():
    assert problems("My-Chenhai-99", login="lin.chenhai") == {"password_contains_oneself"}
    assert problems("My-Lin-Wald-9", login="lin.chenhai") == set()


def test_one_character_of_a_surname_is_free():
    assert problems("王-Kiefer-Wald-1", name="李") == set()


@given(st.text(max_size=60))
def test_any_text_is_judged_without_an_error(text):
    assert problems(text, name="王芳", login="wangfang") <= {
        "password_too_short",
        "password_too_few_kinds",
        "password_too_common",
        "password_contains_oneself",
    }


def test_made_up_passwords_are_long_readable_and_different():
    made = {new_password() for _n in range(200)}

    assert len(made) == 200
    assert all(len(p) == 19 and kinds_of(p) == 4 and problems(p) == set() for p in made)
    assert set("".join(made)) <= set(READABLE + "-")
    assert not set("0Oo1lI") & set(READABLE)


def change(client, new, old=RIGHT, again=None):
    form = {"old": old, "new": new, "again": new if again is None else again}
    return client.post("/accounts/password/", form)


@pytest.fixture
def at_work(anna):
    client = Client()
    knock(client, "anna")
    return client


def test_change_takes_the_new_one_and_refuses_the_old(at_work, anna):
    assert change(at_work, "Kiefer-Weg-1")["Location"] == "/accounts/profile/"

    assert not is_in(_after(knock, "anna", RIGHT))
    assert is_in(_after(knock, "anna", "Kiefer-Weg-1"))
    anna.refresh_from_db()
    assert anna.password_set_at is not None
    assert Entry.objects.get(action="accounts.password_changed").after == {}


def _after(act, *args):
    client = Client()
    act(client, *args)
    return client


def test_the_last_five_are_not_taken_again(at_work, anna):
    words = [RIGHT, *(f"Kiefer-Weg-{n}" for n in range(1, 6))]
    for old, new in pairwise(words):
        assert change(at_work, new, old).status_code == 302

    refused = [w for w in reversed(words) if change(at_work, w, words[-1]).status_code == 200]

    assert refused == words[:0:-1]  # all but the first, which is the sixth last
    assert anna.old_passwords.count() == 4


def test_two_different_new_ones_and_weak_ones_are_refused(at_work):
    assert change(at_work, "Kiefer-Weg-1", again="Kiefer-Weg-2").context["form"].errors.keys() == {
        "again"
    }
    assert change(at_work, "kiefer").context["form"].errors.keys() == {"new"}
    assert change(at_work, "王安娜-Kiefer-1").context["form"].errors.keys() == {"new"}


def test_guessing_the_present_password_ends_the_session(at_work):
    for _n in range(4):
        assert change(at_work, "Kiefer-Weg-1", WRONG).status_code == 200

    response = change(at_work, "Kiefer-Weg-1", WRONG)

    assert "ended=guessing" in response["Location"]
    assert not is_in(at_work)


def test_a_given_password_must_be_changed_before_anything_else(clock, anna):
    User.objects.filter(pk=anna.pk).update(must_change_password=True)
    client = Client()
    knock(client, "anna")

    asked = client.get("/accounts/policy/?x=1")

    assert asked["Location"] == "/accounts/password/?next=%2Faccounts%2Fpolicy%2F%3Fx%3D1"
    form = {"old": RIGHT, "new": "Kiefer-Weg-1", "again": "Kiefer-Weg-1"}
    assert client.post(asked["Location"], form)["Location"] == "/accounts/policy/?x=1"
    assert client.get(POLICY).status_code == 200


def test_an_old_password_must_be_changed_where_the_rules_say_so(clock, settings, anna):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    client = Client()
    knock(client, "anna")
    assert change(client, "Kiefer-Weg-1").status_code == 302

    clock(days=89, hours=23)
    knock(client := Client(), "anna", "Kiefer-Weg-1")
    assert client.get(POLICY).status_code == 200
    clock(hours=1)
    knock(client := Client(), "anna", "Kiefer-Weg-1")

    assert client.get(POLICY)["Location"].startswith("/accounts/password/")


def test_demonstration_accounts_are_asked_for_nothing(clock, settings, anna):
    settings.PASSWORD_MAX_AGE_DAYS = 1
    User.objects.filter(pk=anna.pk).update(
        is_demo=True,
        must_change_password=True,
        administers="system",
        password_set_at="2026-01-01T00:00Z",
    )
    client = Client()
    knock(client, "anna")

    assert client.get(POLICY).status_code == 200
