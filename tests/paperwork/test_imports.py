"""An import on the page: bring, look, mend, confirm, undo; nobody else sees it."""

import datetime
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from xlsxwriter import Workbook

from audit.models import Entry
from core import clock
from core.verdicts import Refused
from members.models import Liaison, Membership, MemberUnit, Person
from members.services import units
from members.services.capacities import make_default_capacities
from paperwork import rules
from paperwork.models import ImportRun, StagedRow
from paperwork.services import imports as services
from paperwork.services import undoing
from paperwork.tasks import forget_old_imports
from tests.conftest import SETUP, actor

HEAD = ["单位名称", "统一社会信用代码", "单位性质", "联络员", "联络员电话", "入会时间"]
GOOD = ["春晖剧院", "121100004000000014", "事业", "张伟", "13800000001", "2026-03-01"]
BAD_DAY = ["春晖公园", "", "事业", "", "", "长期"]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def book(*rows) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    workbook = Workbook(buffer)
    sheet = workbook.add_worksheet("名册")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    workbook.close()
    return SimpleUploadedFile("名册.xlsx", buffer.getvalue())


def bring(town, *rows, by="spring_office"):
    return services.bring("units", town.spring, book(HEAD, *rows), by=actor(town.people[by]))


def test_bring_shows_what_would_change_and_writes_nothing(town):
    run = bring(town, GOOD, BAD_DAY)

    assert (run.status, run.new, run.changed, run.same, run.refused) == ("staged", 1, 0, 0, 1)
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()
    bad = run.rows.get(number=3)
    assert [(p["column"], p["kind"]) for p in bad.problems if p["kind"] == "error"] == [
        ("joined", "error")
    ]


def test_all_rows_are_imported_or_none(town):
    run = bring(town, GOOD, BAD_DAY)

    with pytest.raises(Refused):
        services.confirm(run, good_rows=False, by=actor(town.spring_office))

    assert not MemberUnit.objects.filter(name="春晖剧院").exists()


def test_good_rows_are_imported_alone_when_asked(town):
    run = bring(town, GOOD, BAD_DAY)

    services.confirm(run, good_rows=True, by=actor(town.spring_office))

    assert MemberUnit.objects.filter(name__in=["春晖剧院", "春晖公园"]).count() == 1
    unit = MemberUnit.objects.get(name="春晖剧院")
    membership = unit.memberships.get()
    assert (membership.committee, membership.status) == (town.spring, Membership.Status.ACTIVE)
    assert membership.starts_on == datetime.date(2026, 3, 1)
    assert Liaison.objects.get(membership=membership).person.phone == "13800000001"
    assert MemberUnit.objects.visible_to(town.spring_office).filter(pk=unit.pk).exists()


def test_every_written_row_is_in_the_audit_log(town):
    run = bring(town, GOOD)
    services.confirm(run, good_rows=False, by=actor(town.spring_office))

    assert Entry.objects.filter(action="members.unit_entered").count() == 1
    assert Entry.objects.filter(action="members.unit_admitted").count() == 1
    assert Entry.objects.filter(action="members.liaison_filed").count() == 1
    assert Entry.objects.get(action="paperwork.imported").after["new"] == 1


def test_mending_a_cell_judges_the_row_anew(town, as_user):
    run = bring(town, BAD_DAY)
    url = reverse("paperwork:import-mend", args=[run.pk, 2])

    response = as_user(town.spring_office).post(url, {"cell-joined": "2026-03-05"})

    assert response.status_code == 302
    run.refresh_from_db()
    assert (run.new, run.refused) == (1, 0)
    services.confirm(run, good_rows=False, by=actor(town.spring_office))
    joined = Membership.objects.get(unit__name="春晖公园").starts_on
    assert joined == datetime.date(2026, 3, 5)


def test_a_formula_without_a_value_is_mended_in_its_own_field(town, as_user):
    from openpyxl import Workbook as OpenWorkbook

    book, made = OpenWorkbook(), io.BytesIO()
    book.active.append(["单位性质", "单位名称"])
    book.active.append(["机关", '="春晖"&"剧院"'])  # openpyxl writes no value
    book.save(made)
    by = actor(town.spring_office)
    file = SimpleUploadedFile("t.xlsx", made.getvalue())
    run = services.bring("units", town.spring, file, by=by)
    problems = run.rows.get().problems
    assert [p["column"] for p in problems if p["kind"] == "error"] == ["name"]

    page = as_user(town.spring_office).get(run.get_absolute_url())
    assert 'name="cell-name"' in page.content.decode()

    run = services.mend(run, 2, {"name": ""}, by=by)
    assert run.refused == 1
    run = services.mend(run, 2, {"name": "春晖剧院"}, by=by)
    assert (run.new, run.refused) == (1, 0)


def test_a_row_can_be_left_out(town, as_user):
    run = bring(town, GOOD, BAD_DAY)
    url = reverse("paperwork:import-mend", args=[run.pk, 3])

    as_user(town.spring_office).post(url, {"leave_out": "1"})

    run.refresh_from_db()
    assert (run.new, run.refused) == (1, 0)


def test_the_same_table_is_not_imported_twice(town):
    services.confirm(bring(town, GOOD), good_rows=False, by=actor(town.spring_office))
    again = services.bring("units", town.spring, _same_file(town), by=actor(town.spring_office))

    with pytest.raises(Refused, match=r"nothing to write|没有可写入"):
        services.confirm(again, good_rows=False, by=actor(town.spring_office))


def _same_file(town):
    first = ImportRun.objects.get(status="done")
    return SimpleUploadedFile("名册.xlsx", Path(first.file.path).read_bytes())


def test_somebody_else_s_edit_in_between_is_shown_before_anything_is_written(town):
    row = ["春晖医院", "", "医院", "", "", ""]
    run = bring(town, [*row[:1], "", "事业", "", "", ""])
    assert run.changed == 1
    units.edit_unit(town.clinic, {"category": "other"}, version=None, by=actor(town.spring_office))

    with pytest.raises(services.LookAgain):
        services.confirm(run, good_rows=False, by=actor(town.spring_office))

    town.clinic.refresh_from_db()
    run.refresh_from_db()
    assert (town.clinic.category, run.status) == ("other", "staged")
    assert run.rows.get().changes["category"][0] in {"other kind", "其他"}
    services.confirm(run, good_rows=False, by=actor(town.spring_office))
    town.clinic.refresh_from_db()
    assert town.clinic.category == "institution"


def test_undo_takes_back_what_was_made_and_changed(town):
    before = town.clinic.category
    run = bring(town, GOOD, ["春晖医院", "", "事业", "", "", ""])
    services.confirm(run, good_rows=False, by=actor(town.spring_office))

    undoing.undo(run, by=actor(town.spring_office))

    run.refresh_from_db()
    town.clinic.refresh_from_db()
    assert run.status == "undone"
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()
    assert not Person.objects.filter(name="张伟").exists()
    assert town.clinic.category == before


def test_undo_is_refused_once_a_row_has_changed(town):
    run = bring(town, GOOD)
    services.confirm(run, good_rows=False, by=actor(town.spring_office))
    unit = MemberUnit.objects.get(name="春晖剧院")
    units.edit_unit(unit, {"head": "王强"}, version=None, by=actor(town.spring_office))

    with pytest.raises(Refused, match="春晖剧院"):
        undoing.undo(run, by=actor(town.spring_office))

    assert MemberUnit.objects.filter(name="春晖剧院").exists()


def test_undo_gives_the_list_when_something_depends_on_it(town):
    run = bring(town, GOOD)
    services.confirm(run, good_rows=False, by=actor(town.spring_office))
    unit = MemberUnit.objects.get(name="春晖剧院")
    Membership.objects.create(
        unit=unit, committee=town.peace, status="active", starts_on=clock.today()
    )

    with pytest.raises(Refused, match="春晖剧院"):
        undoing.undo(run, by=actor(town.spring_office))

    assert unit.memberships.count() == 2


def test_an_import_is_nobody_else_s(town, as_user):
    run = bring(town, GOOD)

    for login in ("west_office", "east_office", "sysadmin", "clinic_liaison"):
        client = as_user(town.people[login])
        assert client.get(run.get_absolute_url()).status_code == 404
        assert client.post(reverse("paperwork:import-confirm", args=[run.pk])).status_code == 404
        assert client.get(reverse("paperwork:import-marked", args=[run.pk])).status_code == 404


def test_nobody_imports_outside_their_part_of_the_tree(town):
    with pytest.raises(Refused):
        bring(town, GOOD, by="west_office")
    with pytest.raises(Refused):
        bring(town, GOOD, by="east_leader")


def test_the_page_takes_a_file_and_shows_the_rows(town, as_user):
    client = as_user(town.spring_office)

    response = client.post(
        reverse("paperwork:import-create"),
        {"kind": "units", "committee": town.spring.pk, "file": book(HEAD, GOOD, BAD_DAY)},
    )

    run = ImportRun.objects.get()
    assert response.url == run.get_absolute_url()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "F3" in page  # where the bad day stands
    assert 'name="cell-joined"' in page
    assert "春晖公园" in page


def test_the_form_offers_the_templates_of_what_one_may_import(town, as_user):
    page = as_user(town.spring_office).get(reverse("paperwork:import-create")).content.decode()

    assert reverse("paperwork:import-template", args=["units"]) in page
    assert 'enctype="multipart/form-data"' in page


def test_the_list_shows_one_s_own_imports(town, as_user):
    bring(town, GOOD)

    assert (
        "名册.xlsx"
        in as_user(town.spring_office).get(reverse("paperwork:import-list")).content.decode()
    )
    assert (
        "名册.xlsx"
        not in as_user(town.east_office).get(reverse("paperwork:import-list")).content.decode()
    )


def test_an_unreadable_file_says_why(town, as_user):
    html = SimpleUploadedFile("units.xls", b"<html><table><tr><td>1</td></tr></table></html>")

    run = services.bring("units", town.spring, html, by=actor(town.spring_office))

    assert run.status == "unreadable"
    assert ".xlsx" in run.problem
    assert as_user(town.spring_office).get(run.get_absolute_url()).status_code == 200


def test_marked_workbook_comes_back_with_its_faults(town, as_user):
    run = bring(town, GOOD, BAD_DAY)

    response = as_user(town.spring_office).get(reverse("paperwork:import-marked", args=[run.pk]))

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet.title == "名册"
    assert "2026-03-01" in sheet["F3"].comment.text
    assert sheet["F3"].fill.start_color.rgb == "00FFC7CE"
    assert sheet["F2"].comment is None
    assert sheet["A2"].value == "春晖剧院"


def test_unconfirmed_rows_and_files_go_after_a_day(town, time_machine_at):
    run = bring(town, GOOD)
    name = run.file.path
    time_machine_at(clock.today() + datetime.timedelta(days=2))

    forget_old_imports()

    run.refresh_from_db()
    assert run.status == "discarded"
    assert not StagedRow.objects.exists()
    assert not Path(name).exists()


def test_a_confirmed_import_keeps_only_what_undoing_needs(town, time_machine_at):
    run = bring(town, GOOD)
    services.confirm(run, good_rows=False, by=actor(town.spring_office))
    time_machine_at(clock.today() + datetime.timedelta(days=2))

    forget_old_imports()

    run.refresh_from_db()
    assert (run.rows.count(), run.written.count(), bool(run.file)) == (0, 1, False)
    undoing.undo(run, by=actor(town.spring_office))
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()


@pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
def test_an_import_can_be_undone_for_so_many_days(town, time_machine_at, settings, days, kept):
    settings.IMPORT_UNDO_DAYS = 90
    run = bring(town, GOOD)
    services.confirm(run, good_rows=False, by=actor(town.spring_office))
    time_machine_at(clock.today() + datetime.timedelta(days=days))

    forget_old_imports()

    run.refresh_from_db()
    verdict = rules.can_undo(actor(town.spring_office), run)
    assert bool(verdict) is kept
    assert run.written.exists() is kept


def test_the_template_is_read_back_with_every_column(town, as_user, tmp_path):
    from core.imports.reading import read_file
    from core.imports.tables import find_table
    from members.imports import UnitImport

    response = as_user(town.spring_office).get(reverse("paperwork:import-template", args=["units"]))
    workbook = load_workbook(io.BytesIO(response.content))
    workbook.active["A2"] = "春晖剧院"
    workbook.save(tmp_path / "t.xlsx")

    sheet = find_table(read_file(tmp_path / "t.xlsx"), UnitImport)

    assert sheet.unknown == []
    assert set(sheet.places) == {c.key for c in UnitImport.columns if c.in_template}


def test_the_exported_list_is_the_import_template(town, as_user, tmp_path):
    make_default_capacities(by=SETUP)
    client = as_user(town.spring_office)
    columns = [
        ("columns", name)
        for name in ("name", "uscc", "category", "phone", "party_members", "sequence")
    ]
    query = "&".join(f"{k}={v}" for k, v in columns)
    exported = client.post(f"{reverse('members:unit-list')}?{query}", {"format": "xlsx"})
    workbook = load_workbook(io.BytesIO(b"".join(exported.streaming_content)))
    sheet = workbook.active
    head = [cell.value for cell in sheet[1]]
    sheet.cell(
        2, head.index(next(h for h in head if h in {"名称", "name"})) + 1
    ).value = "春晖第一医院"
    workbook.save(tmp_path / "e.xlsx")
    upload = SimpleUploadedFile("e.xlsx", (tmp_path / "e.xlsx").read_bytes())

    run = services.bring("units", town.spring, upload, by=actor(town.spring_office))
    run = services.confirm(run, good_rows=False, by=actor(town.spring_office))

    town.clinic.refresh_from_db()
    assert town.clinic.name == "春晖第一医院"
    assert (run.new, run.changed) == (0, 1)


def test_who_changes_the_language_meanwhile_is_not_told_of_changes(town):
    with translation.override("en"):
        run = bring(town, GOOD)

    done = services.confirm(run, good_rows=False, by=actor(town.spring_office))

    assert done.status == "done"
