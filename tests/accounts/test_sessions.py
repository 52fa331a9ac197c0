"""How sessions end."""

import pytest
from django.test import Client

from accounts import services
from accounts.models import SignIn, User
from accounts.views.door import ENDED
from audit.models import Entry
from tests.accounts.conftest import RIGHT, is_in, knock
from tests.conftest import actor
from tests.factories import UserFactory

POLICY = "/accounts/policy/"


@pytest.fixture
def at_work(clock, anna):
    client = Client()
    knock(client, "anna")
    return client


def test_half_an_hour_without_a_click_ends_the_session(at_work, clock):
    clock(minutes=29)
    assert at_work.get(POLICY).status_code == 200
    clock(minutes=29, seconds=59)
    assert at_work.get(POLICY).status_code == 200

    clock(minutes=30)
    response = at_work.get(POLICY)

    assert response["Location"] == "/accounts/login/?next=%2Faccounts%2Fpolicy%2F&ended=idle"
    assert not is_in(at_work)
    assert SignIn.objects.get().ended_because == "idle"
    assert Entry.objects.get(action="accounts.signed_out").after == {"because": "idle"}
    assert at_work.get(response["Location"]).context["ended"] == ENDED["idle"]


def test_twelve_hours_end_the_busiest_session(at_work, clock):
    for _n in range(35):
        clock(minutes=20)
        assert at_work.get(POLICY).status_code == 200

    clock(minutes=20)
    response = at_work.get(POLICY)

    assert "ended=too-long" in response["Location"]


def test_a_session_is_written_once_a_minute_at_most(at_work, clock, django_assert_num_queries):
    at_work.get(POLICY)
    clock(seconds=59)
    seen = at_work.session["seen_at"]
    at_work.get(POLICY)
    assert at_work.session["seen_at"] == seen

    clock(seconds=1)
    at_work.get(POLICY)

    assert at_work.session["seen_at"] == seen + 60


def test_an_expired_session_sends_htmx_s_whole_page_to_the_door(at_work, clock):
    clock(hours=1)
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/members/?q=1&sort=name"}

    response = at_work.get("/accounts/", headers=asked)

    assert response.status_code == 200
    assert response["HX-Redirect"] == (
        "/accounts/login/?next=%2Fmembers%2F%3Fq%3D1%26sort%3Dname&ended=idle"
    )
    assert not response.content


def test_no_session_at_all_does_the_same(db):
    asked = {"HX-Request": "true", "HX-Current-URL": "http://evil.example//x"}

    response = Client().get("/accounts/", headers=asked)

    assert response["HX-Redirect"] == "/accounts/login/?next=%2F"


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"expires_on": "2026-06-30"}],
    ids=["deactivated", "expired"],
)
def test_who_may_no_longer_sign_in_is_out_at_the_next_click(at_work, anna, change):
    assert at_work.get(POLICY).status_code == 200

    User.objects.filter(pk=anna.pk).update(**change)

    assert at_work.get(POLICY)["Location"] == "/accounts/login/?next=/accounts/policy/"


def test_closing_the_account_ends_its_sessions_for_good(at_work, anna):
    by = actor(UserFactory(login="sys", administers="system"))
    services.deactivate(anna, by=by, reason="left")
    services.activate(anna, by=by)

    response = at_work.get(POLICY)

    assert "ended=reset" in response["Location"]


def test_a_new_session_of_an_administrator_ends_the_older_and_tells_both(clock):
    UserFactory(login="root", administers="audit", has_second_factor=False, is_demo=False)
    User.objects.filter(login="root").update(password_set_at=None)
    first, second = Client(), Client()
    # An administrator without a second factor gets no further than setting one up.
    knock(first, "root", address="10.0.0.7")
    knock(second, "root", address="10.0.0.8")

    response = first.get(POLICY)

    assert "ended=replaced" in response["Location"]
    assert first.get(response["Location"]).context["ended"] == ENDED["replaced"]
    assert is_in(second)
    (told,) = second.get("/accounts/second-factor/new/").context["messages"]
    assert told.level_tag == "warning"
    assert Entry.objects.get(action="accounts.sessions_replaced").after == {"sessions": 1}


def test_others_may_work_in_two_places(clock, anna):
    first, second = Client(), Client()
    knock(first, "anna")
    knock(second, "anna")

    assert first.get(POLICY).status_code == second.get(POLICY).status_code == 200


def test_the_password_changed_elsewhere_ends_this_session_and_not_that(clock, anna):
    here, there = Client(), Client()
    knock(here, "anna")
    knock(there, "anna")
    key = here.session.session_key

    form = {"old": RIGHT, "new": "Rote-Grütze-7", "again": "Rote-Grütze-7"}
    here.post("/accounts/password/", form)

    assert here.get(POLICY).status_code == 200
    assert here.session.session_key != key
    assert "ended=password" in there.get(POLICY)["Location"]


def test_the_owner_ends_all_sessions_but_one(clock, anna):
    here, there = Client(), Client()
    knock(here, "anna")
    knock(there, "anna")

    here.post("/accounts/sessions/end/")

    assert here.get(POLICY).status_code == 200
    assert "ended=closed" in there.get(POLICY)["Location"]


def test_profile_lists_the_last_sign_ins(clock, anna):
    here, there = Client(), Client()
    knock(here, "anna", address="10.0.0.3")
    clock(minutes=20)
    knock(there, "anna", address="10.0.0.4")
    clock(minutes=20)
    here_again = there.get("/accounts/profile/")

    rows = [
        (row.address, is_here, is_live) for row, is_here, is_live in here_again.context["sign_ins"]
    ]

    assert rows == [("10.0.0.4", True, True), ("10.0.0.3", False, False)]


def test_signed_in_pages_are_kept_by_nobody(at_work):
    assert at_work.get(POLICY)["Cache-Control"] == "no-store"
    assert "no-store" in Client().get("/accounts/login/")["Cache-Control"]
