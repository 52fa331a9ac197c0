"""One effect per form."""

import pytest
from django.test import RequestFactory

from core.models import SpentToken
from core.once import new_token, once
from core.verdicts import Refused
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def send():
    """``send(user, path, token, **fields)`` → (answer, how often the work was done)."""
    done = []

    def post(user, path, token, result="/there/", **fields):
        request = RequestFactory().post(path, {"form_token": token, **fields})
        request.user = user

        def work():
            done.append(fields)
            return result

        return once(request, work), len(done)

    return post


def token_for(user, path):
    request = RequestFactory().get(path)
    request.user = user
    return new_token(request)


def test_second_sending_is_answered_with_the_first_result(send):
    user = UserFactory()
    token = token_for(user, "/a/")

    first, _ = send(user, "/a/", token, name="x", result="/7/")
    second, count = send(user, "/a/", token, name="x", result="/8/")

    assert (first["Location"], second["Location"], count) == ("/7/", "/7/", 1)


def test_token_is_not_for_other_content(send):
    user = UserFactory()
    token = token_for(user, "/a/")
    send(user, "/a/", token, name="x")

    with pytest.raises(Refused):
        send(user, "/a/", token, name="y")


def test_token_is_not_for_another_person_page_or_forger(send):
    user, other = UserFactory(), UserFactory()
    token = token_for(user, "/a/")

    for who, path, with_token in (
        (other, "/a/", token),
        (user, "/b/", token),
        (user, "/a/", "made:up"),
    ):
        with pytest.raises(Refused):
            send(who, path, with_token, name="x")


def test_token_of_failed_work_can_be_used_again(send):
    user = UserFactory()
    token = token_for(user, "/a/")
    request = RequestFactory().post("/a/", {"form_token": token, "name": "x"})
    request.user = user

    def fail():
        raise Refused("nein")

    with pytest.raises(Refused):
        once(request, fail)
    answer, count = send(user, "/a/", token, name="x")

    assert (answer.status_code, count) == (302, 1)


def test_a_result_may_be_as_long_as_an_address(town):
    spent = SpentToken.objects.create(token="t", user=town.spring_office, digest="d")

    spent.keep_result("/members/units/?q=" + "%E6%98%A5" * 200)

    spent.refresh_from_db()
    assert len(spent.result_url) == 1818
