"""The tree built from a table of divisions, and founded from nothing."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from committees.models import Appointment, Committee
from committees.services import edit_committee
from core.verdicts import Refused
from tests.conftest import actor, give_role
from tests.factories import UserFactory

HEAD = "code,name,level,parent_code\n"
CITY = "110000000000,北京市,city,\n"
TREE = (
    CITY
    + "110101000000,东城区,district,110000000000\n110102000000,西城区,区,110000000000\n"
    + "110101001000,东华门街道,street,110101000000\n110102001000,西长安街街道,街道,110102000000\n"
)


def found(level="city", code="110000000000", name="北京市", **options):
    call_command("found", code, name, level=level, office_login="office", **options)


def run(tmp_path, capsys, text, *, login="office", **options):
    """(exit code, last line on standard output)."""
    path = tmp_path / "divisions.csv"
    path.write_text(text)
    try:
        call_command("import_divisions", str(path), actor=login, **options)
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, capsys.readouterr().out.strip().splitlines()[-1]


@pytest.mark.django_db
def test_found_makes_the_top_and_its_accounts(capsys, monkeypatch):
    monkeypatch.setenv("OFFICE_PASSWORD", "Start-2026-here")

    found(sysadmin_login="sys", security_login="sec", auditor_login="aud")

    lines = capsys.readouterr().out.split("\n")
    assert lines[:4] == [f"{login} Start-2026-here" for login in ("office", "sys", "sec", "aud")]
    top = Committee.objects.get()
    assert (top.code, top.area_name, top.level, top.status) == (
        "110000000000",
        "北京市",
        "city",
        "approved",
    )
    assert top.name == "北京市区域化党建工作委员会"
    roles = dict(Appointment.objects.values_list("user__login", "role"))
    assert roles == {"office": "city-office", "sys": "system", "sec": "security", "aud": "audit"}
    office = User.objects.get(login="office")
    assert office.must_change_password
    assert office.check_password("Start-2026-here")


@pytest.mark.django_db
def test_found_makes_up_a_password_for_each(capsys, monkeypatch):
    monkeypatch.delenv("OFFICE_PASSWORD", raising=False)

    found(sysadmin_login="sys")

    passwords = [line.split()[1] for line in capsys.readouterr().out.strip().split("\n")]
    assert len(set(passwords)) == 2
    assert User.objects.get(login="office").check_password(passwords[0])


def test_found_is_refused_where_a_committee_exists_and_leaves_nothing(town):
    users = User.objects.count()

    with pytest.raises(CommandError) as refusal:
        found()

    assert refusal.value.returncode == 1
    assert User.objects.count() == users


@pytest.mark.django_db
def test_found_with_an_impossible_login_leaves_nothing():
    with pytest.raises(CommandError):
        call_command("found", "110000000000", "北京市", level="city", office_login="")

    assert not Committee.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_tree_is_built_and_the_second_time_all_is_the_same(tmp_path, capsys):
    found()

    assert run(tmp_path, capsys, HEAD + TREE, dry_run=True) == (
        0,
        "new=4 changed=0 same=1 refused=0",
    )
    assert Committee.objects.count() == 1
    assert run(tmp_path, capsys, HEAD + TREE) == (0, "new=4 changed=0 same=1 refused=0")
    assert run(tmp_path, capsys, HEAD + TREE) == (0, "new=0 changed=0 same=5 refused=0")
    street = Committee.objects.get(code="110101001000")
    assert (street.parent.area_name, street.level, street.status) == (
        "东城区",
        "street",
        "approved",
    )
    assert street.name == "东华门街道区域化党建协调委员会"
    assert street.path.startswith(street.parent.path)


@pytest.mark.django_db
def test_rows_and_columns_stand_in_any_order(tmp_path, capsys):
    found()
    text = (
        "上级代码\t级别\t名称\t代码\n"
        "110101001000\t社区（村）\t韶九社区\t110101001001\n"
        "110101000000\t街道\t东华门街道\t110101001000\n"
        "110000000000\t区\t东城区\t110101000000\n"
    )

    assert run(tmp_path, capsys, text) == (0, "new=3 changed=0 same=0 refused=0")
    assert Committee.objects.get(code="110101001001").parent.area_name == "东华门街道"


@pytest.mark.django_db
def test_a_district_s_founder_is_refused_the_other_districts(tmp_path, capsys):
    found(level="district", code="110101000000", name="东城区")

    # The city and the western district with its street lie outside; the own top is as it was.
    assert run(tmp_path, capsys, HEAD + TREE) == (1, "new=1 changed=0 same=1 refused=3")
    assert Committee.objects.count() == 1
    assert run(tmp_path, capsys, HEAD + TREE, good_rows=True) == (
        1,
        "new=1 changed=0 same=1 refused=3",
    )
    assert set(Committee.objects.values_list("area_name", flat=True)) == {"东城区", "东华门街道"}


@pytest.mark.django_db
def test_a_new_name_of_the_area_never_overwrites_an_edited_name(tmp_path, capsys):
    found()
    run(tmp_path, capsys, HEAD + TREE)
    office = actor(User.objects.get(login="office"))
    east = Committee.objects.get(code="110101000000")
    edit_committee(east, {"name": "东城区党建工作协调委员会"}, version=None, by=office)
    renamed = TREE.replace("东城区", "东城新区").replace("西城区", "西城新区")

    assert run(tmp_path, capsys, HEAD + renamed) == (0, "new=0 changed=2 same=3 refused=0")

    east.refresh_from_db()
    west = Committee.objects.get(code="110102000000")
    assert (east.area_name, east.name) == ("东城新区", "东城区党建工作协调委员会")
    assert (west.area_name, west.name) == ("西城新区", "西城新区区域化党建工作指导委员会")
    assert not west.name_is_own
    assert run(tmp_path, capsys, HEAD + renamed) == (0, "new=0 changed=0 same=5 refused=0")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("11010100100,东华门街道,street,110101000000", "12"),
        ("110101001000,东华门街道,street,110109000000", "110109000000"),
        ("110101001000,东华门街道,street,110000000000", ""),
        ("110101001000,东华门街道,大街,110101000000", "大街"),
        ("110101001000,,street,110101000000", ""),
        ("110103000000,某区,district,", ""),
    ],
    ids=["short code", "unknown parent", "skipped level", "unknown level", "no name", "second top"],
)
def test_a_wrong_row_is_refused_with_its_place(tmp_path, capsys, row, word):
    found()
    run(tmp_path, capsys, HEAD + CITY + "110101000000,东城区,district,110000000000\n")
    path = tmp_path / "divisions.csv"
    path.write_text(HEAD + row + "\n")

    with pytest.raises(SystemExit) as stop:
        call_command("import_divisions", str(path), actor="office")

    out = capsys.readouterr().out
    assert stop.value.code == 1
    assert word in out
    assert out.strip().splitlines()[-1] == "new=0 changed=0 same=0 refused=1"


@pytest.mark.django_db
def test_a_move_is_left_to_reorganisation(tmp_path, capsys):
    found()
    run(tmp_path, capsys, HEAD + TREE)
    moved = "110101001000,东华门街道,street,110102000000\n"

    assert run(tmp_path, capsys, HEAD + moved) == (1, "new=0 changed=0 same=0 refused=1")


@pytest.mark.django_db
def test_a_child_of_a_refused_row_is_refused_too(tmp_path, capsys):
    found()
    text = (
        HEAD + "110101000000,,district,110000000000\n110101001000,东华门街道,street,110101000000\n"
    )

    assert run(tmp_path, capsys, text, good_rows=True) == (1, "new=0 changed=0 same=0 refused=2")


def test_who_keeps_no_committee_imports_no_row(town, tmp_path, capsys):
    give_role(UserFactory(login="reader"), "leader", town.city)

    result = run(
        tmp_path, capsys, HEAD + "990103000000,南城区,district,990000000000\n", login="reader"
    )

    assert result == (1, "new=0 changed=0 same=0 refused=1")


@pytest.mark.django_db
def test_unknown_actor_and_unreadable_file_end_with_2(tmp_path):
    found()
    path = tmp_path / "divisions.csv"
    path.write_bytes(b"")

    for file, login in ((path, "office"), (tmp_path / "nowhere.csv", "office"), (path, "nobody")):
        with pytest.raises(CommandError) as refusal:
            call_command("import_divisions", str(file), actor=login)
        assert refusal.value.returncode == 2


def test_founders_are_appointed_once(town):
    from committees.services import appoint_founder
    from tests.conftest import SETUP

    with pytest.raises(Refused):
        appoint_founder(UserFactory(), "system", None, by=SETUP)
