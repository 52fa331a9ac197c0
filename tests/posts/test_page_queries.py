"""The pages of a member and of a post ask the database little, however much belongs to them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Capacity, Seat
from members.services import registrations
from posts.services import claims, records
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_june")]

TODAY = datetime.date(2026, 6, 30)
LAST_YEAR = datetime.date(2025, 12, 1)
DAY = datetime.timedelta(days=1)
MOST = 8


@pytest.fixture
def client(town, as_user):
    return as_user(town.peace_secretary)


@pytest.fixture
def by(town):
    return actor(town.peace_secretary)


@pytest.fixture
def claim(town, by):
    """In post since last year, registered, with an open post that would suit."""
    branch = OrganisationFactory(home=town.peace)
    member = MemberFactory(lives_in=town.peace, organisation=branch, specialties=["law"])
    registrations.register_member(member, town.peace, on=LAST_YEAR, by=by)
    post = PostFactory(
        committee=town.peace, name="巡逻岗", quota=20, skills=["law"], starts_on=LAST_YEAR
    )
    PostFactory(committee=town.peace, name="法律咨询岗", skills=["law"])
    return in_post(post, member, by)


def in_post(post, member, by):
    claim = claims.claim_post(post, member, on=LAST_YEAR, by=by)
    if claim.status == claim.Status.IN_POST:  # the office keeps the branch as well
        return claim
    return claims.agree_for_branch(claim, on=LAST_YEAR, reason="签字", by=by)


def served(claim, by, on, minutes):
    return records.enter_records(claim.post, [claim], on=on, minutes=minutes, by=by)[0]


def asked(client, row):
    """The second time, when what is read once per session has been read."""
    client.get(row.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        page = client.get(row.get_absolute_url())
    return page, len(queries)


def test_a_member_s_page_asks_eight_times_for_one_service_and_for_many(client, claim, by):
    served(claim, by, TODAY, 60)
    _page, few = asked(client, claim.member)
    for n in range(21):
        served(claim, by, TODAY - (n + 1) * DAY, 60)
    page, many = asked(client, claim.member)

    assert few == many == MOST
    panels = {panel.key: panel for panel in page.context["panels"]}
    assert len(panels["records"].rows) == 20
    assert "services in 2026: 22, hours: 22" in panels["records"].title


def test_of_the_services_on_a_member_s_page_those_of_the_year_that_count_are_summed(
    client, claim, by
):
    served(claim, by, TODAY, 60)
    served(claim, by, TODAY - DAY, 90)
    served(claim, by, LAST_YEAR, 120)
    records.void_record(served(claim, by, TODAY - 2 * DAY, 45), reason="误录", by=by)

    page, _count = asked(client, claim.member)

    panel = next(panel for panel in page.context["panels"] if panel.key == "records")
    assert "services in 2026: 2, hours: 2.5" in panel.title
    assert len(panel.rows) == 4


def test_what_few_members_have_is_shown_of_those_who_have_it(client, claim, town):
    page, few = asked(client, claim.member)
    empty = {panel.key: len(panel.rows) for panel in page.context["panels"]}
    Seat.objects.create(
        person=claim.member.person,
        committee=town.peace,
        capacity=Capacity.objects.create(code="x", name="委员", level="community"),
        starts_on=LAST_YEAR,
    )
    page, more = asked(client, claim.member)
    shown = {panel.key: len(panel.rows) for panel in page.context["panels"]}

    assert (empty["seats"], shown["seats"]) == (0, 1)
    assert more == few + 1


def test_a_post_s_page_asks_seven_times_for_one_claim_and_for_ten(client, claim, by, town):
    served(claim, by, TODAY, 60)
    MemberFactory(lives_in=town.peace, specialties=["law"], employment="retired")
    _page, few = asked(client, claim.post)
    for _n in range(9):
        one = in_post(claim.post, MemberFactory(lives_in=town.peace), by)
        served(one, by, TODAY, 60)
    claims.leave_post(one, reason="搬走", by=by)
    page, many = asked(client, claim.post)

    assert few == many == MOST - 1
    panels = {panel.key: len(panel.rows) for panel in page.context["panels"]}
    assert (panels["claims"], panels["over"], panels["suggestions"]) == (9, 1, 1)
