"""A member's own pages: what stands, what is held, and what is asked about it."""

import datetime
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from audit.models import Entry
from core import hooks, own
from core.verdicts import Refused
from members import rules
from members.models import MemberRequest, PartyMember
from members.services import party_members, registrations, requests
from posts.services import claims
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory, UserFactory

TODAY = datetime.date(2026, 3, 2)
ROOT = Path(__file__).parent.parent.parent
CARD = "11010519491231002X"


def with_account(member, login):
    user = UserFactory(login=login, name=str(member))
    type(member.person).objects.filter(pk=member.pk).update(user=user)
    member.person.refresh_from_db()
    return user


@pytest.fixture
def resident(town, time_machine_at):
    time_machine_at(TODAY)
    member = MemberFactory(
        lives_in=town.peace,
        name="唐春梅",
        phone="13800007788",
        employer=town.clinic,
        resident_id=CARD,
        specialties=["media"],
        service_intent="夜间巡逻",
        free_slots=3,
    )
    with_account(member, "tang")
    return member


@pytest.fixture
def neighbour(town):
    member = MemberFactory(lives_in=town.peace, name="邻居甲")
    with_account(member, "neighbour")
    return member


@pytest.fixture
def me(resident):
    return actor(resident.person.user)


@pytest.fixture
def browser(resident, as_user):
    return as_user(resident.person.user)


def registered(member, town, **values):
    return registrations.register_member(
        member, town.peace, by=actor(town.peace_secretary), **values
    )


def claimed(member, town):
    post = PostFactory(committee=town.peace, quota=3)
    return claims.claim_post(post, member, on=TODAY, by=actor(town.peace_secretary))


# --- What stands


def test_the_first_page_shows_entry_registration_and_posts(town, resident, browser):
    registered(resident, town)
    claim = claimed(resident, town)

    for url in (reverse("members:me"), "/"):
        text = browser.get(url).content.decode()
        assert "和平里社区" in text
        assert "2027-03-02" in text
        assert claim.post.name in text
        assert reverse("posts:claim-create") in text


def test_the_menu_has_the_own_pages_for_those_who_have_an_entry(town, resident, browser, as_user):
    link = f'href="{reverse("members:me")}"'

    assert link in browser.get("/").content.decode()
    assert link not in as_user(town.people["nobody"]).get("/").content.decode()
    assert link not in as_user(town.spring_office).get("/").content.decode()
    MemberFactory(lives_in=town.peace)
    own_entry = MemberFactory(lives_in=town.peace)
    type(own_entry.person).objects.filter(pk=own_entry.pk).update(user=town.spring_office)
    assert link in as_user(town.spring_office).get("/").content.decode()


def test_what_the_account_knows_costs_no_query_of_its_own(
    town, resident, browser, as_user, django_assert_max_num_queries
):
    """One query reads session, one the account, with or without a role."""
    for client in (browser, as_user(town.spring_office)):
        with django_assert_max_num_queries(5):
            client.get(reverse("accounts:policy"))


# --- What is held: to read, to take along


def test_everything_held_is_shown_and_taken_along(town, resident, neighbour, browser):
    registered(resident, town)
    claim = claimed(resident, town)
    registered(neighbour, town)

    page = browser.get(reverse("members:me-data")).content.decode()
    book = browser.post(reverse("members:me-data-take"))
    told = browser.post(reverse("members:me-data-take"), {"format": "json"}).content.decode()

    for text in (page, told):
        assert "13800007788" in text
        assert claim.post.name in text
        assert "邻居甲" not in text
        assert CARD not in text
        assert "1949" in text
    sheets = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content)))
    cells = {str(c.value) for sheet in sheets for row in sheet.iter_rows() for c in row}
    assert {"唐春梅", "13800007788", "夜间巡逻"} <= cells
    assert not {cell for cell in cells if "邻居甲" in cell or CARD in cell}
    held = json.loads(told)
    assert len(held["members.registration"]) == 1
    assert len(held["posts.claim"]) == 1
    assert held["accounts.user"][0]["login"] == "tang"
    assert "password" not in held["accounts.user"][0]
    assert Entry.objects.filter(action="members.own_data_taken").count() == 2


def test_who_has_no_entry_takes_the_account_along(town, as_user):
    client = as_user(town.people["nobody"])

    held = json.loads(
        client.post(reverse("members:me-data-take"), {"format": "json"}).content.decode()
    )

    assert held["accounts.user"][0]["login"] == "nobody"
    assert held["members.partymember"] == []


def register_of_personal_data():
    """The models of the register, and those of which it says why nobody takes them along."""
    text = (ROOT / "docs" / "personal-data.md").read_text()
    named = set(re.findall(r"^### `([\w.]+)`", text, re.MULTILINE))
    section = text.split("## Not part of one's own copy")[1].split("\n## ")[0]
    reasons = dict(re.findall(r"^\| `([\w.]+)` \| (.+) \|$", section, re.MULTILINE))
    return named, reasons


def test_every_model_of_the_register_is_taken_along_or_says_why_not(town, resident):
    named, reasons = register_of_personal_data()
    held = {one.rows.model._meta.label for one in own.all_about(resident.person.user)}

    assert named - held - reasons.keys() == set()
    assert reasons.keys() & held == set()
    assert reasons.keys() - named == set()
    assert all(len(reason) > 20 for reason in reasons.values())


def test_all_rows_that_are_given_are_ones_own(town, resident, neighbour):
    """Every query of every room, asked by the neighbour, gives none of the resident's rows."""
    registered(resident, town)
    claimed(resident, town)
    requests.ask_for_correction(
        resident, "name", wanted="x", text="", by=actor(resident.person.user)
    )
    mine = {one.label: set(one.rows) for one in own.all_about(resident.person.user)}
    theirs = {one.label: set(one.rows) for one in own.all_about(neighbour.person.user)}

    assert sum(map(len, mine.values())) >= 7
    for label, rows in mine.items():
        assert rows & theirs[label] == set(), label


def test_what_is_left_out_of_a_copy_exists_and_is_no_field_of_substance():
    """A column is left out by name: a misspelt one would hide nothing, and nobody would notice."""
    keys = {
        *("sort_key", "pinyin", "initials", "resident_id_index", "is_current", "is_active"),
        *("is_standing", "digest", "password", "key", "session_key", "drift", "last_t", "details"),
        *("place", "about_model", "about_id", "file", "content", "arguments", "leased_until"),
        *("tries", "unit", "city", "district", "street", "community", "grid"),
        *("running", "nonce", "numbers", "ids", "done_ids"),
    }
    user = UserFactory.build(pk=0)
    for one in own.all_about(user):
        names = {field.name for field in one.rows.model._meta.concrete_fields}
        assert one.without <= keys, one.label
        assert one.without <= names, one.label


# --- Correct


def test_a_correction_is_asked_for_and_entered(town, resident, browser, as_user):
    page = browser.get(reverse("members:me-correct"))
    sent = browser.post(
        reverse("members:me-correct"),
        {
            "form_token": page.context["form_token"],
            "field": "phone",
            "wanted": "13900001234",
            "text": "换号了",
        },
    )
    row = MemberRequest.objects.get()
    assert sent.url == row.get_absolute_url()
    assert (row.kind, row.status, row.community) == ("correction", "open", town.peace)

    office = as_user(town.peace_secretary)
    day = office.get("/").content.decode()
    listed = f"{reverse('members:request-list')}?state=open"
    assert listed.replace("&", "&amp;") in day
    assert "唐春梅" in office.get(listed).content.decode()
    url = reverse("members:request-accept", args=[row.pk])
    form = office.get(url)
    assert form.context["form"].initial["phone"] == "13900001234"
    office.post(url, {"form_token": form.context["form_token"], "phone": "13900001234"})

    row.refresh_from_db()
    resident.person.refresh_from_db()
    assert (row.status, row.answered_by, row.answered_on) == (
        "accepted",
        town.peace_secretary,
        TODAY,
    )
    assert resident.person.phone == "13900001234"
    assert row.get_status_display() in browser.get(reverse("members:me")).content.decode()
    assert listed not in office.get("/").content.decode()


@pytest.mark.parametrize(
    ("field", "wanted", "typed", "stands"),
    [
        ("born_on", "1956-07-01", "1956-07-01", datetime.date(1956, 7, 1)),
        ("employment", "已退休", "retired", "retired"),
        ("service_intent", "辅导", "辅导", "辅导"),
        ("specialties", "法律", ["law"], ["law"]),
        ("free_slots", "周一上午", ["0"], 1),
    ],
)
def test_each_kind_of_field_is_corrected_by_its_own_form(
    town, resident, me, as_user, field, wanted, typed, stands
):
    PartyMember.objects.filter(pk=resident.pk).update(resident_id="", resident_id_index="")
    row = requests.ask_for_correction(resident, field, wanted=wanted, text="", by=me)
    office = as_user(town.peace_secretary)
    url = reverse("members:request-accept", args=[row.pk])
    form = office.get(url)
    assert set(form.context["form"].fields) == {field, "answer"}

    answer = office.post(url, {"form_token": form.context["form_token"], field: typed})

    assert answer.status_code == 302, answer.context["form"].errors
    resident.refresh_from_db()
    assert getattr(resident, field) == stands


def test_a_wrong_value_is_told_beside_its_field(town, resident, me, as_user):
    row = requests.ask_for_correction(resident, "phone", wanted="你好", text="", by=me)
    office = as_user(town.peace_secretary)
    url = reverse("members:request-accept", args=[row.pk])
    token = office.get(url).context["form_token"]

    answer = office.post(url, {"form_token": token, "phone": "123"})

    assert list(answer.context["form"].errors) == ["phone"]
    row.refresh_from_db()
    assert row.status == "open"


def test_a_declined_request_says_why(town, resident, me, browser, as_user):
    row = requests.ask_for_correction(resident, "name", wanted="唐春", text="", by=me)
    office = as_user(town.peace_secretary)
    url = reverse("members:request-decline", args=[row.pk])
    token = office.get(url).context["form_token"]

    assert office.post(url, {"form_token": token, "answer": ""}).status_code == 200
    office.post(url, {"form_token": token, "answer": "与身份证不符"})

    row.refresh_from_db()
    assert row.status == "declined"
    assert "与身份证不符" in browser.get(row.get_absolute_url()).content.decode()


def test_no_number_of_a_card_is_written_into_a_request(resident, browser):
    url = reverse("members:me-correct")
    for name in ("wanted", "text"):
        token = browser.get(url).context["form_token"]
        typed = {"form_token": token, "field": "name", "wanted": "x", "text": "x"}
        answer = browser.post(url, typed | {name: f"我的号码 {CARD}"})
        assert list(answer.context["form"].errors) == [name]
    assert MemberRequest.objects.count() == 0


def test_the_same_is_asked_for_once_at_a_time(resident, me):
    first = requests.ask_for_correction(resident, "name", wanted="x", text="", by=me)
    with pytest.raises(ValidationError):
        requests.ask_for_correction(resident, "name", wanted="y", text="", by=me)
    requests.ask_for_correction(resident, "phone", wanted="y", text="", by=me)

    requests.withdraw_request(first, by=me)

    requests.ask_for_correction(resident, "name", wanted="y", text="", by=me)


# --- Object


def test_an_objection_stands_on_the_page_of_the_row(town, resident, browser, as_user):
    registration = registered(resident, town)
    url = reverse("members:me-object", args=["members.registration", registration.pk])
    assert url in browser.get(registration.get_absolute_url()).content.decode()
    token = browser.get(url).context["form_token"]

    browser.post(url, {"form_token": token, "text": "报到日期应为二月"})

    row = MemberRequest.objects.get()
    assert (row.kind, row.about_model, row.about_id) == (
        "objection",
        "members.registration",
        registration.pk,
    )
    for person in (town.peace_secretary, town.east_leader):
        seen = as_user(person).get(registration.get_absolute_url()).content.decode()
        assert row.get_absolute_url() in seen
    office = as_user(town.peace_secretary)
    answer = reverse("members:request-accept", args=[row.pk])
    token = office.get(answer).context["form_token"]
    office.post(answer, {"form_token": token, "answer": "已更正"})
    assert "已更正" in browser.get(registration.get_absolute_url()).content.decode()
    # What the unit's liaison sees of the registration, the objection is no part of.
    assert row.get_absolute_url() not in (
        as_user(town.clinic_liaison_user).get(registration.get_absolute_url()).content.decode()
    )


def test_a_claim_is_objected_to_where_it_is_kept(town, resident, me):
    claim = claimed(resident, town)

    row = requests.object_to(resident, claim, text="没有申请过", by=me)

    assert row.community == town.peace
    assert rules.can_answer(actor(town.peace_secretary), row)


@pytest.mark.parametrize("label", ["members.registration", "posts.claim", "members.partymember"])
def test_nobody_objects_to_what_is_not_about_them(town, resident, neighbour, browser, label):
    registered(neighbour, town)
    claimed(neighbour, town)
    theirs = apps.get_model(label).objects.order_by("-pk")
    row = next(r for r in theirs if r.pk == neighbour.pk or getattr(r, "member", None) == neighbour)
    url = reverse("members:me-object", args=[label, row.pk])

    assert browser.get(url).status_code == 404
    assert browser.post(url, {"text": "x"}).status_code == 404
    with pytest.raises(Refused):
        requests.object_to(resident, row, text="x", by=actor(resident.person.user))


@pytest.mark.parametrize("label", ["accounts.user", "audit.entry", "members.memberrequest", "x.y"])
def test_what_nobody_answers_is_not_objected_to(resident, browser, label):
    assert browser.get(reverse("members:me-object", args=[label, 1])).status_code == 404


# --- Delete


def test_what_rests_on_consent_is_deleted(town, resident, me):
    row = requests.ask_for_deletion(resident, "everything", text="", by=me)

    requests.accept_request(row, answer="其余依档案法保存", by=actor(town.peace_secretary))

    resident.refresh_from_db()
    assert (resident.resident_id, resident.resident_id_index) == ("", "")
    assert (resident.specialties, resident.service_intent, resident.free_slots) == ([], "", 0)
    assert resident.person.name == "唐春梅"


def test_one_field_alone_is_deleted(town, resident, me):
    row = requests.ask_for_deletion(resident, "specialties", text="", by=me)

    requests.accept_request(row, answer="x", by=actor(town.peace_secretary))

    resident.refresh_from_db()
    assert (resident.specialties, resident.service_intent) == ([], "夜间巡逻")
    assert resident.resident_id == CARD


def test_what_a_rule_demands_is_not_offered_for_deletion(resident, me):
    with pytest.raises(Refused):
        requests.ask_for_deletion(resident, "joined_on", text="", by=me)
    with pytest.raises(Refused):
        requests.ask_for_correction(resident, "resident_id", wanted="x", text="", by=me)


# --- Who


def test_only_the_member_asks_and_only_the_keeper_answers(town, resident, neighbour, me):
    row = requests.ask_for_correction(resident, "name", wanted="x", text="", by=me)

    for login in ("city_office", "east_office", "spring_office", "peace_secretary"):
        assert rules.can_answer(actor(town.people[login]), row), login
    for by in (
        *(actor(town.people[name]) for name in ("west_office", "hill_office", "grid_leader")),
        *(actor(town.people[name]) for name in ("east_leader", "clinic_liaison", "nobody")),
        actor(neighbour.person.user),
        me,
    ):
        assert rules.can_answer(by, row).is_forbidden, by
        with pytest.raises(Refused):
            requests.accept_request(row, changes={"name": "x"}, by=by)
        with pytest.raises(Refused):
            requests.decline_request(row, answer="x", by=by)
    for by in (actor(town.peace_secretary), actor(neighbour.person.user)):
        assert rules.can_withdraw_request(by, row).is_forbidden
        with pytest.raises(Refused):
            requests.ask_for_correction(resident, "phone", wanted="x", text="", by=by)
    row.refresh_from_db()
    assert row.status == "open"


def test_nobody_answers_a_request_of_their_own(town, resident):
    type(resident.person).objects.filter(pk=resident.pk).update(user=town.peace_secretary)
    resident.person.refresh_from_db()
    by = actor(town.peace_secretary)
    row = requests.ask_for_correction(resident, "name", wanted="x", text="", by=by)

    assert rules.can_answer(by, row).is_forbidden
    assert rules.can_answer(actor(town.spring_office), row)


@pytest.mark.parametrize("done", ["accept", "decline", "withdraw"])
def test_what_is_over_is_not_answered_again(town, resident, me, done):
    office = actor(town.peace_secretary)
    row = requests.ask_for_deletion(resident, "specialties", text="", by=me)
    acts = {
        "accept": lambda: requests.accept_request(row, answer="x", by=office),
        "decline": lambda: requests.decline_request(row, answer="x", by=office),
        "withdraw": lambda: requests.withdraw_request(row, by=me),
    }
    acts[done]()

    for act in acts.values():
        with pytest.raises(Refused):
            act()


def test_another_members_requests_are_not_there(town, resident, neighbour, me, as_user):
    row = requests.ask_for_correction(resident, "name", wanted="x", text="", by=me)
    client = as_user(neighbour.person.user)

    for name in ("detail", "accept", "decline"):
        assert client.get(reverse(f"members:request-{name}", args=[row.pk])).status_code == 404
    assert client.post(reverse("members:request-withdraw", args=[row.pk])).status_code == 404
    assert "唐春梅" not in client.get(reverse("members:request-list")).content.decode()
    for url in (resident.get_absolute_url(), resident.person.get_absolute_url()):
        assert client.get(url).status_code == 404


def test_after_fifteen_days_a_request_is_overdue(town, resident, me, as_user, time_machine_at):
    requests.ask_for_correction(resident, "name", wanted="x", text="", by=me)
    client = as_user(town.peace_secretary)
    late = f"{reverse('members:request-list')}?state=late"
    assert "唐春梅" not in client.get(late).content.decode()

    time_machine_at(TODAY + datetime.timedelta(days=15))

    client = as_user(town.peace_secretary)
    assert "唐春梅" in client.get(late).content.decode()
    items = client.get("/").context["items"]
    item = next(i for i in items if i.url.startswith(reverse("members:request-list")))
    assert (item.count, item.days, item.urgent) == (1, 15, True)


def test_what_is_asked_about_the_entry_follows_it(town, resident, me):
    """Moved house: the new community answers about the entry, the old one about its own rows."""
    claim = claimed(resident, town)
    entry = requests.ask_for_correction(resident, "name", wanted="x", text="", by=me)
    about_claim = requests.object_to(resident, claim, text="x", by=me)

    party_members.edit_member(
        PartyMember.objects.get(pk=resident.pk),
        {"residence": town.pine},
        version=None,
        by=actor(town.spring_office),
    )

    entry.refresh_from_db()
    about_claim.refresh_from_db()
    assert entry.community == town.pine
    assert about_claim.community == town.peace
    assert [fault for answer in hooks.integrity.ask() for fault in answer or ()] == []
