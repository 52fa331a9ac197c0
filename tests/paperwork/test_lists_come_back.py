"""What any list exports can be edited and imported back, row by row, by its number."""

import csv
import datetime
import io
import itertools

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils import translation
from openpyxl import load_workbook

from core.exports import write_xlsx
from core.imports import IMPORTS
from core.pages import ListPage
from members.models import Membership, MemberUnit, PartyMember, Seat
from members.services.capacities import make_default_capacities
from members.services.registrations import move_on, register_member, register_unit
from paperwork.services import imports as services
from tests.conftest import SETUP, actor
from tests.factories import MemberFactory, OrganisationFactory, PersonFactory, UnitFactory

# List page: the import that takes what it exports, or why none does.
LISTS = {
    "committees:list": "committees",
    "committees:appointment-list": "appointments",
    "committees:reorganisation-list": "a plan is made on its page, which shows what it changes",
    "members:unit-list": "units",
    "members:person-list": "people",
    "members:member-list": "party-members",
    "members:registration-list": "registrations",
    "members:request-list": "a member asks for it on the own pages, an office answers it",
    "members:membership-list": "memberships",
    "members:seat-list": "seats",
    "members:liaison-list": "liaisons",
    "members:organisation-list": "organisations",
    "members:capacity-list": "capacities",
    "exchange:need-list": "a need is registered on its page, with from whom it has come",
    "posts:list": "a post is set up on its page, with the need or decision behind it",
    "posts:claim-list": "each is claimed and confirmed by the two branches on its own page",
    "posts:category-list": "the few kinds of post are worded on their own pages",
    "posts:activity-list": "each is planned, signed up for and held on its own page",
    "posts:record-list": "a record is never changed: corrections are records of their own",
    "posts:participation": "computed from registrations and service records",
    "paperwork:import-list": "a log",
    "paperwork:export-list": "a log",
    "audit:list": "a log",
    "audit:read-list": "a log",
    "audit:seal-list": "a log",
    "accounts:user-list": "an account is opened one by one, with a password shown once",
    "accounts:request-list": "a request is made and decided on its own pages, by two people",
}
KINDS = {name: kind for name, kind in LISTS.items() if kind in IMPORTS}
# Which cell is edited in the round trip, and to what.
EDITS = {
    "committees": ("office_head", "赵敏"),
    "appointments": ("ends_on", datetime.date(2026, 3, 31)),
    "units": ("head", "钱进"),
    "people": ("position", "院长（主持工作）"),
    "party-members": ("service_intent", "夜间巡逻，助老（周末）"),
    "memberships": ("basis", "会议纪要，第3号"),
    "seats": ("term_ends_on", datetime.date(2030, 12, 31)),
    "liaisons": ("ends_on", datetime.date(2026, 3, 2)),
    "organisations": ("term_ends_on", datetime.date(2031, 3, 2)),
    "capacities": ("minimum", 3),
}
# Lists of which no cell is edited: their rows move by steps, on their own pages.
BY_STEPS = {"registrations"}
# Whose row is edited, where the first will not do.
EDITED = {
    "appointments": lambda town: town.peace_secretary.appointments.get().pk,
    "committees": lambda town: town.spring.pk,
    "units": lambda town: town.clinic.pk,
    "people": lambda town: town.doctor.pk,
}


@pytest.fixture
def full_town(town, settings, tmp_path, time_machine_at):
    """The town with something in every list, and words that spreadsheets like to spoil."""
    time_machine_at(datetime.date(2026, 3, 2))
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    # A unit that is known here only by a community below, and one that was only invited.
    market = UnitFactory(name="春晖超市", area=town.peace)
    type(town.clinic_in_spring).objects.create(
        unit=market, committee=town.peace, status="active", starts_on=datetime.date(2026, 2, 1)
    )
    Membership.objects.create(
        unit=UnitFactory(name="春晖书店（总店）", note="-5度\n也营业，不休", phone="010-65000001"),
        committee=town.spring,
        status="invited",
        starts_on=datetime.date(2026, 2, 1),
    )
    from members.services.scopes import refresh_units

    refresh_units(list(type(market).objects.values_list("pk", flat=True)))
    Seat.objects.create(
        person=town.doctor,
        committee=town.spring,
        capacity=town.representative_capacity,
        membership=town.clinic_in_spring,
        starts_on=datetime.date(2026, 1, 5),
        basis="=基础，“+”",
    )
    lead = OrganisationFactory(name="春晖街道党工委", category="work-committee", home=town.spring)
    OrganisationFactory(home=town.peace, superior=lead, secretary=town.doctor)
    OrganisationFactory(home=town.spring, superior_name="市卫健委机关党委", relation="same")
    PersonFactory(name="王芳", home=town.spring, phone="", party_status="", workplace="街道（办）")
    branch = OrganisationFactory(home=town.peace)
    MemberFactory(
        lives_in=town.grid, resident_id="11010519491231002X", organisation=branch,
        employer=town.clinic, employment="retired", specialties=["media", "law"],
        free_slots=2**20 + 1,
        joined_on=datetime.date(1980, 7, 1), full_on=datetime.date(1981, 7, 1),
    )  # fmt: skip
    MemberFactory(lives_in=town.pine, organisation_name="市直机关第一党支部（联合）", status="lost")
    MemberFactory(lives_in=town.spring, name="王芳", phone="13900000001")
    register_member(
        PartyMember.objects.get(grid=town.grid), town.peace, by=actor(town.spring_office)
    )
    paused = register_unit(town.clinic, town.spring, by=actor(town.spring_office))
    move_on(paused, "paused", reason="装修，暂停", by=actor(town.spring_office))
    return town


def who(kind, town):
    return town.city_office if kind == "capacities" else town.spring_office


def exported(client, name, form):
    """The list with all its columns, as a file's name, its headings and its rows."""
    page = client.get(reverse(name))
    columns = ",".join(column.name for column in page.context["table"].columns)
    response = client.post(f"{reverse(name)}?columns={columns}", {"format": form})
    return b"".join(response.streaming_content)


def rows_of(content, form):
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return [
        list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    ]


def as_file(rows, form, tmp_path):
    if form == "csv":
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        return buffer.getvalue().encode("utf-8-sig")
    write_xlsx(str(tmp_path / "edited.xlsx"), "edited", rows[0], rows[1:])
    return (tmp_path / "edited.xlsx").read_bytes()


def bring(kind, content, user, place):
    committee = place if IMPORTS[kind].needs_place else None
    return services.bring(kind, committee, SimpleUploadedFile("list", content), by=actor(user))


def refusals(run):
    return [(row.number, row.problems) for row in run.rows.filter(outcome="refused")]


def test_every_list_that_exports_says_which_import_takes_it_back():
    pages = {}
    for space, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for pattern in resolver.url_patterns:
            view = getattr(getattr(pattern, "callback", None), "view_class", None)
            if view and issubclass(view, ListPage):
                pages[f"{space}:{pattern.name}"] = view.import_kind

    assert pages == {name: KINDS.get(name, "") for name in LISTS}


@pytest.mark.parametrize(
    ("name", "form", "language"),
    list(itertools.product(KINDS, ["xlsx", "csv"], ["zh-hans", "en"])),
)
def test_a_list_comes_back_the_same_and_edited_in_one_cell(
    full_town, as_user, tmp_path, name, form, language
):
    kind = KINDS[name]
    user = who(kind, full_town)
    type(user).objects.filter(pk=user.pk).update(language=language)
    user.refresh_from_db()
    content = exported(as_user(user), name, form)
    rows = rows_of(content, form)

    with translation.override(language):
        run = bring(kind, content, user, full_town.spring)

    assert run.status == "staged", run.problem
    assert (run.new, run.changed, run.refused) == (0, 0, 0), (
        refusals(run),
        [row.changes for row in run.rows.exclude(outcome="same")],
    )
    assert run.same == len(rows) - 1 > 0
    assert run.sheet["unknown"] == []
    if kind in BY_STEPS:
        return
    key, value = EDITS[kind]
    places = {name: place - 1 for name, place in run.sheet["places"].items()}
    number = EDITED.get(kind, lambda town: None)(full_town) or int(rows[1][places["id"]])
    chosen = next(row for row in rows[1:] if int(row[places["id"]]) == number)
    chosen[places[key]] = value
    if kind == "liaisons":
        chosen[places["reason"]] = "调离"

    with translation.override(language):
        edited = bring(kind, as_file(rows, form, tmp_path), user, full_town.spring)
        assert (edited.new, edited.changed, edited.refused) == (0, 1, 0), refusals(edited)
        services.confirm(edited, good_rows=False, by=actor(user))

    model = MemberUnit if kind == "units" else IMPORTS[kind].model
    assert getattr(model.objects.get(pk=number), key) == value
