"""One table in every kind of file reads the same; a bad file says what it is, in Chinese too."""

import csv
import datetime
import io
import zipfile

import pytest
import xlwt
from django.core.management import CommandError, call_command
from django.utils import translation
from xlsxwriter import Workbook

from core.imports import Unreadable
from core.imports.reading import read_file
from core.imports.tables import find_table
from members.imports import UnitImport

HEAD = ["单位名称", "统一社会信用代码", "单位性质", "联络员", "联络员电话", "入会时间"]
DAY = datetime.date(2026, 3, 1)
ROWS = [
    ["春晖剧院", "121100004000000014", "事业", "张伟", 13800000001, DAY],
    ["䶮山“小学”分校", "121100004000000027", "中小学", "李娜", "010-65000000", DAY],
    ["春晖书店", "", "国企", "", "", DAY],
]
EXPECTED = [
    {
        "name": "春晖剧院", "uscc": "121100004000000014", "category": "institution",
        "liaison": "张伟", "liaison_phone": "13800000001", "joined": DAY,
    },
    {
        "name": "䶮山“小学”分校", "uscc": "121100004000000027", "category": "school",
        "liaison": "李娜", "liaison_phone": "010-65000000", "joined": DAY,
    },
    {"name": "春晖书店", "category": "state-firm", "joined": DAY},
]  # fmt: skip


def xlsx():
    buffer = io.BytesIO()
    book = Workbook(buffer, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("名册")
    sheet.merge_range(0, 0, 0, 5, "春晖街道成员单位名册")
    for number, row in enumerate([HEAD, *ROWS], 1):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write_merge(0, 0, 0, 5, "春晖街道成员单位名册")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate([HEAD, *ROWS], 1):
        for place, cell in enumerate(row):
            style = [day] if isinstance(cell, datetime.date) else []
            sheet.write(number, place, cell, *style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(encoding, separator):
    buffer = io.StringIO()
    table = csv.writer(buffer, delimiter=separator)
    table.writerow(["春晖街道成员单位名册", *[""] * 5])
    table.writerows([HEAD, *ROWS])
    return buffer.getvalue().encode(encoding)


KINDS = {
    "r.xlsx": xlsx,
    "r.xls": xls,
    "utf-8.csv": lambda: text("utf-8", ","),
    "bom.csv": lambda: text("utf-8-sig", ","),
    "gb18030.csv": lambda: text("gb18030", ","),
    "tab.txt": lambda: text("utf-8", "\t"),
    "semicolon.csv": lambda: text("gb18030", ";"),
    "old-renamed.xlsx": xls,
    "new-renamed.csv": xlsx,
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_file_gives_the_same_rows(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(KINDS[name]())

    sheet = find_table(read_file(path), UnitImport)
    for row in sheet.rows:
        UnitImport(by=None)._parse(row)

    assert [row.values for row in sheet.rows] == EXPECTED
    assert [row.number for row in sheet.rows] == [3, 4, 5]
    assert [row.errors for row in sheet.rows] == [[], [], []]


def stream_named(name):
    """An old workbook whose stream has another name, as that of an encrypted .xlsx has."""
    old = "Workbook".encode("utf-16-le")
    new = name.encode("utf-16-le")
    data = xls()
    place = data.index(old)
    entry = bytearray(data[place : place + 128])
    entry[: len(new) + 2] = new + b"\x00\x00"
    entry[64:66] = (len(new) + 2).to_bytes(2, "little")
    return data[:place] + bytes(entry) + data[place + 128 :]


def other_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("photo.txt", "x" * 100)
    return buffer.getvalue()


BAD = {
    "empty": (b"", "文件是空的"),
    "web page": (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
    "with a password": (lambda: stream_named("EncryptedPackage"), "密码"),
    "another archive": (other_zip, "不是 Excel 工作簿"),
    "a PDF": (b"%PDF-1.7", "PDF"),
    "cut off": (lambda: xlsx()[:3000], "损坏或不完整"),
    "cut off, old": (lambda: xls()[:3000], "损坏或不完整"),
    "no headings": ("甲,乙\n1,2\n".encode(), "单位名称"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_says_what_it_is_in_chinese(tmp_path, name):
    content, words = BAD[name]
    path = tmp_path / "units.xls"
    path.write_bytes(content() if callable(content) else content)

    with translation.override("zh-hans"), pytest.raises(Unreadable) as problem:
        find_table(read_file(path), UnitImport)

    assert words in str(problem.value)


def test_commands_speak_chinese(town, tmp_path, capsys):
    path = tmp_path / "units.csv"
    path.write_text("单位名称,入会时间\n春晖剧院,某日\n", encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    words = {"committee": town.spring.code, "actor": "spring_office"}

    with pytest.raises(SystemExit):
        call_command("import_units", str(path), **words)
    with pytest.raises(CommandError, match="文件是空的"):
        call_command("import_units", str(tmp_path / "empty.csv"), **words)

    lines = capsys.readouterr().out.splitlines()
    assert any("第2行" in line.replace(" ", "") and "错误" in line for line in lines), lines
    assert lines[-1] == "new=0 changed=0 same=0 refused=1"
