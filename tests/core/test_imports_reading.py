"""What people send: any encoding, any separator, any damage; and what must not come in."""

import contextlib
import struct
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from xlsxwriter import Workbook

from core.imports import Code, Day, Importer, Phone, Text, Unreadable, Whole, Wrong
from core.imports.columns import Choice
from core.imports.compound import check_old_workbook
from core.imports.reading import read_file
from core.imports.tables import find_table

BASE_DIR = settings.BASE_DIR
SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["单位名称", "代码", "人数"]
ROWS = [HEAD, ["春晖医院", "0123", 63], ["䶮山小学", "0456", 5]]


class Fruit(Importer):
    """An importer of nothing in particular."""

    name = "fruit"
    title = "Fruit"
    columns = [
        Text("name", "Name", names=("单位名称", "名称"), required=True),
        Code("code", "Code", names=("代码",)),
        Whole("count", "Count", names=("人数", "党员情况|人数")),
        Phone("phone", "Phone", names=("联络员情况|电话",)),
    ]

    def check(self, row):
        row.outcome = "new"


def save(path, rows=ROWS, start=(0, 0), merge=(), extra=()):
    book = Workbook(path)
    sheet = book.add_worksheet("名册")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(start[0] + number, start[1] + place, cell)
    for cells in merge:
        sheet.merge_range(*cells)
    for cell in extra:
        sheet.write(*cell)
    book.close()
    return path


def table(path):
    return find_table(read_file(path), Fruit)


def cells(path):
    """Names, codes and counts as an importer reads them."""
    sheet = table(path)
    Fruit(by=None).judge(sheet.rows)
    return [(r.get("name"), r.get("code"), r.get("count")) for r in sheet.rows]


EXPECTED = [("春晖医院", "0123", 63), ("䶮山小学", "0456", 5)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_text_is_read_in_every_encoding_and_with_every_separator(tmp_path, encoding, separator):
    path = tmp_path / "t.csv"
    text = "\r\n".join(separator.join(map(str, row)) for row in ROWS)
    path.write_bytes(text.encode(encoding))

    assert cells(path) == EXPECTED


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_text_is_read_with_every_line_ending(tmp_path, ending):
    path = tmp_path / "t.csv"
    path.write_bytes(ending.join(",".join(map(str, row)) for row in ROWS).encode())

    assert cells(path) == EXPECTED


@pytest.mark.parametrize("name", ["t.xlsx", "t.xls", "t.csv", "t"])
def test_a_workbook_is_known_by_its_content_not_by_its_ending(tmp_path, name):
    saved = save(tmp_path / "t.xlsx")

    assert cells(saved.rename(tmp_path / name)) == EXPECTED


def test_headings_are_found_below_titles_and_left_of_nothing(tmp_path):
    path = save(
        tmp_path / "t.xlsx",
        [["某某街道成员单位名册"], [], *ROWS, [], ["合计", "", 68], ["说明：按实填写"]],
        start=(2, 3),
    )

    sheet = table(path)

    assert [row.number for row in sheet.rows] == [6, 7]
    assert sheet.heading_row == 5
    assert sheet.places == {"name": 4, "code": 5, "count": 6}
    assert [number for number, _why in sheet.skipped] == [3, 9, 10]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_columns_are_found_by_name_in_any_order(tmp_path, order):
    path = save(tmp_path / "t.xlsx", [[row[i] for i in order] for row in ROWS])

    assert cells(path) == EXPECTED


def test_two_rows_of_headings_are_read_together(tmp_path):
    rows = [
        ["单位名称", "党员情况", "", "联络员情况", ""],
        ["", "人数", "书记", "姓名", "电话"],
        ["春晖医院", 63, "赵敏", "李娜", "13800000001"],
    ]
    path = save(
        tmp_path / "t.xlsx", rows, merge=[(0, 1, 0, 2, "党员情况"), (0, 3, 0, 4, "联络员情况")]
    )

    sheet = table(path)

    assert sheet.places == {"name": 1, "count": 2, "phone": 5}
    assert [heading for _letter, heading in sheet.unknown] == ["书记", "姓名"]


def test_unknown_columns_are_listed_never_guessed(tmp_path):
    path = save(tmp_path / "t.xlsx", [["单位名称", "颜色"], ["春晖医院", "红"]])

    assert table(path).unknown == [("B", "颜色")]


def test_two_columns_of_one_name_are_refused(tmp_path):
    path = save(tmp_path / "t.xlsx", [["单位名称", "名称"], ["春晖医院", "山前小学"]])

    with pytest.raises(Unreadable, match=r"A.*B"):
        table(path)


def test_a_missing_column_is_named(tmp_path):
    path = save(tmp_path / "t.xlsx", [["代码", "人数"], ["1", 2]])

    with pytest.raises(Unreadable, match="Name"):
        table(path)


# --- what must not come in -------------------------------------------------------------------


def patched(path, change, name=SHEET):
    """The workbook with one part changed."""
    source = path.rename(path.with_suffix(".old"))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info.filename)
            new.writestr(info.filename, change(data) if info.filename == name else data)
    return path


def far_cell(path):
    return save(path, extra=[(1_048_575, 16_383, "x")])


def far_column(path):
    return save(path, extra=[(1, 300, "x")])


def lying_dimension(path):
    return patched(far_cell(path), lambda xml: xml.replace(b"A1:XFD1048576", b"A1:C3"))


def claimed_dimension(path):
    return patched(save(path), lambda xml: xml.replace(b'ref="A1:C3"', b'ref="A1:XFD1048576"'))


def other_quotes(path):
    return patched(
        far_cell(path), lambda xml: xml.replace(b'r="XFD1048576"', b"s='0' r = 'XFD1048576'")
    )


def million_rows(path):
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n) for n in range(4, 400_000)
    )
    return patched(save(path), lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def rows_without_numbers(path):
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % n for n in range(300_000))
    return patched(save(path), lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def cells_without_places(path):
    row = b'<row r="4">' + b"".join(b"<c><v>%d</v></c>" % n for n in range(100_000)) + b"</row>"
    return patched(save(path), lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>"))


def bomb(path):
    return patched(save(path), lambda xml: xml + b" " * 60_000_000)


def unused_texts(path):
    texts = b"".join(b"<si><t>%d</t></si>" % n for n in range(200_000))
    return patched(
        save(path), lambda xml: xml.replace(b"</sst>", texts + b"</sst>"), "xl/sharedStrings.xml"
    )


def lying_header(path):
    data = bytearray(bomb(path).read_bytes())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        length = struct.unpack_from("<H", data, place + 28)[0]
        if bytes(data[place + 46 : place + 46 + length]) == SHEET.encode():
            struct.pack_into("<I", data, place + 24, 2_000)
        place = data.find(b"PK\x01\x02", place + 4)
    path.write_bytes(data)
    return path


def laughing(path):
    declared = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    return patched(save(path), lambda xml: xml.replace(b"<worksheet", declared, 1))


def many_entries(path):
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/{number}.xml", "")
    return path


def _with(name):
    def make(path):
        save(path)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, "x")
        return path

    make.__name__ = name
    return make


def truncated(path):
    path.write_bytes(save(path).read_bytes()[:3000])
    return path


def _bytes(content, name):
    def make(path):
        path.write_bytes(content)
        return path

    make.__name__ = name
    return make


BAD = [
    far_cell, far_column, lying_dimension, claimed_dimension, other_quotes, million_rows,
    rows_without_numbers, cells_without_places, bomb, unused_texts, lying_header, laughing,
    many_entries, truncated,
    _with("xl/vbaProject.bin"), _with("xl/externalLinks/externalLink1.xml"),
    _with("xl/embeddings/oleObject1.bin"), _with("xl/activeX/activeX1.xml"),
    _bytes(b"", "empty"), _bytes(b"%PDF-1.4 xx", "pdf"),
    _bytes(b"PK\x03\x04 nothing", "broken zip"),
    _bytes(b"<html><table><tr><td>a</td></tr></table></html>", "html"),
    _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "broken xls"),
    _bytes(bytes(range(256)) * 20, "noise"),
    _bytes('单位名称,代码\n"甲,1\n'.encode(), "open quote"),
    _bytes(b"\n\n\n", "blank lines"),
]  # fmt: skip


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_file_is_refused_with_its_cure_and_without_a_crash(tmp_path, make):
    path = make(tmp_path / "t.xlsx")

    with pytest.raises(Unreadable) as refusal:
        table(path)

    assert len(str(refusal.value)) > 10


@pytest.mark.slow
def test_no_damage_to_a_workbook_lets_an_exception_escape(tmp_path):
    whole = save(tmp_path / "t.xlsx").read_bytes()

    for place in range(0, len(whole), 23):
        path = tmp_path / "mutant.xlsx"
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        with contextlib.suppress(Unreadable):
            assert table(path).rows


@pytest.mark.parametrize(
    "make", [far_cell, bomb, lying_header, million_rows], ids=lambda m: m.__name__
)
def test_a_bomb_costs_no_more_memory_than_three_rows(tmp_path, make):
    def peak(path):
        code = (
            "import sys; sys.path.insert(0, '.')\n"
            "from django.conf import settings; settings.configure(USE_I18N=False)\n"
            "from pathlib import Path\n"
            "from core.imports.gates import look_at\n"
            "from core.imports.problems import Unreadable\n"
            "try: look_at(Path(sys.argv[1]))\n"
            "except Unreadable: pass\n"
            # Not ru_maxrss: it begins with what the parent had.
            "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, check=True, cwd=BASE_DIR
        )
        return int(done.stdout)

    plain = peak(save(tmp_path / "plain.xlsx"))

    assert peak(make(tmp_path / "t.xlsx")) < plain + 20_000  # kilobytes


def test_an_old_workbook_with_a_cell_far_away_is_refused():
    # Two cells, row 65,000 column 20: the parser would make 1.3 million of them.
    def record(kind, *values):
        body = b"".join(struct.pack("<H", value) for value in values)
        return struct.pack("<HH", kind, len(body)) + body

    stream = (
        record(0x0809, 0x0600, 5)
        + record(0x0203, 0, 0, 0, 0, 0, 0, 0)
        + record(0x0203, 65_000, 20, 0, 0, 0, 0, 0)
        + record(0x000A)
    )

    with pytest.raises(Unreadable):
        check_old_workbook(compound(stream))
    check_old_workbook(compound(stream.replace(struct.pack("<H", 65_000), struct.pack("<H", 65))))


def test_an_old_workbook_with_a_password_is_named():
    stream = struct.pack("<HHHH", 0x0809, 4, 0x0600, 5) + struct.pack("<HHH", 0x002F, 2, 0)

    with pytest.raises(Unreadable, match=r"password|密码"):
        check_old_workbook(compound(stream))


def compound(stream: bytes) -> bytes:
    """The smallest compound file that holds the stream as "Workbook"."""
    stream = stream.ljust(4096, b"\x00")
    sectors = len(stream) // 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *range(3, 2 + sectors), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name, kind, first, size):
        raw = name.encode("utf-16-le") + b"\x00\x00"
        return (
            raw.ljust(64, b"\x00")
            + struct.pack("<HB", len(raw), kind)
            + b"\x00" * 49
            + struct.pack("<II", first, size)
            + b"\x00" * 4
        )

    directory = entry("Root Entry", 5, end, 0) + entry("Workbook", 2, 2, len(stream))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", 0, *[free] * 108)
    )  # fmt: skip
    return head + fat + directory.ljust(512, b"\x00") + stream


# --- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2026-03-01", "2026-03-01"), ("2026.3.1", "2026-03-01"), ("2026/3/1", "2026-03-01"),
        ("2026年3月1日", "2026-03-01"), ("２０２６年３月１日", "2026-03-01"),
        ("20260301", "2026-03-01"),
        (46082.0, "2026-03-01"), ("46082", "2026-03-01"), (" 2026-3-1 ", "2026-03-01"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_form(raw, day):
    assert Day("d", "Day").read(raw).isoformat() == day


@pytest.mark.parametrize(
    "raw", ["2026年3月", "2026.3", "长期", "2026-02-30", "待定", 12.0, 46082.5, "3月1日"]
)
def test_what_is_no_single_day_is_refused(raw):
    with pytest.raises(Wrong):
        Day("d", "Day").read(raw)


@pytest.mark.parametrize(
    ("raw", "number"), [("63人", 63), (63.0, 63), ("1,200", 1200), ("６３", 63)]
)
def test_a_count_may_carry_its_unit(raw, number):
    assert Whole("n", "Number").read(raw) == number


@pytest.mark.parametrize("raw", ["约60", "60-70", 6.5, "-3", "六十"])
def test_what_is_no_count_is_refused(raw):
    with pytest.raises(Wrong):
        Whole("n", "Number").read(raw)


def test_a_code_that_excel_has_rounded_is_refused():
    with pytest.raises(Wrong, match=r"rounded|舍入|四舍五入"):
        Code("c", "Code").read(1.1010519900101123e17)
    with pytest.raises(Wrong):
        Code("c", "Code").read("1.10105E+17")


def test_two_numbers_in_one_cell_are_refused():
    with pytest.raises(Wrong):
        Phone("p", "Phone").read("13947629158、13700000000")
    assert Phone("p", "Phone").read("138 4752 7442") == "13847527442"
    assert Phone("p", "Phone").read(13926024168.0) == "13926024168"


def test_a_word_that_is_not_in_the_list_gets_the_list():
    column = Choice(
        "c", "Colour", of=[("red", "red one"), ("blue", "blue one")], synonyms={"红": "red"}
    )

    assert column.read("红") == column.read("Red One") == "red"
    with pytest.raises(Wrong, match=r"red one.*blue one"):
        column.read("green")


def test_the_same_row_twice_is_refused_once_and_two_versions_both(tmp_path):
    class Keyed(Fruit):
        def keys(self, row):
            return [row.get("code")]

    path = save(
        tmp_path / "t.xlsx", [HEAD, ["甲", "1", 1], ["甲", "1", 1], ["乙", "2", 1], ["乙", "2", 9]]
    )
    sheet = find_table(read_file(path), Keyed)

    Keyed(by=None).judge(sheet.rows)

    assert [row.outcome for row in sheet.rows] == ["new", "refused", "refused", "refused"]
    assert "2" in sheet.rows[1].errors[0].message  # the row that it repeats


def test_all_faults_of_all_rows_are_said_at_once(tmp_path):
    rows = [HEAD, *[["", f"{n}", "x"] for n in range(100)]]
    sheet = table(save(tmp_path / "t.xlsx", rows))

    Fruit(by=None).judge(sheet.rows)

    assert sum(len(row.errors) for row in sheet.rows) == 200
