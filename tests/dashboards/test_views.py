"""The first page, the search and the state of the machine."""

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from committees.terms import Role
from core.chores import CHORES
from dashboards import views
from members.models import Liaison, Seat
from members.services import liaisons, people
from members.services.registrations import register_member
from tests.conftest import actor, give_role, join
from tests.factories import START, MemberFactory, PersonFactory, UnitFactory, UserFactory

MY_DAY = reverse("dashboards:my-day")
SEARCH = reverse("dashboards:search")


def listed(client, url) -> int:
    """How many rows the list behind an address has."""
    answer = client.get(url)
    assert answer.status_code == 200
    return len(answer.context["page"].rows)


def test_my_day_items_open_exactly_the_rows_they_count(as_user, town):
    client = as_user(town.east_office)

    items = client.get(MY_DAY).context["items"]

    # Clinic has no representative in Spring and Peace, and no liaison in Peace.
    assert [item.count for item in items if item.url.startswith("/members/")] == [2, 1]
    for item in items:
        assert listed(client, item.url) == item.count


@pytest.mark.parametrize("login", ["east_office", "east_leader", "grid_leader"])
def test_figures_at_a_glance_open_exactly_the_rows_they_count(as_user, town, login):
    Seat.objects.create(
        committee=town.spring,
        person=PersonFactory(home=town.spring),
        capacity=town.representative_capacity,
        membership=town.clinic_in_spring,
        status="appointed",
        starts_on=START,
    )
    for _ in range(2):
        member = MemberFactory(lives_in=town.peace, employment="in-service")
    register_member(member, town.peace, by=actor(town.peace_secretary))
    client = as_user(town.people[login])

    figures = client.get(MY_DAY).context["glance"]

    # The grid knows the clinic by its address only; East has its membership, its seat, its liaison.
    # Nothing is known of the clinic's party organisation; one of two members has registered.
    expected = [0] * 7 if login == "grid_leader" else [1, 0, 0, 2, 1, 1, 1]
    assert [figure.count for figure in figures] == expected
    for figure in figures:
        assert listed(client, figure.url) == figure.count


def test_leader_sees_what_is_missing_without_having_to_do_it(as_user, town):
    client = as_user(town.east_leader)

    context = client.get(MY_DAY).context

    assert context["items"] == []
    assert [item.count for item in context["lacks"]] == [2, 1]
    for item in context["lacks"]:
        assert listed(client, item.url) == item.count


def test_what_waits_for_an_office_is_not_said_twice(as_user, town):
    assert as_user(town.east_office).get(MY_DAY).context["lacks"] == []


def test_liaison_sees_the_unit_in_all_its_committees(as_user, town):
    page = as_user(town.clinic_liaison_user).get(MY_DAY)

    ((unit, places),) = page.context["own_units"]
    assert unit == town.clinic
    assert [place.membership for place in places] == [town.clinic_in_spring, town.clinic_in_peace]
    assert [place.liaisons for place in places] == [[town.doctor], []]
    assert len(places[1].gaps) == 2
    assert "山前小学" not in page.content.decode()


def test_unit_is_not_a_former_liaisons_any_more(as_user, town):
    successor = PersonFactory(home=town.spring)
    liaisons.replace_liaison(
        town.clinic_liaison, successor, by=actor(town.spring_office), reason="调动"
    )

    context = as_user(town.clinic_liaison_user).get(MY_DAY).context

    assert not Liaison.objects.running().filter(person=town.doctor).exists()
    assert context["own_units"] == []


def test_somebody_without_a_role_sees_their_own_entry(as_user, town):
    person = PersonFactory(name="唐春梅", home=town.peace, user=town.nobody)

    page = as_user(town.nobody).get(MY_DAY)

    assert page.context["own_entry"] == person
    assert person.get_absolute_url() in page.content.decode()
    assert as_user(town.nobody).get(person.get_absolute_url()).status_code == 200


def test_somebody_without_role_or_entry_is_told_whom_to_ask(as_user, town):
    page = as_user(town.nobody).get(MY_DAY)

    assert page.context["has_no_role"]
    assert "dashboards:search" not in page.content.decode()
    assert page.context["often"] == []


@pytest.mark.parametrize(
    "login",
    [
        "city_office", "east_office", "spring_office", "peace_secretary", "grid_leader",
        "east_leader", "east_assessor", "clinic_liaison", "sysadmin", "security", "auditor",
    ],
)  # fmt: skip
def test_every_button_of_the_first_page_opens(as_user, town, login):
    client = as_user(town.people[login])

    actions = client.get(MY_DAY).context["often"]

    assert actions[0].style == "primary"
    assert [action.style for action in actions[1:]] == ["secondary"] * (len(actions) - 1)
    for action in actions:
        assert client.get(action.url).status_code == 200, action.url


def test_changes_are_those_of_others_at_ones_own_committees(as_user, town):
    colleague = UserFactory(name="同事")
    give_role(colleague, Role.STREET_OFFICE, town.spring)
    liaisons.end_liaison(town.clinic_liaison, by=actor(colleague), reason="退休")
    person = PersonFactory(home=town.spring)
    liaisons.file_liaison(
        town.clinic_in_spring, person, by=actor(town.spring_office), starts_on=START
    )
    teacher = PersonFactory(home=town.hill)
    liaisons.file_liaison(town.school_in_hill, teacher, by=actor(town.hill_office), starts_on=START)

    changes = as_user(town.spring_office).get(MY_DAY).context["changes"]

    assert {entry.user_name for entry in changes} == {"同事"}
    assert "members.liaison_ended" in {entry.action for entry in changes}


def test_search_finds_by_name_pinyin_and_code(as_user, town):
    client = as_user(town.east_office)

    def found(asked):
        groups = client.get(SEARCH, {"q": asked}).context["groups"]
        return [row for _label, rows, _more in groups for row, _note in rows]

    assert town.clinic in found("春晖")
    assert town.spring in found("春晖")
    assert town.clinic in found("chyy")
    assert set(found("990101001")) == {town.spring, town.peace, town.pine, town.grid}
    assert found("没有这样的名称") == []


def test_search_shows_only_what_one_may_see(as_user, town):
    def found(user, asked):
        groups = as_user(user).get(SEARCH, {"q": asked}).context["groups"]
        return [row for _label, rows, _more in groups for row, _note in rows]

    assert found(town.west_office, "山前") == [town.hill, town.school]
    assert found(town.east_office, "山前") == []
    assert found(town.auditor, "山前") == []
    assert found(town.nobody, "李娜") == []


def test_search_tells_namesakes_apart_and_shows_a_party_member_once(as_user, town):
    member = MemberFactory(lives_in=town.peace, name="周敏", phone="13912345678")
    PersonFactory(home=town.spring, name="周敏", workplace="春晖医院", phone="")

    groups = as_user(town.spring_office).get(SEARCH, {"q": "zhoumin"}).context["groups"]

    rows = [(row.pk, note) for _label, rows, _more in groups for row, note in rows]
    assert rows == [(member.pk, "和平里社区 · 139****5678"), (member.pk + 1, "春晖医院")]
    digits = as_user(town.spring_office).get(SEARCH, {"q": "5678"}).context["groups"]
    assert [row.pk for _label, rows, _more in digits for row, _note in rows] == [member.pk]


def test_search_says_that_there_is_more(as_user, town):
    for number in range(21):
        join(UnitFactory(name=f"百合第{number}中学"), town.spring)

    groups = as_user(town.spring_office).get(SEARCH, {"q": "百合"}).context["groups"]

    assert [(len(rows), more) for _label, rows, more in groups] == [
        (0, False), (20, True), (0, False), (0, False),
    ]  # fmt: skip


def test_health_is_the_system_administrators_alone(as_user, town):
    url = reverse("dashboards:health")

    assert as_user(town.sysadmin).get(url).status_code == 200
    for login in ("security", "auditor", "east_office", "nobody"):
        assert as_user(town.people[login]).get(url).status_code == 403, login


def test_every_chore_of_the_clock_has_words():
    assert set(views.CHORES) == {name for name in CHORES if not name.startswith("tests.")}


def test_healthz_says_up_to_anybody(client, db):
    answer = client.get(reverse("dashboards:healthz"))

    assert (answer.status_code, answer.content) == (200, b"up")


def test_healthz_says_down_without_the_database(client, db):
    def broken(execute, sql, params, many, context):
        raise DatabaseError("gone")

    with connection.execute_wrapper(broken):
        answer = client.get(reverse("dashboards:healthz"))

    assert (answer.status_code, answer.content) == (503, b"down")


def test_where_one_is_only_a_liaison_nothing_is_told_of_others(as_user, town):
    give_role(town.peace_secretary, Role.LIAISON, town.hill)
    stranger = PersonFactory(home=town.hill, name="陌生")
    people.edit_person(stranger, {"position": "主任"}, version=None, by=actor(town.hill_office))

    changes = as_user(town.peace_secretary).get(MY_DAY).context["changes"]

    assert "陌生" not in {entry.object_name for entry in changes}
