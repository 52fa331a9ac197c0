"""认岗书: numbers, words that stay, signing, new versions, the paper, five hundred in one file."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry, ReadEntry
from core import hooks
from core.verdicts import Refused
from members.models import Person
from posts import figures
from posts.models import Agreement, Claim
from posts.models.agreements import digest_of
from posts.papers import agreement_paper
from posts.services import agreements as services
from posts.services import claims, pledges
from posts.services.wording import default_rights
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PostFactory
from tests.posts.test_claims import TODAY, in_post, resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_june")]
Status = Agreement.Status


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def claim(town):
    post = PostFactory(committee=town.grid, name="夜间巡逻岗", where="3号楼", frequency="每周一次")
    member = resident(
        town,
        phone="13812345678",
        sex="female",
        born_on=datetime.date(1961, 3, 2),
        joined_on=datetime.date(1990, 7, 1),
        specialties=["law"],
        organisation_name="市直机关第一党支部",
    )
    return in_post(town, post, member)


def pledge(claim, by, content="走访独居老人", due_on=datetime.date(2026, 12, 31)):
    return pledges.make_pledge(claim, content=content, measure="12次", due_on=due_on, by=by)


def signed(claim, by, told=None):
    drawn = services.draw_up_agreement(claim, told, by=by)
    return services.sign_agreement(drawn, on=TODAY, by=by)


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


# --- drawing up ----------------------------------------------------------------------------------


def test_it_says_all_that_the_form_asks_for_in_finished_words(claim, secretary):
    pledge(claim, secretary)

    row = services.draw_up_agreement(
        claim,
        {"display_from": TODAY, "display_to": datetime.date(2026, 7, 6), "note": "无"},
        by=secretary,
    )

    told = dict(row.content)
    assert told.pop("rights") == default_rights()
    assert told.pop("pledges") == [
        {
            "pledge": claim.pledges.get().pk,
            "content": "走访独居老人",
            "measure": "12次",
            "due": "2026年12月31日",
        }
    ]
    assert told == {
        "name": "周敏", "sex": "女", "born": "1961年3月", "joined": "1990年7月1日",
        "employment": "", "workplace": "", "organisation": "市直机关第一党支部",
        "community": "和平里社区", "grid": "", "phone": "138****5678", "specialties": "法律",
        "post": "夜间巡逻岗", "category": claim.post.category.name, "duties": "夜间巡逻",
        "area": "第一网格 3号楼", "frequency": "每周一次", "community_branch": "和平里社区",
        "home_branch": "市直机关第一党支部", "term_from": "2026年6月30日",
        "term_to": "2027年6月30日", "display_from": "2026年6月30日", "display_to": "2026年7月6日",
        "note": "无",
    }  # fmt: skip
    assert row.digest == digest_of(row.content)
    assert (row.status, row.version_no, row.drawn_up_on) == (Status.DRAFT, 1, TODAY)


def test_numbers_run_through_the_community_s_year_grids_included(town, claim, secretary):
    """The grid's posts are numbered by its community; another year begins anew."""
    first = services.draw_up_agreement(claim, by=secretary)
    other = in_post(town, PostFactory(committee=town.peace), resident(town, "吴刚"))
    second = services.draw_up_agreement(other, by=secretary)
    pine = PostFactory(committee=town.pine)
    elsewhere = claims.claim_post(
        pine, MemberFactory(lives_in=town.pine), by=actor(town.spring_office)
    )
    elsewhere = claims.agree_for_branch(elsewhere, reason="x", by=actor(town.spring_office))
    third = services.draw_up_agreement(elsewhere, by=actor(town.spring_office))

    assert [first.number, second.number, third.number] == [
        "990101001001-2026-0001",
        "990101001001-2026-0002",
        "990101001002-2026-0001",
    ]


def test_a_new_year_begins_with_number_one(town, claim, secretary, time_machine_at):
    services.draw_up_agreement(claim, by=secretary)
    time_machine_at(datetime.date(2027, 1, 4))
    other = in_post_now(town)

    assert services.draw_up_agreement(other, by=secretary).number == "990101001001-2027-0001"


def in_post_now(town):
    by = actor(town.peace_secretary)
    made = claims.claim_post(PostFactory(committee=town.peace), resident(town, "吴刚"), by=by)
    return claims.agree_for_branch(made, reason="王书记签字", by=by)


def test_a_draft_is_drawn_up_anew_under_its_own_number(claim, secretary):
    first = services.draw_up_agreement(claim, by=secretary)
    pledge(claim, secretary)

    again = services.draw_up_agreement(claim, by=secretary)

    assert (again.pk, again.number, again.version_no) == (first.pk, first.number, 1)
    assert again.digest != first.digest
    assert len(again.content["pledges"]) == 1
    assert Entry.objects.filter(action="posts.agreement_redrawn").count() == 1


def test_nobody_agrees_before_both_branches_have(town, secretary):
    waiting = claims.claim_post(PostFactory(committee=town.peace), resident(town), by=secretary)

    with pytest.raises(Refused, match="once both branches have agreed"):
        services.draw_up_agreement(waiting, by=secretary)


def test_only_the_community_or_an_office_above_draws_up(town, claim):
    for login in ("clinic_liaison_user", "west_office", "east_leader"):
        with pytest.raises(Refused):
            services.draw_up_agreement(claim, by=actor(getattr(town, login)))

    assert services.draw_up_agreement(claim, by=actor(town.spring_office)).pk


def test_no_paper_is_older_than_the_place_in_the_post(claim, secretary):
    with pytest.raises(Refused, match="in post since"):
        services.draw_up_agreement(claim, on=datetime.date(2026, 6, 29), by=secretary)
    with pytest.raises(Refused, match="not come yet"):
        services.draw_up_agreement(claim, on=datetime.date(2026, 7, 1), by=secretary)


# --- signing, correcting -------------------------------------------------------------------------


def test_once_signed_the_words_stay_whatever_changes(town, claim, secretary):
    row = signed(claim, secretary)
    words = row.content

    type(claim.post).objects.filter(pk=claim.post_id).update(name="别的岗", duties="别的")
    Person.objects.filter(pk=claim.member_id).update(position="退休")
    pledge(claim, secretary)

    row.refresh_from_db()
    assert row.content == words
    assert agreement_paper(row).facts["name"] == "周敏"
    assert agreement_paper(row).facts["phone"] == "138****5678"
    with pytest.raises(Refused, match="new version"):
        services.draw_up_agreement(claim, by=secretary)
    row.claim.post.refresh_from_db()
    assert figures.out_of_date(row) == ["the pledges", "the post or its duties"]
    assert [fault for fault in faults() if "agreement" in fault] == []


def test_words_that_somebody_changed_in_the_database_are_found_and_not_signed(claim, secretary):
    row = services.draw_up_agreement(claim, by=secretary)
    Agreement.objects.filter(pk=row.pk).update(content=row.content | {"duties": "别的"})

    assert faults() == [f"agreement {row.pk}: its words are not those that were drawn up"]
    with pytest.raises(Refused, match="not those that were drawn up"):
        services.sign_agreement(row, on=TODAY, by=secretary)


def test_a_correction_is_a_new_version_and_the_old_one_holds_until_it_is_signed(claim, secretary):
    first = signed(claim, secretary)
    pledge(claim, secretary)

    second = services.correct_agreement(claim, reason="补充承诺", by=secretary)

    first.refresh_from_db()
    assert (first.status, second.status) == (Status.SIGNED, Status.DRAFT)
    assert (second.number, second.version_no, second.reason) == (first.number, 2, "补充承诺")
    with pytest.raises(Refused, match="waits to be signed already"):
        services.correct_agreement(claim, reason="x", by=secretary)
    services.sign_agreement(second, on=TODAY, by=secretary)
    first.refresh_from_db()
    assert (first.status, first.signed_on) == (Status.SUPERSEDED, TODAY)
    assert list(claim.agreements.signed()) == [second]
    assert faults() == []


def test_a_correction_needs_a_reason_and_something_signed(claim, secretary):
    services.draw_up_agreement(claim, by=secretary)
    with pytest.raises(Refused, match="Nothing has been signed"):
        services.correct_agreement(claim, reason="x", by=secretary)
    services.sign_agreement(claim.agreements.get(), on=TODAY, by=secretary)

    with pytest.raises(ValidationError, match="puts right"):
        services.correct_agreement(claim, reason="", by=secretary)


def test_a_dropped_version_keeps_its_place_and_the_claim_its_number(claim, secretary):
    first = services.draw_up_agreement(claim, by=secretary)
    services.drop_draft(first, reason="写错", by=secretary)

    second = services.draw_up_agreement(claim, by=secretary)

    assert (second.number, second.version_no) == (first.number, 2)
    with pytest.raises(Refused, match="is not followed by"):
        services.sign_agreement(first, on=TODAY, by=secretary)
    assert faults() == []


@pytest.mark.parametrize("status", list(Status))
def test_steps_that_the_table_does_not_know_are_refused(claim, secretary, status):
    row = services.draw_up_agreement(claim, by=secretary)
    Agreement.objects.filter(pk=row.pk).update(
        status=status, signed_on=TODAY if status in ("signed", "superseded") else None
    )
    row.refresh_from_db()

    for target, act in (
        (Status.SIGNED, lambda: services.sign_agreement(row, on=TODAY, by=secretary)),
        (Status.DROPPED, lambda: services.drop_draft(row, reason="x", by=secretary)),
    ):
        if target in Agreement.TRANSITIONS[status]:
            continue
        with pytest.raises(Refused):
            act()


def test_it_is_signed_on_a_day_between_drawing_up_and_today(claim, secretary):
    row = services.draw_up_agreement(claim, by=secretary)

    for day in (datetime.date(2026, 6, 29), datetime.date(2026, 7, 1)):
        with pytest.raises(Refused):
            services.sign_agreement(row, on=day, by=secretary)
    row = services.sign_agreement(row, on=TODAY, by=secretary)
    assert (row.status, row.signed_on, row.noted_by) == (Status.SIGNED, TODAY, secretary.user)
    entry = Entry.objects.get(action="posts.agreement_signed")
    assert entry.after["digest"] == row.digest


# --- pages and papers ----------------------------------------------------------------------------


def test_the_secretary_draws_up_prints_and_notes_the_signing(town, claim, as_user, secretary):
    client = as_user(town.peace_secretary)
    url = reverse("posts:agreement-draw-up", args=[claim.pk])
    data = {"on": "2026-06-30", "rights": "培训", "note": "", "display_from": "2026-07-01"}
    page = client.post(url, data)
    assert "until when it is displayed" in page.content.decode()
    assert "培训" in page.content.decode()

    client.post(url, data | {"display_to": "2026-07-07"})
    row = claim.agreements.get()
    assert (row.content["rights"], row.content["display_to"]) == ("培训", "2026年7月7日")
    paper = client.post(reverse("paperwork:paper-pdf", args=["post-agreement", row.pk]), {})
    assert paper.content.startswith(b"%PDF")
    sign = reverse("posts:agreement-sign", args=[row.pk])
    assert row.check_code in client.get(sign).content.decode()
    page = client.post(sign, {"on": "2026-06-30"})
    assert "please check them" in page.content.decode()
    client.post(sign, {"on": "2026-06-30", "complete": "on"})
    row.refresh_from_db()
    assert row.status == Status.SIGNED


def text_of_word(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def test_the_word_file_has_the_three_copies_marked(town, claim, as_user, secretary):
    row = services.draw_up_agreement(claim, by=secretary)
    client = as_user(town.peace_secretary)

    made = client.post(reverse("paperwork:paper-docx", args=["post-agreement", row.pk]), {})

    text = text_of_word(made.content)
    for copy in (
        "Copy 1 of 3: for the member",
        "Copy 2 of 3: for the comm",
        "Copy 3 of 3: for the",
    ):
        assert text.count(copy) == 1, copy
    assert text.count(row.number) == 3
    assert text.count('w:type="page"') == 2
    assert "138****5678" in text
    assert "13812345678" not in text


def test_a_whole_number_stands_on_it_for_a_reason_on_record(town, claim, as_user, secretary):
    row = services.draw_up_agreement(claim, by=secretary)
    client = as_user(town.peace_secretary)
    url = reverse("paperwork:paper-docx", args=["post-agreement", row.pk])

    refused = client.post(url, {"post-agreement-phones": "on"})
    assert "need a reason" in refused.content.decode()
    asked = {"post-agreement-phones": "on", "post-agreement-reason": "签字存档"}
    made = client.post(url, asked)

    assert text_of_word(made.content).count("13812345678") == 3
    assert ReadEntry.objects.filter(field="phone", reason="签字存档").count() == 1
    type(row.claim.member.person).objects.filter(pk=row.claim.member_id).update(phone="13900000000")
    assert (
        "139" not in agreement_paper(Agreement.objects.get(pk=row.pk), phones=True).facts["phone"]
    )


def test_who_signs_it_prints_it_and_strangers_do_not(town, claim, as_user, secretary):
    claim.employer = town.clinic
    claim.save()
    row = services.draw_up_agreement(claim, by=secretary)
    url = reverse("paperwork:paper-pdf", args=["post-agreement", row.pk])

    answers = {
        login: as_user(getattr(town, login)).post(url, {}).status_code
        for login in ("clinic_liaison_user", "east_leader", "grid_leader", "west_office")
    }

    assert answers == {
        "clinic_liaison_user": 200, "east_leader": 200, "grid_leader": 403, "west_office": 404,
    }  # fmt: skip


# --- many at once --------------------------------------------------------------------------------

# The five hundred of which the product speaks are measured by the benchmarks.
MANY = 60


@pytest.fixture
def many(town, secretary):
    """So many in post, with two pledges each and an agreement drawn up."""
    branch = OrganisationFactory(home=town.peace)
    post = PostFactory(committee=town.peace, quota=MANY, frequency="每周一次", where="全社区")
    made = []
    for _n in range(MANY):
        member = MemberFactory(lives_in=town.peace, organisation=branch)
        row = Claim(
            post=post, member=member, status="in-post", starts_on=TODAY, since=TODAY,
            in_post_on=TODAY, term_ends_on=datetime.date(2027, 6, 30),
        )  # fmt: skip
        row.stand_at(town.peace)
        row.save()
        made.append(row)
    post.taken, post.status = MANY, "full"
    post.save()
    for row in made:
        for text in ("每月走访独居老人两次并帮助解决一件小事", "参加夜间巡逻，发现隐患当日上报"):
            pledge(row, secretary, text)
        services.draw_up_agreement(row, by=secretary)
    return made


def test_many_come_in_one_file(town, many, as_user):
    client = as_user(town.peace_secretary)
    url = reverse("posts:agreement-print")
    assert f"{MANY} agreements" in client.get(url).content.decode()

    with CaptureQueriesContext(connection) as asked:
        made = client.post(url, {"copies": "one", "as": "pdf"})

    assert made.content.startswith(b"%PDF")
    assert len(asked) < 60


def test_what_is_chosen_in_the_list_is_printed_and_nothing_else(town, claim, as_user, secretary):
    other = in_post_now(town)
    for row in (claim, other):
        services.draw_up_agreement(row, by=secretary)
    client = as_user(town.peace_secretary)

    led = client.post(reverse("posts:claim-list"), {"bulk": "print", "row": [claim.pk]})
    made = client.post(led["Location"], {"copies": "one", "as": "docx"})

    text = text_of_word(made.content)
    assert claim.agreements.get().number in text
    assert other.agreements.get().number not in text
    strange = as_user(town.west_office).post(led["Location"], {"copies": "one", "as": "docx"})
    assert strange.status_code == 200
    assert "no agreement among them" in strange.content.decode()


def test_agreements_of_selected_claims_are_drawn_up_at_once(town, claim, as_user):
    other = in_post_now(town)
    client = as_user(town.peace_secretary)

    client.post(reverse("posts:claim-list"), {"bulk": "draw-up", "row": [claim.pk, other.pk]})

    assert Agreement.objects.count() == 2


def test_more_than_one_file_holds_are_refused_with_the_cure(
    town, claim, as_user, secretary, monkeypatch
):
    monkeypatch.setattr("posts.views.agreements.MOST", 1)
    for row in (claim, in_post_now(town)):
        services.draw_up_agreement(row, by=secretary)

    page = as_user(town.peace_secretary).post(
        reverse("posts:agreement-print"), {"copies": "one", "as": "pdf"}
    )

    assert "narrow the list" in page.content.decode()


def test_what_is_not_signed_waits_on_my_day_and_in_the_list(town, claim, as_user, secretary):
    client = as_user(town.peace_secretary)
    listed = reverse("posts:claim-list") + "?state=unsigned"

    assert "without a signed agreement" in client.get("/").content.decode()
    assert str(claim.member) in client.get(listed).content.decode()
    signed(claim, secretary)
    assert str(claim.member) not in client.get(listed).content.decode()
