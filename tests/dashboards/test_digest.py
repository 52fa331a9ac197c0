"""This week's matters: on a page for everybody, by mail for who has asked for it, once a week."""

import datetime
import smtplib
import zoneinfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from core import chores
from core.models import Lease
from dashboards import figures, services
from dashboards.tasks import mail_digests
from members.models import MemberUnit
from members.services import registrations
from posts.models import Claim
from tests.conftest import actor
from tests.factories import MemberFactory, NeedFactory, OrganisationFactory, PostFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime.date(2026, 6, 29)
SITE = "https://party.example.cn"


def at(day, hour=9):
    moment = datetime.datetime.combine(
        day, datetime.time(hour), tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai")
    )
    return time_machine.travel(moment, tick=False)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def with_mail(settings):
    settings.SENDS_MAIL, settings.SITE_URL = True, SITE
    settings.DEFAULT_FROM_EMAIL = "office@example.cn"


@pytest.fixture
def secretary(town):
    """Somebody who has asked for the mail, and for whom an old need waits."""
    town.peace_secretary.email = "secretary@example.cn"
    town.peace_secretary.wants_weekly_mail = True
    town.peace_secretary.language = "en"
    town.peace_secretary.save()
    NeedFactory(committee=town.peace, title="路灯不亮")
    return town.peace_secretary


def groups(user):
    return {
        title: {str(item.label): item.count for item in items}
        for title, items in figures.digest(services.as_request(user)).groups
    }


def test_each_matter_stands_once_by_its_urgency_and_day(town, as_user):
    with at(MONDAY):
        day = datetime.timedelta(days=1)
        OrganisationFactory(home=town.peace, term_ends_on=MONDAY + 14 * day)
        NeedFactory(committee=town.peace, registered_on=MONDAY - 30 * day)
        member = MemberFactory(lives_in=town.peace, employer=town.clinic)
        registrations.register_member(
            member, town.peace, on=MONDAY - 6 * day, by=actor(town.clinic_liaison_user)
        )

        found = groups(town.peace_secretary)
        User.objects.filter(pk=town.peace_secretary.pk).update(language="en")
        page = as_user(town.peace_secretary).get(reverse("dashboards:digest"))

    ending = "Party organisations whose term ends within 90 days or is over"
    assert found["Due within two weeks"] == {ending: 1}
    assert found["New this week"] == {"Registrations to be confirmed": 1}
    assert found["Also waiting"]["Needs open for a month that nothing answers"] == 1
    shown = page.content.decode()
    assert "first on 2026-07-13" in shown
    assert [title for title, _items in page.context["week"].groups] == list(found)


def test_a_term_that_ends_later_is_not_due_yet(town):
    with at(MONDAY):
        OrganisationFactory(home=town.peace, term_ends_on=MONDAY + datetime.timedelta(days=15))

        assert "Due within two weeks" not in groups(town.peace_secretary)


def test_on_monday_at_seven_one_mail_with_counts_and_links_and_no_names(with_mail, secretary):
    with at(MONDAY, 6):
        mail_digests()
        assert mail.outbox == []
    with at(MONDAY, 7):
        mail_digests()
        mail_digests()
    with at(MONDAY, 23):
        mail_digests()

    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["secretary@example.cn"], "office@example.cn")
    assert sent.subject == "This week: 3 matters wait for you"
    assert "Needs open for a month that nothing answers: 1\n" in sent.body
    assert f"{SITE}/exchange/needs/?state=unanswered\n" in sent.body
    assert f"{SITE}/accounts/profile/" in sent.body
    for name in ("路灯不亮", "peace_secretary", "和平里"):
        assert name not in sent.body + sent.subject


def test_next_week_again_and_on_no_other_day(with_mail, secretary):
    for days, so_far in ((0, 1), (1, 1), (6, 1), (7, 2), (8, 2)):
        with at(MONDAY + datetime.timedelta(days=days)):
            mail_digests()
        assert len(mail.outbox) == so_far


def test_in_the_reader_s_own_language(with_mail, secretary):
    User.objects.update(language="zh-hans")
    with at(MONDAY):
        mail_digests()

    with translation.override("zh-hans"):
        label = gettext("Units on the roster without a representative")
    assert label != "Units on the roster without a representative"
    assert label in mail.outbox[0].body


def test_nothing_is_sent_that_nobody_has_asked_for_or_nothing_waits(with_mail, secretary, town):
    for change in (
        {"wants_weekly_mail": False},
        {"is_active": False},
        {"expires_on": MONDAY},
    ):
        before = {name: getattr(secretary, name) for name in change}
        User.objects.filter(pk=secretary.pk).update(**change)
        with at(MONDAY):
            mail_digests()
        User.objects.filter(pk=secretary.pk).update(**before)
    User.objects.filter(pk=secretary.pk).update(wants_weekly_mail=False)
    User.objects.filter(pk=town.nobody.pk).update(email="n@example.cn", wants_weekly_mail=True)
    with at(MONDAY):
        mail_digests()

    assert mail.outbox == []


def test_without_a_server_nothing_is_offered_or_sent(secretary, as_user):
    with at(MONDAY):
        mail_digests()
    page = as_user(secretary).get(reverse("accounts:profile"))

    assert mail.outbox == []
    assert "email" not in page.context["form"].fields


def test_what_the_server_refuses_is_tried_again_and_the_others_have_theirs(
    with_mail, secretary, town, monkeypatch, caplog
):
    office = town.spring_office
    User.objects.filter(pk=office.pk).update(
        email="bad@example.cn", wants_weekly_mail=True, language="en"
    )
    works = services.EmailMessage.send

    def send(message, *args):
        if message.to == ["bad@example.cn"]:
            raise smtplib.SMTPRecipientsRefused({"bad@example.cn": (550, b"no")})
        return works(message, *args)

    monkeypatch.setattr(chores, "CHORES", {"x": chores.CHORES["dashboards.mail_digests"]})
    name = "dashboards.mail_digests"
    with at(MONDAY, 8):
        monkeypatch.setattr(services.EmailMessage, "send", send)
        assert chores.run_due() == 1
        assert [m.to for m in mail.outbox] == [["secretary@example.cn"]]
        assert "1 of this week's mails" in Lease.objects.get(name=name).problem
        assert "bad@example.cn" not in caplog.text
        assert chores.run_due() == 0
    monkeypatch.setattr(services.EmailMessage, "send", works)
    with at(MONDAY, 9):
        assert chores.run_due() == 1

    assert [m.to for m in mail.outbox] == [["secretary@example.cn"], ["bad@example.cn"]]
    assert Lease.objects.get(name=name).problem == ""


def test_one_asks_for_it_on_the_own_account_and_gets_the_next_one(with_mail, town, as_user):
    url, user = reverse("accounts:profile"), town.peace_secretary
    NeedFactory(committee=town.peace)
    data = {"phone": "", "language": "en", "wants_weekly_mail": "on", "version": user.version}

    with at(MONDAY):
        client = as_user(user)
        wrong = client.post(url, data | {"email": ""})
        assert list(wrong.context["form"].errors) == ["email"]
        assert client.post(url, data | {"email": "me@example.cn"}).status_code == 302
        mail_digests()
    user.refresh_from_db()
    assert (user.wants_weekly_mail, user.mailed_for, mail.outbox) == (True, MONDAY, [])
    with at(MONDAY + datetime.timedelta(days=7)):
        mail_digests()
    assert [m.to for m in mail.outbox] == [["me@example.cn"]]


def test_a_central_unit_s_liaison_is_reminded_of_a_matter_once(with_mail, town):
    user = town.clinic_liaison_user
    User.objects.filter(pk=user.pk).update(
        email="l@example.cn", wants_weekly_mail=True, language="en"
    )
    MemberUnit.objects.filter(pk=town.clinic.pk).update(affiliation="central")
    with at(MONDAY):
        claim = Claim(
            post=PostFactory(committee=town.peace, taken=1, status="full"),
            member=MemberFactory(lives_in=town.peace, employer=town.clinic),
            employer=town.clinic,
            status="community-confirmed",
            starts_on=MONDAY - datetime.timedelta(days=3),
            since=MONDAY - datetime.timedelta(days=3),
        )
        claim.stand_at(town.peace)
        claim.save()
        mail_digests()
    assert len(mail.outbox) == 1
    with at(MONDAY + datetime.timedelta(days=7)):
        mail_digests()
    assert len(mail.outbox) == 1
    MemberUnit.objects.filter(pk=town.clinic.pk).update(affiliation="district")
    with at(MONDAY + datetime.timedelta(days=14)):
        mail_digests()
    assert len(mail.outbox) == 2
