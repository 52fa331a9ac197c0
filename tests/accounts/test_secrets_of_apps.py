"""The secrets of authenticator apps: moved out of the old table, put under a new key."""

import datetime
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AuthenticatorApp
from audit.models import Entry
from tests.accounts.conftest import is_in, knock
from tests.factories import UserFactory

MY_DAY = reverse("dashboards:my-day")


def test_the_secrets_of_the_old_table_move_and_come_back(anna, bob, enrolled):
    migration = import_module("accounts.migrations.0004_secrets_of_apps_encrypted")
    phone = enrolled(anna)
    secret = AuthenticatorApp.objects.get().key
    migration.decrypt(apps, None)
    assert TOTPDevice.objects.get().key == secret
    assert not AuthenticatorApp.objects.exists()
    TOTPDevice.objects.create(user=bob, name="never confirmed", confirmed=False)

    migration.encrypt(apps, None)

    app = AuthenticatorApp.objects.get()
    assert (app.user, app.key) == (anna, secret)
    assert not TOTPDevice.objects.exists()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)):
        client = Client()
        knock(client, "anna")
        client.post(reverse("accounts:otp-verify"), {"code": phone.app.now()})
        assert is_in(client)
        assert client.get(MY_DAY).status_code == 200


def test_the_key_is_renewed_by_command_and_on_record(anna, enrolled, settings, capsys):
    system = UserFactory(login="sys", administers="system")
    UserFactory(login="sec", administers="security")
    enrolled(anna)
    old, settings.FIELD_KEY = settings.FIELD_KEY, "a new key"
    with pytest.raises(CommandError, match="FIELD_KEY"):
        call_command("reencrypt", "--actor", "sys")
    settings.FIELD_KEY_FALLBACKS = [old]
    with pytest.raises(CommandError, match="系统管理员"):
        call_command("reencrypt", "--actor", "sec")

    call_command("reencrypt", "--actor", "sys")

    assert capsys.readouterr().out == "reencrypted=1\n"
    entry = Entry.objects.get(action="accounts.fields_reencrypted")
    assert (entry.user, entry.source, entry.after) == (system, "command", {"rows": 1})
