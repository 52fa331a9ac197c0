"""报到与参与情况统计表, against numbers worked out by hand."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from members.services import registrations
from posts.figures import facts, registering
from posts.models import Claim
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory, UnitFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 9, 1)
DAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_september(time_machine_at):
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


def worker(town, name, at, unit, state="registered", **kwargs):
    member = MemberFactory(
        lives_in=at, name=name, employer=unit, **({"employment": "in-service"} | kwargs)
    )
    if state:
        by = actor(town.city_office)
        found = registrations.register_member(member, at, on=DAY, by=by)
        if state != "registered":
            registrations.move_on(found, state, on=DAY, reason="单位证明", by=by)
    return member


def holds(member, post, first="2026-03-10", last=None):
    claim = Claim(
        post=post, member=member, employer=member.employer, starts_on=first, since=last or first,
        status="left" if last else "in-post", in_post_on=first, term_ends_on="2027-03-10",
        ends_on=last,
    )  # fmt: skip
    claim.stand_at(post.committee)
    claim.save()


@pytest.fixture
def people(town, monkeypatch):
    """Peace: six in service. One exempt, so that five should register: four did (one is paused),
    one did not. Of the four, two have a post, one of whom is the only one to take part effectively
    besides a third; the fourth has nothing on record.

    Pine: two of the school, one registered; it has offered nothing. Besides, at Peace: one
    retired, one suspended, one in service whose unit nobody has entered (registered, idle).
    """
    shop = UnitFactory(name="春晖超市")
    post = PostFactory(committee=town.peace, quota=9, taken=2)
    closed = PostFactory(committee=town.peace)
    type(closed).objects.filter(pk=closed.pk).update(
        status="closed", published_on="2025-01-01", closed_on="2025-12-01"
    )
    found = {
        "a": worker(town, "甲", town.peace, town.clinic),
        "b": worker(town, "乙", town.peace, town.clinic, "paused"),
        "c": worker(town, "丙", town.peace, shop),
        "d": worker(town, "丁", town.peace, town.clinic),
        "missing": worker(town, "戊", town.grid, town.clinic, None),
        "exempt": worker(town, "己", town.peace, shop, "exempt"),
        "pine": worker(town, "庚", town.pine, town.school),
        "pine missing": worker(town, "辛", town.pine, town.school, None),
        "no unit": worker(town, "壬", town.peace, None),
    }
    worker(town, "癸", town.peace, town.clinic, employment="retired")
    worker(town, "子", town.peace, town.clinic, None, status="suspended")
    holds(found["a"], post)
    holds(found["b"], post, last="2026-05-01")
    holds(found["missing"], post, "2025-02-01", "2025-12-31")
    effective, active = [found["a"].pk, found["c"].pk], [found["a"].pk, found["c"].pk]
    monkeypatch.setitem(facts.SETS, "effective", lambda rows, year: rows.filter(pk__in=effective))
    monkeypatch.setitem(facts.SETS, "active", lambda rows, year: rows.filter(pk__in=active))
    monkeypatch.setitem(facts.FACTS, "community.activities", lambda ids, a, b: {town.peace.pk: 4})
    return found, shop


def row(table, pk):
    names = ("should", "registered", "missing", "with-post", "effective", "zero")
    return tuple(table[pk][name] for name in names)


def by_row(town, basis, ids, year=2026):
    from members.models import PartyMember

    return registering.by_row(PartyMember.objects.at(town.spring), basis, ids, year)


# should, registered, did not, with a post, effective, nothing on record
def test_by_community_of_residence(town, people):
    table = by_row(town, "community", [town.peace.pk, town.pine.pk])

    assert row(table, town.peace.pk) == (6, 5, 1, 2, 2, 2)
    assert row(table, town.pine.pk) == (2, 1, 1, 0, 0, 1)


def test_by_street_of_residence(town, people):
    assert row(by_row(town, "street", [town.spring.pk]), town.spring.pk) == (8, 6, 2, 2, 2, 3)


def test_by_employing_unit(town, people):
    _found, shop = people
    table = by_row(town, "unit", [town.clinic.pk, shop.pk, town.school.pk])

    assert row(table, town.clinic.pk) == (4, 3, 1, 2, 1, 1)
    assert row(table, shop.pk) == (1, 1, 0, 0, 1, 0)
    assert row(table, town.school.pk) == (2, 1, 1, 0, 0, 1)


def test_all_together_and_those_in_no_row(town, people, as_user):
    page = as_user(town.spring_office).get(reverse("posts:registration-table"), {"by": "unit"})

    told = [str(fact.value) for fact in page.context["totals"]]
    # 6 of 8 registered; 2 of these 6 took part effectively; one works for no unit entered here.
    assert told == ["8", "6", "2", "2", "2", "3", "75.0%", "33.3%", "1"]


def test_rates_are_rounded_and_nothing_of_nothing_is_none():
    assert registering.rate(6, 7) == "85.7%"
    assert registering.rate(1, 16) == "6.3%"
    assert registering.rate(0, 5) == "0.0%"
    assert registering.rate(0, 0) == registering.rate(None, 5) == "—"


def test_what_nobody_knows_is_a_dash(town, people, monkeypatch):
    monkeypatch.delitem(facts.SETS, "effective")
    monkeypatch.delitem(facts.SETS, "active")

    assert row(by_row(town, "community", [town.peace.pk]), town.peace.pk) == (
        6,
        5,
        1,
        2,
        None,
        None,
    )


def test_a_year_that_is_over_counts_as_of_its_last_day(town, people):
    # Nobody was registered before March 2026; who is exempt today was not exempt then.
    assert row(by_row(town, "community", [town.peace.pk], 2025), town.peace.pk)[:4] == (7, 0, 7, 0)


def test_each_side_has_its_own_gap(town, people):
    ids = [town.peace.pk, town.pine.pk]

    posts, activities = registering.offered("community", ids, 2026)

    # The post that was closed in 2025 was not on offer in 2026.
    assert (posts, activities) == ({town.peace.pk: 1}, {town.peace.pk: 4})
    assert registering.offered("community", ids, 2025)[0] == {town.peace.pk: 1}
    assert registering.offered("street", [town.spring.pk], 2026) == (
        {town.spring.pk: 1}, {town.spring.pk: 4},
    )  # fmt: skip


@pytest.mark.parametrize("by", ["community", "street", "unit"])
def test_every_number_opens_exactly_its_members(town, people, as_user, by):
    import re

    client = as_user(town.spring_office)
    page = client.get(reverse("posts:registration-table"), {"by": by, "year": "2026"})
    links = re.findall(
        r'href="(/posts/registration/members/[^"]+)">(\d+)</a>', page.content.decode()
    )

    assert len(links) >= 8
    for address, n in links:
        opened = client.get(address.replace("&amp;", "&")).context["page"]
        assert opened.total == int(n), address


def test_as_many_queries_for_one_row_as_for_many(
    town, people, as_user, django_assert_max_num_queries
):
    client = as_user(town.spring_office)
    for by in ("community", "street", "unit"):
        client.get(reverse("posts:registration-table"), {"by": by})
        with django_assert_max_num_queries(10):
            client.get(reverse("posts:registration-table"), {"by": by})


def test_a_liaison_sees_the_own_units_alone_and_all_of_their_members(town, people, as_user):
    MemberFactory(lives_in=town.hill, employer=town.clinic, employment="in-service")

    page = as_user(town.clinic_liaison_user).get(
        reverse("posts:registration-table"), {"by": "community"}
    )

    assert [pk for pk, _cells in page.context["rows"]] == [town.clinic.pk]
    assert str(page.context["totals"][0].value) == "5"


def test_who_reads_nothing_counts_nobody(town, people, as_user):
    page = as_user(town.nobody).get(reverse("posts:registration-table"))

    assert (page.context["rows"], str(page.context["totals"][0].value)) == ([], "0")
    assert as_user(town.nobody).get(reverse("posts:registration-members")).context["rows"] == []


def test_as_a_file_and_on_paper(town, people, as_user):
    client, url = as_user(town.spring_office), reverse("posts:registration-table")

    csv = b"".join(client.post(f"{url}?by=community", {"format": "csv"}).streaming_content)

    lines = csv.decode("utf-8-sig").splitlines()
    assert lines[1] == "1,和平里社区,春晖街道,6,5,83.3%,2,2,40.0%,2,1,4"
    assert client.post(f"{url}?by=unit", {"print": "pdf"}).content.startswith(b"%PDF")
