"""What happens to every request before a page sees it."""

import logging
import re
import sqlite3

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError
from django.test import RequestFactory

from core.middleware import Refusals, RequestFilter, client_address
from core.sessions import SessionStore


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


@pytest.mark.parametrize(
    ("key", "is_one"),
    [("a1" * 16, True), ("aaaaaaaa\x00", False), ("aaaaaaaa-aaaa", False), ("aaaaaaaé", False)],
)
def test_only_what_can_be_a_session_s_key_is_looked_for(key, is_one):
    assert DatabaseStore(key).session_key == key
    assert SessionStore(key).session_key == (key if is_one else None)


def test_a_change_given_up_for_another_is_told_so(rf):
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorname = "SQLITE_BUSY"
    busy, other = OperationalError("locked"), OperationalError("no such table: x")
    busy.__cause__ = cause
    request = rf.post("/")
    request.user, request.id = AnonymousUser(), "1"
    guard = Refusals(lambda request: None)

    assert guard.process_exception(request, busy).status_code == 409
    assert guard.process_exception(request, other) is None
