"""Two people decide once, a confirmation serves once, a day's limit holds against ten at once."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import AuthenticatorApp, TwoPersonRequest, User
from accounts.services import second_person
from audit.models import Entry
from core.verdicts import Refused
from paperwork.models import ExportRecord
from paperwork.services.exports import allow_export
from tests.conftest import actor, give_role, join
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def lost(town):
    user = town.nobody
    AuthenticatorApp.objects.create(user=user, name="app", key="00" * 20)
    User.objects.filter(pk=user.pk).update(has_second_factor=True)
    user.refresh_from_db()
    return user


def security_administrator():
    user = UserFactory()
    give_role(user, "security")
    return actor(user)


def test_forty_who_confirm_at_once_do_it_once(town, race, lost):
    request = services.ask_for_reset(lost, by=actor(town.sysadmin), reason="x")
    seconds = [security_administrator() for _n in range(40)]

    won, refused = race(lambda n: second_person.confirm(request, by=seconds[n]))

    assert (len(won), len(refused)) == (1, 39)
    assert Entry.objects.filter(action="accounts.second_factor_reset").count() == 1
    assert Entry.objects.filter(action="accounts.second_person_confirmed").count() == 1


def test_confirmed_refused_and_withdrawn_at_once_is_one_of_them(town, race, lost):
    request = services.ask_for_reset(lost, by=actor(town.sysadmin), reason="x")
    by = actor(town.security)
    acts = [
        lambda: second_person.confirm(request, by=by),
        lambda: second_person.refuse(request, by=by, reason="x"),
        lambda: second_person.withdraw(request, by=actor(town.sysadmin)),
    ]

    won, _refused = race(lambda n: acts[n % 3](), 30)

    request.refresh_from_db()
    lost.refresh_from_db()
    assert len(won) == 1
    assert request.status == won[0].status
    assert lost.has_second_factor == (request.status != "done")


def test_forty_who_ask_at_once_ask_once(town, race, lost):
    askers = [security_administrator() for _n in range(40)]

    won, _refused = race(lambda n: services.ask_for_reset(lost, by=askers[n], reason="x"))

    assert len(won) == TwoPersonRequest.objects.count() == 1


def test_one_confirmation_is_one_download(town, race, as_user, settings):
    settings.EXPORT_SECOND_PERSON_ABOVE_ROWS = 1
    join(town.school, town.spring)
    url = reverse("members:unit-list")
    as_user(town.east_office).post(url, {"format": "csv", "reason": "x"})
    request = TwoPersonRequest.objects.get()
    second_person.confirm(request, by=actor(town.city_office))
    clients = [as_user(town.east_office) for _n in range(8)]
    download = reverse("paperwork:export-download", args=[request.pk])

    def take(number):
        answer = clients[number].post(download)
        return b"".join(answer.streaming_content) if answer.streaming else None

    files, _refused = race(take, 8)

    assert len([one for one in files if one]) == 1
    assert ExportRecord.objects.filter(confirmed=request).count() == 1
    assert ExportRecord.objects.count() == 1


def test_ten_lists_at_once_do_not_slip_past_the_day_s_limit(town, race, settings):
    settings.EXPORT_ROWS_A_DAY = 1000
    by = actor(town.spring_office)
    listing = {"path": "/members/units/", "query": "", "at": town.spring.pk, "on": ""}

    def take(number):
        return allow_export(
            actor=by,
            title="x",
            table="x",
            rows=300,
            columns=[],
            reason="x",
            listing=listing | {"format": "csv"},
            place=town.spring.path,
        )

    won, refused = race(take, 10)

    assert (len(won), len(refused)) == (3, 7)
    assert {type(one) for one in refused} <= {Refused, *Refused.__subclasses__()}
    assert sum(ExportRecord.objects.values_list("rows", flat=True)) == 900
