"""The pages of posts and claims: setting up, claiming, confirming, what is suggested and waits."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from core.verdicts import Refused
from exchange.models import Need
from members import slots
from members.services import registrations
from posts import figures
from posts.models import Claim, Post
from posts.services import claims, posts
from posts.services.categories import DEFAULTS, make_default_categories
from tests.conftest import SETUP, actor
from tests.factories import MemberFactory, PostCategoryFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_june(time_machine_at, settings):
    time_machine_at(TODAY)
    settings.LANGUAGE_CODE = "en"  # what a page says is compared in English
    with translation.override("en"):
        yield


def need_at(committee, title="夜间照明不足"):
    need = Need(committee=committee, title=title, source="residents", registered_on=TODAY)
    need.stand_at(committee)
    need.save()
    return need


def post_data(committee, category, **more):
    return {
        "committee": committee.pk,
        "category": category.pk,
        "name": "夜间巡逻岗",
        "duties": "",
        "quota": 2,
        "starts_on": "2026-07-01",
    } | more


# --- kinds ---------------------------------------------------------------------------------------


def test_there_are_seventeen_kinds_made_once(town):
    make_default_categories(SETUP)
    make_default_categories(SETUP)

    kinds = list(PostCategoryFactory._meta.model.objects.all())
    assert [kind.code for kind in kinds] == [code for code, *_ in DEFAULTS]
    assert len(kinds) == 17
    assert (kinds[0].name, kinds[-1].name) == ("政策宣传岗", "其他特色岗")


def test_the_top_office_words_a_kind(town, as_user):
    kind = PostCategoryFactory()
    url = reverse("posts:category-edit", args=[kind.pk])
    data = {"name": "夜校", "duties": "教书", "skills": ["education", "arts"], "position": 5,
            "is_offered": "", "version": 1}  # fmt: skip

    assert as_user(town.city_office).post(url, data).status_code == 302

    kind.refresh_from_db()
    assert (kind.name, kind.skills, kind.is_offered) == ("夜校", ["arts", "education"], False)
    assert as_user(town.spring_office).post(url, data).status_code == 403


# --- setting up ----------------------------------------------------------------------------------


def test_a_post_begins_with_the_usual_words_of_its_kind_and_its_need(town, as_user):
    kind = PostCategoryFactory(duties="巡逻并记录", skills=["security"])
    need = need_at(town.peace)
    client = as_user(town.peace_secretary)

    page = client.get(reverse("posts:create"), {"need": need.pk})
    assert page.context["form"].initial["need"] == need.pk
    response = client.post(reverse("posts:create"), post_data(town.peace, kind, need=need.pk))

    post = Post.objects.get()
    assert response.url == post.get_absolute_url()
    assert (post.status, post.duties, post.skills) == ("draft", "巡逻并记录", ["security"])
    assert (post.need, post.is_grounded, post.community) == (need, True, town.peace)


def test_what_answers_nothing_is_flagged_and_found(town, as_user):
    PostFactory(committee=town.peace, name="无依据岗")
    PostFactory(committee=town.peace, name="有决定岗", decision_body="党委", decision_number="3号",
                decision_on=TODAY)  # fmt: skip

    page = as_user(town.peace_secretary).get(reverse("posts:list"), {"grounded": "false"})

    assert "无依据岗" in page.content.decode()
    assert "有决定岗" not in page.content.decode()
    (flag,) = [a for a in figures.alarms(town.peace) if a.key == "without_reason"]
    assert flag.rows.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"decision_number": "3号"}, "decision_body"),
        ({"quota": 0}, "quota"),
        ({"ends_on": "2026-06-30"}, "__all__"),
        ({"duties": ""}, "duties"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(town, as_user, more, field):
    kind = PostCategoryFactory()
    data = post_data(town.peace, kind, **({"duties": "巡逻"} | more))

    page = as_user(town.peace_secretary).post(reverse("posts:create"), data)

    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["name"].value() == "夜间巡逻岗"
    assert not Post.objects.exists()


def test_a_post_stands_at_one_s_own_community_and_on_its_own_need(town, as_user):
    kind, elsewhere = PostCategoryFactory(duties="x"), need_at(town.pine)
    client = as_user(town.peace_secretary)

    page = client.post(reverse("posts:create"), post_data(town.pine, kind))
    assert list(page.context["form"].errors) == ["committee"]
    page = client.post(reverse("posts:create"), post_data(town.peace, kind, need=elsewhere.pk))
    assert list(page.context["form"].errors) == ["need"]
    with pytest.raises(Refused, match="another place"):
        posts.create_post(
            town.peace,
            {"category": kind, "name": "x", "duties": "x", "need": elsewhere, "starts_on": TODAY},
            by=actor(town.spring_office),
        )


def test_a_need_of_the_street_may_stand_behind_a_post_of_its_community(town):
    kind, need = PostCategoryFactory(), need_at(town.spring)
    values = {"category": kind, "name": "x", "duties": "x", "need": need, "starts_on": TODAY}

    assert posts.create_post(town.grid, values, by=actor(town.peace_secretary)).need == need


def test_draft_published_closed(town, as_user):
    post = PostFactory(committee=town.peace, status="draft", published_on=None)
    client = as_user(town.peace_secretary)
    assert not Post.objects.visible_to(town.clinic_liaison_user).exists()

    client.post(reverse("posts:publish", args=[post.pk]))
    post.refresh_from_db()
    assert (post.status, post.published_on) == ("published", TODAY)
    assert Post.objects.visible_to(town.clinic_liaison_user).exists()

    client.post(reverse("posts:close", args=[post.pk]), {"reason": "不再需要"})
    post.refresh_from_db()
    assert (post.status, post.reason) == ("closed", "不再需要")
    again = client.post(reverse("posts:publish", args=[post.pk]), follow=True)
    assert "Only a draft is published." in again.content.decode()


def test_an_edit_on_an_old_version_shows_both(town, as_user):
    post = PostFactory(committee=town.peace, name="旧名")
    posts.edit_post(post, {"name": "别人改的"}, version=1, by=actor(town.spring_office))
    data = post_data(town.peace, post.category, name="我改的", duties="x", version=1)

    page = as_user(town.peace_secretary).post(reverse("posts:edit", args=[post.pk]), data)

    assert page.status_code == 409
    assert "别人改的" in page.content.decode()
    assert "我改的" in page.content.decode()


# --- claiming ------------------------------------------------------------------------------------


def test_from_the_post_s_page_to_being_in_post(town, as_user):
    post = PostFactory(committee=town.peace)
    member = MemberFactory(lives_in=town.peace, name="周敏", employer=town.clinic,
                           employment="in-service")  # fmt: skip
    registrations.register_member(member, town.peace, by=actor(town.peace_secretary))
    secretary, liaison = as_user(town.peace_secretary), as_user(town.clinic_liaison_user)

    form = secretary.get(reverse("posts:claim-create"), {"post": post.pk})
    assert form.context["form"].initial["post"] == post.pk
    data = {"post": post.pk, "member": member.pk, "on": "2026-06-30", "reason": "住得近"}
    response = secretary.post(reverse("posts:claim-create"), data)
    claim = Claim.objects.get()
    assert (response.url, claim.status) == (claim.get_absolute_url(), "community-confirmed")

    day = liaison.get("/")
    assert "Claims of posts that need your branch" in day.content.decode()
    waits = liaison.get(reverse("posts:claim-list"), {"state": "branch"})
    assert "周敏" in waits.content.decode()
    liaison.post(reverse("posts:claim-agree", args=[claim.pk]), {"on": "2026-06-30", "reason": ""})
    claim.refresh_from_db()
    assert claim.status == "in-post"


def test_without_a_paper_the_community_does_not_agree_for_a_branch(town, as_user):
    post = PostFactory(committee=town.peace)
    claim = claims.claim_post(
        post, MemberFactory(lives_in=town.peace), by=actor(town.peace_secretary)
    )
    client, url = as_user(town.peace_secretary), reverse("posts:claim-agree", args=[claim.pk])

    page = client.post(url, {"on": "2026-06-30", "reason": ""})
    assert list(page.context["form"].errors) == ["reason"]
    listed = client.post(
        reverse("posts:claim-list"), {"bulk": "agree", "row": [claim.pk]}, follow=True
    )
    assert "who has signed" in listed.content.decode()
    assert client.post(url, {"on": "2026-06-30", "reason": "李书记"}).status_code == 302


def test_a_refused_claim_says_why_on_its_form(town, as_user):
    post = PostFactory(committee=town.peace)
    member = MemberFactory(lives_in=town.pine)
    data = {"post": post.pk, "member": member.pk, "on": "2026-06-30"}

    page = as_user(town.spring_office).post(reverse("posts:claim-create"), data)

    assert "does not live in this community" in page.content.decode()
    assert page.context["form"]["member"].value() == str(member.pk)


def test_many_are_confirmed_at_once(town, as_user):
    post = PostFactory(committee=town.peace, quota=2)
    rows = []
    for name in "甲乙":
        member = MemberFactory(lives_in=town.peace, employer=town.clinic, name=name)
        rows.append(claims.claim_post(post, member, by=actor(town.clinic_liaison_user)))

    as_user(town.peace_secretary).post(
        reverse("posts:claim-list"), {"bulk": "confirm", "row": [row.pk for row in rows]}
    )

    assert set(Claim.objects.values_list("status", flat=True)) == {"in-post"}


def test_on_the_waiting_list_one_sees_one_s_place(town, as_user):
    post = PostFactory(committee=town.peace)
    by = actor(town.peace_secretary)
    rows = [claims.claim_post(post, MemberFactory(lives_in=town.peace), by=by) for _n in range(3)]

    page = as_user(town.peace_secretary).get(rows[2].get_absolute_url())

    assert "number 2 on the waiting list" in page.content.decode()


def test_silence_is_shown_after_five_working_days_and_nothing_happens_by_itself(
    town, as_user, time_machine_at
):
    """Tuesday 30 June: five working days later is Tuesday 7 July; the sixth is Wednesday."""
    post = PostFactory(committee=town.peace)
    claim = claims.claim_post(
        post, MemberFactory(lives_in=town.peace), by=actor(town.peace_secretary)
    )

    def late():
        (alarm,) = [a for a in figures.alarms(town.peace) if a.key == "silent"]
        return list(alarm.rows)

    time_machine_at(datetime.date(2026, 7, 7))
    assert late() == []
    time_machine_at(datetime.date(2026, 7, 8))
    assert late() == [claim]
    listed = as_user(town.peace_secretary).get(reverse("posts:claim-list"), {"state": "silent"})
    assert str(claim.member) in listed.content.decode()
    claim.refresh_from_db()
    assert claim.status == "community-confirmed"


def test_a_past_day_shows_the_claims_of_then(town, as_user):
    post = PostFactory(committee=town.peace)
    by = actor(town.peace_secretary)
    member = MemberFactory(lives_in=town.peace, name="周敏")
    claim = claims.claim_post(post, member, on=datetime.date(2026, 3, 2), by=by)
    claims.agree_for_branch(claim, on=datetime.date(2026, 4, 1), reason="x", by=by)
    url = reverse("posts:claim-list")
    client = as_user(town.peace_secretary)

    march = client.get(url, {"on": "2026-03-15"}).content.decode()
    may = client.get(url, {"on": "2026-05-15"}).content.decode()

    assert "confirmed by the community" in march
    assert "in post</span>" in may
    assert "周敏" not in client.get(url, {"on": "2026-02-15"}).content.decode()


# --- suggestions ---------------------------------------------------------------------------------


def test_posts_are_suggested_by_specialty_free_hours_and_nearness(town):
    saturday, monday = slots.bits_of([15, 16]), slots.bits_of([0])
    member = MemberFactory(lives_in=town.grid, specialties=["law", "arts"], free_slots=saturday)
    near = PostFactory(committee=town.grid, name="近")
    skilled = PostFactory(committee=town.peace, name="法律", skills=["law"])
    timely = PostFactory(committee=town.peace, name="周末", schedule=saturday | monday)
    PostFactory(committee=town.peace, name="满", status="full", taken=1)
    PostFactory(committee=town.pine, name="远", skills=["law"])

    found = figures.posts_for(member)

    assert [fit.row for fit in found] == [skilled, timely, near]
    assert [fit.reasons for fit in found] == [
        "specialty: law",
        "has time: Saturday morning, Saturday afternoon",
        "lives in the same grid",
    ]


def test_nobody_on_probation_is_suggested_to_lead(town):
    novice = MemberFactory(lives_in=town.peace, status="probationary", specialties=["law"])
    post = PostFactory(committee=town.peace, is_leading=True, skills=["law"])

    assert figures.posts_for(novice) == []
    assert figures.members_to_ask(post) == []


def test_members_without_a_post_are_suggested_those_in_service_when_registered(town):
    post = PostFactory(committee=town.peace, skills=["law"], quota=9)
    by = actor(town.peace_secretary)
    free = MemberFactory(lives_in=town.peace, specialties=["law"])
    busy = MemberFactory(lives_in=town.peace, specialties=["law"])
    claims.claim_post(post, busy, by=by)
    away = MemberFactory(lives_in=town.peace, specialties=["law"], employment="in-service")
    MemberFactory(lives_in=town.pine, specialties=["law"])
    MemberFactory(lives_in=town.peace, specialties=["arts"])

    assert [fit.row for fit in figures.members_to_ask(post)] == [free]
    registrations.register_member(away, town.peace, by=by)
    assert {fit.row for fit in figures.members_to_ask(post)} == {free, away}


def test_members_are_suggested_by_specialty_free_hours_and_nearness_and_then_by_pinyin(town):
    saturday, monday = slots.bits_of([15, 16]), slots.bits_of([0])
    post = PostFactory(committee=town.grid, skills=["law", "arts"], schedule=saturday, quota=9)

    def member(name, lives_in=town.peace, **fields):
        return MemberFactory(name=name, lives_in=lives_in, **fields)

    near = member("安近", lives_in=town.grid)
    member("包无", free_slots=monday, specialties=["medicine"])
    timely = member("曹时", free_slots=saturday | monday)
    one = member("单一", specialties=["arts"])
    both = member("董双", specialties=["law", "arts"])
    one_and_timely = member("冯兼", specialties=["law"], free_slots=saturday)
    one_before = member("安一", specialties=["law"])

    found = figures.members_to_ask(post)

    assert [fit.row for fit in found] == [both, one_and_timely, one_before, one, timely, near]
    assert found[1].reasons == "specialty: law; has time: Saturday morning, Saturday afternoon"


def test_the_member_s_page_shows_claims_and_suggestions(town, as_user):
    member = MemberFactory(lives_in=town.peace, specialties=["law"])
    PostFactory(committee=town.peace, name="法律咨询岗", skills=["law"])
    claims.claim_post(
        PostFactory(committee=town.peace, name="巡逻岗"), member, by=actor(town.peace_secretary)
    )

    page = as_user(town.peace_secretary).get(member.get_absolute_url())

    panels = {panel.key: panel for panel in page.context["panels"]}
    assert "巡逻岗" in panels["claims"].rows[0][1]
    assert "法律咨询岗" in panels["suggestions"].rows[0][1]
    reader = as_user(town.east_leader).get(member.get_absolute_url())
    assert "suggestions" not in {panel.key for panel in reader.context["panels"]}


def test_a_member_s_own_account_sees_open_posts_of_the_own_community_and_claims_one(town, as_user):
    member = MemberFactory(lives_in=town.peace)
    member.person.user = town.nobody
    member.person.save()
    here = PostFactory(committee=town.peace)
    PostFactory(committee=town.pine)
    PostFactory(committee=town.peace, status="draft", published_on=None)

    client = as_user(town.nobody)
    assert list(Post.objects.visible_to(town.nobody)) == [here]
    form = client.get(reverse("posts:claim-create"), {"post": here.pk})
    assert form.context["form"].initial["member"] == member.pk
    client.post(
        reverse("posts:claim-create"), {"post": here.pk, "member": member.pk, "on": "2026-06-30"}
    )
    assert Claim.objects.get().status == "applied-for"
