"""What happens to every request before a page sees it."""

import logging
import re

import pytest
from django.test import RequestFactory

from core.middleware import RequestFilter, client_address


def asked_from(own, forwarded=""):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=own, **headers)


def test_forwarded_address_counts_only_behind_a_trusted_proxy(settings):
    request = asked_from("10.0.0.1", "6.6.6.6, 1.2.3.4")

    settings.TRUSTED_PROXIES = 0
    assert client_address(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert client_address(request) == "1.2.3.4"
    settings.TRUSTED_PROXIES = 2
    assert client_address(request) == "6.6.6.6"
    settings.TRUSTED_PROXIES = 3
    assert client_address(request) == "10.0.0.1"


def test_every_answer_carries_the_number_of_its_request(client, db):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert re.fullmatch(r"[0-9a-f]{16}", first["X-Request-Id"])
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_number_given_from_outside_counts_only_behind_a_trusted_proxy(client, db, settings):
    given = {"X-Request-Id": "abc-12345678"}

    settings.TRUSTED_PROXIES = 0
    assert client.get("/healthz", headers=given)["X-Request-Id"] != "abc-12345678"
    settings.TRUSTED_PROXIES = 1
    assert client.get("/healthz", headers=given)["X-Request-Id"] == "abc-12345678"
    bad = {"X-Request-Id": "a<b>c d e f g"}
    assert client.get("/healthz", headers=bad)["X-Request-Id"] != bad["X-Request-Id"]


@pytest.mark.parametrize("length", ["3000000", "99999999999999999999", "-1", "x"])
def test_too_large_a_body_is_refused_before_it_is_read(client, db, length):
    page = client.generic("POST", "/accounts/login/", b"x", CONTENT_LENGTH=length)

    assert page.status_code == 413


def test_log_line_cannot_be_forged():
    record = logging.LogRecord("x", logging.INFO, "", 0, "bad %s", ("a\nb\r",), None)

    RequestFilter().filter(record)

    assert record.getMessage() == "bad a\\nb\\r"


def test_page_of_a_signed_in_person_is_never_kept(town, as_user):
    page = as_user(town.spring_office).get("/")

    assert page["Cache-Control"] == "no-store"
    assert "HX-Request" in page["Vary"]


def test_only_somebody_signed_in_may_send_a_large_body(town, as_user, client, settings):
    def send(who):
        size = str(settings.MAX_IMPORT_BYTES - 1)
        return who.generic("POST", "/imports/new/", b"x", CONTENT_LENGTH=size).status_code

    client.cookies[settings.SESSION_COOKIE_NAME] = "madeup0123456789madeup0123456789"

    assert send(client) == 413
    assert send(as_user(town.spring_office)) != 413
