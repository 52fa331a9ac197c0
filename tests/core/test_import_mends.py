"""Days before 1900, merged cells, footers, strange workbooks: nothing is lost, nothing breaks."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.utils import translation
from xlsxwriter import Workbook

from core import identifiers
from core.exports import csv_lines, write_xlsx
from core.imports import Day, Importer, Name, Text, Whole, Wrong, papers
from core.imports.cells import heading_key
from core.imports.papers import marked
from core.imports.reading import read_file
from core.imports.tables import find_table
from core.imports.text import decode


class Fruit(Importer):
    """An importer of nothing in particular."""

    name = "fruit"
    title = "Fruit"
    columns = [
        Text("name", "Name", names=("单位名称",), required=True),
        Text("kind", "Kind", names=("类别",)),
        Whole("count", "Count", names=("人数",)),
    ]

    def check(self, row):
        row.outcome = "new"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


HEAD = ["单位名称", "类别", "人数"]


def save(path, *rows, merge=(), before=()):
    """A workbook of these rows; ``before`` are cells of a hidden sheet, or "chart"."""
    book = Workbook(path, {"nan_inf_to_errors": True})
    if before == "chart":
        book.add_chartsheet("图").set_chart(_chart(book))
    elif before:
        hidden = book.add_worksheet("别的")
        for number, row in enumerate(before):
            hidden.write_row(number, 0, row)
    sheet = book.add_worksheet("名册")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(number, place, cell)
    for cells in merge:
        sheet.merge_range(*cells)
    if before == "chart":
        book.add_worksheet("后面")
    book.close()
    return path


def _chart(book):
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "='名册'!$C$2:$C$3"})
    return chart


def rewrite(path, part, old, new):
    """The workbook with other text in one of its parts."""
    whole = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(path, "w") as made:
        for name in archive.namelist():
            content = archive.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            made.writestr(name, content, zipfile.ZIP_DEFLATED)
    return path


def table(path):
    return find_table(read_file(path), Fruit)


def judged(path):
    sheet = table(path)
    Fruit(None).judge(sheet.rows)
    return sheet


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [datetime.date(202, 3, 1), datetime.date(1900, 2, 28)])
def test_a_day_before_workbooks_count_days_goes_out_as_text(tmp_path, day):
    path = str(tmp_path / "x.xlsx")

    write_xlsx(path, "表", ["日"], [[day], [datetime.date(1900, 3, 1)]])

    sheet = openpyxl.load_workbook(path).active
    assert sheet["A2"].value == day.isoformat()
    assert sheet["A3"].is_date


@pytest.mark.parametrize("text", ["0202-03-01", "1899-12-31", "2101-01-01", "9999年1月1日"])
def test_a_year_that_nobody_means_is_refused(text):
    with pytest.raises(Wrong, match="1900"):
        Day("day", "Day").read(text)


@pytest.mark.parametrize("will_do", [True, False])
def test_a_number_is_never_a_month(will_do):
    column = Day("day", "Day", month_will_do=will_do)

    with pytest.raises(Wrong, match="2025-10"):
        column.read(2025.1)
    with pytest.raises(Wrong):
        column.read("0000-05")


def test_a_month_as_text_still_is_one():
    assert Day("day", "Day", month_will_do=True).read("2025.10") == datetime.date(2025, 10, 1)


# --- what stands below the table --------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "填表人：李四", "填表日期：2026-03-01", "填报日期：", "制表日期：2026年3月",
        "负责人：钱", "单位负责人签字：", "经办人：赵", "合计：36家", "共计36个单位", "（盖章）",
        "注1：以上为准", "★注：以上为准", "* 备注：无", "第1页 共2页", "第 1 页", "总计 36",
        "联系人：王五 电话：010-1", "(盖章)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("beside", [(), (36,), ("36人",)])
def test_a_usual_footer_is_no_unit(tmp_path, text, beside):
    rows = [["春晖医院", "医院", 3], [text, "", *beside]]

    sheet = table(save(tmp_path / "x.xlsx", HEAD, *rows))

    assert [row.cells["name"] for row in sheet.rows] == ["春晖医院"]
    assert [number for number, _why in sheet.skipped] == [3]


@pytest.mark.parametrize(
    "row",
    [
        ["注1：春晖", "医院", 3], ["共计三合医院", "", ""], ["联系人之家", "", ""],
        ["第1页书店", "", ""],
    ],
)  # fmt: skip
def test_a_unit_that_only_begins_so_is_one(tmp_path, row):
    assert len(table(save(tmp_path / "x.xlsx", HEAD, row)).rows) == 1


# --- merged cells -----------------------------------------------------------------------------


def test_cells_merged_over_several_rows_are_not_lost_in_silence(tmp_path):
    rows = [["春晖医院", "", 3], ["春晖剧院", "", 4], ["春晖公园", "", 5]]
    sheet = judged(
        save(tmp_path / "x.xlsx", HEAD, *rows, merge=[(1, 1, 3, 1, "事业")])
    )  # fmt: skip

    first, *lower = sheet.rows
    assert first.problems == []
    for row in lower:
        assert [(p.column, p.kind) for p in row.problems] == [("kind", "error")]
        assert "row 2" in row.problems[0].message

    lower[0].cells["kind"] = "事业"
    Fruit(None).judge(sheet.rows)
    assert not lower[0].errors


def test_merged_headings_and_empty_merged_cells_are_no_fault(tmp_path):
    merge = [(0, 0, 0, 2, "名册"), (2, 1, 3, 1, ""), (4, 0, 4, 1, "春晖公园")]
    sheet = judged(
        save(tmp_path / "x.xlsx", ["名册"], HEAD, ["甲", "", 1], ["乙", "", 2], [], merge=merge)
    )

    assert [row.errors for row in sheet.rows] == [[], [], []]


# --- strange workbooks ------------------------------------------------------------------------


@pytest.mark.parametrize("text", [b"1e999", b"NaN", b"-INF"])
def test_a_number_without_end_is_text(tmp_path, text):
    path = save(tmp_path / "x.xlsx", HEAD, ["春晖医院", "医院", 31415])
    rewrite(path, "xl/worksheets/sheet1.xml", b"31415", text)

    [row] = judged(path).rows

    assert isinstance(row.cells["count"], str) or row.cells["count"] is None
    assert [p.column for p in row.errors] == ["count"]


def test_characters_that_no_database_keeps_are_left_out(tmp_path):
    path = save(tmp_path / "x.xlsx", HEAD, ["春晖QQ医院", "医院", 3])
    rewrite(path, "xl/sharedStrings.xml", b"QQ", b"_x0000_&#xFFFF;")

    [row] = table(path).rows

    assert row.cells["name"].startswith("春晖")
    assert not {"\x00", "\uffff"} & set(row.cells["name"])


STRANGE = {
    "an empty fill": (
        "xl/styles.xml", b'<fill><patternFill patternType="none"/></fill>', b"<fill/>",
    ),
    "a font family": ("xl/styles.xml", b'<family val="2"/>', b'<family val="34"/>'),
    "a day": ("docProps/core.xml", b"W3CDTF\">2", b"W3CDTF\">on 2"),
    "a validation": (
        "xl/worksheets/sheet1.xml", b"</sheetData>",
        b'</sheetData><dataValidations><dataValidation type="x" sqref="A1"/></dataValidations>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", STRANGE)
def test_what_openpyxl_refuses_is_marked_in_a_new_workbook(tmp_path, fault):
    path = save(tmp_path / "x.xlsx", HEAD, ["春晖医院", "医院", "三"])
    rewrite(path, *STRANGE[fault])
    sheet = judged(path)

    page = book_of(marked(path, sheet, sheet.rows, Fruit)).active

    assert page["A2"].value == "春晖医院"
    assert page["C2"].comment is not None


def test_a_large_workbook_is_never_loaded_as_a_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(papers, "MARKED_IN_PLACE", 5000)
    small = save(tmp_path / "a.xlsx", HEAD, ["春晖医院", "医院", "三"], before=[["x"]])
    large = save(tmp_path / "b.xlsx", HEAD, ["春晖医院", "医院", "三"], before=[["x"] * 60] * 100)
    merged = save(
        tmp_path / "c.xlsx", HEAD, ["春晖医院", "医院", "三"], merge=[(9, 0, 5000, 5, "")]
    )

    books = []
    for path in (small, large, merged):
        sheet = judged(path)
        books.append(book_of(marked(path, sheet, sheet.rows, Fruit)))

    assert [book.sheetnames for book in books] == [["别的", "名册"], ["名册"], ["名册"]]
    assert not books[2].active.merged_cells.ranges


def test_the_right_sheet_is_marked_behind_a_chart(tmp_path):
    path = save(tmp_path / "x.xlsx", HEAD, ["春晖医院", "医院", "三"], before="chart")
    sheet = judged(path)

    book = book_of(marked(path, sheet, sheet.rows, Fruit))

    assert book["名册"]["C2"].comment is not None


def test_a_formula_without_a_value_is_found_behind_a_chart(tmp_path):
    path = save(tmp_path / "x.xlsx", HEAD, ["春晖医院", "医院", 31415], before="chart")
    rewrite(path, "xl/worksheets/sheet1.xml", b"<v>31415</v>", b"<f>1+2</f>")

    [row] = judged(path).rows

    assert [(p.column, p.of_file) for p in row.errors] == [("count", True)]


# --- characters that nobody sees --------------------------------------------------------------


def test_invisible_characters_are_not_read():
    assert identifiers.normalise("\ufeff春\u200b晖\u00ad医 院\u200e") == "春晖医 院"
    assert heading_key("单位\u200b名称\ufeff") == heading_key("单位名称")
    assert decode("\ufeff\ufeff单位名称".encode()) == "单位名称"


# --- headings, separators, many remarks -------------------------------------------------------


class Roster(Fruit):
    columns = [
        Text("name", "Name", names=("单位名称",), required=True),
        Name("liaison", "Liaison", names=("联络员",)),
        Text("phone", "Phone of the liaison", names=("联络员手机", "联络员情况|手机")),
    ]


def test_words_in_brackets_tell_headings_apart(tmp_path):
    head = ["单位名称（全称）", "联络员（手机）", "联络员"]
    path = save(tmp_path / "x.xlsx", head, ["春晖医院", "13800000001", "李明"])

    sheet = find_table(read_file(path), Roster)

    assert sheet.places == {"name": 1, "phone": 2, "liaison": 3}


@pytest.mark.parametrize("text", ["13800000001", "１２３", "-"])
def test_a_number_is_no_name(text):
    with pytest.raises(Wrong, match="no name"):
        Name("liaison", "Liaison").read(text)


def test_full_width_commas_in_cells_do_not_separate(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("单位名称,类别\n" + "春晖医院,一级，二级，三级，四级\n" * 5)

    assert read_file(path).sheets[0].rows[1] == ["春晖医院", "一级，二级，三级，四级"]


def test_full_width_commas_in_the_headings_do(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("单位名称，类别\n春晖医院，医院\n")

    assert read_file(path).sheets[0].rows[1] == ["春晖医院", "医院"]


@pytest.mark.parametrize("text", ["'=1", "''=1", "' =1", "=1", "'+86", "'abc", "''", "王芳"])
def test_text_with_apostrophes_survives_a_csv(tmp_path, text):
    path = tmp_path / "x.csv"
    path.write_bytes(b"".join(csv_lines(["单位名称", "类别"], [[text, "x"]])))

    assert read_file(path).sheets[0].rows[1] == [text, "x"]


class Keyed(Fruit):
    def keys(self, row):
        yield row.get("kind")


def test_of_many_remarks_a_few_are_kept_and_a_count(tmp_path):
    rows = [[f"单位{n}", "同", n] for n in range(300)]
    sheet = find_table(read_file(save(tmp_path / "x.xlsx", HEAD, *rows)), Keyed)

    Keyed(None).judge(sheet.rows)

    first = [problem.message for problem in sheet.rows[0].problems]
    assert len(first) == 6
    assert "294" in first[-1]
