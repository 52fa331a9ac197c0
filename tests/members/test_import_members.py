"""A roster of party members taken in: what is understood, refused, found again, and kept secret."""

import datetime
import io
import random
import time
from contextlib import suppress

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from xlsxwriter import Workbook

from audit.models import Entry
from core.exports import write_xlsx
from core.identifiers import resident_id_check_character
from members.models import PartyMember, Person
from members.services import member_intake, party_members
from paperwork.models import ImportRun
from paperwork.services import imports, undoing
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PersonFactory, make_committee
from tests.paperwork.test_imports_killed import Office
from tests.paperwork.undoing import everything, faults

pytestmark = pytest.mark.django_db

# Check digits worked out by hand after GB 11643-1999: Σ aᵢ·Wᵢ mod 11 = 0 gives "1", 2 gives "X".
WOMAN = "11010519491231002X"  # the example of the standard: a woman, born 31 December 1949
BORN = datetime.date(1949, 12, 31)
HEAD = "姓名 身份证号 人员类别 居住社区".split()
NEW = "new=1 changed=0 same=0 refused=0"
SAME = "new=0 changed=0 same=1 refused=0"
REFUSED = "new=0 changed=0 same=0 refused=1"


@pytest.fixture(autouse=True)
def in_english(time_machine_at):
    """Reasons are compared in the language of the code."""
    time_machine_at(datetime.date(2026, 3, 2))
    with translation.override("en"):
        yield


@pytest.fixture
def roster(town, tmp_path, capsys):
    """Writes a workbook, imports it by the command, returns (last line, all lines)."""

    def run(*rows, login="spring_office", committee=None, merged=(), **options):
        book = Workbook(tmp_path / "r.xlsx")
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for area in merged:
            sheet.merge_range(*area)
        book.close()
        with suppress(SystemExit):
            call_command(
                "import_members", str(tmp_path / "r.xlsx"),
                committee=(committee or town.spring).code, actor=login, **options,
            )  # fmt: skip
        out = capsys.readouterr().out.strip()
        return out.splitlines()[-1], out

    return run


@pytest.fixture
def brought(town, settings, tmp_path):
    """Brings a CSV on the page; returns its run."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def bring(*rows, user=None, place=None):
        text = "\n".join(",".join(map(str, row)) for row in rows)
        file = SimpleUploadedFile("名册.csv", text.encode())
        by = actor(user or town.spring_office)
        return imports.bring("party-members", place or town.spring, file, by=by)

    return bring


def member(name="周敏"):
    return PartyMember.objects.select_related("person").get(person__name=name)


def number(n, born="19600101"):
    """A resident ID number that is right."""
    first17 = f"110105{born}{n:03d}"
    return first17 + resident_id_check_character(first17)


# --- what is understood --------------------------------------------------------------------------


def test_a_roster_with_titles_two_rows_of_headings_and_a_footer(roster, town):
    branch = OrganisationFactory(name="春晖医院党支部", home=town.spring)
    title = ["春晖街道党员花名册"]
    below = [
        "", *"姓名 身份证号码 性别 出生年月日 联系电话".split(),
        *"人员类别 入党时间 转正日期 所在党支部 在职情况 工作单位 职务 居住社区 网格 特长".split(),
    ]  # fmt: skip
    above = [""] * len(below)
    above[0], above[15] = "序号", "服务"
    row = [
        1, "周　敏", "110105 19491231 002x", "女", "1949.12.31", "139 0000 1111",
        "正式", "1980年7月", "1981-07-01", "春晖医院党支部", "退休", "春晖医院", "主任医师",
        "和平里社区", "第一网格", "法律咨询、摄影，急救 写作、摄影与传媒",
    ]  # fmt: skip
    parts = [(2, 1, 2, 5, "个人情况"), (2, 6, 2, 9, "党籍情况")]
    parts += [(2, 10, 2, 12, "工作情况"), (2, 13, 2, 14, "居住情况")]

    last, _out = roster(title, [], above, below, row, ["填表人：张三"], merged=parts)

    assert last == NEW
    found = member()
    assert (found.resident_id, found.born_on, found.sex) == (WOMAN, BORN, "female")
    assert (found.status, found.person.party_status, found.employment) == (
        "full",
        "full",
        "retired",
    )
    assert (found.organisation, found.organisation_name) == (branch, "")
    assert (found.employer, found.person.workplace) == (town.clinic, "")
    assert (found.residence, found.person.home) == (town.grid, town.spring)
    assert (found.joined_on, found.full_on) == (
        datetime.date(1980, 7, 1), datetime.date(1981, 7, 1),
    )  # fmt: skip
    assert found.specialties == ["law", "media", "medicine"]
    assert (found.person.phone, found.person.position) == ("13900001111", "主任医师")
    assert PartyMember.objects.with_resident_id(WOMAN).get() == found
    assert list(PartyMember.objects.search("zhoumin")) == [found]
    assert list(PartyMember.objects.search("1111")) == [found]
    assert faults() == []


@pytest.mark.parametrize(
    ("word", "status"),
    [("正式党员", "full"), ("中共党员", "full"), ("预备党员", "probationary"),
     ("已转出", "transferred"), ("停止党籍", "suspended"), ("失联", "lost"), ("退党", "left"),
     ("已故", "deceased")],
)  # fmt: skip
def test_words_for_the_status(roster, word, status):
    assert roster(HEAD, ["周敏", "", word, ""])[0] == NEW
    assert member().status == status


@pytest.mark.parametrize(
    ("word", "employment"), [("在职", "in-service"), ("离休", "retired"), ("无业", "without-post")]
)
def test_words_for_working_life(roster, word, employment):
    assert roster(["姓名", "人员类别", "在职情况"], ["周敏", "正式", word])[0] == NEW
    assert member().employment == employment


@pytest.mark.parametrize(
    ("typed", "slots"),
    [("周六上午", [15]), ("星期天晚上、周一下午", [1, 20]), ("工作日晚上", [2, 5, 8, 11, 14]),
     ("周末", range(15, 21)), ("晚上", range(2, 21, 3))],
)  # fmt: skip
def test_when_there_is_time(roster, typed, slots):
    assert roster(["姓名", "人员类别", "服务时间"], ["周敏", "正式", typed])[0] == NEW
    assert member().free_slots == sum(1 << slot for slot in slots)


def test_words_that_are_on_no_list_are_kept_and_said(roster):
    head = ["姓名", "人员类别", "特长", "服务意向"]
    row = ["周敏", "正式", "法律、茶艺/魔术", "夜间巡逻"]

    last, out = roster(head, row)

    assert last == NEW
    assert "茶艺; 魔术" in out
    assert member().specialties == ["law", "other"]
    assert member().service_intent == "夜间巡逻；茶艺；魔术"
    assert roster(head, row)[0] == SAME
    assert roster(head[:3], row[:3])[0] == SAME


def test_a_month_will_do_in_the_party_but_not_for_a_birth(roster):
    last, out = roster(["姓名", "人员类别", "入党日期"], ["周敏", "正式", "2001年7月"])

    assert (last, member().joined_on) == (NEW, datetime.date(2001, 7, 1))
    assert "is read as" in out
    last, out = roster(["姓名", "人员类别", "出生年月"], ["吴刚", "正式", "1960年7月"])
    assert last == REFUSED
    assert "The day is missing" in out


def test_an_employer_is_found_by_its_code_and_another_one_stays_in_words(roster, town):
    town.clinic.uscc = "121100004000000014"
    town.clinic.save()
    head = ["姓名", "人员类别", "工作单位", "所在党支部"]

    roster(
        head,
        ["周敏", "正式", "121100004000000014", "外地第一党支部"],
        ["吴刚", "正式", "山前小学", ""],
    )

    assert (member().employer, member().organisation_name) == (town.clinic, "外地第一党支部")
    # A unit of another district is none that this office sees.
    assert (member("吴刚").employer, member("吴刚").person.workplace) == (None, "山前小学")


def test_without_a_residence_the_import_s_committee_keeps_the_member(roster, town):
    roster(["姓名", "人员类别"], ["周敏", "正式"])

    assert (member().residence, member().street_id) == (None, town.spring.pk)


def test_a_community_s_import_puts_residents_there(roster, town):
    roster(["姓名", "人员类别"], ["周敏", "正式"], login="peace_secretary", committee=town.peace)

    assert member().residence == town.peace


def test_a_grid_is_looked_for_in_its_community(roster, town):
    other = make_committee("grid", "990101001002-01", "第一网格", town.pine)
    head = ["姓名", "人员类别", "居住社区", "网格"]

    assert roster(head, ["周敏", "正式", "青松社区", "第一网格"])[0] == NEW
    assert member().residence == other
    last, out = roster(head, ["吴刚", "正式", "", "第一网格"])
    assert last == REFUSED
    assert "name of several areas. Please write the code" in out


# --- mistakes, each with its cure ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "row", "sentence"),
    [
        (HEAD, ["周敏", "110105194912310021", "正式", ""], "does not fit the others"),
        (HEAD, ["周敏", "110105491231002", "正式", ""], "old number of 15 digits"),
        (HEAD, ["周敏", "110105********002X", "正式", ""], "masked"),
        (HEAD, ["周敏", "", "", ""], "A new row needs “status”"),
        (HEAD, ["周敏", "", "群众", ""], "not in the list"),
        (HEAD, ["周敏", "", "正式", "无名社区"], "There is no “无名社区” below"),
        (HEAD, ["周敏", "", "正式", "山前街道"], "There is no “山前街道” below"),
        (["姓名", "人员类别", "手机"], ["周敏", "正式", "139****1111"], "masked"),
        (["姓名", "人员类别", "服务时间"], ["周敏", "正式", "偶尔"], "is no part of the week"),
        (["姓名", "人员类别", "入党日期", "转正日期"], ["周敏", "正式", "2001-07-01", "2000-07-01"],
         "Nobody becomes a full member before"),
        (["姓名", "人员类别", "出生日期", "入党日期"], ["周敏", "正式", "2001-07-01", "2000-07-01"],
         "Nobody joins the party before being born"),
        ([*HEAD, "性别"], ["周敏", WOMAN, "正式", "", "男"], "number says something else"),
        ([*HEAD, "出生日期"], ["周敏", WOMAN, "正式", "", "1949-12-30"], "says something else"),
        ([*HEAD, "职务"], ["周敏", "", "正式", "", f"医生 {WOMAN}"], "It belongs in the column"),
        (HEAD, [WOMAN, "", "正式", ""], "It belongs in the column"),
        ([*HEAD, "入党日期"], ["周敏", "", "正式", "", WOMAN], "is not a day"),
    ],
)  # fmt: skip
def test_each_mistake_is_said_with_its_cure_and_without_the_number(roster, head, row, sentence):
    last, out = roster(head, row)

    assert last == REFUSED
    assert sentence in out
    assert WOMAN not in out
    assert not Person.objects.filter(name="周敏").exists()


def test_what_is_odd_may_be_right(roster):
    head = ["姓名", "人员类别", "出生日期", "入党日期", "转正日期"]

    last, out = roster(head, ["周敏", "正式", "1990-01-01", "2005-07-01", "2005-09-01"])

    assert last == NEW
    assert "before the age of 18" in out
    assert "less than a year" in out


def test_a_branch_that_is_named_twice_or_none_of_members(roster, town):
    for home in (town.spring, town.peace):
        OrganisationFactory(name="第一党支部", home=home)
    OrganisationFactory(name="春晖党总支", home=town.spring, category="general-branch")
    head = ["姓名", "人员类别", "所在党支部"]

    assert "several branches of this name" in roster(head, ["周敏", "正式", "第一党支部"])[1]
    assert "belong to a branch" in roster(head, ["周敏", "正式", "春晖党总支"])[1]


def test_the_same_one_twice_in_a_file(roster):
    head = ["姓名", "人员类别", "身份证号", "手机"]

    last, out = roster(
        head,
        ["周敏", "正式", WOMAN, ""],
        ["周敏", "正式", WOMAN, ""],
        ["吴刚", "正式", number(1), "13900001111"],
        ["吴刚", "正式", number(3), "13900001111"],
        ["郑强", "正式", "", ""],
        ["郑强", "预备", "", ""],
        ["王芳", "正式", number(5), ""],
        ["王芳", "正式", number(7), ""],
    )

    assert last == "new=3 changed=0 same=0 refused=5"
    assert out.count("says the same as row 2") == 1
    assert out.count("is about the same one but says something else") == 4
    assert WOMAN not in out


def test_a_number_of_somebody_elsewhere_is_refused_without_telling_who(roster, town):
    MemberFactory(lives_in=town.hill, name="隐姓", resident_id=WOMAN)

    last, out = roster(HEAD, ["周敏", WOMAN, "正式", ""])

    assert last == REFUSED
    assert "outside your part of the tree" in out
    assert "隐姓" not in out
    assert "山前" not in out


def test_an_office_enters_nobody_elsewhere(roster, town):
    last, _out = roster(["姓名", "人员类别"], ["周敏", "正式"], login="hill_office")

    assert last == REFUSED
    assert not Person.objects.filter(name="周敏").exists()


def test_with_one_refused_row_nothing_is_written_but_the_good_rows_may_be(roster):
    rows = [HEAD, ["周敏", WOMAN, "正式", ""], ["吴刚", "1", "正式", ""]]

    assert roster(*rows)[0] == "new=1 changed=0 same=0 refused=1"
    assert not PartyMember.objects.exists()
    assert not ImportRun.objects.exists()
    assert roster(*rows, good_rows=True)[0] == "new=1 changed=0 same=0 refused=1"
    assert PartyMember.objects.count() == 1


# --- who is known --------------------------------------------------------------------------------


def test_the_same_file_again_is_all_the_same(roster):
    head = ["姓名", "身份证号", "人员类别", "居住社区", "手机", "工作单位", "所在党支部"]
    rows = [
        ["周敏", WOMAN, "正式", "和平里社区", "", "春晖医院", ""],
        ["吴刚", "", "预备", "青松社区", "13900001111", "", "市直一支部（联合）"],
        ["郑强", "", "正式", "", "", "街道办（党群）", ""],
        ["王芳", "", "正式", "和平里社区", "", "", ""],
        ["王芳", "", "正式", "青松社区", "", "", ""],
    ]

    assert roster(head, *rows)[0] == "new=5 changed=0 same=0 refused=0"
    assert roster(head, *rows)[0] == "new=0 changed=0 same=5 refused=0"
    assert roster(head, *reversed(rows))[0] == "new=0 changed=0 same=5 refused=0"


def test_a_known_member_changes_in_the_given_cells_alone(roster, town):
    found = MemberFactory(
        lives_in=town.peace, name="周敏", resident_id=WOMAN, employment="in-service",
        service_intent="夜间巡逻",
    )  # fmt: skip
    head = ["姓名", "身份证号", "在职情况", "居住社区", "工作单位", "手机", "服务意向"]

    last, _out = roster(head, ["周敏敏", WOMAN, "退休", "青松社区", "春晖医院", "13900002222", ""])

    assert last == "new=0 changed=1 same=0 refused=0"
    found = PartyMember.objects.get(pk=found.pk)
    assert (found.person.name, found.person.phone) == ("周敏敏", "13900002222")
    assert (found.employment, found.residence, found.employer) == (
        "retired", town.pine, town.clinic,
    )  # fmt: skip
    assert (found.service_intent, found.resident_id) == ("夜间巡逻", WOMAN)


def test_the_status_of_a_known_member_is_no_matter_of_a_table(roster, town):
    MemberFactory(lives_in=town.peace, name="周敏", resident_id=WOMAN, status="probationary")

    last, out = roster(HEAD, ["周敏", WOMAN, "正式党员", ""])

    assert last == REFUSED
    assert "“probationary”. The status is changed on the member's page" in out
    assert member().status == "probationary"


def test_a_number_comes_to_a_known_member_who_had_none(roster, town):
    MemberFactory(lives_in=town.peace, name="周敏", phone="13900001111")
    head = ["姓名", "身份证号", "手机"]

    assert roster(head, ["周敏", WOMAN, "13900001111"])[0] == "new=0 changed=1 same=0 refused=0"

    assert (member().resident_id, member().born_on) == (WOMAN, BORN)
    assert roster(["姓名", "身份证号"], ["周敏", WOMAN])[0] == SAME
    masked = ["周敏", "110105********002X", "139****1111"]
    assert roster(head, masked)[0] == SAME
    assert roster(head, ["周敏", "110105********0021", "139****1111"])[0] == REFUSED


def test_by_name_and_workplace_and_when_that_is_not_enough(roster, town):
    for phone in ("13900001111", "13900002222"):
        MemberFactory(lives_in=town.peace, name="王芳", phone=phone, employer=town.clinic)
    MemberFactory(lives_in=town.peace, name="周敏", employer=town.clinic)
    head = ["姓名", "人员类别", "工作单位", "职务"]

    last, out = roster(head, ["王芳", "正式", "春晖医院", "医生"])
    assert last == REFUSED
    assert "There are 2 people like this. Please give the resident ID number" in out
    assert (
        roster(head, ["周敏", "正式", "春晖医院", "医生"])[0] == "new=0 changed=1 same=0 refused=0"
    )
    last, out = roster(head, ["周敏", "正式", "街道办", ""])
    assert last == NEW
    assert "There is already somebody of this name (春晖医院" in out


def test_a_known_person_becomes_a_member_and_is_nobody_twice(roster, town):
    person = PersonFactory(name="周敏", phone="13900001111", home=town.spring)
    head = ["姓名", "手机", "人员类别", "居住社区"]

    assert roster(head, ["周敏", "13900001111", "正式", "和平里社区"])[0] == NEW

    assert member().pk == person.pk
    assert roster(head, ["周敏", "13900001111", "正式", "和平里社区"])[0] == SAME


def test_a_liaison_is_not_made_a_probationary_member(roster, town):
    head = ["姓名", "手机", "人员类别"]

    last, out = roster(head, [town.doctor.name, town.doctor.phone, "预备"])

    assert last == REFUSED
    assert "must be a full party member" in out


# --- numbers stay secret -------------------------------------------------------------------------


def texts():
    """Every value of every column of every table of ours."""
    for model in apps.get_models(include_auto_created=True):
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                yield model._meta.label, " ".join(map(str, row))


def in_plain(*codes):
    return [label for label, text in texts() if any(code in text for code in codes)]


def test_no_table_of_the_database_ever_holds_a_number_in_plain(brought, town):
    other, wrong, slipped = number(1), "110105196001010020", number(3)
    by = actor(town.spring_office)
    codes = (WOMAN, other, wrong, slipped)
    run = brought(
        [*HEAD, "职务"],
        ["周敏", WOMAN, "正式", "和平里社区", ""],
        ["吴刚", other, "正式", "", ""],
        ["郑强", wrong, "正式", "", ""],
        [slipped, "", slipped, slipped, slipped],
    )
    assert (run.new, run.refused) == (2, 2)
    assert in_plain(*codes) == []

    imports.mend(run, 4, {"resident_id": number(5)}, by=by)
    assert in_plain(*codes, number(5)) == []
    run.refresh_from_db()
    assert run.new == 3
    run = imports.confirm(run, good_rows=True, by=by)

    assert PartyMember.objects.count() == 3
    assert Entry.objects.filter(action="members.member_entered").count() == 3
    assert in_plain(*codes, number(5)) == []
    edited = brought(HEAD, ["周敏", number(7, "19700101"), "正式", ""])
    assert (edited.new, edited.refused) == (1, 0)
    by_number = brought(
        ["系统编号", *HEAD], [member().pk, "周敏", number(7, "19700101"), "正式", ""]
    )
    assert by_number.changed == 1, list(by_number.rows.values())
    imports.confirm(by_number, good_rows=False, by=by)
    assert member().resident_id == number(7, "19700101")
    assert in_plain(*codes, number(7, "19700101")) == []


def test_the_pages_of_an_import_show_masks_and_the_workbook_is_the_office_s_own(
    brought, town, as_user
):
    wrong = WOMAN[:-1] + "1"
    run = brought(HEAD, ["周敏", wrong, "正式", ""])
    client = as_user(town.spring_office)

    page = client.get(run.get_absolute_url()).content.decode()
    assert "110105********0021" in page
    assert wrong not in page
    marked = client.get(reverse("paperwork:import-marked", args=[run.pk]))
    content = b"".join(marked.streaming_content) if marked.streaming else marked.content
    assert load_workbook(io.BytesIO(content)).active["B2"].value == wrong


def test_a_mask_that_is_sent_back_changes_nothing(brought, town):
    run = brought(HEAD, ["周敏", WOMAN, "群众", ""])
    cells = {"resident_id": "110105********002X", "status": "正式"}

    imports.mend(run, 2, cells, by=actor(town.spring_office))

    run.refresh_from_db()
    assert (run.new, run.refused) == (1, 0)
    assert run.sheet["mended"] == [[2, "status"]]
    imports.confirm(run, good_rows=False, by=actor(town.spring_office))
    assert member().resident_id == WOMAN


# --- undone, killed, in batches ------------------------------------------------------------------


def test_undoing_removes_everything_and_puts_back_what_was_changed(brought, town):
    MemberFactory(lives_in=town.peace, name="吴刚", resident_id=number(1))
    before, by = everything(), actor(town.spring_office)
    one = ["周敏", WOMAN, "正式", "和平里社区", ""]
    run = brought([*HEAD, "职务"], one, ["吴刚", number(1), "", "青松社区", "主任"])
    run = imports.confirm(run, good_rows=False, by=by)
    assert (run.new, run.changed) == (1, 1)

    undoing.undo(run, by=by)

    assert everything() == before
    assert faults() == []


def test_what_breaks_half_way_leaves_nothing(roster, monkeypatch):
    before = everything()

    def fail(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(member_intake, "record_many", fail)
    with pytest.raises(OSError, match="full"):
        roster(HEAD, ["周敏", WOMAN, "正式", ""])

    assert everything() == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_command_killed_at_any_moment_leaves_all_or_nothing(town, tmp_path):
    count, office, moments = 300, Office(tmp_path), random.Random(5)
    office.open()
    words = ["--committee", town.spring.code, "--actor", "spring_office"]
    left = {
        "people": "SELECT count(*) FROM members_person WHERE name LIKE %s",
        "members": "SELECT count(*) FROM members_partymember m JOIN members_person p"
        " ON p.id = m.person_id WHERE p.name LIKE %s",
        "keys": "SELECT count(DISTINCT k.person_id) FROM members_personkey k"
        " JOIN members_person p ON p.id = k.person_id WHERE p.name LIKE %s",
        "entries": "SELECT count(*) FROM audit_entry WHERE object_name LIKE %s",
    }

    def brought(batch):
        path = tmp_path / f"{batch}.xlsx"
        codes = [number(n, f"19{50 + batch}0101") for n in range(count)]
        rows = [[f"第{batch}批{chr(0x4E00 + n)}", code, "正式"] for n, code in enumerate(codes)]
        write_xlsx(str(path), "r", ["姓名", "身份证号", "人员类别"], rows)
        return str(path)

    began = time.monotonic()
    assert office.run("import_members", brought(0), *words)[0] == 0
    whole = time.monotonic() - began
    for batch in range(1, 4):
        path = brought(batch)
        office.kill_after(moments.uniform(0.5, 0.95) * whole, "import_members", path, *words)
        found = {office.ask(sql, f"第{batch}批%") for sql in left.values()}
        assert found in ({0}, {count}), found
        new, same = (0, count) if found == {count} else (count, 0)
        again = office.run("import_members", path, *words)
        assert again == (0, f"new={new} changed=0 same={same} refused=0")
    assert office.run("check_integrity") == (0, "faults=0")


def test_somebody_who_was_faster_is_that_row_s_reason(roster, town, monkeypatch):
    """A number is taken between judging and writing."""
    write = member_intake.prepare

    def faster(row):
        if row.person.name == "周敏" and not Person.objects.filter(name="快手").exists():
            MemberFactory(lives_in=town.peace, name="快手", resident_id=WOMAN)
        write(row)

    monkeypatch.setattr(member_intake, "prepare", faster)

    last, out = roster(HEAD, ["吴刚", number(1), "正式", ""], ["周敏", WOMAN, "正式", ""])

    assert last == "new=1 changed=0 same=0 refused=1"
    assert "Row 3" in out
    assert "already" in out
    assert not Person.objects.filter(name="吴刚").exists()


def test_each_member_is_on_record_and_found_as_if_entered_one_by_one(roster, town):
    roster(HEAD, ["周敏", WOMAN, "正式", "和平里社区"])
    many = member()
    person = Person(name="周敏", home=town.spring)
    one = party_members.enter_member(
        person, {"status": "full", "resident_id": number(1)}, residence=town.peace,
        by=actor(town.spring_office),
    )  # fmt: skip

    entry = Entry.objects.get(action="members.member_entered", object_id=many.pk)
    assert (entry.user, entry.after["name"], entry.after["resident_id"]) == (
        town.spring_office, "周敏", "…",
    )  # fmt: skip
    assert set(many.person.finding_rows.values_list("key")) == set(
        one.person.finding_rows.values_list("key")
    )
    same = ("status", "sort_key", "place", "is_current", "version", "specialties", "free_slots")
    assert [getattr(many, n) for n in same] == [getattr(one, n) for n in same]


def test_a_thousand_rows_take_as_many_queries_as_ten(roster, town):
    def queries(count, start):
        rows = [
            [f"周{chr(0x4E00 + n)}", number(n, "19650101"), "正式", "和平里社区"]
            for n in range(start, start + count)
        ]
        with CaptureQueriesContext(connection) as caught:
            assert roster(HEAD, *rows)[0] == f"new={count} changed=0 same=0 refused=0"
        return len(caught)

    few = queries(10, 0)
    # Numbers, names and ids are asked for by five hundred, rows are inserted by a thousand.
    assert queries(989, 10) <= few + 20
