"""A person at the door, and the clock of their phone."""

import base64
import datetime
from types import SimpleNamespace

import pyotp
import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.services.second_factor import enrol_second_factor, new_key
from audit.actors import Actor
from tests.factories import UserFactory

RIGHT, WRONG = "Password-1", "Password-2"
OFFICE_IP, OTHER_IP = "10.0.0.1", "10.0.0.2"


def knock(client, login, password=RIGHT, address=OFFICE_IP, **more):
    """Send the sign-in form."""
    form = {"username": login, "password": password, **more}
    return client.post(reverse("accounts:login"), form, REMOTE_ADDR=address)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def tries(login, address=OFFICE_IP, count=5):
    for _n in range(count):
        knock(Client(), login, WRONG, address)


@pytest.fixture
def anna(db):
    return UserFactory(login="anna", name="王安娜")


@pytest.fixture
def bob(db):
    return UserFactory(login="bob", name="赵博")


@pytest.fixture
def clock(db):
    """Moves on by the given time; every code of an app is then a new one."""
    travel = time_machine.travel(datetime.datetime(2026, 6, 30, 1, tzinfo=datetime.UTC), tick=False)
    moving = travel.start()
    yield lambda **span: moving.shift(datetime.timedelta(**span))
    travel.stop()


@pytest.fixture
def enrolled():
    """Gives an account a second factor; returns its app and its recovery codes."""

    def enrol(user):
        client = Client()
        request = RequestFactory().get("/")
        request.session, request.user, request.id = client.session, user, "test"
        key = new_key()
        app = pyotp.TOTP(base64.b32encode(bytes.fromhex(key)).decode())
        codes = enrol_second_factor(request, user, key, app.now(), by=Actor(user=user))
        user.refresh_from_db()
        return SimpleNamespace(app=app, codes=codes)

    return enrol
