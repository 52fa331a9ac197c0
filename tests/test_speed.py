"""Every list and the pages of a unit and a person ask the database the same number of questions
for one row as for fifty, and for a small database as for a larger one."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import TwoPersonRequest
from audit.models import Entry, ReadEntry, Seal
from committees.models import Appointment, Reorganisation
from core.pages import ListPage
from members.models import (
    Capacity,
    Liaison,
    MemberRequest,
    OrganizationUnit,
    Registration,
    RegistrationStep,
    Seat,
)
from paperwork.models import ExportRecord, ImportRun
from posts.models import (
    Activity,
    CheckRound,
    Claim,
    Evaluation,
    EvaluationScheme,
    FeedbackLetter,
    PostCheck,
    ServiceRecord,
    Talk,
    VoteBatch,
)
from tests.conftest import join
from tests.factories import (
    START,
    MemberFactory,
    NeedFactory,
    OrganisationFactory,
    PersonFactory,
    PostCategoryFactory,
    PostFactory,
    UnitFactory,
    UserFactory,
    make_committee,
)

STAMP = {"user_name": "x", "source": "page", "request_id": "x", "model": "members.memberunit"}


def committees(town, n):
    make_committee("grid", f"990101001001-{n + 10}", f"第{n}网格", town.peace)


def appointments(town, n):
    user = UserFactory()
    Appointment.objects.create(user=user, role="grid-leader", committee=town.grid, starts_on=START)


def reorganisations(town, n):
    Reorganisation.objects.create(
        kind="rename", committee=town.pine, effective_on=START, new_name=f"{n}", basis_document="x"
    )


def units(town, n):
    join(UnitFactory(), town.spring)


def people(town, n):
    PersonFactory(home=town.spring)


def seats(town, n):
    membership = join(UnitFactory(), town.spring)
    Seat.objects.create(
        person=PersonFactory(home=town.spring),
        committee=town.spring,
        capacity=town.representative_capacity,
        membership=membership,
        starts_on=START,
    )


def liaisons(town, n):
    Liaison.objects.create(
        membership=join(UnitFactory(), town.spring),
        person=PersonFactory(home=town.spring),
        starts_on=START,
        filed_on=START,
    )


def organisations(town, n):
    link = {"unit": join(UnitFactory(), town.spring).unit, "starts_on": START}
    organisation = OrganisationFactory(home=town.spring, secretary=PersonFactory(home=town.spring))
    OrganizationUnit.objects.create(organisation=organisation, **link)


def party_members(town, n):
    MemberFactory(
        lives_in=town.grid,
        employer=town.clinic,
        organisation=OrganisationFactory(home=town.spring),
    )


def registrations(town, n):
    registration = Registration(
        member=MemberFactory(lives_in=town.peace),
        committee=town.peace,
        employer=town.clinic,
        starts_on=START,
    )
    registration.stand_at(town.peace)
    registration.save()


def needs(town, n):
    NeedFactory(committee=town.peace, source="unit", unit=town.clinic)


def member_requests(town, n):
    member = MemberFactory(lives_in=town.peace)
    request = MemberRequest(
        member=member, kind="correction", about_model="members.partymember", about_id=member.pk,
        about_name="x", field="name", wanted="x", asked_on=START,
    )  # fmt: skip
    request.stand_at(town.peace)
    request.save()


def posts(town, n):
    supervisor = PersonFactory(home=town.spring)
    PostFactory(committee=town.peace, supervisor=supervisor)


def claims(town, n):
    post = PostFactory(committee=town.peace, taken=1, status="full")
    member = MemberFactory(lives_in=town.peace, employer=town.clinic)
    claim = Claim(
        post=post, member=member, employer=town.clinic, status="applied-for", starts_on=START,
        since=START,
    )  # fmt: skip
    claim.stand_at(town.peace)
    claim.save()


def activities(town, n):
    activity = Activity(committee=town.peace, title=f"{n}", on=START, where="x")
    activity.stand_at(town.peace)
    activity.save()


def service_records(town, n):
    claims(town, n)
    claim = Claim.objects.latest("pk")
    record = ServiceRecord(
        member=claim.member, employer=town.clinic, claim=claim, on=START, minutes=60,
        entered_by=town.spring_office, entered_on=START, since=START,
    )  # fmt: skip
    record.stand_at(town.peace)
    record.save()


def participation(town, n):
    registrations(town, n)
    registration = Registration.objects.latest("pk")
    RegistrationStep.objects.create(registration=registration, status="registered", day=START)


def letters(town, n):
    letter = FeedbackLetter(
        unit=UnitFactory(), committee=town.spring, year=2026, half=1, covers_from=START,
        covers_until=START, members=0, status="issued", serial=n + 1, digest="x",
        issued_on=START, due_on=START,
    )  # fmt: skip
    letter.stand_at(town.spring)
    letter.save()


def communities(town, n):
    make_committee("community", f"990101001{n + 100:03d}", f"第{n}社区", town.spring)


def employed(town, n):
    MemberFactory(lives_in=town.peace, employer=UnitFactory(), employment="in-service")


def in_post(town, n):
    member = MemberFactory(lives_in=town.peace, employer=town.clinic)
    post = PostFactory(committee=town.peace, taken=1, status="full")
    claim = Claim(
        post=post, member=member, employer=town.clinic, status="in-post", starts_on=START,
        since=START, in_post_on=START, term_ends_on=START + datetime.timedelta(days=365),
    )  # fmt: skip
    claim.stand_at(town.peace)
    claim.save()
    return claim


def rounds(town, n):
    row = CheckRound(
        committee=town.peace, year=2000 + n // 4, quarter=n % 4 + 1, due_on=START, share=30
    )
    row.stand_at(town.peace)
    row.save()


def checks(town, n):
    row = PostCheck(claim=in_post(town, n), due_on=START, on=START, result="not", finding="x")
    row.stand_at(town.peace)
    row.save()
    return row


def talks(town, n):
    check = checks(town, n)
    row = Talk(claim=check.claim, after_check=check, opened_on=START)
    row.stand_at(town.peace)
    row.save()


def evaluations(town, n):
    scheme = EvaluationScheme.objects.get_or_create(from_year=2000)[0]
    row = Evaluation(claim=in_post(town, n), year=2026, scheme=scheme)
    row.stand_at(town.peace)
    row.save()


def schemes(town, n):
    EvaluationScheme.objects.create(from_year=2001 + n)


def batches(town, n):
    row = VoteBatch(year=2026, printed=0, expires_at=timezone.now())
    row.stand_at(town.peace)
    row.save()


def categories(town, n):
    PostCategoryFactory()


def capacities(town, n):
    Capacity.objects.create(code=f"x{n}", name=f"{n}", level="street")


def imports(town, n):
    ImportRun.objects.create(
        kind="units", committee=town.spring, user=town.spring_office, file_name="x", digest="x"
    )


def exports(town, n):
    ExportRecord.objects.create(
        user=town.spring_office, title="x", table="x", rows=1, digest="x", number=f"{n}"
    )


def entries(town, n):
    Entry.objects.create(action="members.unit_edited", **STAMP)


def reads(town, n):
    ReadEntry.objects.create(field="phone", **STAMP)


def seals(town, n):
    Seal.objects.create(
        log="entry", first_id=n, last_id=n, count=1, ids=b"", digests=b"", at=timezone.now()
    )


def accounts(town, n):
    UserFactory()


def requests(town, n):
    TwoPersonRequest.objects.create(
        kind="accounts.reset_second_factor",
        key=f"{n}",
        title="x",
        reason="x",
        asked_by=town.sysadmin,
        about=town.nobody,
        expires_at=timezone.now() + datetime.timedelta(hours=1),
    )


# Address of a list: who reads it, and what makes one more row of it.
LISTS = {
    "accounts:user-list": ("sysadmin", accounts),
    "accounts:request-list": ("security", requests),
    "audit:list": ("auditor", entries),
    "audit:read-list": ("auditor", reads),
    "audit:seal-list": ("auditor", seals),
    "committees:list": ("east_office", committees),
    "committees:appointment-list": ("east_office", appointments),
    "committees:reorganisation-list": ("east_office", reorganisations),
    "members:unit-list": ("spring_office", units),
    "members:member-list": ("spring_office", party_members),
    "members:registration-list": ("spring_office", registrations),
    "members:request-list": ("spring_office", member_requests),
    "members:membership-list": ("spring_office", units),
    "members:person-list": ("spring_office", people),
    "members:seat-list": ("spring_office", seats),
    "members:liaison-list": ("spring_office", liaisons),
    "members:organisation-list": ("spring_office", organisations),
    "members:capacity-list": ("city_office", capacities),
    "exchange:need-list": ("spring_office", needs),
    "posts:list": ("spring_office", posts),
    "posts:claim-list": ("spring_office", claims),
    "posts:category-list": ("city_office", categories),
    "posts:activity-list": ("spring_office", activities),
    "posts:record-list": ("spring_office", service_records),
    "posts:participation": ("spring_office", participation),
    "posts:ledger": ("spring_office", claims),
    "posts:registration-table": ("east_office", communities),
    "posts:registration-members": ("spring_office", employed),
    "posts:letter-list": ("spring_office", letters),
    "posts:letter-due": ("spring_office", employed),
    "posts:round-list": ("spring_office", rounds),
    "posts:check-list": ("spring_office", checks),
    "posts:talk-list": ("spring_office", talks),
    "posts:evaluation-list": ("spring_office", evaluations),
    "posts:scheme-list": ("city_office", schemes),
    "posts:batch-list": ("spring_office", batches),
    "paperwork:import-list": ("spring_office", imports),
    "paperwork:export-list": ("spring_office", exports),
}
AT_MOST = 10


def list_pages(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from list_pages(pattern.url_patterns, inner)
        elif issubclass(getattr(pattern.callback, "view_class", object), ListPage):
            yield f"{namespace}{pattern.name}"


def asked_by(client, url):
    """The second time, when what is read once per session or process has been read."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    return response, [query["sql"][:120] for query in queries.captured_queries]


def test_every_list_is_here():
    assert set(list_pages(get_resolver().url_patterns)) == set(LISTS)


# Lists whose cells are facts of other aggregates, each asked once for the whole page.
MOST = {"posts:ledger": 13, "posts:registration-table": 11}


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_the_same_for_one_row_and_for_fifty(town, as_user, name):
    who, more = LISTS[name]
    client, url = as_user(town.people[who]), reverse(name)
    more(town, 0)

    few_page, few = asked_by(client, url)
    for n in range(1, 60):
        more(town, n)
    many_page, many = asked_by(client, url)

    assert len(few_page.context["page"]) < len(many_page.context["page"]) == 50
    # A page that is not the only one counts the rows.
    assert len(few) <= len(many) <= min(len(few) + 1, MOST.get(name, AT_MOST)), many


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("members:unit-list", "医"),
        ("members:unit-list", "医院"),
        ("members:person-list", "王芳"),
        ("members:person-list", "wangfang"),
        ("members:person-list", "wf"),
    ],
)
def test_search_asks_the_same_for_few_hits_and_for_many(town, as_user, name, typed):
    client, url = as_user(town.spring_office), f"{reverse(name)}?q={typed}"
    liaisons(town, 0)
    _page, few = asked_by(client, url)

    for n in range(60):
        liaisons(town, n)
    _page, many = asked_by(client, url)

    assert len(few) <= len(many) <= min(len(few) + 1, AT_MOST), many


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("members:unit-detail", 9),
        ("members:membership-detail", 12),
        ("members:person-detail", 12),
        ("committees:detail", 20),
    ],
)
def test_detail_asks_the_same_in_a_small_database_and_in_a_larger_one(town, as_user, name, most):
    rows = {
        "members:unit-detail": town.clinic,
        "members:membership-detail": town.clinic_in_spring,
        "members:person-detail": town.doctor,
        "committees:detail": town.spring,
    }
    client, url = as_user(town.spring_office), reverse(name, args=[rows[name].pk])
    _page, few = asked_by(client, url)

    for n in range(50):
        seats(town, n)
        liaisons(town, n + 100)
    _page, many = asked_by(client, url)

    assert len(few) == len(many) <= most, many
