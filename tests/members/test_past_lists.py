"""``?on=``: lists, tree and a committee's page as of a day before a move and a rename.

On 30 June the community peace is moved from the street spring to the street lake, and renamed. A
month before, its rows belong to spring, under the old name; today they belong to lake.
"""

import csv
import datetime
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees import services
from committees.figures import PastTree
from committees.models import Committee, Reorganisation
from committees.terms import Role
from members import figures
from members.models import Capacity, Liaison, Seat
from members.services import memberships
from tests.conftest import actor, give_role, join
from tests.factories import START, PersonFactory, UnitFactory, UserFactory, make_committee

TODAY = datetime.date(2026, 6, 30)
MONTH_AGO = "?on=2026-05-31"
OLD, NEW = "和平里社区委员会", "新里社区区域化党建分会"
OFFICES = ("city_office", "east_office", "spring_office", "lake_office", "clinic_liaison")


@pytest.fixture
def moved(town, time_machine_at):
    time_machine_at(TODAY)
    town.lake_office = town.people["lake_office"] = UserFactory(login="lake_office")
    give_role(town.lake_office, Role.STREET_OFFICE, town.lake)
    town.nurse = PersonFactory(name="赵护士", home=town.peace)
    town.shop = UnitFactory(name="青松商店")
    left = join(town.shop, town.pine)
    capacity = Capacity.objects.create(code="x", name="社区委员", level="community", minimum=1)
    for membership, held_as in (
        (town.clinic_in_spring, town.representative_capacity),
        (town.clinic_in_peace, capacity),
    ):
        Seat.objects.create(
            person=town.nurse,
            membership=membership,
            committee=membership.committee,
            capacity=held_as,
            starts_on=START,
        )
    Liaison.objects.create(
        membership=town.clinic_in_peace, person=town.nurse, starts_on=START, filed_on=START
    )
    memberships.move_membership(left, "left", by=actor(town.spring_office), reason="搬迁")
    for kind, values in (
        ("move", {"target": Committee.objects.get(pk=town.lake.pk)}),
        ("rename", {"new_area_name": "新里社区"}),
    ):
        plan = services.plan_reorganisation(
            Reorganisation.Kind(kind),
            Committee.objects.get(pk=town.peace.pk),
            {"effective_on": TODAY, "basis_document": "通知", "basis_number": "1号"} | values,
            by=actor(town.city_office),
        )
        services.apply_reorganisation(plan, by=actor(town.city_office))
    join(UnitFactory(name="后来学校"), town.peace, starts_on=TODAY)
    return town


def cells(response):
    """The rows of a list: their cells' words."""
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for _key, row in response.context["rows"]
    ]


@pytest.fixture
def listed(as_user, moved):
    def listed(login, name, query="", columns=(0, 1)):
        response = as_user(moved.people[login]).get(reverse(name) + query)
        assert response.status_code == 200
        return sorted(tuple(row[n] for n in columns) for row in cells(response))

    return listed


SPRING, PINE, LAKE = "春晖街道委员会", "青松社区委员会", "湖滨街道委员会"
BOTH_THEN = [("春晖医院", OLD), ("春晖医院", SPRING)]
ALL_THEN = [*BOTH_THEN, ("青松商店", PINE)]


@pytest.mark.parametrize(
    ("login", "then"),
    [
        ("city_office", [*BOTH_THEN, ("山前小学", "山前街道委员会"), ("青松商店", PINE)]),
        ("east_office", ALL_THEN),
        ("spring_office", ALL_THEN),
        ("lake_office", []),
        ("clinic_liaison", BOTH_THEN),
    ],
)
def test_memberships_of_a_day_lie_where_they_lay_under_the_old_name(listed, login, then):
    rows = listed(login, "members:membership-list", MONTH_AGO, (0, 1, 2))

    assert sorted(row[:2] for row in rows) == sorted(then)
    assert {row[2] for row in rows} <= {"在册"}


@pytest.mark.parametrize(
    ("login", "now"),
    [
        ("east_office", {"春晖医院", "后来学校", "青松商店"}),
        ("spring_office", {"春晖医院", "青松商店"}),
        ("lake_office", {"春晖医院", "后来学校"}),
        ("clinic_liaison", {"春晖医院"}),
    ],
)
def test_memberships_of_today_lie_where_they_lie_now(listed, login, now):
    rows = listed(login, "members:membership-list")

    assert {row[0] for row in rows} == now
    assert OLD not in {row[1] for row in rows}


@pytest.mark.parametrize(
    ("login", "seats", "liaisons"),
    [
        ("east_office", [OLD, SPRING], [OLD, SPRING]),
        ("spring_office", [OLD, SPRING], [OLD, SPRING]),
        ("lake_office", [], []),
        ("clinic_liaison", [OLD, SPRING], [OLD, SPRING]),
    ],
)
def test_seats_and_liaisons_of_a_day(listed, login, seats, liaisons):
    rows = listed(login, "members:seat-list", MONTH_AGO, (1, 5))
    assert [row[0] for row in rows] == seats
    assert {row[1] for row in rows} <= {"在任"}
    rows = listed(login, "members:liaison-list", MONTH_AGO, (2,))
    assert [row[0] for row in rows] == liaisons


def test_seats_and_liaisons_of_today(listed):
    for name, column in (("members:seat-list", 1), ("members:liaison-list", 2)):
        assert listed("spring_office", name, columns=(column,)) == [(SPRING,)]
        assert listed("lake_office", name, columns=(column,)) == [(NEW,)]


@pytest.mark.parametrize(
    ("login", "then", "now"),
    [
        ("east_office", {"春晖医院", "青松商店"}, {"春晖医院", "后来学校", "青松商店"}),
        ("spring_office", {"春晖医院", "青松商店"}, {"春晖医院", "青松商店"}),
        ("lake_office", set(), {"春晖医院", "后来学校"}),
        ("clinic_liaison", {"春晖医院"}, {"春晖医院"}),
    ],
)
def test_units_of_a_day_and_of_today(listed, login, then, now):
    assert {row[0] for row in listed(login, "members:unit-list", MONTH_AGO)} == then
    assert {row[0] for row in listed(login, "members:unit-list", MONTH_AGO + "&state=member")} == (
        then
    )
    assert {row[0] for row in listed(login, "members:unit-list")} == now


@pytest.mark.parametrize(
    ("login", "then", "now"),
    [
        ("spring_office", {SPRING, OLD, PINE, "第一网格"}, {SPRING, PINE}),
        ("lake_office", {LAKE}, {LAKE, NEW, "第一网格"}),
        ("clinic_liaison", {SPRING}, {SPRING}),
    ],
)
def test_committees_of_a_day_and_of_today(listed, login, then, now):
    def names(query):
        found = {row[0] for row in listed(login, "committees:list", query)}
        return {"第一网格" if name.startswith("第一网格") else name for name in found}

    assert names(MONTH_AGO) == then
    assert names("") == now


def test_tree_of_a_day_and_of_today(moved, as_user):
    def tree(login, query):
        answer = as_user(moved.people[login]).get(reverse("committees:tree") + query)
        return [(node.name, node.below) for node in answer.context["nodes"]]

    assert tree("spring_office", MONTH_AGO) == [(SPRING, 2)]
    assert tree("spring_office", f"{MONTH_AGO}&under={moved.spring.pk}") == [(OLD, 1), (PINE, 0)]
    assert tree("spring_office", f"{MONTH_AGO}&under={moved.peace.pk}")[0][1] == 0
    assert tree("spring_office", "") == [(SPRING, 1)]
    assert tree("lake_office", "") == [(LAKE, 1)]
    assert (LAKE, 0) in tree("lake_office", MONTH_AGO)
    assert tree("clinic_liaison", MONTH_AGO) == [(SPRING, 0)]


def test_page_of_a_committee_opens_for_its_old_office_on_the_old_day_alone(moved, as_user):
    def status(login, query, committee=moved.peace):
        url = reverse("committees:detail", args=[committee.pk])
        return as_user(moved.people[login]).get(url + query).status_code

    assert [status(login, MONTH_AGO) for login in OFFICES] == [200, 200, 200, 200, 404]
    assert [status(login, "") for login in OFFICES] == [200, 200, 404, 200, 404]
    assert [status(login, "?on=2026-06-30") for login in OFFICES] == [200, 200, 404, 200, 404]
    assert status("spring_office", MONTH_AGO, moved.grid) == 200
    assert status("spring_office", "", moved.grid) == 404
    assert status("hill_office", MONTH_AGO) == 404


def test_old_office_reads_that_day_and_nothing_else(moved, as_user):
    url = reverse("committees:detail", args=[moved.peace.pk]) + MONTH_AGO

    response = as_user(moved.spring_office).get(url)

    page = response.content.decode()
    assert response.context["page_title"] == OLD
    assert response.context["actions"] == []
    assert "春晖医院" in page
    assert "赵护士" in page
    assert "后来学校" not in page
    assert "新里" not in page
    assert "peace_secretary" in page
    seat = reverse("members:seat-detail", args=[moved.clinic_in_peace.seats.get().pk])
    assert seat not in page
    assert seat in as_user(moved.east_office).get(url).content.decode()


def test_appointments_of_a_day_under_the_old_name(listed):
    def peace(login, query):
        rows = listed(login, "committees:appointment-list", query, (0, 2))
        return [place for person, place in rows if person == "peace_secretary"]

    assert peace("spring_office", MONTH_AGO) == [OLD]
    assert peace("spring_office", "") == []
    assert peace("east_office", MONTH_AGO) == [OLD]
    assert peace("lake_office", "") == [NEW]
    assert peace("clinic_liaison", MONTH_AGO) == []


def test_past_list_links_only_to_what_opens(moved, as_user):
    client = as_user(moved.spring_office)
    pages = client.get(reverse("members:membership-list") + MONTH_AGO).content.decode()

    links = re.findall(r'<a href="(/[^"]*memberships/\d+/)"', pages)

    assert len(links) == 2  # clinic in spring, shop in pine; not clinic in peace
    assert {client.get(link).status_code for link in links} == {200}
    committees = client.get(reverse("committees:list") + MONTH_AGO).content.decode()
    link = f"{reverse('committees:detail', args=[moved.peace.pk])}?on=2026-05-31"
    assert f'href="{link}"' in committees
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("name", ["members:membership-list", "members:seat-list"])
def test_export_of_a_day_has_the_rows_and_names_of_the_page(moved, as_user, name):
    client = as_user(moved.spring_office)
    url = reverse(name) + MONTH_AGO

    page = cells(client.get(url))
    answer = client.post(url, {"format": "csv", "reason": "核对"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert len(rows) == len(page) > 1
    assert OLD in text
    assert NEW not in text
    assert sorted(row[1:4] for row in rows) == sorted(row[:3] for row in page)


def test_past_pages_follow_each_other_and_cost_one_query_more(moved, as_user, monkeypatch):
    from members.views.memberships import MembershipList
    from members.views.units import UnitList

    names = {"春晖医院", "青松商店"}
    for n in range(7):
        unit = UnitFactory(name=f"第{n}厂")
        join(unit, moved.pine)
        names.add(unit.name)
    client = as_user(moved.spring_office)
    for view, name, rows in (
        (MembershipList, "members:membership-list", 10),
        (UnitList, "members:unit-list", 9),
    ):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as today:
            client.get(reverse(name))
        with CaptureQueriesContext(connection) as then:
            client.get(reverse(name) + MONTH_AGO)
        assert len(then) <= len(today) + 1
        monkeypatch.setattr(view, "rows_per_page", 3)
        found, query = [], MONTH_AGO
        while query:
            response = client.get(reverse(name) + query)
            found += [row[0] for row in cells(response)]
            following = response.context["page"].next_query
            query = f"?{following}" if following else ""
        assert len(found) == rows
        assert set(found) == names


def test_places_of_a_day_agree_with_climbing_its_tree(moved):
    """Moves to and fro: every committee's place by ranges is its place by its parents of then."""
    grid = make_committee("grid", "990101001002-01", "第二网格", moved.pine)
    for committee, target in (
        (moved.pine, moved.lake),
        (grid, moved.peace),
        (moved.peace, moved.spring),
    ):
        plan = services.plan_reorganisation(
            Reorganisation.Kind.MOVE,
            Committee.objects.get(pk=committee.pk),
            {
                "effective_on": TODAY,
                "basis_document": "通知",
                "basis_number": "2号",
                "target": Committee.objects.get(pk=target.pk),
            },
            by=actor(moved.city_office),
        )
        services.apply_reorganisation(plan, by=actor(moved.city_office))
    for day in (datetime.date(2026, 5, 31), TODAY):
        past = PastTree(day, moved.city_office)
        parents = {
            row.pk: row.periods.on(day).values_list("parent", flat=True).first()
            for row in Committee.objects.all()
        }

        def above(pk, parents=parents):
            return {pk} | (above(parents[pk]) if parents[pk] else set())

        for top in Committee.objects.all():
            expected = {pk for pk in parents if top.pk in above(pk)}
            found = Committee.objects.filter(past.below([top.path], "path"))
            assert set(found.values_list("pk", flat=True)) == expected
            assert {
                c.pk for c in Committee.objects.all() if past.lay_below(c.path, [top.path])
            } == (expected)


def test_pages_of_a_unit_and_a_person_tell_a_day_by_its_names_and_states(moved, as_user):
    client = as_user(moved.east_office)

    def panel(name, row, key, query):
        response = client.get(reverse(f"members:{name}-detail", args=[row.pk]) + query)
        found = response.context["panels"]
        [rows] = [panel.rows for panel in found if panel.key == key]
        return "".join(line for _key, line in rows)

    for row, name, key in (
        (moved.clinic, "unit", "memberships"),
        (moved.clinic, "unit", "representatives"),
        (moved.clinic, "unit", "liaisons"),
        (moved.nurse, "person", "seats"),
        (moved.nurse, "person", "liaisons"),
    ):
        then, now = panel(name, row, key, MONTH_AGO), panel(name, row, key, "")
        assert (OLD in then, NEW in then) == (True, False)
        assert (OLD in now, NEW in now) == (False, True)
    assert "在册" in panel("unit", moved.shop, "memberships", MONTH_AGO)
    assert "在册" not in panel("unit", moved.shop, "memberships", "")


def test_pages_of_memberships_seats_and_liaisons_tell_a_day_by_the_names_of_then(moved, as_user):
    client, membership = as_user(moved.east_office), moved.clinic_in_peace
    for row in (membership, membership.seats.get(), membership.liaisons.get()):
        then = client.get(row.get_absolute_url() + MONTH_AGO).context
        now = client.get(row.get_absolute_url()).context

        def told(context):
            words = [context["page_title"], *(str(fact.value) for fact in context["facts"])]
            return OLD in " ".join(words), NEW in " ".join(words)

        assert (told(then), told(now)) == ((True, False), (False, True)), row


def test_past_units_are_linked_only_where_the_liaison_may_see_them(moved, as_user):
    """Somebody who reads the old office and is liaison of another unit."""
    market = UnitFactory(name="和平市场")
    join(market, moved.peace)
    user = moved.people["clinic_liaison"]
    give_role(user, Role.LEADER, moved.spring)
    client = as_user(user)

    page = client.get(reverse("members:unit-list") + MONTH_AGO).content.decode()

    links = set(re.findall(r'<a href="(/[^"]*units/\d+/)"', page))
    assert market.name in page
    assert moved.clinic.get_absolute_url() in links
    assert market.get_absolute_url() not in links
    assert {client.get(link).status_code for link in links} == {200}


LISTS = [
    "unit-list",
    "person-list",
    "membership-list",
    "seat-list",
    "liaison-list",
    "capacity-list",
]
# Those that ask for the committee looked at, and one that does not.
ASKED = [
    "q=医", "gap=representative", "state=history", "state=address", "state=ending", "state=over",
    "status=active", "place=here",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("login", ["nobody", "sysadmin"])
def test_lists_of_somebody_without_a_committee_are_empty(town, as_user, login, name):
    client, url = as_user(town.people[login]), reverse(f"members:{name}")
    plain = client.get(url)
    for query in [*ASKED, ""]:
        for on in ("", "&on=2026-05-31"):
            response = client.get(f"{url}?{query}{on}")
            assert response.status_code == plain.status_code, query + on
            if plain.status_code == 200 and name != "capacity-list":
                assert list(response.context["rows"]) == []
    exported = client.post(f"{url}?on=2026-05-31", {"format": "csv", "reason": "核对"})
    assert exported.status_code in (200, 302, 403)
    if exported.streaming:
        assert b"".join(exported.streaming_content)


@pytest.mark.parametrize(
    ("query", "shop"),
    [
        ("status=active", True),
        ("status=active&status=left", True),
        ("status=left", False),
        ("status=to-adjust", False),
        ("state=roster", True),
        ("state=over", False),
    ],
)
def test_filter_of_past_memberships_speaks_of_the_state_of_then(listed, query, shop):
    """The shop was on the roster then and has left since."""
    rows = listed("east_office", "members:membership-list", f"{MONTH_AGO}&{query}", (0, 2))

    assert (("青松商店", "在册") in rows) is shop
    assert bool(rows) is shop


def test_filter_of_past_seats_speaks_of_the_state_of_then(moved, listed):
    """A term that was near its end then; the seat has ended since."""
    seat = moved.clinic_in_spring.seats.get()
    Seat.objects.filter(pk=seat.pk).update(
        term_ends_on=datetime.date(2026, 7, 1), status="ended", ends_on=TODAY
    )

    def names(state, on=MONTH_AGO):
        return listed("spring_office", "members:seat-list", f"{on}&state={state}", (1,))

    assert names("ending") == [(SPRING,)]
    assert names("held") == [(OLD,), (SPRING,)]
    assert names("over") == names("pending") == []
    assert names("ending", "?on=2026-06-30") == []


@pytest.mark.parametrize(("day", "count"), [(datetime.date(2026, 5, 31), 1), (TODAY, 0), (None, 0)])
def test_alarm_about_terms_counts_the_seats_of_that_day(moved, day, count):
    seat = moved.clinic_in_spring.seats.get()
    Seat.objects.filter(pk=seat.pk).update(
        term_ends_on=datetime.date(2026, 7, 1), status="ended", ends_on=TODAY
    )

    [term] = [alarm for alarm in figures.alarms(moved.spring, day) if alarm.key == "term"]

    assert term.rows.count() == count
