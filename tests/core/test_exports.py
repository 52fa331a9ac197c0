"""Spreadsheets that do nothing when they are opened."""

import csv
import datetime
import io

import openpyxl
import pytest

from core.exports import csv_lines, harmless, sheet_name, write_xlsx

EVIL = ["=1+1", "+86", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", EVIL)
def test_formula_is_defused_in_a_csv(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("value", ["王芳", "a=b", 12, -3, None, datetime.date(2026, 6, 30)])
def test_what_is_no_formula_stays_as_it_is(value):
    assert harmless(value) == value


def test_control_characters_are_left_out():
    assert harmless("王\x00芳\x1b") == "王芳"


def test_csv_starts_with_the_mark_that_excel_needs():
    content = b"".join(csv_lines(["姓名"], [["王芳"], ["=1"]]))

    assert content.decode("utf-8") == "\ufeff姓名\r\n王芳\r\n'=1\r\n"


def test_long_csv_comes_piece_by_piece():
    pieces = list(csv_lines(["n"], ([n] for n in range(1200))))

    assert len(pieces) == 7  # the headings, then two hundred at a time
    assert b"".join(pieces).count(b"\r\n") == 1201


@pytest.mark.parametrize("text", [*EVIL, "王\x00芳", '"=1', "一，\n二", "' =1", "\n=1"])
@pytest.mark.parametrize("at", [0, 1])
def test_no_cell_of_a_long_csv_is_overlooked(text, at):
    rows = [["一", "二"] for _n in range(250)]
    rows[220][at] = text

    found = list(csv.reader(io.StringIO(b"".join(csv_lines(["a", "b"], rows)).decode())))

    assert found[221][at] == harmless(text)
    assert [row for n, row in enumerate(found[1:]) if n != 220] == [["一", "二"]] * 249


def test_a_moment_is_written_to_the_minute():
    moment = datetime.datetime(2026, 6, 30, 8, 5, 59, tzinfo=datetime.UTC)

    assert b"".join(csv_lines(["a"], [[moment]])).endswith(b"2026-06-30 08:05\r\n")


@pytest.mark.parametrize("text", EVIL)
def test_formula_is_text_in_a_workbook(tmp_path, text):
    path = str(tmp_path / "x.xlsx")

    write_xlsx(path, "表", ["a"], [[text]])

    cell = openpyxl.load_workbook(path).active["A2"]
    assert cell.data_type == "s"


def test_workbook_keeps_text_numbers_and_dates_apart(tmp_path):
    path = str(tmp_path / "x.xlsx")

    write_xlsx(path, "表", ["码", "数", "日"], [["001", 7, datetime.date(2026, 6, 30)]])

    row = next(openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True))
    assert row[:2] == ("001", 7)
    assert row[2] in (datetime.datetime(2026, 6, 30), datetime.date(2026, 6, 30))  # noqa: DTZ001


def test_empty_workbook_has_its_headings(tmp_path):
    path = str(tmp_path / "x.xlsx")

    write_xlsx(path, "表", ["码", "数"], [])

    assert [cell.value for cell in openpyxl.load_workbook(path).active[1]] == ["码", "数"]


def test_one_cell_that_needs_care_among_many_plain_ones_gets_it(tmp_path):
    """Two hundred rows are looked over together; whichever holds such a cell is written by cell."""
    long, early = "长" * 40_000, datetime.date(1899, 12, 31)
    rows = [[f"第{n}行", n] for n in range(450)]
    rows[7][0], rows[201][0], rows[449][0] = "王\x00芳", early, long
    path = str(tmp_path / "rows.xlsx")

    write_xlsx(path, "rows", ["名", "数"], rows)

    sheet = openpyxl.load_workbook(path).active
    read = [list(row) for row in sheet.iter_rows(values_only=True)][1:]
    rows[7][0], rows[201][0], rows[449][0] = "王芳", "1899-12-31", long[:32_767]
    assert read == rows


def test_sheet_name_is_one_that_excel_takes():
    assert (
        sheet_name("单位[2026]:*?/\\" + "长" * 40) == ("单位 2026      " + "长" * 40)[:31].strip()
    )
    assert sheet_name("") == "Sheet1"
