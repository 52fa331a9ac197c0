"""认岗台账: its columns, its facts, its scope, as a file and on paper."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from core.exports import sheet_name
from core.papers.registry import all_papers
from members.services import registrations
from posts.figures import facts
from posts.models import Claim
from posts.services import agreements, checks, claims, letters, pledges, records
from posts.tables.ledgers import LedgerTable
from posts.views.checks import CheckList
from posts.views.ledgers import Ledger
from posts.views.records import RecordList
from posts.views.registering import RegistrationPage
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 7, 1)
# 认岗台账 of the domain, section 2.5, in its order.
COLUMNS = [
    "No.", "number of the agreement", "name", "employing unit", "home party organisation",
    "community of residence", "grid", "name of the post", "kind of post", "duties", "claimed on",
    "term in the post", "pledges", "pledges kept", "times served", "time served",
    "last checked on", "result of the check", "grade of the evaluation", "unit written to on",
    "receipt of the unit", "status", "note",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_july(time_machine_at):
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


def in_english(client):
    client.cookies["language"] = "en"
    return client


def claimed(town, name, *, at=None, since="2026-04-01", **kwargs):
    """In post at Peace for the clinic, entered by the secretary, agreed to on paper."""
    post = PostFactory(committee=at or town.peace, name=f"{name}的岗")
    member = MemberFactory(
        lives_in=at or town.peace, name=name, employer=town.clinic, employment="in-service",
        organisation_name="医院机关支部",
    )  # fmt: skip
    by, on = actor(town.city_office), datetime.date.fromisoformat(since)
    registrations.register_member(member, member.community, on=on, by=by)
    claim = claims.claim_post(post, member, on=on, by=by)
    if claim.status == "in-post":
        return claim
    return claims.agree_for_branch(claim, on=on, reason="支部盖章", by=by)


@pytest.fixture
def ledger(town, as_user):
    town.spring_office.language = "en"
    town.spring_office.save()
    return in_english(as_user(town.spring_office))


def cells(page, pk):
    return next(cells for key, cells in page.context["rows"] if key == pk)


def sheet(response):
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_ledger_has_exactly_the_columns_of_the_paper_one(ledger, town):
    claimed(town, "李一")

    page = ledger.get(reverse("posts:ledger"))
    rows = sheet(ledger.post(reverse("posts:ledger"), {"format": "xlsx"}))

    assert [heading.label for heading in page.context["headings"]] == COLUMNS
    assert rows[0] == COLUMNS


def test_every_cell_of_a_claim(ledger, town, monkeypatch):
    claim = claimed(town, "李一")
    monkeypatch.setitem(facts.FACTS, "claim.agreement", lambda ids, a, b: {claim.pk: "RG-7"})
    monkeypatch.setitem(facts.FACTS, "claim.pledges", lambda ids, a, b: {claim.pk: (3, 2)})
    monkeypatch.setitem(facts.FACTS, "claim.services", lambda ids, a, b: {claim.pk: (5, 615)})
    day = datetime.date(2026, 6, 20)
    monkeypatch.setitem(facts.FACTS, "claim.check", lambda ids, a, b: {claim.pk: (day, "on duty")})
    monkeypatch.setitem(facts.FACTS, "claim.grade", lambda ids, a, b: {claim.pk: "good"})
    office = actor(town.spring_office)
    letters.issue_letter(letters.draft_letter(town.clinic, 2026, 1, by=office), by=office)

    row = sheet(ledger.post(reverse("posts:ledger"), {"format": "xlsx"}))[1]

    row = [cell.date() if isinstance(cell, datetime.datetime) else cell for cell in row]
    assert row == [
        1, "RG-7", "李一", "春晖医院", "医院机关支部", "和平里社区", None, "李一的岗",
        claim.post.category.name, "夜间巡逻", datetime.date(2026, 4, 1),
        "2026-04-01 – 2027-04-01", 3, 2, 5, "10 h 15 min", day, "on duty", "good", TODAY,
        "awaited", "in post", "支部盖章",
    ]  # fmt: skip


def test_every_cell_is_what_its_own_aggregate_has(ledger, town):
    claim, by = claimed(town, "李一"), actor(town.peace_secretary)
    for n, content in enumerate(("走访", "巡逻")):
        pledge = pledges.make_pledge(
            claim, content=content, measure="6次", due_on=datetime.date(2026, 12, 1), by=by
        )
        if n:
            pledges.settle_pledge(pledge, "kept", on=TODAY, by=by)
    agreement = agreements.draw_up_agreement(claim, by=by)
    agreements.sign_agreement(agreement, on=TODAY, by=by)
    for day, minutes in ((20, 90), (21, 45)):
        told = {"on": datetime.date(2026, 6, day), "minutes": minutes, "result": "巡逻一圈"}
        records.enter_records(claim.post, [claim], by=by, **told)
    checked = {"on": datetime.date(2026, 6, 25), "result": "on-duty", "finding": "在岗"}
    checks.check_post(claim, checked, by=by)

    row = dict(zip(COLUMNS, sheet(ledger.post(reverse("posts:ledger"), {}))[1], strict=True))

    assert row["number of the agreement"] == agreement.number
    assert (row["pledges"], row["pledges kept"]) == (2, 1)
    assert (row["times served"], row["time served"]) == (2, "2 h 15 min")
    assert str(row["last checked on"]).startswith("2026-06-25")
    assert row["result of the check"] == "on duty"


def test_of_whom_nothing_is_on_record_it_says_nothing(ledger, town):
    claimed(town, "李一")

    row = dict(zip(COLUMNS, sheet(ledger.post(reverse("posts:ledger"), {}))[1], strict=True))

    assert (row["pledges"], row["pledges kept"]) == (0, 0)
    assert (row["times served"], row["time served"]) == (0, "0 h 00 min")
    empty = ("number of the agreement", "last checked on", "grade of the evaluation")
    assert [row[name] for name in (*empty, "unit written to on")] == [None] * 4


def test_year_and_state_narrow_it_and_say_until_when_is_counted(ledger, town, monkeypatch):
    asked = []

    def services(ids, start, end):
        asked.append((start, end))
        return {}

    monkeypatch.setitem(facts.FACTS, "claim.services", services)
    running = claimed(town, "李一", since="2026-02-02")
    over = claimed(town, "王二", since="2026-02-02")
    claims.leave_post(over, on=datetime.date(2026, 5, 5), reason="搬家", by=actor(town.east_office))
    Claim.objects.filter(pk=over.pk).update(starts_on="2025-03-01", ends_on="2025-10-01")
    url = reverse("posts:ledger")

    def listed(query):
        return [pk for pk, _cells in ledger.get(url, query).context["rows"]]

    assert listed({}) == [running.pk, over.pk]  # those that run come first
    assert listed({"state": "running"}) == [running.pk]
    assert listed({"state": "over"}) == [over.pk]
    assert listed({"year": "2025"}) == [over.pk]
    assert asked[-1] == (None, datetime.date(2025, 12, 31))
    assert listed({"year": "2026"}) == [running.pk]
    assert asked[-1] == (None, TODAY)


def test_everybody_reads_the_own_part_of_it(town, as_user):
    here, there = claimed(town, "李一"), claimed(town, "王二", at=town.pine)

    def listed(user):
        page = as_user(user).get(reverse("posts:ledger"))
        return {pk for pk, _cells in page.context["rows"]}

    assert listed(town.spring_office) == {here.pk, there.pk}
    assert listed(town.peace_secretary) == {here.pk}
    assert listed(town.clinic_liaison_user) == {here.pk, there.pk}
    assert listed(town.west_office) == listed(town.nobody) == set()


def test_as_many_queries_for_a_file_of_one_row_as_of_many(town):
    table = LedgerTable({})
    table.until = TODAY

    def queries():
        with CaptureQueriesContext(connection) as asked:
            rows = list(table.exported(table.read(Claim.objects.order_by("pk")).iterator()))
        return len(rows), len(asked)

    claimed(town, "李一")
    # The claims, and what six others have of all of them.
    assert queries() == (1, 7)
    for n in range(5):
        claimed(town, f"员{n}")
    assert queries() == (6, 7)


def test_the_second_page_goes_on_where_the_first_ended(town, as_user):
    post = PostFactory(committee=town.peace, quota=99, taken=0)
    for n in range(60):
        claim = Claim(
            post=post, member=MemberFactory(lives_in=town.peace), status="waiting",
            starts_on="2026-04-01", since="2026-04-01",
        )  # fmt: skip
        if n % 2:
            claim.status, claim.ends_on = "withdrawn", "2026-04-02"
        claim.stand_at(town.peace)
        claim.save()
    client, url = as_user(town.spring_office), reverse("posts:ledger")

    first = client.get(url).context
    second = client.get(f"{url}?{first['page'].next_query}").context

    keys = [pk for pk, _cells in [*first["rows"], *second["rows"]]]
    expected = Claim.objects.order_by("-is_standing", "-starts_on", "-pk")
    assert keys == list(expected.values_list("pk", flat=True))


def test_printed_it_has_number_maker_basis_and_validity(ledger, town, settings):
    from docx import Document as WordFile

    claimed(town, "李一")
    type(town.spring).objects.filter(pk=town.spring.pk).update(
        basis_document="关于建立工作机制的通知", basis_number="春办发〔2026〕3号"
    )
    url = reverse("posts:ledger")

    pdf = ledger.post(url, {"print": "pdf"})
    word = ledger.post(url, {"print": "docx"})

    assert pdf.content.startswith(b"%PDF")
    file = WordFile(io.BytesIO(word.content))
    text = "\n".join(p.text for p in file.paragraphs)
    assert "Table number: QYDJ-08" in text
    assert "Made by: Office of 春晖街道委员会" in text
    assert "Basis: 关于建立工作机制的通知 春办发〔2026〕3号" in text
    assert "Valid until: the next issue" in text
    assert [cell.text for cell in file.tables[0].rows[1].cells][2] == "李一"
    # A3, lying.
    assert round(file.sections[0].page_width.cm) == 42
    settings.LEDGER_BASIS, settings.LEDGER_VALID_UNTIL = "统计法第十七条", "2027-12-31"
    text = "\n".join(
        p.text for p in WordFile(io.BytesIO(ledger.post(url, {"print": "docx"}).content)).paragraphs
    )
    assert "Basis: 统计法第十七条" in text
    assert "Valid until: 2027-12-31" in text


def lines_of(response):
    """The paragraphs of a Word file, and the cells of its table's rows."""
    from docx import Document as WordFile

    file = WordFile(io.BytesIO(response.content))
    rows = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    return [p.text for p in file.paragraphs], rows


def test_services_are_printed_with_their_own_number_and_what_narrows_them(ledger, town):
    claim, by = claimed(town, "李一"), actor(town.peace_secretary)
    for day in (20, 21, 22):
        told = {"on": datetime.date(2026, 6, day), "minutes": 90, "result": "巡逻一圈"}
        records.enter_records(claim.post, [claim], by=by, **told)
    url = reverse("posts:record-list")

    text, rows = lines_of(ledger.post(f"{url}?since=2026-06-21", {"print": "docx"}))

    assert "Printed table (PDF)" in ledger.get(url).content.decode()
    assert "Table number: QYDJ-09" in text
    assert "2 rows, all that are listed; On or after: 2026-06-21" in text
    assert [row[:5] for row in rows[1:]] == [
        ["1", "李一", "2026-06-22", "李一的岗", "1.5"],
        ["2", "李一", "2026-06-21", "李一的岗", "1.5"],
    ]
    assert ledger.post(url, {"print": "pdf"}).content.startswith(b"%PDF")


def test_checks_are_printed_with_their_own_number(ledger, town):
    claim = claimed(town, "李一")
    checked = {"on": datetime.date(2026, 6, 25), "result": "partly", "finding": "记录缺两次"}
    checks.check_post(claim, checked, by=actor(town.peace_secretary))
    url = reverse("posts:check-list")

    text, rows = lines_of(ledger.post(url, {"print": "docx"}))

    assert "Table number: QYDJ-10" in text
    assert "1 row, all that are listed" in text
    assert rows[1][:2] == ["1", "李一"]
    assert rows[1][5:8] == ["2026-06-25", "partly on duty", "记录缺两次"]


def test_no_two_printed_tables_have_one_number():
    """The board hangs on sheets of two sizes; everything else has a number of its own."""
    lists = [Ledger, RegistrationPage, RecordList, CheckList]
    numbers = [str(paper.number) for paper in all_papers() if paper.number]
    numbers.remove("QYDJ-06")

    numbers += [str(page.paper_number) for page in lists]

    assert len(numbers) == len(set(numbers))


def test_a_liaison_prints_no_ledger(town, as_user):
    claimed(town, "李一")
    client, url = as_user(town.clinic_liaison_user), reverse("posts:ledger")

    assert "Printed table" not in client.get(url).content.decode()
    assert client.post(url, {"print": "pdf"}).status_code == 403


def test_a_list_that_is_too_long_for_paper_says_so(ledger, town, monkeypatch):
    monkeypatch.setattr("posts.papers.ledgers.MOST_ROWS", 1)
    claimed(town, "李一")
    claimed(town, "王二")

    told = ledger.get(reverse("posts:ledger")).content.decode()
    page = ledger.post(reverse("posts:ledger"), {"print": "pdf"}, follow=True)

    assert "It holds at most 1 rows" in told
    assert "Printed table (PDF)" not in told
    assert "narrow the list down" in page.content.decode()
    assert sheet_name("x") == "x"
