"""Who opens, changes and closes accounts, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from accounts import rules, services
from accounts.models import User
from audit.actors import Actor
from audit.models import Entry
from core.verdicts import Refused, Stale
from tests.accounts.conftest import RIGHT, is_in, knock
from tests.conftest import actor
from tests.factories import UserFactory

NEW = {"login": "li.na", "name": "李娜", "phone": "138 1234 5678", "workplace": "春晖街道"}


@pytest.fixture
def by(db):
    return {
        who: actor(UserFactory(login=f"by-{who or 'nobody'}", administers=who))
        for who in ("system", "security", "audit", "")
    }


def test_a_new_account_gets_a_password_once_and_no_rights(by):
    user, password = services.create_account(NEW, by=by["system"])

    assert len(password) == 19
    assert user.check_password(password)
    assert (user.phone, user.must_change_password, user.administers) == ("13812345678", True, "")
    entry = Entry.objects.get(action="accounts.opened")
    assert entry.after["phone"] == "…5678"
    assert password not in str(Entry.objects.values())


@pytest.mark.parametrize("who", ["security", "audit", ""])
def test_only_the_system_administrator_creates_accounts(by, who):
    with pytest.raises(Refused):
        services.create_account(NEW, by=by[who])

    assert not User.objects.filter(login="li.na").exists()


def test_rooms_above_open_accounts_by_their_own_rules(by):
    user, password = services.open_account(NEW, by=by[""], password="Given-Pass-1")

    assert password == "Given-Pass-1"
    assert user.must_change_password


def test_demonstration_accounts_are_open_at_once(clock):
    values = {"login": "street", "name": "示例", "is_demo": True}
    services.open_account(values, by=Actor(source="command"), password="whatever")
    clock(days=365)
    client = Client()

    knock(client, "street", "whatever")

    assert is_in(client)


def test_an_initial_password_is_good_for_three_days(clock):
    services.open_account(NEW, by=Actor(source="command"), password="Given-Pass-1")

    def gets_in():
        client = Client()
        knock(client, "li.na", "Given-Pass-1")
        return is_in(client)

    clock(hours=71, minutes=59)
    assert gets_in()
    clock(minutes=1)
    assert not gets_in()


@pytest.mark.parametrize("login", ["LI NA", "李娜", "-li", "li-", "a\nb", "a" * 65, "", "li@na"])
def test_login_names_are_plain(by, login):
    with pytest.raises(ValidationError) as error:
        services.create_account(NEW | {"login": login}, by=by["system"])

    assert set(error.value.error_dict) == {"login"}


def test_a_login_name_is_given_once_whatever_the_case(by):
    services.create_account(NEW, by=by["system"])

    with pytest.raises(ValidationError, match=r"taken|占用"):
        services.create_account(NEW | {"login": "Li.Na"}, by=by["system"])


def test_the_database_holds_one_known_office(db):
    with pytest.raises(IntegrityError):
        UserFactory(administers="both")


def test_the_database_holds_lower_case(db):
    with pytest.raises(IntegrityError):
        UserFactory(login="Anna")


def test_edit_saves_tidies_and_records(by, anna):
    services.edit_account(anna, {"name": " 王安 ", "phone": ""}, version=1, by=by["system"])

    anna.refresh_from_db()
    assert (anna.name, anna.version) == ("王安", 2)
    entry = Entry.objects.get(action="accounts.edited")
    assert (entry.before, entry.after) == ({"name": "王安娜"}, {"name": "王安"})


def test_edit_refuses_an_old_version(by, anna):
    services.edit_account(anna, {"name": "王安"}, version=1, by=by["system"])

    with pytest.raises(Stale):
        services.edit_account(anna, {"name": "王"}, version=1, by=by["system"])


@pytest.mark.parametrize("who", ["security", "audit", ""])
def test_edit_and_closing_are_the_system_administrator_s(by, anna, who):
    with pytest.raises(Refused):
        services.edit_account(anna, {"name": "x"}, version=1, by=by[who])
    with pytest.raises(Refused):
        services.deactivate(anna, by=by[who], reason="x")
    with pytest.raises(Refused):
        services.activate(anna, by=by[who])


@pytest.mark.parametrize("who", ["system", "audit", ""])
def test_passwords_are_the_security_administrator_s(by, anna, who):
    with pytest.raises(Refused):
        services.reset_password(anna, by=by[who], reason="x")

    assert User.objects.get(pk=anna.pk).check_password(RIGHT)


def test_reset_makes_the_old_password_worthless_and_the_new_one_to_be_changed(by, anna):
    password = services.reset_password(anna, by=by["security"], reason="called back")

    assert not is_in(_in_with(RIGHT))
    assert is_in(client := _in_with(password))
    assert client.get("/accounts/policy/")["Location"].startswith("/accounts/password/")
    assert Entry.objects.get(action="accounts.password_reset").after == {"reason": "called back"}


def _in_with(password):
    client = Client()
    knock(client, "anna", password)
    return client


def test_nobody_does_it_for_themselves_on_a_page(by):
    for act in (
        lambda: services.reset_password(by["security"].user, by=by["security"], reason="x"),
        lambda: services.deactivate(by["system"].user, by=by["system"], reason="x"),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize("office", ["system", "security", "audit"])
def test_an_administrator_s_account_is_not_closed_from_under_the_office(by, office):
    user = UserFactory(administers=office)

    with pytest.raises(Refused):
        services.deactivate(user, by=by["system"], reason="x")
    with pytest.raises(Refused):
        services.edit_account(user, {"expires_on": date(2030, 1, 1)}, version=1, by=by["system"])


def test_an_administrator_whose_account_is_closed_may_do_nothing_more(by, anna):
    User.objects.filter(pk=by["system"].user.pk).update(is_active=False)
    by["system"].user.refresh_from_db()

    assert rules.can_edit_account(by["system"], anna).is_forbidden


def test_closing_and_opening_again_leave_their_marks(by, anna):
    services.deactivate(anna, by=by["system"], reason="retired")
    assert not is_in(_in_with(RIGHT))
    with pytest.raises(Refused):
        services.deactivate(anna, by=by["system"], reason="again")

    services.activate(anna, by=by["system"])

    assert is_in(_in_with(RIGHT))
    actions = Entry.objects.filter(model="accounts.user", object_id=anna.pk).order_by("id")
    assert [e.action for e in actions if "activated" in e.action] == [
        "accounts.deactivated",
        "accounts.activated",
    ]


def test_dormant_are_open_accounts_unused_for_ninety_days(clock, db):
    def at(days):
        from django.utils import timezone

        return timezone.now() - timezone.timedelta(days=days)

    UserFactory(login="fresh", last_login=at(89))
    UserFactory(login="stale", last_login=at(91))
    UserFactory(login="closed", last_login=at(91), is_active=False)
    UserFactory(login="expired", last_login=at(91), expires_on=date(2026, 1, 1))
    UserFactory(login="never")
    UserFactory(login="never-for-long")
    User.objects.filter(login="never-for-long").update(created_at=at(91))

    found = set(User.objects.dormant().values_list("login", flat=True))

    assert found == {"stale", "never-for-long"}


def test_commands_want_a_security_administrator_and_known_names(by, anna):
    with pytest.raises(CommandError, match=r"security|安全"):
        call_command("reset_password", "anna", "--actor", "by-system")
    with pytest.raises(CommandError) as unknown:
        call_command("unlock", "anna", "--actor", "nobody-here")
    with pytest.raises(CommandError, match="--actor"):
        call_command("unlock", "anna")

    assert unknown.value.returncode == 2
    assert User.objects.get(pk=anna.pk).check_password(RIGHT)
