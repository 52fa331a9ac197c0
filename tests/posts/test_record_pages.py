"""The pages of activities and service records: entering in seconds, holding, lists, gaps."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from members.services import registrations
from posts.models import Activity, ServiceRecord, SignUp
from posts.services import claims, records, sign_ups
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
EARLIER = datetime.date(2026, 6, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_june(time_machine_at, town, settings):
    time_machine_at(TODAY)
    settings.LANGUAGE_CODE = "en"  # what a page says is compared in English
    User.objects.update(language="en")
    with translation.override("en"):
        yield


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def post(town):
    return PostFactory(committee=town.peace, name="夜间巡逻岗", quota=20)


@pytest.fixture
def client(town, as_user):
    return as_user(town.peace_secretary)


def in_post(town, post, since=EARLIER, **kwargs):
    by = actor(town.peace_secretary)
    claim = claims.claim_post(post, MemberFactory(lives_in=town.peace, **kwargs), on=since, by=by)
    return claims.agree_for_branch(claim, on=since, reason="签字", by=by)


def page_of(post, **more):
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{reverse('posts:record-create')}?post={post.pk}" + (f"&{query}" if query else "")


def entered(claims, **more):
    return {
        "claims": [claim.pk for claim in claims],
        "on": "2026-06-30",
        "minutes": "1.5",
        "result": "巡逻两圈",
    } | more


# --- entering in seconds -------------------------------------------------------------------------


def test_two_members_are_recorded_and_the_page_is_ready_for_the_next(town, post, client):
    first, second = in_post(town, post), in_post(town, post)

    page = client.get(page_of(post))
    assert page.context["form"].initial["on"] == TODAY
    token = page.context["form_token"]
    data = entered([first, second]) | {"form_token": token}
    response = client.post(page_of(post), data)

    assert response.url == page_of(post)
    assert ServiceRecord.objects.filter(minutes=90, result="巡逻两圈").count() == 2
    # The same form sent again, by a second click, leads there too and writes nothing more.
    assert client.post(page_of(post), data).url == page_of(post)
    assert ServiceRecord.objects.count() == 2
    shown = client.get(page_of(post)).content.decode()
    assert str(first.member) in shown
    assert "1.5 h each" in shown


def test_the_last_entry_is_offered_to_be_made_again(town, post, client, secretary):
    here = [in_post(town, post), in_post(town, post)]
    in_post(town, post)
    client.post(page_of(post), entered(here))

    (again,) = client.get(reverse("posts:record-create")).context["again"]
    form = client.get(again["url"]).context["form"]

    assert (again["name"], again["hours"], again["result"]) == ("夜间巡逻岗", "1.5 h", "巡逻两圈")
    assert sorted(form.initial["claims"]) == sorted(claim.pk for claim in here)
    assert (str(form.initial["minutes"]), form.initial["result"]) == ("1.5", "巡逻两圈")
    assert form.initial["on"] == TODAY


def test_whoever_types_begins_at_the_first_thing_to_choose(town, post, client):
    """One place has the focus from the beginning: the menu is not walked through with Tab."""
    here = [in_post(town, post), in_post(town, post)]

    def begins_at(url):
        found = re.findall(
            r"<(?:a|input)[^>]*\bautofocus\b[^>]*>", client.get(url).content.decode()
        )
        return found if len(found) != 1 else found[0]

    choose = reverse("posts:record-create")
    assert page_of(post) in begins_at(choose)
    assert f'name="claims" value="{here[0].pk}"' in begins_at(page_of(post))
    assert 'name="post__text"' in begins_at(f"{choose}?post__text=x")
    client.post(page_of(post), entered(here))
    assert "like=" in begins_at(choose)


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"claims": []}, "claims", "Tick at least one"),
        ({"on": "2026-07-01"}, "claims", "not come yet"),
        ({"on": "2026-05-31"}, "claims", "since 2026-06-01 only"),
        ({"minutes": "0"}, "minutes", "0.5"),
        ({"minutes": "1.3"}, "minutes", "0.5"),
        ({"minutes": "24.5"}, "minutes", "24"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    town, post, client, more, field, said
):
    claim = in_post(town, post)

    page = client.post(page_of(post), entered([claim]) | more)

    assert page.status_code == 200
    assert said in " ".join(page.context["form"].errors[field])
    assert page.context["form"]["result"].value() == "巡逻两圈"
    assert not ServiceRecord.objects.exists()


def test_what_is_there_already_is_said_by_name_and_number(town, post, client, secretary):
    claim, other = in_post(town, post), in_post(town, post)
    (row,) = records.enter_records(post, [claim], on=TODAY, minutes=60, by=secretary)

    page = client.post(page_of(post), entered([claim, other]))

    said = " ".join(page.context["form"].errors["claims"])
    assert str(claim.member) in said
    assert f"no. {row.pk}" in said
    assert ServiceRecord.objects.count() == 1


def test_without_a_post_it_asks_for_one_by_tap_or_by_name(town, post, client):
    in_post(town, post)
    url = reverse("posts:record-create")

    page = client.get(url)
    assert [one["name"] for one in page.context["offered"]] == ["夜间巡逻岗"]
    assert page.context["form"] is None
    assert client.get(url, {"post__text": "夜间巡逻岗"}).context["chosen"] == post
    assert "No post here is called" in client.get(url, {"post__text": "x"}).content.decode()
    assert client.post(url, {}).status_code == 200


def test_a_post_of_another_place_is_not_there(town, client, as_user):
    pine = PostFactory(committee=town.pine)
    assert client.get(page_of(pine)).status_code == 404
    peace = PostFactory(committee=town.peace)
    assert as_user(town.clinic_liaison_user).get(page_of(peace)).status_code == 403


# --- lists ---------------------------------------------------------------------------------------


def shown(client, url, **query):
    return len(client.get(reverse(url), query).context["page"])


def test_the_list_is_narrowed_by_each_filter(town, post, client, secretary):
    first, second = in_post(town, post, name="周敏"), in_post(town, post, employer=town.clinic)
    records.enter_records(post, [first, second], on=TODAY, minutes=60, by=secretary)
    (late,) = records.enter_records(post, [first], on=TODAY - 20 * DAY, minutes=60, by=secretary)
    records.void_record(late, reason="x", by=secretary)

    expected = {
        (): 3,
        ("state", "counting"): 2,
        ("state", "to-confirm"): 2,
        ("state", "disputed"): 0,
        ("state", "late"): 1,
        ("status", "void"): 1,
        ("q", "周敏"): 2,
        ("month", "2026-06"): 3,
        ("month", "2026-05"): 0,
        ("month", "June"): 0,
        ("kind", "post"): 3,
        ("kind", "activity"): 0,
        ("post", post.pk): 3,
        ("member", second.member_id): 1,
        ("employer", town.clinic.pk): 1,
        ("place", town.peace.pk): 3,
        ("place", town.grid.pk): 0,
        ("since", "2026-06-30"): 2,
        ("until", "2026-06-29"): 1,
    }
    found = {
        key: shown(client, "posts:record-list", **dict([key] if key else [])) for key in expected
    }
    assert found == expected


def test_a_liaison_sees_and_confirms_the_unit_s_own_at_once(town, post, as_user, secretary):
    ours, theirs = in_post(town, post, employer=town.clinic), in_post(town, post)
    made = records.enter_records(post, [ours, theirs], on=TODAY, minutes=60, by=secretary)
    client, url = as_user(town.clinic_liaison_user), reverse("posts:record-list")
    home = client.get(reverse("dashboards:my-day")).content.decode()
    assert "wait for your confirmation" in home
    assert shown(client, "posts:record-list", state="to-confirm") == 1

    client.post(url, {"bulk": "confirm", "row": [row.pk for row in made]})

    statuses = dict(ServiceRecord.objects.values_list("claim", "status"))
    assert statuses == {ours.pk: "confirmed", theirs.pk: "entered"}


def test_silence_shows_its_clock_and_in_whose_hands_it_is(town, post, as_user, secretary,
                                                           time_machine_at):  # fmt: skip
    claim = in_post(town, post, employer=town.clinic)
    (row,) = records.enter_records(post, [claim], on=TODAY, minutes=60, by=secretary)
    time_machine_at(TODAY + 12 * DAY)

    page = as_user(town.peace_secretary).get(row.get_absolute_url()).content.decode()

    assert "春晖医院, for 12 days" in page
    row.refresh_from_db()
    assert row.status == "entered"


def test_member_claim_and_post_show_what_was_done(town, post, client, secretary):
    claim = in_post(town, post)
    records.enter_records(post, [claim], on=TODAY - 10 * DAY, minutes=90, by=secretary)

    for row, said in ((claim.member, "services in 2026: 1"), (claim, "services: 1")):
        page = client.get(row.get_absolute_url()).content.decode()
        assert f"{said}, hours: 1.5" in page
        assert "entered 10 days afterwards" in page
    assert "2026-06-20" in client.get(post.get_absolute_url()).content.decode()


def test_a_correction_is_made_on_its_page_and_both_are_linked(town, post, client, secretary):
    claim = in_post(town, post)
    (row,) = records.enter_records(post, [claim], on=TODAY, minutes=60, by=secretary)
    url = reverse("posts:record-correct", args=[row.pk])
    form = client.get(url).context["form"]
    assert str(form.initial["minutes"]) == "1"

    data = {"on": "2026-06-29", "minutes": "2", "result": "x", "reason": "日期记错"}
    response = client.post(url, data)

    following = ServiceRecord.objects.get(replaces=row)
    assert response.url == following.get_absolute_url()
    assert following.get_absolute_url() in client.get(row.get_absolute_url()).content.decode()
    assert row.get_absolute_url() in client.get(following.get_absolute_url()).content.decode()


# --- activities ----------------------------------------------------------------------------------


def planned(town, client, **more):
    data = {
        "committee": town.peace.pk,
        "title": "端午活动",
        "on": "2026-06-30",
        "starts_at": "09:00",
        "ends_at": "11:30",
        "where": "广场",
        "capacity": "",
        "invited_units": [town.clinic.pk],
    } | more
    return client.post(reverse("posts:activity-create"), data)


def test_an_activity_from_planning_to_everybody_s_record(town, client, as_user):
    assert planned(town, client).status_code == 302
    activity = Activity.objects.get()
    assert list(activity.invited_units.all()) == [town.clinic]
    doctor = MemberFactory(lives_in=town.peace, employer=town.clinic)
    neighbour = MemberFactory(lives_in=town.peace)
    url = reverse("posts:activity-sign-up", args=[activity.pk])
    for who, member in ((as_user(town.clinic_liaison_user), doctor), (client, neighbour)):
        assert who.post(url, {"member": member.pk}).status_code == 302
    first, second = SignUp.objects.order_by("pk")

    hold = reverse("posts:activity-hold", args=[activity.pk])
    form = client.get(hold).context["form"]
    assert form.initial["came"] == [first.pk, second.pk]
    assert str(form.initial["minutes"]) == "2.5"
    both = {"came": [first.pk, second.pk], "excused": [second.pk], "minutes": "2.5"}
    page = client.post(hold, both)
    assert "either came or excused" in page.content.decode()
    client.post(hold, {"came": [first.pk], "excused": [second.pk], "minutes": "2.5"})

    record = ServiceRecord.objects.get()
    assert (record.member, record.minutes, record.activity) == (doctor, 150, activity)
    page = client.get(activity.get_absolute_url()).content.decode()
    assert record.get_absolute_url() in page
    second.refresh_from_db()
    assert second.status == "excused"


def test_what_nobody_has_noted_waits_for_the_community(town, client, as_user, time_machine_at):
    planned(town, client)
    time_machine_at(TODAY + DAY)
    client = as_user(town.peace_secretary)

    home = client.get(reverse("dashboards:my-day")).content.decode()

    assert "Activities of which nobody has noted who came" in home
    assert shown(client, "posts:activity-list", state="to-note") == 1
    assert shown(client, "posts:activity-list", state="ahead") == 0
    assert client.get(reverse("posts:record-create")).context["to_note"] == [Activity.objects.get()]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"where": ""}, "where"), ({"capacity": 0}, "capacity"), ({"on": "2020-01-01"}, "on"),
     ({"starts_at": "12:00"}, "__all__")],
)  # fmt: skip
def test_what_is_wrong_with_an_activity_is_said(town, client, more, field):
    page = planned(town, client, **more)
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert page.context["form"]["title"].value() == "端午活动"


def test_fewer_places_than_people_are_refused_on_the_form(town, client, secretary):
    planned(town, client, capacity=2)
    activity = Activity.objects.get()
    for _n in range(2):
        sign_ups.sign_up(activity, MemberFactory(lives_in=town.peace), by=secretary)
    url = reverse("posts:activity-edit", args=[activity.pk])
    data = {"title": "x", "on": "2026-06-30", "where": "x", "capacity": 1, "version": 1}

    assert "capacity" in client.post(url, data).context["form"].errors
    assert client.post(url, data | {"capacity": 3}).status_code == 302
    activity.refresh_from_db()
    assert (activity.capacity, list(activity.invited_units.all())) == (3, [])


# --- gaps and participation ----------------------------------------------------------------------


def test_the_gaps_page_opens_exactly_the_rows_of_a_cell(town, post, client, secretary):
    claim = in_post(town, post)
    records.enter_records(post, [claim], on=TODAY, minutes=60, by=secretary)

    page = client.get(reverse("posts:gaps"), {"year": 2026})

    line = page.context["lines"][0]
    assert line.committee == town.peace
    cell = line.cells[5]
    assert (cell.posts, cell.activities) == (1, 0)
    assert len(client.get(cell.records_url).context["page"]) == 1
    assert page.content.decode().count("is-gap") == line.gaps + page.context["lines"][1].gaps
    assert client.get(reverse("posts:gaps"), {"year": 99999}).context["year"] == 2026


def test_the_gaps_page_asks_the_same_for_a_district_as_for_a_community(
    town, as_user, django_assert_max_num_queries
):
    client = as_user(town.east_office)
    client.get(reverse("posts:gaps"))
    with django_assert_max_num_queries(10):
        page = client.get(reverse("posts:gaps"))
    assert [line.committee for line in page.context["lines"]] == [town.spring, town.lake]


def test_who_takes_part_is_listed_with_hours(town, post, client, secretary):
    member = MemberFactory(lives_in=town.peace)
    registrations.register_member(member, town.peace, on=EARLIER, by=secretary)
    claim = claims.claim_post(post, member, on=EARLIER, by=secretary)
    claim = claims.agree_for_branch(claim, on=EARLIER, reason="x", by=secretary)
    for n in range(4):
        records.enter_records(post, [claim], on=TODAY - n * DAY, minutes=90, by=secretary)

    page = client.get(reverse("posts:participation"))

    assert len(page.context["page"]) == 1
    assert ">6<" in page.content.decode()
    assert shown(client, "posts:participation", state="effective") == 1
    assert shown(client, "posts:participation", state="effective", until="2026-06-29") == 0
    assert shown(client, "posts:participation", state="none") == 0
    assert shown(client, "posts:participation", state="none", until="2026-06-15") == 1
