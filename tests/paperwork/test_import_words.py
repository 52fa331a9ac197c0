"""What a command and the pages of an import say, and where a command stops before it writes."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import translation

from members.models import MemberUnit
from members.services.capacities import make_default_capacities
from paperwork.models import ImportRun
from paperwork.services import imports as services
from paperwork.services import undoing
from tests.conftest import SETUP, actor

GOOD = "单位名称,统一社会信用代码\n春晖剧院,121100004000000014\n"


@pytest.fixture
def table(town, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_default_capacities(by=SETUP)
    path = tmp_path / "名册.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def a_folder(tmp_path):
    return tmp_path


def in_no_folder(tmp_path):
    return tmp_path / "nowhere" / "out.xlsx"


@pytest.mark.parametrize(
    ("place", "words"), [(a_folder, "errors.xlsx"), (in_no_folder, "nowhere 不存在")]
)
def test_a_bad_place_for_the_errors_stops_everything(town, table, tmp_path, place, words):
    with translation.override("zh-hans"), pytest.raises(CommandError, match=words) as problem:
        call_command(
            "import_units", str(table), committee=town.spring.code, actor="spring_office",
            errors=place(tmp_path),
        )  # fmt: skip

    assert problem.value.returncode == 2
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()
    assert not ImportRun.objects.exists()


def test_a_folder_that_cannot_be_written_stops_everything(town, table, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)

    with translation.override("zh-hans"), pytest.raises(CommandError, match="无权写入") as problem:
        call_command(
            "import_units", str(table), committee=town.spring.code, actor="spring_office",
            errors=tmp_path / "out.xlsx",
        )  # fmt: skip

    assert problem.value.returncode == 2
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()


def test_a_disk_that_is_full_at_the_end_leaves_the_summary(
    town, table, tmp_path, capsys, monkeypatch
):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)

    with pytest.raises(CommandError) as problem:
        call_command(
            "import_units", str(table), committee=town.spring.code, actor="spring_office",
            errors=tmp_path / "out.xlsx",
        )  # fmt: skip

    assert problem.value.returncode == 2
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last == "new=1 changed=0 same=0 refused=0"
    assert MemberUnit.objects.filter(name="春晖剧院").exists()


def test_a_fault_of_the_whole_row_names_the_row_once(town, table, capsys):
    table.write_text(
        "单位名称,统一社会信用代码\n甲,121100004000000014\n甲,121100004000000014\n",
        encoding="utf-8",
    )

    with translation.override("zh-hans"), pytest.raises(SystemExit):
        call_command("import_units", str(table), committee=town.spring.code, actor="spring_office")

    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith("第 3 行 · 错误：")


def test_the_column_of_changes_says_whether_they_have_happened(town, table, as_user):
    run = services.bring(
        "units", town.spring, SimpleUploadedFile("t.csv", GOOD.encode()),
        by=actor(town.spring_office),
    )  # fmt: skip

    def heading():
        page = as_user(town.spring_office).get(run.get_absolute_url()).content.decode()
        return [words for words in ("将要发生的变化", "已发生的变化") if words in page]

    assert heading() == ["将要发生的变化"]
    run = services.confirm(run, good_rows=False, by=actor(town.spring_office))
    assert heading() == ["已发生的变化"]
    run = undoing.undo(run, by=actor(town.spring_office))
    assert heading() == ["已发生的变化"]


def test_the_page_names_sheets_that_were_left_out(town, table, as_user, tmp_path):
    from xlsxwriter import Workbook

    book = Workbook(tmp_path / "t.xlsx")
    book.add_worksheet("名册").write_row(0, 0, ["单位名称", "单位性质"])
    book.worksheets()[0].write_row(1, 0, ["春晖剧院", "机关"])
    book.add_worksheet("填表说明").write(0, 0, "请如实填写")
    book.close()
    file = SimpleUploadedFile("t.xlsx", (tmp_path / "t.xlsx").read_bytes())
    run = services.bring("units", town.spring, file, by=actor(town.spring_office))

    page = as_user(town.spring_office).get(run.get_absolute_url()).content.decode()

    assert "填表说明" in page
