"""反馈函: what is gathered, who sends it, issuing, receipts with and without an account, links."""

import datetime
import io

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from core import hooks, jobs
from core.models import Job
from core.verdicts import Refused
from members.services import registrations
from posts.figures import facts, feedback
from posts.models import FeedbackLetter, FeedbackLine, ReceiptLink
from posts.papers import feedback_letter
from posts.services import claims
from posts.services import letters as services
from tests.conftest import actor, join
from tests.factories import MemberFactory, PostFactory, UnitFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 7, 1)
Status = FeedbackLetter.Status
FIRST = (2026, 1)


@pytest.fixture(autouse=True)
def in_july(time_machine_at):
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def office(town):
    return actor(town.spring_office)


def employee(town, name, *, at=None, unit=None, registered=True):
    """In service at the clinic, living (and registered) at Peace."""
    member = MemberFactory(
        lives_in=at or town.peace, name=name, employer=unit or town.clinic, employment="in-service"
    )
    if registered:
        registrations.register_member(
            member, member.community, on=datetime.date(2026, 3, 2), by=actor(town.city_office)
        )
    return member


@pytest.fixture
def two(town):
    """李一, who has a post since April; 王二, who is not registered and has done nothing."""
    busy = employee(town, "李一")
    idle = employee(town, "王二", registered=False)
    post = PostFactory(committee=town.peace, name="夜间巡逻岗")
    claim = claims.claim_post(
        post, busy, on=datetime.date(2026, 4, 1), by=actor(town.peace_secretary)
    )
    claims.agree_for_branch(
        claim, on=datetime.date(2026, 4, 2), reason="支部盖章", by=actor(town.peace_secretary)
    )
    return busy, idle


@pytest.fixture
def letter(town, two, office):
    return services.issue_letter(services.draft_letter(town.clinic, *FIRST, by=office), by=office)


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


# --- the half-years ------------------------------------------------------------------------------


def test_half_years_follow_each_other_without_a_gap():
    day = datetime.date
    assert feedback.covered(2026, 1) == (day(2025, 12, 11), day(2026, 6, 30))
    assert feedback.covered(2026, 2) == (day(2026, 7, 1), day(2026, 12, 10))
    assert feedback.covered(2027, 1)[0] == day(2026, 12, 11)


@pytest.mark.parametrize(
    ("on", "period"),
    [
        ("2026-06-29", (2025, 2)),
        ("2026-06-30", (2026, 1)),
        ("2026-12-09", (2026, 1)),
        ("2026-12-10", (2026, 2)),
        ("2027-01-01", (2026, 2)),
    ],
)
def test_the_latest_half_year_is_over(on, period):
    assert feedback.latest_period(datetime.date.fromisoformat(on)) == period


# --- what is gathered ----------------------------------------------------------------------------


def test_letter_says_of_each_member_what_is_on_record(town, two, office):
    letter = services.draft_letter(town.clinic, *FIRST, by=office)

    busy, idle = letter.lines.order_by("pk").values_list("content", flat=True)
    assert busy["name"] == "李一"
    assert busy["registration"] == {
        "at": "和平里社区", "on": "2026-03-02", "status": "registered",
    }  # fmt: skip
    assert [(p["name"], p["from"], p["until"]) for p in busy["posts"]] == [
        ("夜间巡逻岗", "2026-04-02", "2027-04-02")
    ]
    assert (idle["registration"], idle["posts"], idle["services"]) == (None, [], [0, 0])
    assert letter.content["supply"] == [
        {"community_id": town.peace.pk, "community": "和平里社区", "posts": 1, "activities": 0}
    ]
    assert (letter.members, letter.status, letter.edition) == (2, Status.DRAFT, 1)
    assert "score" not in str(letter.content)


def test_only_members_in_service_whom_the_party_counts_stand_in_it(town, two, office):
    MemberFactory(lives_in=town.peace, employer=town.clinic, employment="retired")
    MemberFactory(
        lives_in=town.peace, employer=town.clinic, employment="in-service", status="suspended"
    )
    employee(town, "孙三", unit=town.school)

    letter = services.draft_letter(town.clinic, *FIRST, by=office)

    assert letter.members == 2


def test_a_registration_that_nobody_confirmed_is_none(town, office):
    member = employee(town, "赵四", registered=False)
    registrations.register_member(member, town.peace, by=actor(town.clinic_liaison_user))

    letter = services.draft_letter(town.clinic, *FIRST, by=office)

    assert letter.lines.get().content["registration"] is None


def test_services_and_activities_come_from_whoever_keeps_them(town, two, office, monkeypatch):
    busy, _idle = two
    monkeypatch.setitem(facts.FACTS, "member.services", lambda ids, a, b: {busy.pk: (3, 150)})
    monkeypatch.setitem(facts.FACTS, "member.activities", lambda ids, a, b: {busy.pk: 2})
    monkeypatch.setitem(facts.FACTS, "community.activities", lambda ids, a, b: {town.peace.pk: 6})

    letter = services.draft_letter(town.clinic, *FIRST, by=office)

    of_busy, of_idle = letter.lines.order_by("pk").values_list("content", flat=True)
    assert feedback.services_in_words(of_busy) == "3 times, 2 h 30 min"
    assert (feedback.did_nothing(of_busy), feedback.did_nothing(of_idle)) == (False, True)
    document = feedback_letter(services.issue_letter(letter, by=office))
    assert any(
        "Of 1 member nothing is on record in this time, in which 和平里社区 offered 1 post and 6 "
        "activities." in text
        for text in document.paragraphs
    )


def test_as_many_queries_for_one_unit_as_for_many(town, django_assert_num_queries):
    for n in range(3):
        unit = UnitFactory()
        for m in range(4):
            employee(town, f"员{n}{m}", unit=unit)
    units = list(feedback.units_of_here(town.spring).values_list("pk", flat=True))
    assert len(units) == 3

    with django_assert_num_queries(9):
        feedback.gather(units[:1], *FIRST)
    with django_assert_num_queries(9):
        feedback.gather(units, *FIRST)


# --- who sends it --------------------------------------------------------------------------------


def test_sent_by_the_lowest_committee_from_the_street_up_that_has_them_all(town):
    employee(town, "李一")
    for_spring = services.draft_letter(town.clinic, *FIRST, by=actor(town.spring_office))
    assert for_spring.committee == town.spring

    other = UnitFactory()
    employee(town, "王二", unit=other)
    MemberFactory(lives_in=town.lake, employer=other, employment="in-service")
    with pytest.raises(Refused):
        services.draft_letter(other, *FIRST, by=actor(town.spring_office))
    for_east = services.draft_letter(other, *FIRST, by=actor(town.east_office))
    assert (for_east.committee, for_east.members) == (town.east, 2)

    third = UnitFactory()
    employee(town, "赵三", unit=third)
    MemberFactory(lives_in=town.hill, employer=third, employment="in-service")
    with pytest.raises(Refused):
        services.draft_letter(third, *FIRST, by=actor(town.east_office))
    assert services.draft_letter(third, *FIRST, by=actor(town.city_office)).committee == town.city


def test_a_community_secretary_writes_to_nobody(town, two):
    with pytest.raises(Refused):
        services.draft_letter(town.clinic, *FIRST, by=actor(town.peace_secretary))


def test_who_reads_a_part_of_the_area_does_not_read_of_members_elsewhere(town):
    employee(town, "王二")
    MemberFactory(lives_in=town.lake, employer=town.clinic, employment="in-service")
    letter = services.draft_letter(town.clinic, *FIRST, by=actor(town.east_office))

    def readers(letter):
        return {
            login
            for login, user in town.people.items()
            if FeedbackLetter.objects.visible_to(user).filter(pk=letter.pk).exists()
        }

    upper = {"city_office", "east_office", "east_leader", "east_assessor", "east_result_use"}
    assert readers(letter) == upper
    services.issue_letter(letter, by=actor(town.east_office))
    assert readers(letter) == upper | {"clinic_liaison"}


def test_not_written_before_the_half_year_is_over(town, two, office):
    with pytest.raises(Refused, match="2026-12-10"):
        services.draft_letter(town.clinic, 2026, 2, by=office)


def test_one_letter_for_a_unit_and_half_year(town, two, office):
    services.draft_letter(town.clinic, *FIRST, by=office)

    with pytest.raises(Refused, match="already"):
        services.draft_letter(town.clinic, *FIRST, by=office)
    twin = FeedbackLetter.objects.get()
    twin.pk, twin.edition = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


# --- issuing and receipts ------------------------------------------------------------------------


def test_issued_it_has_a_number_a_day_for_the_receipt_and_a_digest(town, two, office):
    draft = services.draft_letter(town.clinic, *FIRST, by=office)
    letter = services.issue_letter(draft, by=office)

    assert (letter.number, letter.issued_on) == ("990101001000-2026-0001", TODAY)
    # Ten working days after Wednesday, 1 July 2026.
    assert letter.due_on == datetime.date(2026, 7, 15)
    assert len(letter.digest) == 64
    with pytest.raises(Refused):
        services.issue_letter(letter, by=office)
    other = UnitFactory()
    employee(town, "钱五", unit=other)
    second = services.issue_letter(services.draft_letter(other, *FIRST, by=office), by=office)
    assert second.number == "990101001000-2026-0002"
    assert faults() == []


def test_whatever_is_changed_behind_its_back_is_found(letter):
    line = letter.lines.first()
    FeedbackLine.objects.filter(pk=line.pk).update(content=line.content | {"name": "别人"})

    assert faults() == [f"letter {letter.pk}: it does not say what it said when it was issued"]


def test_the_liaison_gives_the_receipt_once(town, letter):
    liaison = actor(town.clinic_liaison_user)

    letter = services.give_receipt(letter, receiver="李娜", note="已在支部会上通报", by=liaison)

    assert (letter.status, letter.received_on) == (Status.RECEIVED, TODAY)
    assert (letter.receiver, letter.received_by_way) == ("李娜", "account")
    with pytest.raises(Refused, match="was given on 2026-07-01"):
        services.give_receipt(letter, receiver="李娜", by=liaison)


def test_the_office_notes_a_paper_receipt_with_its_day(letter, office, time_machine_at):
    time_machine_at(datetime.date(2026, 7, 10))
    day = datetime.date
    for wrong in (day(2026, 6, 30), day(2026, 7, 11)):
        with pytest.raises(Refused):
            services.give_receipt(letter, receiver="办公室", on=wrong, by=office)

    letter = services.give_receipt(letter, receiver="办公室", on=day(2026, 7, 8), by=office)

    assert (letter.received_on, letter.received_by_way) == (day(2026, 7, 8), "paper")


@pytest.mark.parametrize("who", ["west_office", "peace_secretary", "east_leader", "nobody"])
def test_nobody_else_gives_it(town, letter, who):
    with pytest.raises(Refused):
        services.give_receipt(letter, receiver="x", by=actor(town.people[who]))


def test_late_receipts_are_counted_and_listed_with_their_clock(
    town, letter, as_user, time_machine_at
):
    time_machine_at(datetime.date(2026, 7, 15))
    assert not FeedbackLetter.objects.overdue(datetime.date(2026, 7, 15)).exists()
    time_machine_at(datetime.date(2026, 7, 17))
    client = as_user(town.spring_office)

    day = client.get(reverse("dashboards:my-day"), headers={"accept-language": "en"})

    item = next(i for i in day.context["items"] if "state=overdue" in i.url)
    assert (item.count, item.days, item.urgent) == (1, 2, True)
    listed = client.get(item.url)
    assert [pk for pk, _cells in listed.context["rows"]] == [letter.pk]


def test_a_corrected_letter_takes_the_place_of_the_first(town, two, letter, office):
    token = services.make_link(letter, by=office)
    MemberFactory(lives_in=town.peace, employer=town.clinic, employment="in-service", name="新人")

    second = services.correct_letter(letter, reason="漏了一名党员", by=office)

    letter.refresh_from_db()
    assert (letter.status, letter.reason) == (Status.WITHDRAWN, "漏了一名党员")
    assert (second.edition, second.corrects, second.members) == (2, letter, 3)
    second = services.issue_letter(second, by=office)
    told = " ".join(feedback_letter(second).paragraphs)
    assert "takes the place of our letter no. 990101001000-2026-0001" in told
    assert services.find_link(token).revoked_at is not None
    assert faults() == []


# --- the link ------------------------------------------------------------------------------------


@pytest.fixture
def link(letter, office):
    return reverse("posts:receipt", args=[services.make_link(letter, by=office)])


def test_only_the_digest_of_a_link_is_kept(letter, office):
    token = services.make_link(letter, by=office)

    # 32 bytes are 43 characters: 256 bits.
    assert len(token) == 43
    stored = str(list(ReceiptLink.objects.values())) + str(list(Entry.objects.values()))
    assert token not in stored


def test_the_link_says_nothing_of_the_members_and_takes_one_receipt(letter, link):
    page = Client().get(link)
    text = page.content.decode()

    assert page.status_code == 200
    assert "春晖医院" in text
    assert letter.number in text
    assert "李一" not in text
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "strict-origin"
    browser = Client(enforce_csrf_checks=True)
    asked = {"receiver": "周主任", "note": "收到"}
    assert browser.post(link, asked).status_code == 403
    token = browser.get(link).cookies["csrftoken"].value

    done = browser.post(link, asked | {"csrfmiddlewaretoken": token})
    again = Client().post(link, {"receiver": "别人"})

    letter.refresh_from_db()
    assert (done.status_code, again.status_code) == (200, 409)
    assert (letter.receiver, letter.receipt_note, letter.received_by_way) == (
        "周主任", "收到", "link",
    )  # fmt: skip
    entry = Entry.objects.get(action="posts.letter_received")
    assert (entry.user, entry.source) == (None, "link")
    # Whoever comes later reads that it was given, not by whom.
    assert "周主任" not in Client().get(link).content.decode()


def test_the_signed_in_liaison_is_led_to_the_whole_letter(town, letter, link, as_user):
    leads = f'href="{letter.get_absolute_url()}"'

    assert leads in as_user(town.clinic_liaison_user).get(link).content.decode()
    assert leads not in as_user(town.west_office).get(link).content.decode()


def test_a_receipt_without_a_name_comes_back_with_what_was_typed(letter, link):
    page = Client().post(link, {"receiver": "", "note": "请再寄一份"})

    letter.refresh_from_db()
    assert letter.status == Status.ISSUED
    assert "请再寄一份" in page.content.decode()


def test_revoked_expired_and_withdrawn_are_gone(letter, office, link, time_machine_at):
    other = reverse("posts:receipt", args=[services.make_link(letter, by=office)])
    services.revoke_links(letter, by=office)
    assert [Client().get(url).status_code for url in (link, other)] == [410, 410]
    third = reverse("posts:receipt", args=[services.make_link(letter, by=office)])
    assert Client().get(third).status_code == 200

    time_machine_at(TODAY + datetime.timedelta(days=59))
    assert Client().get(third).status_code == 200
    time_machine_at(TODAY + datetime.timedelta(days=60))
    assert Client().get(third).status_code == 410
    assert Client().post(third, {"receiver": "x"}).status_code == 410
    letter.refresh_from_db()
    assert letter.status == Status.ISSUED


def test_guessing_ends_soon_and_only_where_it_is_done(letter, link, settings):
    settings.PUBLIC_MISSES_PER_ADDRESS_AND_HOUR = 3
    wrong = reverse("posts:receipt", args=["x" * 22])

    answers = [Client().get(wrong).status_code for _try in range(5)]

    assert answers == [404, 404, 404, 429, 429]
    assert Client().get(link).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(link).status_code == 200


# --- many at once --------------------------------------------------------------------------------


def test_all_units_of_a_committee_are_written_to_in_the_background(town, as_user):
    for n in range(3):
        unit = UnitFactory(name=f"第{n}小学")
        employee(town, f"员{n}", unit=unit)
    beyond = UnitFactory(name="两地医院")
    employee(town, "王二", unit=beyond)
    MemberFactory(lives_in=town.lake, employer=beyond, employment="in-service")
    client = as_user(town.spring_office)
    asked = {"committee": town.spring.pk, "year": 2026, "half": 1, "issue": "on"}

    sent = client.post(reverse("posts:letter-make"), asked)
    assert sent.status_code == 302, sent.context["form"].errors
    assert jobs.run_next()

    job = Job.objects.get()
    assert (job.status, job.result["made"], job.result["refused"]) == ("done", 3, [])
    letters = FeedbackLetter.objects.order_by("serial")
    assert [letter.serial for letter in letters] == [1, 2, 3]
    assert {letter.status for letter in letters} == {Status.ISSUED}
    page = client.get(sent["Location"]).content.decode()
    assert reverse("posts:letter-list") in page
    client.post(reverse("posts:letter-make"), asked)
    jobs.run_next()
    assert FeedbackLetter.objects.count() == 3
    assert faults() == []


def test_units_that_wait_for_their_letter_are_counted_and_listed(town, two, as_user):
    join(UnitFactory(), town.spring)
    client = as_user(town.spring_office)

    day = client.get(reverse("dashboards:my-day"))

    item = next(i for i in day.context["items"] if i.url == reverse("posts:letter-due"))
    listed = client.get(item.url)
    assert (item.count, [pk for pk, _cells in listed.context["rows"]]) == (1, [town.clinic.pk])
    client.post(item.url, {"bulk": "draft", "row": [town.clinic.pk]})
    assert FeedbackLetter.objects.get().unit == town.clinic
    assert client.get(item.url).context["rows"] == []


def test_many_letters_are_printed_as_one_file_each_with_its_link(town, two, office, as_user):
    from docx import Document as WordFile

    other = UnitFactory(name="第二小学")
    employee(town, "钱五", unit=other)
    units = [town.clinic, other]
    services.draft_letters(units, *FIRST, issue=True, by=office)
    rows = list(FeedbackLetter.objects.values_list("pk", flat=True))
    client = as_user(town.spring_office)
    url = reverse("posts:letter-list")

    pdf = client.post(url, {"bulk": "print", "row": rows})
    word = client.post(url, {"bulk": "print-word", "row": rows})

    assert pdf.content.startswith(b"%PDF")
    text = "\n".join(p.text for p in WordFile(io.BytesIO(word.content)).paragraphs)
    assert "春晖医院" in text
    assert "第二小学" in text
    assert text.count("/posts/receipts/") == 2
    assert ReceiptLink.objects.count() == 4


def test_one_letter_as_a_paper_and_not_before_it_is_issued(town, two, office, as_user):
    draft = services.draft_letter(town.clinic, *FIRST, by=office)
    client = as_user(town.spring_office)
    url = reverse("paperwork:paper-pdf", args=["feedback-letter", draft.pk])
    assert client.post(url).status_code == 409

    services.issue_letter(draft, by=office)

    assert client.post(url).content.startswith(b"%PDF")
    assert as_user(town.clinic_liaison_user).post(url).content.startswith(b"%PDF")
    assert as_user(town.hill_office).post(url).status_code == 404


# --- pages ---------------------------------------------------------------------------------------


def test_a_link_is_shown_once(town, letter, as_user):
    client = as_user(town.spring_office)
    form = client.get(reverse("posts:letter-link", args=[letter.pk]))
    token = form.context["form_token"]

    shown = client.post(form.wsgi_request.path, {"form_token": token})
    again = client.post(form.wsgi_request.path, {"form_token": token})

    assert "/posts/receipts/" in shown.content.decode()
    assert again.status_code == 302
    assert ReceiptLink.objects.count() == 1


def test_members_see_what_was_sent_about_them(town, two, letter, as_user):
    busy, _idle = two
    busy.person.user = town.nobody
    busy.person.save()

    page = as_user(town.nobody).get(busy.get_absolute_url()).content.decode()

    assert "夜间巡逻岗" in page
    assert [line.letter for line in feedback.lines_about(busy)] == [letter]
    assert not FeedbackLine.objects.visible_to(town.nobody).exclude(member=busy).exists()
    assert not FeedbackLetter.objects.visible_to(town.nobody).exists()


def test_claims_know_the_letter_that_spoke_of_them(town, two, letter):
    claim = two[0].claims.get()

    found = facts.read("claim.letter", [claim.pk, 0], None, TODAY)

    assert found == {claim.pk: (TODAY, None)}
    services.give_receipt(letter, receiver="李娜", by=actor(town.clinic_liaison_user))
    assert facts.read("claim.letter", [claim.pk], None, TODAY) == {claim.pk: (TODAY, TODAY)}
