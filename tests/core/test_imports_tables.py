"""Which sheet and which row hold the table, and what is said when that is not plain."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook
from xlsxwriter import Workbook

from core.imports import IMPORTS, Importer, Text, Unreadable, Whole
from core.imports.papers import marked, template
from core.imports.reading import read_file
from core.imports.tables import find_table
from members.imports import UnitImport

HEAD = ["单位名称", "人数"]


class Fruit(Importer):
    """An importer of nothing in particular."""

    name = "fruit"
    title = "Fruit"
    columns = [
        Text("name", "Name", names=("单位名称",), required=True),
        Whole("count", "Count", names=("人数",), required=True),
        Text("head", "Head", names=("书记", "负责人")),
    ]

    def check(self, row):
        row.outcome = "new"


def save(path, sheets, hidden=(), merge=()):
    """A workbook with these sheets; ``hidden`` ones are not shown."""
    book = Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, place, cell)
        for cells in merge:
            sheet.merge_range(*cells)
    book.close()
    return path


def table(path, importer=Fruit):
    return find_table(read_file(path), importer)


def names(sheet):
    return [row.cells["name"] for row in sheet.rows]


def test_a_row_that_repeats_a_heading_s_word_is_data(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "单位名称;单位性质;单位代表;代表职务;联络员;联络员职务\n"
        "书记测试单位;机关;张一;书记;李一;书记\n",
        encoding="utf-8",
    )

    sheet = table(path, UnitImport)

    assert names(sheet) == ["书记测试单位"]
    assert sheet.places == {
        "name": 1, "category": 2, "representative": 3, "representative_position": 4,
        "liaison": 5, "liaison_position": 6,
    }  # fmt: skip


def test_two_cells_that_say_no_are_no_headings(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Name of the unit,trade union,youth league\n春晖医院,no,no\n", encoding="utf-8")

    assert names(table(path, UnitImport)) == ["春晖医院"]


def test_two_headings_of_one_name_are_still_refused(tmp_path):
    path = save(
        tmp_path / "t.xlsx", {"a": [["单位名称", "人数", "书记", "书记"], ["甲", 1, "", ""]]}
    )

    with pytest.raises(Unreadable, match=r"C.*D.*书记"):
        table(path)


def test_two_sheets_with_a_table_are_refused_by_name(tmp_path):
    sheets = {"甲社区": [HEAD, ["甲", 1]], "乙社区": [HEAD, ["乙", 2], ["丙", 3]]}
    path = save(tmp_path / "t.xlsx", sheets)

    with translation.override("zh-hans"), pytest.raises(Unreadable, match=r"甲社区.*乙社区"):
        table(path)


def test_the_command_writes_nothing_of_two_sheets(town, tmp_path):
    head = ["单位名称", "单位性质"]
    path = save(
        tmp_path / "t.xlsx", {"甲社区": [head, ["甲", "机关"]], "乙": [head, ["乙", "机关"]]}
    )

    with pytest.raises(CommandError, match="甲社区") as problem:
        call_command("import_units", str(path), committee=town.spring.code, actor="spring_office")

    assert problem.value.returncode == 2


def test_sheets_without_a_table_are_named_and_left_out(tmp_path):
    sheets = {
        "说明": [["请如实填写"], ["单位名称", "必填", "", "春晖医院"]],
        "名册": [HEAD, ["甲", 1]],
        "空白表": [HEAD],
        "Sheet4": [],
        "选项": [["机关"], ["事业"]],
    }
    path = save(tmp_path / "t.xlsx", sheets, hidden=["选项"])

    with translation.override("zh-hans"):
        sheet = table(path)

    assert (sheet.name, names(sheet)) == ("名册", ["甲"])
    assert sheet.other_sheets == ["说明", "空白表", "选项（隐藏）"]


def test_a_hidden_sheet_is_named_when_there_is_no_table(tmp_path):
    path = save(
        tmp_path / "t.xlsx", {"封面": [["名册"]], "数据": [HEAD, ["甲", 1]]}, hidden=["数据"]
    )

    with pytest.raises(Unreadable, match="数据"):
        table(path)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", sorted(IMPORTS))
def test_a_template_s_explanations_are_no_second_table(tmp_path, kind, language):
    with translation.override(language):
        book = load_workbook(io.BytesIO(template(IMPORTS[kind])))
        page = book.worksheets[0]
        for place in range(1, page.max_column + 1):
            page.cell(2, place, "110105001000")
        book.save(tmp_path / "t.xlsx")

        assert table(tmp_path / "t.xlsx", IMPORTS[kind]).name == page.title


def two_level(path):
    """The unit's heading stands over two rows, so the lower one is empty under it."""
    rows = [["", "", "党员情况", ""], ["", "", "", ""], ["甲", "三十", "", ""]]
    rows[1][2], rows[1][3] = "人数", "书记"
    rows[2] = ["甲", "", "三十", "赵敏"]
    return save(
        path,
        {"名册": rows},
        merge=[(0, 0, 1, 1, "单位名称"), (0, 2, 0, 3, "党员情况")],
    )


def test_headings_over_two_rows_keep_their_names(tmp_path):
    path = two_level(tmp_path / "t.xlsx")
    sheet = table(path)
    sheet.kind = "xls"  # comes back as a new workbook

    Fruit(by=None).judge(sheet.rows)
    page = load_workbook(io.BytesIO(marked(path, sheet, sheet.rows, Fruit))).active

    assert sheet.headings == {"name": "单位名称", "count": "人数", "head": "书记"}
    assert [page.cell(2, place).value for place in (1, 3, 4)] == ["单位名称", "人数", "书记"]


def formula_without_value(path):
    from openpyxl import Workbook as OpenWorkbook

    book = OpenWorkbook()
    book.active.append(HEAD)
    book.active.append(["甲", "=1+1"])  # openpyxl writes no value
    book.save(path)
    return path


def test_a_formula_without_a_value_is_marked_on_its_own_cell(tmp_path):
    path = formula_without_value(tmp_path / "t.xlsx")
    sheet = table(path)

    for _again in range(2):
        Fruit(by=None).judge(sheet.rows)
    page = load_workbook(io.BytesIO(marked(path, sheet, sheet.rows, Fruit))).active

    assert [(p.column, p.kind) for p in sheet.rows[0].problems] == [("count", "error")]
    assert page["A2"].comment is None
    assert page["B2"].comment is not None


def test_a_formula_without_a_value_is_mended_by_a_value(tmp_path):
    sheet = table(formula_without_value(tmp_path / "t.xlsx"))
    Fruit(by=None).judge(sheet.rows)

    sheet.rows[0].cells["count"] = "2"
    Fruit(by=None).judge(sheet.rows)

    assert sheet.rows[0].errors == []
    assert sheet.rows[0].values["count"] == 2
