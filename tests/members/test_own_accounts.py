"""Invitations: a code opens one account, once, for whoever knows the second fact too."""

import datetime

import pytest
from axes.models import AccessFailureLog
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import SignIn, User
from audit.models import Entry
from committees.models import Appointment
from core.verdicts import Refused
from members import codes, rules
from members.models import Invitation, Liaison, PartyMember
from members.services import invitations
from tests.conftest import SETUP, actor, join
from tests.factories import START, MemberFactory, UnitFactory, UserFactory

PASSWORD = "Wolken-Tor-42"
TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def resident(town, time_machine_at):
    time_machine_at(TODAY)
    return MemberFactory(lives_in=town.peace, name="唐春梅", phone="13800007788")


@pytest.fixture
def invited(town, resident):
    return invitations.invite_member(resident, by=actor(town.peace_secretary))


def knock(client, code, fact, address="10.0.0.1"):
    return client.post(reverse("join"), {"code": code, "fact": fact}, REMOTE_ADDR=address)


def choose(client, **typed):
    given = {"login": "tangchunmei", "new": PASSWORD, "again": PASSWORD, "agreed": "on"} | typed
    return client.post(reverse("join-account"), given)


def is_no(response):
    return response.status_code == 200 and "note-alarm" in response.content.decode()


def test_a_member_opens_an_account_and_finds_the_own_pages(resident, invited):
    invitation, code = invited
    client = Client()

    assert knock(client, code, "7788").url == reverse("join-account")
    page = client.get(reverse("join-account")).content.decode()
    assert "唐春梅" in page
    response = choose(client)

    assert response.url == reverse("members:me")
    resident.person.refresh_from_db()
    invitation.refresh_from_db()
    user = resident.person.user
    assert (user.login, user.must_change_password) == ("tangchunmei", False)
    assert user.check_password(PASSWORD)
    assert (invitation.status, invitation.notice_version) == ("used", "2026-11")
    assert invitation.used_at is not None
    assert not Appointment.objects.filter(user=user).exists()
    assert SignIn.objects.filter(user=user).count() == 1
    assert "唐春梅" in client.get(reverse("members:me")).content.decode()
    told = set(Entry.objects.values_list("action", flat=True))
    assert {"members.invited", "accounts.opened", "members.invitation_used"} <= told


def test_the_code_is_kept_nowhere(invited):
    invitation, code = invited
    plain = codes.normalised(code)

    assert len(plain) == 12
    assert len(codes.ALPHABET) ** 12 > 2**50
    for row in (invitation, *Entry.objects.all()):
        for field in row._meta.concrete_fields:
            text = str(getattr(row, field.attname))
            assert plain not in text, field.name
            assert code not in text, field.name


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "{2}", "{3}"])
def test_the_code_is_taken_however_it_is_typed(resident, invited, typed):
    code = invited[1]
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code)
    told = typed.format(code, code.replace("-", " "), code.replace("-", "").lower(), wide)

    assert knock(Client(), told, "７７８８").status_code == 302


def test_without_a_phone_the_birth_date_is_asked_for(town, time_machine_at):
    time_machine_at(TODAY)
    member = MemberFactory(lives_in=town.peace, born_on=datetime.date(1956, 7, 1))
    type(member.person).objects.filter(pk=member.pk).update(phone="")
    member.person.refresh_from_db()
    _invitation, code = invitations.invite_member(member, by=actor(town.peace_secretary))

    assert is_no(knock(Client(), code, "0701"))
    assert knock(Client(), code, "1956-07-01").status_code == 302


def test_every_no_looks_the_same(town, resident, invited, time_machine_at):
    """Unknown, ill-formed, second fact wrong, revoked, too old, used: not a word differs."""
    _first, code = invited
    pages = {}

    def told(name, code, fact, address):
        response = knock(Client(), code, fact, address)
        assert response.status_code == 200
        text = response.content.decode()
        shown = text.replace(code, "").replace(fact, "")
        cut = shown.index('id="why"')
        pages[name] = shown[cut : shown.index("</div>", cut)]

    told("unknown", "AAAA-CCCC-DDDD", "7788", "10.0.1.1")
    told("ill-formed", "O0-1", "7788", "10.0.1.2")
    told("fact", code, "7789", "10.0.1.3")
    second = invitations.invite_member(resident, by=actor(town.peace_secretary))[1]
    told("made anew", code, "7788", "10.0.1.4")
    invitations.revoke_invitation(
        Invitation.objects.get(status="open"), by=actor(town.peace_secretary)
    )
    told("revoked", second, "7788", "10.0.1.5")
    third = invitations.invite_member(resident, by=actor(town.peace_secretary))[1]
    time_machine_at(TODAY + datetime.timedelta(days=15))
    told("too old", third, "7788", "10.0.1.6")
    fourth = invitations.invite_member(resident, by=actor(town.peace_secretary))[1]
    client = Client()
    knock(client, fourth, "7788", "10.0.1.7")
    choose(client)
    told("used", fourth, "7788", "10.0.1.8")

    assert len(pages) == 7
    assert len(set(pages.values())) == 1


def test_it_is_good_for_fourteen_days_the_last_among_them(resident, invited, time_machine_at):
    time_machine_at(TODAY + datetime.timedelta(days=14))

    assert knock(Client(), invited[1], "7788").status_code == 302


def test_guesses_at_codes_are_held_before_anything_is_looked_up(
    resident, invited, settings, monkeypatch
):
    settings.SIGN_IN_FAILURES_PER_ADDRESS_AND_HOUR = 30  # as 300, in a tenth of the time
    settings.SIGN_IN_ALARM_NAMES_PER_HOUR = 20
    for n in range(30):
        guess = "".join(codes.ALPHABET[(n + k) % 25] for k in range(12))
        assert is_no(knock(Client(), guess, "7788"))
    looked = []
    monkeypatch.setattr(invitations, "find_invitation", lambda *told: looked.append(told))

    assert is_no(knock(Client(), invited[1], "7788"))

    assert looked == []
    assert Entry.objects.filter(action="accounts.code_refused").count() == 1
    assert Entry.objects.filter(action="accounts.spraying_suspected").count() == 1
    monkeypatch.undo()
    assert knock(Client(), invited[1], "7788", "10.0.0.2").status_code == 302


def test_five_wrong_second_facts_hold_the_code_at_that_address(resident, invited):
    for n in range(5):
        assert is_no(knock(Client(), invited[1], f"000{n}"))

    assert is_no(knock(Client(), invited[1], "7788"))
    assert knock(Client(), invited[1], "7788", "10.0.0.2").status_code == 302


def test_a_code_guessed_at_from_everywhere_is_revoked(resident, invited):
    for n in range(20):
        knock(Client(), invited[1], f"{n:04d}", f"10.1.0.{n}")

    assert AccessFailureLog.objects.count() == 20
    assert Invitation.objects.get().status == "revoked"
    assert is_no(knock(Client(), invited[1], "7788", "10.9.9.9"))


def test_without_the_code_nobody_chooses_a_password(resident, invited):
    client = Client()

    assert choose(client).url.startswith(reverse("join"))
    assert client.get(reverse("join-account")).url.startswith(reverse("join"))
    assert User.objects.filter(login="tangchunmei").count() == 0


def test_half_an_hour_after_the_code_it_is_asked_again(resident, invited, monkeypatch):
    client = Client()
    knock(client, invited[1], "7788")
    from members.views import joining

    later = joining.time.time() + 1801
    monkeypatch.setattr(joining.time, "time", lambda: later)

    assert choose(client).url.startswith(reverse("join"))


def test_whoever_knew_the_session_before_the_code_does_not_know_it_after(resident, invited):
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    from django.conf import settings as s

    client.cookies[s.SESSION_COOKIE_NAME] = before

    knock(client, invited[1], "7788")

    assert client.cookies[s.SESSION_COOKIE_NAME].value != before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"new": "short1A-", "again": "short1A-"}, "new"),
        ({"new": "Tangchunmei-2026", "again": "Tangchunmei-2026"}, "new"),
        ({"again": "Wolken-Tor-43"}, "again"),
        ({"login": "taken"}, "login"),
        ({"login": "唐春梅"}, "login"),
        ({"agreed": ""}, "agreed"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_opened(
    resident, invited, typed, field
):
    UserFactory(login="taken")
    client = Client()
    knock(client, invited[1], "7788")

    response = choose(client, **typed)

    assert list(response.context["form"].errors) == [field]
    assert Invitation.objects.get().status == "open"
    resident.person.refresh_from_db()
    assert resident.person.user is None
    assert choose(client).url == reverse("members:me")


def test_a_code_is_used_once(resident, invited):
    first, second = Client(), Client()
    knock(first, invited[1], "7788")
    knock(second, invited[1], "7788")
    choose(first)

    assert choose(second, login="other").url.startswith(reverse("join"))
    assert User.objects.filter(login="other").count() == 0
    with pytest.raises(Refused):
        invitations.open_own_account(invited[0], "other", PASSWORD, by=SETUP)


def test_a_weak_password_is_refused_by_the_service_too(resident, invited):
    with pytest.raises(ValidationError):
        invitations.open_own_account(invited[0], "tang", "password", by=SETUP)


def test_who_invites(town, resident):
    for login in ("city_office", "east_office", "spring_office", "peace_secretary"):
        assert rules.can_invite(actor(town.people[login]), resident), login
    for login in ("west_office", "hill_office", "grid_leader", "east_leader", "clinic_liaison"):
        verdict = rules.can_invite(actor(town.people[login]), resident)
        assert verdict.is_forbidden, login
        with pytest.raises(Refused):
            invitations.invite_member(resident, by=actor(town.people[login]))
    assert Invitation.objects.count() == 0


def test_who_is_liaison_has_an_account_opened_by_hand(town, resident):
    """The account would open the unit's entries: a slip of paper is not enough for that."""
    unit = UnitFactory()
    Liaison.objects.create(
        membership=join(unit, town.spring),
        person=resident.person,
        starts_on=START,
        filed_on=START,
    )

    with pytest.raises(Refused):
        invitations.invite_member(resident, by=actor(town.spring_office))


def test_who_became_liaison_meanwhile_opens_nothing(town, resident, invited):
    Liaison.objects.create(
        membership=join(UnitFactory(), town.spring),
        person=resident.person,
        starts_on=START,
        filed_on=START,
    )

    assert is_no(knock(Client(), invited[1], "7788"))


@pytest.mark.parametrize("status", ["left", "transferred", "deceased"])
def test_former_members_are_not_invited(town, resident, status):
    PartyMember.objects.filter(pk=resident.pk).update(status=status)
    resident.refresh_from_db()

    with pytest.raises(Refused):
        invitations.invite_member(resident, by=actor(town.peace_secretary))


def test_who_has_an_account_and_of_whom_nothing_is_known_is_not_invited(town, resident):
    nameless = MemberFactory(lives_in=town.peace)
    type(nameless.person).objects.filter(pk=nameless.pk).update(phone="")
    nameless.person.refresh_from_db()
    with pytest.raises(Refused):
        invitations.invite_member(nameless, by=actor(town.peace_secretary))

    type(resident.person).objects.filter(pk=resident.pk).update(user=UserFactory())
    resident.person.refresh_from_db()
    with pytest.raises(Refused):
        invitations.invite_member(resident, by=actor(town.peace_secretary))


def test_the_slip_is_shown_once(town, resident, as_user):
    client = as_user(town.peace_secretary)
    url = reverse("members:member-invite", args=[resident.pk])
    page = client.get(url)
    token = page.context["form_token"]

    shown = client.post(url, {"form_token": token})
    again = client.post(url, {"form_token": token})

    text = shown.content.decode()
    code = next(line for line in shown.context["secret"].lines if line.count("-") == 2)
    assert code in text
    assert "data:image/svg+xml" in text
    assert "http://testserver/join/" in text
    assert shown["Cache-Control"] == "no-store"
    assert (again.status_code, again.url) == (302, resident.get_absolute_url())
    assert Invitation.objects.count() == 1
    assert knock(Client(), code, "7788").status_code == 302


def test_the_door_leads_on_whoever_is_signed_in(town, as_user):
    client = as_user(town.peace_secretary)

    assert client.get(reverse("join")).url == "/"
    assert client.get(reverse("join-account")).url == "/"
