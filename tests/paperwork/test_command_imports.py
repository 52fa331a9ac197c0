"""An import by a command is listed and undone like one of the page."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from audit.models import Entry
from committees.models import Committee
from core import hooks
from core.verdicts import Refused
from members.models import MemberUnit, Person
from members.services import units
from members.services.capacities import make_default_capacities
from paperwork import rules
from paperwork.models import ImportRun
from paperwork.services import imports, undoing
from tests.conftest import SETUP, actor
from tests.factories import PersonFactory
from tests.paperwork.undoing import everything

GOOD = "单位名称,统一社会信用代码,联络员,联络员电话\n春晖剧院,121100004000000014,张伟,13800000001\n"
BAD = "春晖公园,1,,\n"


@pytest.fixture
def run(town, tmp_path, capsys):
    """``run("import_units", text, …)`` gives (exit code, last line on standard output)."""
    make_default_capacities(by=SETUP)

    def command(name, text, *words, login="spring_office", **options):
        path = tmp_path / "名册.csv"
        path.write_text(text, encoding="utf-8")
        code = 0
        try:
            call_command(name, *words, str(path), actor=login, **options)
        except SystemExit as stop:
            code = stop.code
        return code, capsys.readouterr().out.strip().splitlines()[-1]

    return command


def test_it_leaves_a_run_like_one_of_the_page(run, town, as_user):
    assert run("import_units", GOOD, committee=town.spring.code) == (
        0, "new=1 changed=0 same=0 refused=0",
    )  # fmt: skip

    made = ImportRun.objects.get()
    assert (made.kind, made.committee, made.user, made.status) == (
        "units", town.spring, town.spring_office, "done",
    )  # fmt: skip
    assert (made.new, made.changed, made.same, made.refused) == (1, 0, 0, 0)
    assert (made.file_name, bool(made.file), made.rows.count()) == ("名册.csv", False, 0)
    assert made.confirmed_at is not None
    expected = f"units:{town.spring.pk}:{GOOD}".encode()
    assert made.digest == hashlib.sha256(expected).hexdigest()
    entry = Entry.objects.get(action="paperwork.imported")
    assert (entry.object_id, entry.user, entry.source) == (made.pk, town.spring_office, "command")
    assert (entry.after["new"], entry.after["sha256"]) == (1, made.digest)
    client = as_user(town.spring_office)
    assert "名册.csv" in client.get(reverse("paperwork:import-list")).content.decode()
    assert client.get(made.get_absolute_url()).status_code == 200
    assert as_user(town.east_office).get(made.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("name", "words", "login", "text"),
    [
        ("import_units", [], "spring_office", GOOD),
        (
            "import_divisions", [], "east_office",
            (
                "code,name,level,parent_code\n990101003000,青山街道,街道,990101000000\n"
                "990101003001,青山社区,社区,990101003000\n990101001000,春光街道,街道,990101000000\n"
            ),
        ),
        (
            "import_rows", ["people"], "spring_office",
            "name,position,home\n孙立,科长,990101001000\n李娜,院长,990101001000\n",
        ),
    ],
    ids=["units", "divisions", "people"],
)  # fmt: skip
def test_it_is_undone_on_its_page(run, town, as_user, name, words, login, text):
    options = {"committee": town.spring.code} if name == "import_units" else {}
    client = as_user(town.people[login])
    before = everything()
    assert run(name, text, *words, login=login, **options)[0] == 0
    assert everything() != before
    made = ImportRun.objects.get()
    url = reverse("paperwork:import-undo", args=[made.pk])
    assert url in client.get(made.get_absolute_url()).content.decode()

    client.post(url)

    made.refresh_from_db()
    assert made.status == "undone"
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (GOOD, {"dry_run": True}, 0),
        (GOOD + BAD, {}, 1),
        ("单位名称\n春晖医院\n", {}, 0),
        ("单位名称,统一社会信用代码\n春晖公园,1\n", {"good_rows": True}, 1),
    ],
    ids=["a dry run", "a refused row", "nothing new", "no good row"],
)
def test_what_writes_nothing_leaves_nothing(run, town, text, options, code):
    assert run("import_units", text, committee=town.spring.code, **options)[0] == code

    assert not ImportRun.objects.exists()
    assert not Entry.objects.filter(model="paperwork.importrun").exists()


def test_good_rows_alone_are_a_run_with_its_refused_rows_counted(run, town):
    run("import_units", GOOD + BAD, committee=town.spring.code, good_rows=True)

    made = ImportRun.objects.get()
    assert (made.new, made.refused, made.good_rows_only) == (1, 1, True)


def test_the_same_file_may_come_again_and_is_another_import(run, town):
    by = actor(town.spring_office)
    run("import_units", GOOD, committee=town.spring.code)
    unit = MemberUnit.objects.get(name="春晖剧院")
    units.edit_unit(unit, {"uscc": "", "head": "王强"}, version=None, by=by)

    assert run("import_units", GOOD, committee=town.spring.code) == (
        0, "new=0 changed=1 same=0 refused=0",
    )  # fmt: skip
    assert run("import_units", GOOD, committee=town.spring.code)[1].startswith("new=0 changed=0")

    second, first = ImportRun.objects.all()
    assert (first.new, first.changed, second.new, second.changed) == (1, 0, 0, 1)
    undoing.undo(second, by=by)
    unit.refresh_from_db()
    assert (unit.uscc, unit.head) == ("", "王强")


def test_the_page_knows_the_command_s_file(run, town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    run("import_units", GOOD, committee=town.spring.code)
    file = SimpleUploadedFile("again.csv", GOOD.encode())

    again = imports.bring("units", town.spring, file, by=actor(town.spring_office))

    assert rules.earlier_import(again) == ImportRun.objects.get(status="done")


def test_rows_and_run_are_one_transaction(run, town, monkeypatch):
    def fail(*args):
        raise OSError("the disk is full")

    monkeypatch.setattr(hooks.imported, "answers", [*hooks.imported.answers, fail])
    before = everything()

    with pytest.raises(OSError, match="disk"):
        run("import_units", GOOD, committee=town.spring.code)

    assert everything() == before
    assert not ImportRun.objects.exists()


def test_a_refusal_of_the_whole_import_ends_with_1(run, town, monkeypatch):
    def fail(*args):
        raise Refused("not now")

    monkeypatch.setattr(hooks.imported, "answers", [fail])

    with pytest.raises(CommandError, match="not now") as refusal:
        run("import_units", GOOD, committee=town.spring.code)

    assert refusal.value.returncode == 1
    assert not Person.objects.filter(name="张伟").exists()


def test_a_person_of_the_clinic_is_replaced_and_comes_back(run, town):
    PersonFactory(name="王芳", phone="13800000009", home=town.spring)
    before = everything()
    run("import_units", "单位名称,联络员,联络员电话\n春晖医院,王芳,13800000009\n",
        committee=town.spring.code)  # fmt: skip
    town.clinic_liaison.refresh_from_db()
    assert town.clinic_liaison.ends_on is not None

    undoing.undo(ImportRun.objects.get(), by=actor(town.spring_office))

    assert everything() == before


def test_committees_below_know_nothing_of_paperwork(run, town):
    """The tree's own command leaves its run through the hook."""
    text = "code,name,level,parent_code\n990101003000,青山街道,街道,990101000000\n"

    run("import_divisions", text, login="east_office")

    assert ImportRun.objects.get().kind == "divisions"
    assert Committee.objects.filter(code="990101003000").exists()
