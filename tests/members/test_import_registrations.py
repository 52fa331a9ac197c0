"""双报到 by a list: who is found, what is refused and how it is cured, the same again, undone."""

import csv
import datetime
import json
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from core.verdicts import Refused
from members.models import PartyMember, Registration
from members.services import party_members
from members.services import registrations as services
from paperwork.models import ImportRun, StagedRow
from paperwork.services import imports, undoing
from tests.conftest import actor
from tests.factories import MemberFactory, UnitFactory
from tests.paperwork.undoing import everything, faults, table

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
# The example of GB 11643-1999, and one whose check digit was worked out by hand:
# 7·1+9·1+10·0+5·1+8·0+4·5+2·1+1·9+6·8+3·0+7·0+9·1+10·0+5·1+8·0+4·0+2·1 = 116 = 10·11 + 6 → "6".
WOMAN, OTHER = "11010519491231002X", "110105198001010016"
HEAD = "姓名 报到社区 工作单位 联系电话 公民身份号码 报到日期 状态"
NEW = "new=1 changed=0 same=0 refused=0"
SAME = "new=0 changed=0 same=1 refused=0"
REFUSED = "new=0 changed=0 same=0 refused=1"


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    """Reasons are compared in the language of the code."""
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def member(town):
    return MemberFactory(
        lives_in=town.peace, name="周敏", phone="13900001111", employer=town.clinic,
        resident_id=WOMAN,
    )  # fmt: skip


@pytest.fixture
def run(town, member, tmp_path, capsys):
    """Imports a table by the command; returns (last line, all lines)."""

    def run(*rows, head=HEAD, login="spring_office", **options):
        with (tmp_path / "r.csv").open("w", newline="") as file:
            csv.writer(file).writerows([head.split(), *rows])
        with suppress(SystemExit):
            call_command(
                "import_rows", "registrations", str(tmp_path / "r.csv"), actor=login, **options
            )
        out = capsys.readouterr().out.strip()
        return out.splitlines()[-1], out

    return run


@pytest.fixture
def brought(town, settings, tmp_path):
    """Brings a table on the page and writes it; returns its run."""
    settings.MEDIA_ROOT = tmp_path

    def bring(*rows, head=HEAD):
        by = actor(town.spring_office)
        run = imports.bring("registrations", None, table(head, *rows), by=by)
        return imports.confirm(run, good_rows=False, by=by)

    return bring


def row(name="周敏", at="和平里社区", employer="", phone="", code="", on="", status=""):
    return [name, at, employer, phone, code, on, status]


def register(member, committee, by, **kwargs):
    return services.register_member(member, committee, by=actor(by), **kwargs)


# --- new rows ------------------------------------------------------------------------------------


def test_a_new_row_registers_at_the_desk_on_its_day(run, town, member):
    last, _out = run(row(phone="139 0000 1111", on="2026.3.1", status="已报到"))

    assert last == NEW
    found = Registration.objects.get()
    assert (found.member, found.committee, found.employer) == (member, town.peace, town.clinic)
    assert (found.starts_on, found.valid_until) == (
        datetime.date(2026, 3, 1), datetime.date(2027, 3, 1),
    )  # fmt: skip
    assert (found.status, found.notice_version) == ("registered", "2026-11")
    assert list(found.steps.values_list("status", "day", "user__login")) == [
        ("pending", datetime.date(2026, 3, 1), "spring_office"),
        ("registered", datetime.date(2026, 3, 1), "spring_office"),
    ]
    assert faults() == []


def test_without_a_day_it_is_today(run, member):
    assert run(row())[0] == NEW
    assert Registration.objects.get().starts_on == TODAY


@pytest.mark.parametrize(
    "said",
    [
        {"phone": "13900001111"}, {"phone": "139****1111"}, {"employer": "春晖医院"},
        {"code": "110105 19491231 002x"}, {},
        # The phone tells; the workplace is written otherwise.
        {"phone": "13900001111", "employer": "春晖医院内科"},
    ],
    ids=["phone", "masked phone", "employing unit", "number", "community", "phone before unit"],
)  # fmt: skip
def test_a_member_is_found_among_namesakes(run, town, member, said):
    MemberFactory(lives_in=town.pine, name="周敏", phone="13900002222", resident_id=OTHER)

    assert run(row(**said))[0] == NEW
    assert Registration.objects.get().member == member


def test_who_lives_elsewhere_is_told_by_phone_or_unit_and_lives_there_from_now_on(run, town):
    moving = MemberFactory(lives_in=town.pine, name="吴刚", phone="13900003333")
    last, out = run(row("吴刚"))
    assert (last, "first" in out) == (REFUSED, True)

    assert run(row("吴刚", phone="13900003333"))[0] == NEW

    moving.refresh_from_db()
    assert moving.community == town.peace


def test_a_number_that_the_entry_has_not_is_not_written(run, town):
    plain = MemberFactory(lives_in=town.peace, name="吴刚", phone="13900003333")

    last, out = run(row("吴刚", phone="13900003333", code=OTHER))

    assert last == NEW
    assert "corrected in the list of party members" in out
    assert OTHER not in out
    plain.refresh_from_db()
    assert plain.resident_id == ""


def test_units_register_at_a_street_and_at_a_community(run, town):
    UnitFactory(name="春晖书店", uscc="121100004000000014")
    head = "报到对象 类别 报到地 统一社会信用代码 报到日期"
    rows = [
        ["春晖医院", "单位", town.spring.code, "", "2026-02-01"],
        ["春晖医院", "成员单位", "和平里社区", "", ""],
        ["春晖书店", "单位", "青松社区委员会", "121100004000000014", ""],
    ]

    last, _out = run(*rows, head=head)

    assert last == "new=3 changed=0 same=0 refused=0"
    found = Registration.objects.order_by("pk").values_list("unit__name", "committee", "starts_on")
    assert list(found) == [
        ("春晖医院", town.spring.pk, datetime.date(2026, 2, 1)),
        ("春晖医院", town.peace.pk, TODAY),
        ("春晖书店", town.pine.pk, TODAY),
    ]
    assert set(Registration.objects.values_list("status", flat=True)) == {"registered"}
    assert run(*rows, head=head)[0] == "new=0 changed=0 same=3 refused=0"


# --- what is refused, each with its cure ---------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        ({"name": "陈静"}, "enter or import the party member first"),
        ({"phone": "13900009999"}, r"(春晖医院, 139****1111)"),
        ({"employer": "春晖剧院"}, "give the resident ID number"),
        # Somebody of this name has another number.
        ({"code": "110105198001010024"}, "enter or import the party member first"),
        ({"name": "陈静", "code": WOMAN}, "has another name"),
        ({"name": "林涛", "code": OTHER}, "has another name"),
        ({"code": "110105********002X"}, "write the whole number"),
        ({"at": "湖滨街道"}, "no committee “湖滨街道” in your part of the tree"),
        ({"at": "春晖街道", "phone": "13900001111"}, "Party members register at the community"),
        ({"at": "第一网格", "phone": "13900001111"}, "Party members register at the community"),
        ({"at": ""}, "A new row needs “registered at”"),
        ({"name": ""}, "A new row needs “Who is registered”"),
        ({"status": "暂缓"}, "is not in the list"),
        ({"status": "暂停"}, "take the step on the registration's page"),
        ({"status": "已撤销"}, "take the step on the registration's page"),
        ({"on": "2026-07-01"}, "This day has not come yet"),
        ({"on": "2026-13-01"}, "There is no such day"),
    ],
)  # fmt: skip
def test_a_row_is_refused_with_its_cure(run, town, member, said, cure):
    MemberFactory(lives_in=town.peace, name="林涛", resident_id="")
    MemberFactory(lives_in=town.pine, name="孙丽", resident_id=OTHER)

    last, out = run(row(**said))

    assert last == REFUSED
    assert cure in out
    assert not Registration.objects.exists()


def test_namesakes_who_cannot_be_told_apart_are_refused(run, town, member):
    MemberFactory(lives_in=town.peace, name="周敏", employer=town.clinic, phone="13900002222")

    last, out = run(row(employer="春晖医院"))

    assert last == REFUSED
    assert "There are 2 party members like this. Please give the resident ID number." in out


def test_who_is_entered_outside_the_own_part_of_the_tree_is_not_told(run, town):
    MemberFactory(lives_in=town.hill, name="高山", phone="13900008888", resident_id=OTHER)

    last, out = run(row("高山", phone="13900008888"), row("高山", code=OTHER))

    assert last == "new=0 changed=0 same=0 refused=2"
    assert "enter or import the party member first" in out
    assert "entered outside your part of the tree" in out
    assert OTHER not in out


def test_who_is_registered_elsewhere_is_moved_and_not_registered_again(run, town, member):
    register(member, town.pine, town.spring_office)

    last, out = run(row(phone="13900001111"))

    assert last == REFUSED
    assert "registered at 青松社区委员会 already. Please have it moved there." in out


def test_nobody_is_registered_twice_by_one_table(run, member):
    last, out = run(row(), row(phone="13900001111", at="青松社区"))

    assert last == "new=1 changed=0 same=0 refused=1"
    assert "Row 2 is about the same one" in out


def test_who_does_not_count_is_not_registered(run, town, member):
    party_members.change_status(
        member, "lost", on=TODAY, reason="失联", by=actor(town.spring_office)
    )

    last, out = run(row())

    assert last == REFUSED
    assert "full and probationary members register" in out


def test_a_community_registers_at_its_own_desk_alone(run, town, member):
    moving = MemberFactory(lives_in=town.peace, name="吴刚")

    last, _out = run(row(), row("吴刚", at="青松社区"), login="peace_secretary", good_rows=True)

    assert last == "new=1 changed=0 same=0 refused=1"
    assert Registration.objects.get().member == member
    assert not moving.registrations.exists()


def test_a_unit_that_is_not_known_is_refused(run):
    last, out = run(["春晖书店", "单位", "和平里社区"], head="报到对象 类别 报到地")

    assert last == REFUSED
    assert "no unit of this name" in out


# --- rows of what stands -------------------------------------------------------------------------


def test_the_same_sheet_again_is_the_same(run, member):
    said = row(phone="13900001111", employer="春晖医院", on="2026-03-01", status="已报到")
    assert run(said)[0] == NEW

    assert run(said)[0] == SAME
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "word", "cure"),
    [
        ("状态", "暂停", "moves by a step of its own on the registration's page"),
        ("报到日期", "2026-03-02", "what stands is: 2026-06-30"),
        ("报到地", "青松社区", "moved to another community on the registration's page"),
        ("报到对象", "周勉", "stays so"),
        ("类别", "单位", "stays so"),
        ("工作单位", "春晖剧院", "what stands is: 春晖医院"),
        ("联系电话", "13900002222", "139****1111"),
        ("公民身份号码", OTHER, "110105********002X"),
    ],
)
def test_a_row_with_its_number_says_what_stands_or_is_refused(run, town, member, key, word, cure):
    pk = register(member, town.peace, town.spring_office).pk
    standing = {
        "系统编号": pk, "报到对象": "周敏", "类别": "党员", "报到地": "和平里社区",
        "工作单位": "春晖医院", "联系电话": "139****1111", "公民身份号码": "110105********002X",
        "报到日期": "2026-06-30", "状态": "已报到",
    }  # fmt: skip
    assert run(list(standing.values()), head=" ".join(standing))[0] == SAME

    changed = standing | {key: word}
    last, out = run(list(changed.values()), head=" ".join(standing))

    assert last == REFUSED
    assert cure in out
    assert OTHER not in out


def test_what_a_unit_has_announced_is_confirmed_on_the_page(run, town, member):
    register(member, town.peace, town.clinic_liaison_user)

    assert run(row())[0] == SAME
    last, out = run(row(status="已报到"))

    assert last == REFUSED
    assert "It is “to be confirmed”" in out
    assert Registration.objects.get().status == "pending"


# --- by whom, and what is kept -------------------------------------------------------------------


def test_the_list_leads_to_its_import_for_offices_alone(as_user, town):
    address = reverse("members:registration-list")
    wanted = reverse("paperwork:import-create") + "?kind=registrations"

    assert wanted in as_user(town.peace_secretary).get(address).content.decode()
    assert wanted not in as_user(town.clinic_liaison_user).get(address).content.decode()
    assert as_user(town.clinic_liaison_user).get(wanted).status_code == 403


def test_a_dry_run_writes_nothing(run, member):
    assert run(row(), dry_run=True)[0] == NEW
    assert not Registration.objects.exists()


def test_with_a_refused_row_nothing_is_written_unless_the_good_ones_are_asked_for(run, member):
    rows = [row(), row("陈静")]

    assert run(*rows)[0] == "new=1 changed=0 same=0 refused=1"
    assert not Registration.objects.exists()
    run(*rows, good_rows=True)
    assert Registration.objects.get().member == member


def test_a_number_stands_nowhere_in_clear(brought, town, member):
    brought(row(code=WOMAN))

    staged = StagedRow.objects.get()
    kept = json.dumps([staged.cells, staged.changes, staged.problems])
    log = json.dumps(list(Entry.objects.values("object_name", "before", "after")), default=str)
    assert Registration.objects.get().member == member
    assert WOMAN not in kept + log


# --- taken back ----------------------------------------------------------------------------------


def test_undone_the_member_lives_where_it_was_and_a_new_file_registers_again(brought, town, member):
    said = row(phone="13900001111", at="青松社区")
    before = everything()
    run = brought(said)
    assert PartyMember.objects.get(pk=member.pk).community == town.pine

    undoing.undo(run, by=actor(town.spring_office))

    assert everything() == before
    assert PartyMember.objects.get(pk=member.pk).community == town.peace
    assert faults() == []
    brought(said)
    assert Registration.objects.get().committee == town.pine


@pytest.mark.parametrize("deed", ["paused", "moved", "renewed", "edited"])
def test_it_stays_once_something_has_been_done_with_it(
    brought, town, member, deed, time_machine_at
):
    by = actor(town.spring_office)
    run = brought(row(phone="13900001111", at="青松社区"))
    registration = Registration.objects.get()
    if deed == "paused":
        services.move_on(registration, "paused", reason="病假", by=by)
    elif deed == "moved":
        services.move_to(registration, town.peace, on=TODAY, reason="搬家", by=by)
    elif deed == "renewed":
        time_machine_at(datetime.date(2027, 4, 30))
        services.renew(registration, by=by)
        time_machine_at(TODAY)
    else:
        member.refresh_from_db()
        party_members.edit_member(member, {"employment": "retired"}, version=None, by=by)
    before = everything()

    with pytest.raises(Refused, match="cannot be undone"):
        undoing.undo(run, by=by)

    assert everything() == before
    assert ImportRun.objects.get().status == "done"


def test_who_lost_the_community_cannot_take_it_back(brought, town, member):
    run = brought(row())
    town.spring_office.appointments.update(committee=town.lake)

    with pytest.raises(Refused, match="Only its own office"):
        undoing.undo(run, by=actor(town.spring_office))

    assert Registration.objects.get().status == "registered"
