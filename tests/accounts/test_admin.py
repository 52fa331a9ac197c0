"""Accounts in the back office."""

from django.test import Client

from accounts.models import User
from audit.models import Entry

LIST = "/admin/accounts/user/"


def test_the_two_administrators_see_all_others_none(town, as_user):
    seen = {
        who: as_user(town.people[who]).get(LIST).status_code
        for who in ("sysadmin", "security", "auditor", "spring_office", "nobody")
    }

    assert seen == {
        "sysadmin": 200,
        "security": 200,
        "auditor": 403,
        "spring_office": 403,
        "nobody": 403,
    }
    assert Client().get(LIST).status_code == 302


def test_a_change_goes_through_the_service(town, as_user, anna):
    User.objects.filter(pk=anna.pk).update(phone="13812345678")
    client = as_user(town.sysadmin)
    page = client.get(f"{LIST}{anna.pk}/change/")
    assert "13812345678" not in page.text
    assert "md5$" not in page.text

    form = {
        "name": "王安",
        "workplace": "",
        "expires_on": "",
        "on_version": 1,
        "administers": "security",
        "is_active": "",
        "password": "x",
        "login": "other",
    }
    response = client.post(f"{LIST}{anna.pk}/change/", form)

    assert response.status_code == 302
    saved = User.objects.get(pk=anna.pk)
    assert (saved.name, saved.login, saved.administers) == ("王安", "anna", "")
    assert (saved.is_active, saved.phone, saved.password) == (True, "13812345678", anna.password)
    assert Entry.objects.get(action="accounts.edited").source == "admin"


def test_the_security_administrator_changes_nothing_here(town, as_user, anna):
    client = as_user(town.security)

    response = client.post(f"{LIST}{anna.pk}/change/", {"name": "x", "on_version": 1})

    assert response.status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403
