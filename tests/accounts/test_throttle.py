"""The four cases of the lock-out, the slow limits, and what a lock costs."""

import time

import pytest
from axes.models import AccessFailureLog
from django.core.management import call_command
from django.test import Client

from accounts import rules, services
from accounts.tasks import clear_away
from accounts.throttle import is_held
from audit.models import Entry
from core.verdicts import Refused
from tests.accounts.conftest import OFFICE_IP, OTHER_IP, RIGHT, WRONG, is_in, knock, tries
from tests.conftest import actor


def gets_in(login, address=OFFICE_IP) -> bool:
    client = Client()
    knock(client, login, RIGHT, address)
    return is_in(client)


def test_victim_at_the_same_address_is_locked_for_half_an_hour(clock, anna):
    tries("anna")

    assert not gets_in("anna")
    clock(minutes=29)
    assert not gets_in("anna")
    clock(minutes=1, seconds=1)
    assert gets_in("anna")
    actions = Entry.objects.filter(action__startswith="accounts.sign_in_").order_by("id")
    assert [e.action for e in actions] == [
        *["accounts.sign_in_failed"] * 5,
        *["accounts.sign_in_refused"] * 2,
    ]


def test_four_failures_lock_nobody(clock, anna):
    tries("anna", count=4)

    assert gets_in("anna")


def test_colleague_at_the_same_address_gets_in(clock, anna, bob):
    tries("anna")

    assert gets_in("bob")


def test_victim_at_another_address_gets_in(clock, anna):
    tries("anna")

    assert gets_in("anna", OTHER_IP)


def test_thirty_addresses_guessing_at_one_name_are_stopped_at_twenty(clock, anna):
    for n in range(30):
        tries("anna", f"10.1.0.{n}", count=1)

    assert AccessFailureLog.objects.count() == 20
    assert not gets_in("anna", "10.9.9.9")
    clock(hours=23, minutes=59)
    assert not gets_in("anna", "10.9.9.9")
    clock(minutes=1, seconds=1)
    assert gets_in("anna", "10.9.9.9")


def test_an_address_may_fail_three_hundred_times_an_hour(clock, settings, anna):
    settings.SIGN_IN_FAILURES_PER_ADDRESS_AND_HOUR = 30  # as 300, in a tenth of the time
    settings.SIGN_IN_ALARM_NAMES_PER_HOUR = 1000
    for n in range(30):
        tries(f"name{n}", count=1)

    assert not gets_in("anna")
    assert gets_in("anna", OTHER_IP)
    clock(hours=1, seconds=1)
    assert gets_in("anna")


def test_a_locked_try_neither_prolongs_the_lock_nor_fills_the_log(clock, anna):
    tries("anna")
    clock(minutes=20)
    tries("anna", count=10)

    assert Entry.objects.filter(action="accounts.sign_in_refused").count() == 1
    clock(minutes=11)
    assert gets_in("anna")


def test_success_forgets_the_pairs_failures(clock, anna):
    tries("anna", count=4)
    assert gets_in("anna")

    tries("anna", count=4)

    assert gets_in("anna")


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("1.2.3.4, 9.9.9.9", 1, "9.9.9.9"),
        ("1.2.3.4, 9.9.9.9", 0, "10.0.0.1"),
        ("1.2.3.4, 9.9.9.9, 8.8.8.8", 2, "9.9.9.9"),
        ("1.2.3.4", 2, "10.0.0.1"),
        ("1.2.3.4, unknown", 1, "10.0.0.1"),
        ("1.2.3.4, 9.9.9.9:4711", 1, "9.9.9.9"),
        ("1.2.3.4, [2001:db8::1]:443", 1, "2001:db8::1"),
        ("1.2.3.4, ::ffff:9.9.9.9", 1, "9.9.9.9"),
        ("'; drop table x", 1, "10.0.0.1"),
    ],
)
def test_only_the_trusted_proxys_word_counts(settings, anna, forwarded, proxies, address):
    settings.TRUSTED_PROXIES = proxies
    form = {"username": "anna", "password": WRONG}

    Client().post("/accounts/login/", form, REMOTE_ADDR=OFFICE_IP, HTTP_X_FORWARDED_FOR=forwarded)

    assert AccessFailureLog.objects.get().ip_address == address
    assert Entry.objects.get().address == address


def test_one_password_tried_on_everybody_raises_one_alarm(clock, anna):
    for n in range(60):
        tries(f"name{n}", f"10.2.{n}.1", count=1)

    alarm = Entry.objects.get(action="accounts.spraying_suspected")
    assert alarm.after == {"names": 50}


def test_the_security_administrator_sees_the_alarm(town, settings, as_user):
    from accounts.receivers import my_day

    settings.SIGN_IN_ALARM_NAMES_PER_HOUR = 3
    for n in range(3):
        tries(f"name{n}", count=1)
    request = type("Request", (), {"user": town.security, "actor": actor(town.security)})

    (item,) = my_day(request)

    assert (item.count, item.urgent) == (3, True)


def test_unlocking_is_the_security_administrators_and_on_record(town):
    tries("spring_office")

    with pytest.raises(Refused):
        services.unlock(town.spring_office, by=actor(town.sysadmin))
    services.unlock(town.spring_office, by=actor(town.security))

    assert not is_held("spring_office")
    assert gets_in("spring_office")
    assert Entry.objects.get(action="accounts.unlocked").user == town.security
    assert not rules.can_unlock(actor(town.security), town.spring_office)


def test_unlock_command_opens_the_security_administrators_own_name(town, capsys):
    for n in range(4):
        tries("security", f"10.3.0.{n}")

    call_command("unlock", "security", "--actor", "security")

    assert capsys.readouterr().out == "unlocked=1\n"
    assert not is_held("security")


def test_a_locked_try_costs_no_hashing(settings, anna):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    anna.set_password(RIGHT)
    anna.save()
    client = Client()
    tries("anna")

    def cost(login, address):
        before = time.process_time()
        knock(client, login, WRONG, address)
        return time.process_time() - before

    locked = min(cost("anna", OFFICE_IP) for _n in range(20))
    hashed = cost("anna", OTHER_IP)
    unknown = cost("nobody", OTHER_IP)

    assert locked * 8 < hashed
    assert 0.6 < unknown / hashed < 1.6


def test_the_clock_clears_old_failures_away(clock, anna):
    tries("anna")
    clock(hours=47)
    clear_away()
    assert AccessFailureLog.objects.count() == 5

    clock(hours=2)
    clear_away()

    assert not AccessFailureLog.objects.exists()


def test_guesses_made_elsewhere_keep_nobody_out_at_their_own_desk(clock, anna):
    assert gets_in("anna")
    for n in range(20):
        tries("anna", f"10.1.0.{n}", count=1)

    assert gets_in("anna")
    assert not gets_in("anna", "10.9.9.9")


def test_ones_own_desk_is_forgotten_after_thirty_days(clock, anna):
    assert gets_in("anna")
    clock(days=30, seconds=1)
    for n in range(20):
        tries("anna", f"10.1.0.{n}", count=1)

    assert not gets_in("anna")
