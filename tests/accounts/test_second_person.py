"""A lost second factor is removed by two people, never by one."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import kinds, rules, services, tasks
from accounts.models import AuthenticatorApp, TwoPersonRequest, User
from accounts.models.second_person import decidable
from accounts.receivers import my_day
from accounts.services import second_person
from audit.models import Entry
from audit.services import record
from committees.reach import read_reach
from core.verdicts import Refused
from tests.accounts.conftest import knock
from tests.conftest import actor
from tests.factories import UserFactory
from tests.faults.helpers import broken_at, checksum

REASON = "手机遗失，已电话核实"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


MY_DAY = reverse("dashboards:my-day")


@pytest.fixture
def people(db):
    """One system administrator, two of security, one of audit; each with a second factor."""
    offices = {"sys": "system", "sec": "security", "sec2": "security", "aud": "audit"}
    return {
        login: UserFactory(login=login, name=login, administers=office, has_second_factor=True)
        for login, office in offices.items()
    }


@pytest.fixture
def lost(anna, enrolled):
    """Anna has set up a second factor and lost it."""
    enrolled(anna)
    return anna


def ask(user, by, reason=REASON):
    return services.ask_for_reset(user, by=actor(by), reason=reason)


def waiting_for(user):
    return set(TwoPersonRequest.objects.waiting().filter(decidable(user)))


def test_one_asks_and_another_one_confirms(people, lost):
    client = Client()
    knock(client, "anna")

    request = ask(lost, people["sys"])
    assert (request.status, User.objects.get(pk=lost.pk).has_second_factor) == ("waiting", True)
    second_person.confirm(request, by=actor(people["sec"]), remark="见工作证")

    request.refresh_from_db()
    assert (request.status, request.decided_by, request.answer) == (
        "done", people["sec"], "见工作证",
    )  # fmt: skip
    assert not User.objects.get(pk=lost.pk).has_second_factor
    assert not AuthenticatorApp.objects.filter(user=lost).exists()
    assert "ended=reset" in client.get(MY_DAY)["Location"]
    story = Entry.objects.filter(action__contains="second_person").order_by("id")
    assert [(e.action, e.user) for e in story] == [
        ("accounts.second_person_asked", people["sys"]),
        ("accounts.second_person_confirmed", people["sec"]),
    ]
    done = Entry.objects.get(action="accounts.second_factor_reset")
    assert (done.user, done.object_id, done.after["reason"]) == (people["sec"], lost.pk, REASON)
    assert done.after["asked_by"]["name"] == "sys"


@pytest.mark.parametrize(
    ("asks", "confirm"),
    [
        ("sys", {"sec", "sec2"}),
        ("sec", {"sys", "sec2"}),
    ],
)
def test_one_of_the_two_is_in_charge_of_security(people, lost, asks, confirm):
    request = ask(lost, people[asks])

    allowed = {login for login, user in people.items() if rules.can_decide(actor(user), request)}

    assert allowed == confirm
    assert allowed == {login for login, user in people.items() if request in waiting_for(user)}


def test_two_system_administrators_are_not_enough(people, lost):
    other = UserFactory(login="sys2", administers="system")
    request = ask(lost, people["sys"])

    assert rules.can_decide(actor(other), request).is_forbidden


@pytest.mark.parametrize("who", ["aud", "bob", "anna"])
def test_nobody_else_asks(people, lost, bob, who):
    by = {**people, "bob": bob, "anna": lost}[who]

    with pytest.raises(Refused):
        ask(lost, by)

    assert not TwoPersonRequest.objects.exists()


def test_nobody_asks_or_decides_for_their_own_account(people, enrolled):
    User.objects.filter(pk=people["sec"].pk).update(has_second_factor=False)
    people["sec"].refresh_from_db()
    enrolled(people["sec"])
    with pytest.raises(Refused, match="own account"):
        ask(people["sec"], people["sec"])

    request = ask(people["sec"], people["sys"])

    assert rules.can_decide(actor(people["sec"]), request).is_forbidden
    assert rules.can_decide(actor(people["sys"]), request).is_forbidden
    assert rules.can_decide(actor(people["sec2"]), request)


def test_whoever_asked_never_confirms_and_the_database_holds_it_too(people, lost):
    request = ask(lost, people["sec"])
    with pytest.raises(Refused, match="second person"):
        second_person.confirm(request, by=actor(people["sec"]))

    for wrong in ({"decided_by": people["sec"]}, {"decided_by": lost}, {"about": people["sec"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TwoPersonRequest.objects.filter(pk=request.pk).update(status="done", **wrong)
    assert User.objects.get(pk=lost.pk).has_second_factor


def test_an_asker_who_is_out_of_office_asks_for_nothing_any_more(people, lost):
    request = ask(lost, people["sys"])
    User.objects.filter(pk=people["sys"].pk).update(administers="")

    assert rules.can_decide(actor(people["sec"]), request).is_forbidden


def test_the_same_is_asked_for_once_at_a_time(people, lost):
    ask(lost, people["sys"])

    with pytest.raises(Refused, match="asked for already"):
        ask(lost, people["sec"])
    again = TwoPersonRequest.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_without_a_reason_nothing_is_asked(people, lost):
    with pytest.raises(Refused):
        ask(lost, people["sys"], reason="  ")


def test_a_second_confirmation_is_told_that_it_is_done(people, lost):
    request = ask(lost, people["sys"])
    second_person.confirm(request, by=actor(people["sec"]))

    with pytest.raises(Refused, match="carried out"):
        second_person.confirm(request, by=actor(people["sec2"]))

    assert Entry.objects.filter(action="accounts.second_factor_reset").count() == 1


def test_refused_and_withdrawn_change_nothing(people, lost):
    request = ask(lost, people["sys"])
    second_person.refuse(request, by=actor(people["sec"]), reason="本人否认")
    again = ask(lost, people["sys"])
    with pytest.raises(Refused):
        second_person.withdraw(again, by=actor(people["sec"]))
    second_person.withdraw(again, by=actor(people["sys"]))

    assert [r.status for r in TwoPersonRequest.objects.order_by("pk")] == ["refused", "withdrawn"]
    assert User.objects.get(pk=lost.pk).has_second_factor
    for closed in (request, again):
        with pytest.raises(Refused):
            second_person.confirm(closed, by=actor(people["sec2"]))


def test_what_nobody_decides_expires(people, lost, clock, settings):
    settings.SECOND_PERSON_HOURS = 24
    request = ask(lost, people["sys"])

    clock(hours=23, minutes=59)
    assert rules.can_decide(actor(people["sec"]), request)
    clock(minutes=1)

    with pytest.raises(Refused, match="time for this is over"):
        second_person.confirm(request, by=actor(people["sec"]))
    assert waiting_for(people["sec"]) == set()
    tasks.expire_requests()
    request.refresh_from_db()
    assert request.status == "expired"
    entry = Entry.objects.get(action="accounts.second_person_expired")
    assert (entry.source, entry.object_id) == ("clock", request.pk)


def test_after_it_has_expired_it_can_be_asked_for_anew_before_the_clock_comes(people, lost, clock):
    ask(lost, people["sys"])
    clock(days=2)

    assert ask(lost, people["sec"]).status == "waiting"
    assert TwoPersonRequest.objects.filter(status="expired").count() == 1


def test_a_second_factor_that_is_gone_meanwhile_is_not_removed_again(people, lost):
    request = ask(lost, people["sys"])
    services.disable_second_factor(lost, by=actor(lost))

    with pytest.raises(Refused, match="no second factor"):
        second_person.confirm(request, by=actor(people["sec"]))

    request.refresh_from_db()
    assert request.status == "waiting"


def test_every_pair_of_states_that_is_no_step_is_refused(people, lost):
    steps = TwoPersonRequest.TRANSITIONS
    by = {"asker": actor(people["sys"]), "second": actor(people["sec"])}
    acts = {
        "refused": lambda r: second_person.refuse(r, by=by["second"], reason="x"),
        "withdrawn": lambda r: second_person.withdraw(r, by=by["asker"]),
        "done": lambda r: second_person.confirm(r, by=by["second"]),
    }
    request = ask(lost, people["sys"])
    for state in steps:
        decided = people["sec"] if state in {"approved", "done", "refused"} else None
        TwoPersonRequest.objects.update(status=state, decided_by=decided)
        for act in acts.values():
            with transaction.atomic():
                try:
                    act(TwoPersonRequest.objects.get(pk=request.pk))
                except Refused:
                    assert state != "waiting"
                else:
                    assert state == "waiting"
                transaction.set_rollback(True)


def test_only_those_whom_it_concerns_see_it(people, lost, bob):
    request = ask(lost, people["sys"])

    def sees(user):
        return TwoPersonRequest.objects.visible_to(user).filter(pk=request.pk).exists()

    everybody = {**people, "anna": lost, "bob": bob}
    assert {login for login, user in everybody.items() if sees(user)} == {
        "sys", "sec", "sec2", "aud", "anna",
    }  # fmt: skip


def test_alone_it_is_done_at_the_server_and_nowhere_else(people, lost):
    with pytest.raises(Refused, match="two people"):
        services.reset_second_factor_alone(lost, by=actor(people["sec"]), reason=REASON)

    assert User.objects.get(pk=lost.pk).has_second_factor


def test_two_kinds_of_one_name_are_refused():
    known = kinds.KINDS[rules.RESET]
    assert kinds.register(known) is known

    with pytest.raises(LookupError):
        kinds.register(kinds.Kind(rules.RESET, "x", "x", "x", lambda user: None))


# --- on the pages ------------------------------------------------------------------------------


def test_the_pages_lead_from_the_account_to_the_decision(town, as_user, anna, enrolled):
    enrolled(anna)
    system, security = as_user(town.sysadmin), as_user(town.security)
    account = anna.get_absolute_url()

    answer = system.post(f"{account}second-factor/", {"reason": REASON})
    request = TwoPersonRequest.objects.get()
    assert answer["Location"] == request.get_absolute_url()
    assert request.get_absolute_url() in system.get(account).text
    assert request.get_absolute_url() in security.get(account).text
    assert REASON in security.get(request.get_absolute_url()).text
    item = security.get(MY_DAY).context["items"][0]
    assert (item.count, item.urgent) == (1, True)
    assert len(security.get(item.url).context["page"]) == 1
    assert not [i for i in system.get(MY_DAY).context["items"] if "requests" in i.url]

    url = reverse("accounts:request-confirm", args=[request.pk])
    assert REASON in security.get(url).text
    answer = security.post(url, {"remark": "见本人"})

    assert answer["Location"] == request.get_absolute_url()
    assert not User.objects.get(pk=anna.pk).has_second_factor
    page = security.get(account).text
    assert request.get_absolute_url() not in page
    assert "见本人" in page  # in the account's history
    assert security.get(MY_DAY).context["items"] == []


def test_the_owner_is_told_and_can_do_nothing_about_it(town, as_user, anna, enrolled):
    enrolled(anna)
    request = ask(anna, town.sysadmin)
    User.objects.filter(pk=anna.pk).update(has_second_factor=False)  # signed in without it here
    client = as_user(anna)

    (item,) = client.get(MY_DAY).context["items"]

    assert [row[0] for row in client.get(item.url).context["rows"]] == [request.pk]
    for name in ("confirm", "refuse", "withdraw"):
        url = reverse(f"accounts:request-{name}", args=[request.pk])
        assert client.post(url, {"reason": "x"}).status_code == 403


def test_refusing_needs_a_reason_on_the_page(town, as_user, anna, enrolled):
    enrolled(anna)
    request = ask(anna, town.sysadmin)
    client, url = as_user(town.security), reverse("accounts:request-refuse", args=[request.pk])

    assert client.post(url, {"reason": ""}).context["form"].errors.keys() == {"reason"}
    assert client.post(url, {"reason": "不是本人"}).status_code == 302

    assert "不是本人" in as_user(town.sysadmin).get(request.get_absolute_url()).text


def test_a_page_that_is_too_late_says_so(town, as_user, anna, enrolled):
    enrolled(anna)
    request = ask(anna, town.sysadmin)
    url = reverse("accounts:request-confirm", args=[request.pk])
    second_person.withdraw(request, by=actor(town.sysadmin))

    assert as_user(town.security).post(url).status_code == 409


def test_my_day_asks_the_database_once(people, lost, rf, django_assert_num_queries):
    ask(lost, people["sys"])
    page = rf.get("/")
    page.user, page.actor = people["aud"], actor(people["aud"])
    page.user.reach = read_reach(people["aud"])

    with django_assert_num_queries(1):
        my_day(page)


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_that_breaks_leaves_nothing_half_done(town, as_user):
    user = town.nobody
    AuthenticatorApp.objects.create(user=user, name="app", key="00" * 20)
    User.objects.filter(pk=user.pk).update(has_second_factor=True)
    user.refresh_from_db()
    request = ask(user, town.sysadmin)
    client = as_user(town.security)
    client.raise_request_exception = False
    url = reverse("accounts:request-confirm", args=[request.pk])
    before = checksum()

    for number in range(1, 200):
        with broken_at(number) as counted:
            answer = client.post(url)
        if counted[0] < number:
            break
        assert checksum() == before, f"half done at statement {number} ({answer.status_code})"

    assert number > 10
    assert (answer.status_code, checksum() == before) == (302, False)


@pytest.mark.parametrize(("days", "may"), [(29, False), (31, True)])
def test_an_account_whose_password_the_asker_set_lately_decides_nothing(
    people, lost, clock, days, may
):
    services.reset_password(people["sec2"], by=actor(people["sec"]), reason="forgotten")
    clock(days=days)
    request = ask(lost, people["sec"])

    verdict = rules.can_decide(actor(people["sec2"]), request)

    assert bool(verdict) is may


@pytest.mark.parametrize(
    ("giver", "receivers"),
    [("sec2", ["sec"]), ("sys", ["sec", "sec2"])],
    ids=["the decider gave the asker's", "one person gave both"],
)
def test_two_accounts_whose_password_one_person_may_know_are_not_two_people(
    people, lost, clock, giver, receivers
):
    for name in receivers:
        record("accounts.password_reset", people[name], by=actor(people[giver]))
    request = ask(lost, people["sec"])

    verdict = rules.can_decide(actor(people["sec2"]), request)

    assert not verdict
    assert "lately" in verdict.reason or "最近" in verdict.reason
    clock(days=31)
    assert rules.can_decide(actor(people["sec2"]), ask(lost, people["sec"]))
