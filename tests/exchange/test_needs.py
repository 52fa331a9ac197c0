"""Needs: who registers them where, what became of them, what waits without an answer."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from core import hooks
from core.figures import figure
from core.verdicts import Refused, Stale
from exchange import figures, rules
from exchange.models import Need
from exchange.services import needs
from tests.conftest import actor, join
from tests.factories import NeedFactory, PostFactory, UnitFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
Status = Need.Status


@pytest.fixture(autouse=True)
def in_june(time_machine_at, settings):
    time_machine_at(TODAY)
    settings.LANGUAGE_CODE = "en"  # what a page says is compared in English
    with translation.override("en"):
        yield


def registered(town, where="peace", by="peace_secretary", **values):
    values = {"title": "楼道 昏暗", "source": "residents"} | values
    return needs.register_need(getattr(town, where), values, by=actor(town.people[by]))


# --- registering ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "where"),
    [
        ("city_office", "city"),
        ("east_office", "east"),
        ("spring_office", "spring"),
        ("spring_office", "peace"),
        ("peace_secretary", "peace"),
        ("peace_secretary", "grid"),
        ("grid_leader", "grid"),
    ],
)
def test_an_office_registers_at_its_committee_and_below(town, by, where):
    need = registered(town, where, by, title="  楼道　昏暗 ")

    assert (need.title, need.status, need.registered_on) == ("楼道 昏暗", "open", TODAY)
    assert need.lies_at == getattr(town, where).pk
    entry = Entry.objects.get(action="exchange.need_registered")
    assert entry.object_id == need.pk
    assert entry.after["title"] == "楼道 昏暗"


@pytest.mark.parametrize(
    ("by", "where"),
    [
        ("grid_leader", "peace"),
        ("peace_secretary", "spring"),
        ("peace_secretary", "pine"),
        ("hill_office", "spring"),
        ("east_leader", "spring"),
        ("clinic_liaison", "peace"),
        ("nobody", "spring"),
    ],
)
def test_nobody_registers_elsewhere(town, by, where):
    with pytest.raises(Refused) as refusal:
        registered(town, where, by, source="unit", unit=town.clinic)

    assert refusal.value.kind.value == "forbidden"
    assert not Need.objects.exists()


def test_a_liaison_registers_for_the_own_unit_where_it_sits(town):
    need = registered(town, "spring", "clinic_liaison", source="unit", unit=town.clinic)
    assert need.unit == town.clinic

    with pytest.raises(Refused, match="choose your unit"):
        registered(town, "spring", "clinic_liaison")
    with pytest.raises(Refused, match="choose your unit"):
        registered(town, "spring", "clinic_liaison", source="unit", unit=town.school)


def test_a_unit_is_named_only_for_its_own_need_and_where_it_is_known(town):
    with pytest.raises(Refused, match="Only a need of a member unit"):
        registered(town, unit=town.clinic)
    with pytest.raises(Refused, match="your committee knows"):
        registered(town, source="unit", unit=town.school)
    assert registered(town, source="unit", unit=town.clinic).unit == town.clinic


def test_no_need_comes_from_tomorrow_or_to_a_committee_that_is_over(town):
    with pytest.raises(Refused, match="not come yet"):
        registered(town, registered_on=TODAY + datetime.timedelta(days=1))
    type(town.pine).objects.filter(pk=town.pine.pk).update(status="abolished")
    with pytest.raises(Refused, match="no longer exists"):
        registered(town, "pine", "spring_office")
    with pytest.raises(ValidationError):
        registered(town, title="")


def test_the_database_stops_what_no_service_would_write(town):
    for wrong in (
        {"status": "met"},
        {"settled_on": TODAY},
        {"status": "met", "settled_on": TODAY, "registered_on": TODAY + datetime.timedelta(1)},
        {"unit": town.clinic},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            NeedFactory(committee=town.peace, **wrong)


# --- editing, settling, taking up again ----------------------------------------------------------


def test_an_open_need_is_edited_on_the_version_that_was_read(town):
    need = registered(town)
    by = actor(town.spring_office)

    needs.edit_need(need, {"where": "3号楼"}, version=1, by=by)
    with pytest.raises(Stale):
        needs.edit_need(need, {"where": "4号楼"}, version=1, by=by)

    need.refresh_from_db()
    assert (need.where, need.version) == ("3号楼", 2)


def test_a_liaison_edits_the_own_unit_s_need_and_keeps_it_there(town):
    need = registered(town, "spring", "spring_office", source="unit", unit=town.clinic)
    liaison = actor(town.clinic_liaison_user)

    needs.edit_need(need, {"text": "约40个车位"}, version=1, by=liaison)
    with pytest.raises(Refused):
        needs.edit_need(need, {"unit": None}, version=2, by=liaison)
    of_all = registered(town, "spring", "spring_office")
    with pytest.raises(Refused):
        needs.edit_need(of_all, {"title": "x"}, version=1, by=liaison)


@pytest.mark.parametrize("outcome", ["met", "dropped"])
def test_settled_with_what_became_of_it_and_taken_up_again(town, outcome):
    need, by = registered(town, registered_on=datetime.date(2026, 6, 1)), actor(town.spring_office)

    need = needs.settle_need(
        need, outcome, on=datetime.date(2026, 6, 20), reason="路灯已装好", by=by
    )
    assert (need.status, need.settled_on, need.reason) == (
        outcome,
        datetime.date(2026, 6, 20),
        "路灯已装好",
    )
    with pytest.raises(Refused, match="settled"):
        needs.edit_need(need, {"title": "x"}, version=None, by=by)
    for again in ("met", "dropped"):
        with pytest.raises(Refused, match="cannot take this step"):
            needs.settle_need(need, again, reason="x", by=by)

    need = needs.reopen_need(need, reason="又坏了", by=by)
    assert (need.status, need.settled_on, need.reason) == ("open", None, "又坏了")
    with pytest.raises(Refused, match="cannot take this step"):
        needs.reopen_need(need, reason="x", by=by)
    told = Entry.objects.filter(object_id=need.pk, model="exchange.need").order_by("pk")
    assert [entry.action for entry in told] == [
        "exchange.need_registered",
        f"exchange.need_{outcome}",
        "exchange.need_reopened",
    ]
    assert told[2].before["reason"] == "路灯已装好"


def test_settled_between_its_first_day_and_today_by_an_office(town):
    need = registered(town, "grid", "grid_leader", registered_on=datetime.date(2026, 6, 10))
    with pytest.raises(Refused, match="registered on"):
        needs.settle_need(
            need, "met", on=datetime.date(2026, 6, 9), reason="x", by=actor(town.peace_secretary)
        )
    with pytest.raises(Refused, match="not come yet"):
        needs.settle_need(
            need, "met", on=datetime.date(2026, 7, 1), reason="x", by=actor(town.peace_secretary)
        )
    for login in ("grid_leader", "east_leader", "hill_office"):
        with pytest.raises(Refused) as refusal:
            needs.settle_need(need, "met", reason="x", by=actor(town.people[login]))
        assert refusal.value.kind.value == "forbidden"
    assert needs.settle_need(need, "met", reason="x", by=actor(town.peace_secretary))


def test_nothing_is_taken_up_again_where_the_committee_is_over(town):
    need = NeedFactory(committee=town.pine, status="met", settled_on=TODAY)
    type(town.pine).objects.filter(pk=town.pine.pk).update(status="abolished")

    with pytest.raises(Refused, match="no longer exists"):
        needs.reopen_need(need, reason="x", by=actor(town.spring_office))


# --- who sees it, what waits ---------------------------------------------------------------------


def test_a_need_is_seen_from_above_and_by_liaisons_where_their_unit_sits(town):
    at_peace, at_spring = NeedFactory(committee=town.peace), NeedFactory(committee=town.spring)
    at_hill = NeedFactory(committee=town.hill)

    def seen(login):
        return set(Need.objects.visible_to(town.people[login]))

    assert seen("city_office") == {at_peace, at_spring, at_hill}
    assert seen("spring_office") == {at_peace, at_spring}
    assert seen("peace_secretary") == {at_peace}
    assert seen("clinic_liaison") == {at_spring}
    assert seen("west_office") == {at_hill}
    assert seen("grid_leader") == seen("nobody") == set()


def test_what_nothing_answers_for_a_month_is_in_my_day_with_exactly_these_rows(town, as_user):
    month_ago = TODAY - datetime.timedelta(days=30)
    waits = NeedFactory(committee=town.grid, title="无响应", registered_on=month_ago)
    NeedFactory(committee=town.peace, title="昨日", registered_on=month_ago + datetime.timedelta(1))
    answered = NeedFactory(committee=town.peace, title="有岗位", registered_on=month_ago)
    PostFactory(committee=town.peace, need=answered)
    closed = NeedFactory(committee=town.peace, title="岗位已关", registered_on=month_ago)
    PostFactory(committee=town.peace, need=closed, status="closed")
    NeedFactory(committee=town.peace, status="met", registered_on=month_ago, settled_on=TODAY)

    told = figures.unanswered_for_long(Need.objects.at(town.peace))
    assert set(told) == {waits, closed}
    client = as_user(town.peace_secretary)
    assert "Needs open for a month that nothing answers" in client.get("/").content.decode()
    listed = client.get(reverse("exchange:need-list"), {"state": "unanswered"})
    names = listed.content.decode()
    assert ("无响应" in names, "岗位已关" in names) == (True, True)
    assert ("昨日" in names, "有岗位" in names) == (False, False)
    assert figure("exchange.needs", town.peace).count == 4


def test_the_list_shows_open_needs_and_settled_ones_when_asked(town, as_user):
    NeedFactory(committee=town.peace, title="开着", text="电梯")
    NeedFactory(committee=town.peace, title="结了", status="dropped", settled_on=TODAY)
    client, url = as_user(town.peace_secretary), reverse("exchange:need-list")

    def names(**query):
        text = client.get(url, query).content.decode()
        return ["开着" in text, "结了" in text]

    assert names() == [True, False]
    assert names(state="settled") == [False, True]
    assert names(status="dropped") == [False, True]
    assert names(q="电梯") == [True, False]
    assert names(q="没有") == names(source="hotline") == [False, False]


# --- pages ---------------------------------------------------------------------------------------


def need_data(committee, **more):
    return {"committee": committee.pk, "title": "夜间照明不足", "source": "residents",
            "registered_on": "2026-06-29"} | more  # fmt: skip


def test_from_the_form_to_settled_and_back(town, as_user):
    client = as_user(town.peace_secretary)
    form = client.get(reverse("exchange:need-create")).context["form"]
    assert (form.initial["committee"], form.initial["registered_on"]) == (town.peace.pk, TODAY)

    response = client.post(reverse("exchange:need-create"), need_data(town.peace, text="两处"))
    need = Need.objects.get()
    assert response.url == need.get_absolute_url()
    page = client.get(response.url)
    assert [action.url for action in page.context["actions"]] == [
        reverse("exchange:need-settle", args=[need.pk]),
        reverse("exchange:need-edit", args=[need.pk]),
        f"{reverse('posts:create')}?need={need.pk}",
        f"{reverse('posts:activity-create')}?need={need.pk}",
    ]

    url = reverse("exchange:need-settle", args=[need.pk])
    wrong = client.post(url, {"outcome": "met", "on": "2026-06-28", "reason": "已装灯"})
    assert list(wrong.context["form"].errors) == ["on"]
    assert wrong.context["form"]["reason"].value() == "已装灯"
    client.post(url, {"outcome": "dropped", "on": "2026-06-30", "reason": "楼栋拆迁"})
    need.refresh_from_db()
    assert (need.status, need.reason) == ("dropped", "楼栋拆迁")
    assert "楼栋拆迁" in client.get(need.get_absolute_url()).content.decode()

    client.post(reverse("exchange:need-reopen", args=[need.pk]), {"reason": "暂缓拆迁"})
    need.refresh_from_db()
    assert need.status == "open"
    assert "Taken up again because" in client.get(need.get_absolute_url()).content.decode()


def test_what_is_wrong_is_said_beside_the_field(town, as_user):
    client, url = as_user(town.peace_secretary), reverse("exchange:need-create")

    def errors(data):
        page = client.post(url, data)
        assert page.context["form"]["title"].value() == data["title"]
        return list(page.context["form"].errors)

    assert errors(need_data(town.pine)) == ["committee"]
    assert errors(need_data(town.peace, unit=town.clinic.pk)) == ["unit"]
    assert errors(need_data(town.peace, registered_on="2026-07-01")) == ["registered_on"]
    assert errors(need_data(town.peace, title="")) == ["title"]
    assert not Need.objects.exists()


def test_a_liaison_is_offered_the_own_unit_alone(town, as_user):
    UnitFactory(name="别的单位")
    client, url = as_user(town.clinic_liaison_user), reverse("exchange:need-create")

    form = client.get(url).context["form"]
    assert list(form.fields["unit"].queryset) == [town.clinic]
    assert list(form.fields["committee"].queryset) == [town.spring]
    assert (form.initial["unit"], form.initial["source"]) == (town.clinic.pk, "unit")
    client.post(url, need_data(town.spring, source="unit", unit=town.clinic.pk))
    need = Need.objects.get()
    assert (need.unit, need.committee) == (town.clinic, town.spring)
    edit = reverse("exchange:need-edit", args=[need.pk])
    changed = need_data(town.spring, source="unit", unit=town.clinic.pk, title="改", version=1)
    assert client.post(edit, changed).status_code == 302
    need.refresh_from_db()
    assert need.title == "改"


def test_a_need_names_a_unit_that_sits_in_the_community_alone(town, as_user):
    unit = UnitFactory(name="和平里幼儿园")
    join(unit, town.peace)

    response = as_user(town.peace_secretary).post(
        reverse("exchange:need-create"), need_data(town.peace, source="unit", unit=unit.pk)
    )

    assert response.status_code == 302
    assert Need.objects.get().unit == unit


def test_open_needs_are_suggested_the_newest_first(town, as_user):
    NeedFactory(committee=town.peace, title="旧灯", registered_on=datetime.date(2026, 2, 1))
    NeedFactory(committee=town.peace, title="新灯", registered_on=datetime.date(2026, 5, 1))
    NeedFactory(committee=town.peace, title="坏灯", status="met", settled_on=TODAY)
    NeedFactory(committee=town.hill, title="远灯")
    url = reverse("exchange:need-autocomplete")

    found = as_user(town.spring_office).get(url, {"q": "灯"}).json()["results"]

    assert [row["text"] for row in found] == ["新灯", "旧灯"]
    assert found[0]["note"] == "和平里社区 · 2026-05-01"


# --- what must hold ------------------------------------------------------------------------------


def test_a_need_that_lies_elsewhere_is_found(town):
    need = NeedFactory(committee=town.peace)
    assert [fault for answer in hooks.integrity.ask() for fault in answer or ()] == []

    Need.objects.filter(pk=need.pk).update(community=town.pine)
    faults = [fault for answer in hooks.integrity.ask() for fault in answer or ()]
    assert faults == [f"need {need.pk}: it lies at another committee than its own"]
    Need.objects.filter(pk=need.pk).update(community=town.peace, street=town.lake)
    faults = [fault for answer in hooks.integrity.ask() for fault in answer or ()]
    assert faults == [f"need {need.pk}: its tiers are not those of committee {town.peace.pk}"]


def test_a_proposed_committee_with_needs_is_not_simply_dropped(town):
    from committees.rules import belongings

    NeedFactory(committee=town.pine)
    NeedFactory(committee=town.pine, status="met", settled_on=TODAY)

    assert "1 open need" in [words for answer in belongings.ask(town.pine) for words in answer]


def test_each_step_has_its_rule(town):
    need = NeedFactory(committee=town.spring)
    by = actor(town.spring_office)
    for status in Status.values:
        need.status = status
        onward = Need.TRANSITIONS[status]
        for wanted in ("met", "dropped"):
            assert bool(rules.can_settle_need(by, need, wanted)) == (wanted in onward)
        assert bool(rules.can_reopen_need(by, need)) == ("open" in onward)
