"""The very same table again: refused while nothing is new in it, taken when something is."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from accounts.models import TwoPersonRequest
from core.verdicts import Refused
from members.models import MemberUnit, Person
from members.services import units
from members.services.capacities import make_default_capacities
from members.tables.units import PastUnitTable
from paperwork.models import ExportRecord, ImportRun
from paperwork.services import imports as services
from paperwork.services import undoing
from tests.conftest import SETUP, actor, join
from tests.factories import UnitFactory, make_committee

HEAD = "单位名称,负责人,社区\n"


@pytest.fixture(autouse=True)
def stage(town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    with translation.override("en"):
        yield


def bring(town, text, kind="units", by=None):
    file = SimpleUploadedFile("list.csv", text.encode())
    at = town.spring if kind == "units" else None
    return services.bring(kind, at, file, by=actor(by or town.spring_office))


def confirm(run, town, by=None, *, good_rows=False):
    return services.confirm(run, good_rows=good_rows, by=actor(by or town.spring_office))


def test_the_same_file_again_once_the_community_is_there(town):
    text = HEAD + "春晖剧院,,新社区\n"
    confirm(bring(town, text), town)
    area = make_committee("community", "990101001009", "新社区", town.spring)

    again = confirm(bring(town, text), town)

    assert (again.status, again.changed) == ("done", 1)
    assert MemberUnit.objects.get(name="春晖剧院").area == area


def test_the_rows_that_were_refused_come_with_the_same_file(town):
    text = "姓名,由谁维护,kept by\n李明,,990101001000\n张伟,,990101001009\n"
    first = bring(town, text, "people")
    assert (first.new, first.refused) == (1, 1)
    confirm(first, town, good_rows=True)
    make_committee("community", "990101001009", "新社区", town.spring)

    again = confirm(bring(town, text, "people"), town)

    assert (again.new, again.same) == (1, 1)
    assert Person.objects.filter(name="张伟").exists()


def test_a_then_b_then_a(town):
    a, b = HEAD + "春晖医院,赵,\n", HEAD + "春晖医院,钱,\n"

    for text in (a, b, a, b, a):
        assert confirm(bring(town, text), town).changed == 1

    town.clinic.refresh_from_db()
    assert town.clinic.head == "赵"
    assert ImportRun.objects.filter(status="done").count() == 5


def test_a_command_may_bring_a_file_any_number_of_times(town, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "春晖医院,赵,\n")
    for _turn in range(3):
        call_command(
            "import_units", path, actor="spring_office", committee=town.spring.code,
            stdout=io.StringIO(),
        )  # fmt: skip
        units.edit_unit(town.clinic, {"head": "钱"}, version=None, by=actor(town.spring_office))

    assert ImportRun.objects.filter(status="done").count() == 3


def test_nothing_new_is_nothing_to_write(town):
    text = HEAD + "春晖剧院,,\n"
    first = confirm(bring(town, text), town)
    again = bring(town, text)

    with pytest.raises(Refused, match="nothing to write"):
        confirm(again, town)

    assert again.digest == first.digest


def test_a_file_brought_twice_before_it_is_confirmed_is_written_once(town):
    """Whoever clicks twice is shown what the second one would still do, which is nothing."""
    text = HEAD + "春晖剧院,,\n"
    first, second = bring(town, text), bring(town, text)
    confirm(first, town)

    with pytest.raises(services.LookAgain, match="in the meantime"):
        confirm(second, town)

    second.refresh_from_db()
    assert (second.status, second.new, second.same) == ("staged", 0, 1)
    with pytest.raises(Refused, match="nothing to write"):
        confirm(second, town)


def test_a_long_file_brought_twice_is_written_once(town, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 0)
    text = HEAD + "春晖剧院,,\n"
    first, second = bring(town, text), bring(town, text)
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 500)
    confirm(first, town)
    monkeypatch.setattr(services, "AT_ONCE_ROWS", 0)

    with pytest.raises(services.LookAgain):
        confirm(second, town)

    second.refresh_from_db()
    assert (second.status, second.new) == ("staged", 0)


@pytest.mark.parametrize("status", ["writing", "undoing"])
def test_while_the_first_is_under_way_the_second_waits(town, status):
    text = HEAD + "春晖剧院,,\n"
    first, second = bring(town, text), bring(town, text)
    ImportRun.objects.filter(pk=first.pk).update(status=status)

    with pytest.raises(Refused, match="few minutes") as refusal:
        confirm(second, town)

    assert "spring_office" not in str(refusal.value)


def test_two_offices_with_one_table_of_divisions_both_import_their_part(town):
    text = (
        "code,name,level,parent_code\n"
        "990101000000,东区,区,990000000000\n990102000000,西区,区,990000000000\n"
    )
    east = bring(town, text, "divisions", by=town.east_office)
    west = bring(town, text, "divisions", by=town.west_office)
    confirm(east, town, town.east_office, good_rows=True)

    with pytest.raises(services.LookAgain):
        confirm(west, town, town.west_office, good_rows=True)
    west.refresh_from_db()
    confirm(west, town, town.west_office, good_rows=True)

    for committee, name in ((town.east, "东区"), (town.west, "西区")):
        committee.refresh_from_db()
        assert committee.area_name == name


def test_each_of_two_imports_of_one_file_is_undone_by_itself(town):
    text = HEAD + "春晖剧院,赵,\n"
    first = confirm(bring(town, text), town)
    unit = MemberUnit.objects.get(name="春晖剧院")
    units.edit_unit(unit, {"head": "钱"}, version=None, by=actor(town.spring_office))
    second = confirm(bring(town, text), town)

    undoing.undo(second, by=actor(town.spring_office))

    unit.refresh_from_db()
    first.refresh_from_db()
    assert (unit.head, first.status) == ("钱", "done")


# --- the command ------------------------------------------------------------------------------


def command(town, path, **options):
    call_command(
        "import_units", path, actor="spring_office", committee=town.spring.code,
        stdout=io.StringIO(), **options,
    )  # fmt: skip


def test_a_file_that_the_account_may_not_read_is_said_so(town, tmp_path, monkeypatch):
    path = tmp_path / "list.csv"
    path.write_text(HEAD)
    monkeypatch.setattr("os.access", lambda *args, **kwargs: False)

    with pytest.raises(CommandError, match=r"cannot be read by this account.*copy it") as problem:
        command(town, path)

    assert problem.value.returncode == 2


@pytest.mark.parametrize("out", [None, "errors.xlsx"])
def test_a_folder_that_the_account_may_not_enter_is_said_so(town, tmp_path, monkeypatch, out):
    """Tests may run as root, who may enter everything: so the file system is made to say no."""

    def forbid(self, **options):
        raise PermissionError(13, "Permission denied")

    for name in ("is_file", "is_dir", "exists"):
        monkeypatch.setattr(Path, name, forbid)
    monkeypatch.setattr("os.access", lambda *args, **kwargs: False)
    word = "written" if out else "read"

    with pytest.raises(CommandError, match=f"cannot be {word} by this account"):
        command(town, tmp_path / "list.csv", errors=tmp_path / out if out else None)


# --- the page ---------------------------------------------------------------------------------


def test_characters_that_no_database_keeps_are_left_out_of_a_mended_cell(town, as_user):
    run = bring(town, "单位名称,入会时间\n春晖剧院,长期\n")
    url = reverse("paperwork:import-mend", args=[run.pk, 2])

    answer = as_user(town.spring_office).post(url, {"cell-joined": "2026-\x0101-0\x1f5"})

    assert answer.status_code == 302
    assert run.rows.get().cells["joined"] == "2026-01-05"


def test_a_formula_mended_in_the_browser_is_text_in_the_marked_workbook(town, as_user):
    book, made = Workbook(), io.BytesIO()
    book.active.append(["单位名称", "负责人", "入会时间"])
    book.active.append(['="春晖"&"剧院"', "=1+1", "长期"])
    book.save(made)
    file = SimpleUploadedFile("t.xlsx", made.getvalue())
    by = actor(town.spring_office)
    run = services.bring("units", town.spring, file, by=by)
    services.mend(run, 2, {"name": "春晖剧院", "head": "=3"}, by=by)

    answer = as_user(town.spring_office).get(reverse("paperwork:import-marked", args=[run.pk]))

    page = load_workbook(io.BytesIO(answer.content)).active
    assert (page["A2"].value, page["A2"].data_type) == ("春晖剧院", "s")
    assert (page["B2"].value, page["B2"].data_type) == ("=3", "s")
    assert page["C2"].value == "长期"


def test_the_page_says_how_many_more_rows_were_left_out(town, as_user):
    notes = "".join(f"备注：{n},,\n" for n in range(40))
    run = bring(town, f"{HEAD}春晖剧院,,\n{notes}")

    page = as_user(town.spring_office).get(run.get_absolute_url()).content.decode()

    assert "and 10 more" in page or "另有 10 行" in page


# --- lists that go out ------------------------------------------------------------------------


def test_an_address_of_too_many_filters_is_refused_and_breaks_nothing(town, as_user):
    client = as_user(town.spring_office)
    url = reverse("members:unit-list") + "?" + "&".join(f"x{n}=1" for n in range(201))

    assert client.get(url).status_code == 200
    answer = client.post(url, {"format": "csv", "reason": "核对"}, follow=True)

    assert answer.status_code == 200
    assert not ExportRecord.objects.exists()
    assert "200" in "".join(str(message) for message in answer.context["messages"])


def test_the_second_person_sees_the_columns_of_a_past_list(town, as_user, settings):
    settings.EXPORT_SECOND_PERSON_ABOVE_ROWS = 1
    for unit in (UnitFactory(), UnitFactory()):
        join(unit, town.spring)
    url = reverse("members:unit-list") + "?on=2026-01-15"
    as_user(town.east_office).post(url, {"format": "csv", "reason": "核对"})
    asked = TwoPersonRequest.objects.get()

    page = as_user(town.east_office).get(asked.get_absolute_url()).content.decode()

    with translation.override("zh-hans"):
        assert asked.details["columns"] == PastUnitTable({}).export_headings()
    assert (
        "、".join(asked.details["columns"]) in page or ", ".join(asked.details["columns"]) in page
    )
