"""A roster taken in by the command: what is new, changed, the same, refused, and why."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook
from xlsxwriter import Workbook

from members.models import Liaison, Membership, MemberUnit, Person, Seat
from members.services.capacities import make_default_capacities
from tests.conftest import SETUP
from tests.factories import UnitFactory

CODE_A, CODE_B = "121100004000000014", "121100004000000027"


@pytest.fixture
def roster(town, tmp_path, capsys):
    """Writes a workbook, imports it into Spring, returns (exit code, last line, all lines)."""
    make_default_capacities(by=SETUP)

    def run(*rows, login="spring_office", committee=town.spring, **options):
        book = Workbook(tmp_path / "r.xlsx")
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.close()
        code = 0
        try:
            call_command(
                "import_units",
                str(tmp_path / "r.xlsx"),
                committee=committee.code,
                actor=login,
                **options,
            )
        except SystemExit as stop:
            code = stop.code
        out = capsys.readouterr().out.strip()
        return code, out.splitlines()[-1], out

    return run


def test_a_row_makes_the_unit_its_membership_and_its_people(roster, town):
    head = [
        "单位名称",
        "统一社会信用代码",
        "单位性质",
        "所在社区",
        "单位代表",
        "代表职务",
        "联络员",
        "联络员电话",
        "入会时间",
    ]
    row = [
        "春晖剧院",
        "１２１１００００４００００００01 4",
        "事业",
        "和平里社区",
        "赵敏",
        "院长",
        "张伟",
        "138 0000 0001",
        46082,
    ]

    assert roster(head, row)[:2] == (0, "new=1 changed=0 same=0 refused=0")

    unit = MemberUnit.objects.get(name="春晖剧院")
    membership = unit.memberships.get()
    seat, liaison = (
        Seat.objects.get(membership=membership),
        Liaison.objects.get(membership=membership),
    )
    assert (unit.uscc, unit.category, unit.area) == (CODE_A, "institution", town.peace)
    assert (membership.status, membership.starts_on) == ("active", datetime.date(2026, 3, 1))
    assert (seat.person.name, seat.person.position, seat.capacity.code) == (
        "赵敏",
        "院长",
        "street-unit-representative",
    )
    assert (liaison.person.name, liaison.person.phone, liaison.person.party_status) == (
        "张伟",
        "13800000001",
        "full",
    )
    assert roster(head, row)[:2] == (0, "new=0 changed=0 same=1 refused=0")


def test_with_one_refused_row_nothing_is_written(roster):
    head = ["单位名称", "统一社会信用代码"]
    rows = [head, ["甲", CODE_A], ["乙", CODE_B[:-1] + "3"]]

    code, last, out = roster(*rows)

    assert (code, last) == (1, "new=1 changed=0 same=0 refused=1")
    assert "B3" in out
    assert not MemberUnit.objects.filter(name="甲").exists()
    assert roster(*rows, good_rows=True)[:2] == (1, "new=1 changed=0 same=0 refused=1")
    assert MemberUnit.objects.filter(name="甲").exists()


def test_a_known_unit_changes_only_in_the_given_cells(roster, town):
    town.clinic.address, town.clinic.head = "春晖路1号", "李强"
    town.clinic.save()

    result = roster(["单位名称", "地址", "单位负责人"], ["春晖医院", "春晖路9号", ""])

    town.clinic.refresh_from_db()
    assert result[:2] == (0, "new=0 changed=1 same=0 refused=0")
    assert (town.clinic.address, town.clinic.head) == ("春晖路9号", "李强")


def test_the_credit_code_is_the_key_before_the_name(roster, town):
    town.clinic.uscc = CODE_A
    town.clinic.save()

    result = roster(
        ["单位名称", "统一社会信用代码"], ["春晖第一医院", CODE_A], ["春晖医院", CODE_B]
    )

    town.clinic.refresh_from_db()
    assert result[1] == "new=1 changed=1 same=0 refused=0"
    assert town.clinic.name == "春晖第一医院"
    assert MemberUnit.objects.get(uscc=CODE_B).name == "春晖医院"


def test_our_number_is_the_key_where_there_is_no_code(roster, town):
    result = roster(["系统编号", "单位名称"], [town.clinic.pk, "春晖第一医院"])

    town.clinic.refresh_from_db()
    assert result[1] == "new=0 changed=1 same=0 refused=0"
    assert town.clinic.name == "春晖第一医院"


def test_units_outside_the_part_of_the_tree_are_not_touched(roster, town):
    UnitFactory(name="山后小学", uscc=CODE_A)

    by_code = roster(["单位名称", "统一社会信用代码"], ["别名", CODE_A])
    by_number = roster(["系统编号", "单位名称"], [town.school.pk, "别名"])

    assert by_code[:2] == by_number[:2] == (1, "new=0 changed=0 same=0 refused=1")
    assert not MemberUnit.objects.filter(name="别名").exists()


@pytest.mark.parametrize("login", ["west_office", "east_leader", "grid_leader", "sysadmin"])
def test_nobody_imports_into_a_committee_that_is_not_theirs(roster, login):
    assert roster(["单位名称"], ["甲"], login=login)[:2] == (1, "new=0 changed=0 same=0 refused=1")
    assert not MemberUnit.objects.filter(name="甲").exists()


def test_the_same_name_with_two_codes_is_two_units_without_codes_none(roster):
    head = ["单位名称", "统一社会信用代码"]

    assert roster(head, ["教委", CODE_A], ["教委", CODE_B])[1] == "new=2 changed=0 same=0 refused=0"
    assert (
        roster(head, ["科委", ""], ["科委", "120000000000000007"[:0]])[1]
        == "new=1 changed=0 same=0 refused=1"
    )
    assert (
        roster(["单位名称", "地址"], ["商委", "1号"], ["商委", "2号"])[1]
        == "new=0 changed=0 same=0 refused=2"
    )


def test_a_masked_number_stands_for_the_one_that_is_there(roster, town):
    head = ["单位名称", "联络员", "联络员电话"]
    town.doctor.phone = "13812345678"
    town.doctor.save()

    assert (
        roster(head, ["春晖医院", "李娜", "138****5678"])[1] == "new=0 changed=0 same=1 refused=0"
    )
    assert (
        roster(head, ["春晖医院", "李娜", "138****0000"])[1] == "new=0 changed=0 same=0 refused=1"
    )
    town.doctor.refresh_from_db()
    assert town.doctor.phone == "13812345678"


def test_another_liaison_takes_over_and_the_old_access_ends(roster, town):
    result = roster(["单位名称", "联络员", "联络员电话"], ["春晖医院", "王芳", "13800000009"])

    town.clinic_liaison.refresh_from_db()
    assert result[1] == "new=0 changed=1 same=0 refused=0"
    assert town.clinic_liaison.ends_on is not None
    assert town.clinic_liaison.appointment.ends_on is not None
    running = Liaison.objects.filter(membership=town.clinic_in_spring, ends_on__isnull=True)
    assert [liaison.person.name for liaison in running] == ["王芳"]


def test_a_liaison_who_is_no_full_member_is_refused(roster):
    head = ["单位名称", "联络员", "联络员政治面貌"]

    assert roster(head, ["甲", "王芳", "预备党员"])[1] == "new=0 changed=0 same=0 refused=1"
    assert roster(head, ["甲", "王芳", ""])[1] == "new=0 changed=0 same=0 refused=1"
    assert roster(head, ["甲", "王芳", "中共党员"])[1] == "new=1 changed=0 same=0 refused=0"


def test_one_person_for_two_units_is_one_person(roster):
    head = ["单位名称", "联络员", "联络员电话"]

    roster(
        head,
        ["甲", "王芳", "13800000009"],
        ["乙", "王芳", "13800000009"],
        ["丙", "王芳", "13800000008"],
    )

    assert Person.objects.filter(name="王芳").count() == 2
    assert Liaison.objects.filter(person__phone="13800000009").count() == 2


def test_an_unknown_community_is_a_warning_and_the_unit_comes_in(roster):
    code, last, out = roster(["单位名称", "所在社区"], ["甲", "红星社区"])

    assert (code, last) == (0, "new=1 changed=0 same=0 refused=0")
    assert "红星社区" in out
    assert MemberUnit.objects.get(name="甲").area is None


def test_two_new_organisations_are_told_apart_by_their_code(roster):
    firm = "911100004000000010"[:17]
    from core.identifiers import uscc_check_character

    code = firm + uscc_check_character(firm)

    assert (
        roster(["单位名称", "统一社会信用代码", "单位性质"], ["甲", code, "两新组织"])[1]
        == "new=1 changed=0 same=0 refused=0"
    )
    assert MemberUnit.objects.get(name="甲").category == "private-firm"
    assert (
        roster(["单位名称", "单位性质"], ["乙", "两新组织"])[1]
        == "new=0 changed=0 same=0 refused=1"
    )


def test_a_membership_that_was_only_invited_is_confirmed(roster, town):
    unit = UnitFactory(name="春晖剧院")
    membership = Membership.objects.create(
        unit=unit, committee=town.spring, status="invited", starts_on=datetime.date(2026, 1, 1)
    )

    assert roster(["单位名称"], ["春晖剧院"])[1] == "new=0 changed=1 same=0 refused=0"
    membership.refresh_from_db()
    assert membership.status == "active"


def test_a_formula_in_a_cell_is_kept_as_text(roster):
    book_row = ["甲", '=HYPERLINK("http://example.invalid","x")']
    roster(["单位名称", "备注"], ["甲", "'" + book_row[1]])

    assert MemberUnit.objects.get(name="甲").note.endswith(
        'HYPERLINK("http://example.invalid","x")'
    )


def test_errors_workbook_marks_the_bad_cells(roster, tmp_path):
    out = tmp_path / "out.xlsx"

    roster(["单位名称", "入会时间"], ["甲", "长期"], ["乙", "2026-03-01"], dry_run=True, errors=out)

    sheet = load_workbook(out).active
    assert "2026-03-01" in sheet["B2"].comment.text
    assert sheet["B3"].comment is None


def test_errors_of_a_csv_come_back_with_all_its_cells(town, tmp_path, capsys):
    path, out = tmp_path / "r.csv", tmp_path / "out.xlsx"
    path.write_bytes("单位名称;入会时间\n甲;长期\n乙;2026-03-01\n".encode("gb18030"))

    with pytest.raises(SystemExit):
        call_command(
            "import_units", str(path), committee=town.spring.code, actor="spring_office", errors=out
        )

    sheet = load_workbook(out).active
    assert [cell.value for cell in sheet["A"]] == ["单位名称", "甲", "乙"]
    assert sheet["B2"].comment is not None
    capsys.readouterr()


def test_unknown_committee_ends_with_2(town, tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_units", str(tmp_path / "x"), committee="1", actor="spring_office")

    assert refusal.value.returncode == 2


def test_template_command_writes_the_workbook(tmp_path, capsys):
    call_command("import_template", "units", str(tmp_path / "t.xlsx"))

    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    headings = {cell.value for cell in sheet[1]}
    assert {"name", "uscc"} <= {c.key for c in _columns()}
    assert len(headings) == sum(1 for c in _columns() if c.in_template)
    capsys.readouterr()


def test_no_heading_could_mean_two_columns():
    seen = {}
    for column in _columns():
        for heading in column.headings():
            assert seen.setdefault(heading, column.key) == column.key, heading


def test_the_manual_lists_every_column(settings):
    manual = (settings.BASE_DIR / "docs" / "operations.md").read_text()
    table = manual[manual.index("## Importing units") :]

    with translation.override("en"):
        missing = [str(c.label) for c in _columns() if f"| {c.label} |" not in table]

    assert missing == []


def _columns():
    from members.imports import UnitImport

    return UnitImport.columns


def test_nobody_represents_two_units_of_one_committee(roster):
    head = ["单位名称", "统一社会信用代码", "单位代表", "代表电话"]

    code, last, out = roster(
        head,
        ["春晖剧院", CODE_A, "赵敏", "13800000002"],
        ["春晖影院", CODE_B, "赵敏", "13800000002"],
    )

    assert (code, last) == (1, "new=1 changed=0 same=0 refused=1")
    assert not Seat.objects.filter(person__name="赵敏").exists()
    assert any(
        "3" in line and ("两个单位" in line or "two units" in line) for line in out.splitlines()
    )
