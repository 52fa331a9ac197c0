"""What a stranger tried on the import of party members: each of these once went through."""

import datetime

import pytest

from audit.models import Entry
from core.identifiers import resident_id_check_character
from core.imports import hiding
from core.imports.papers import file_name
from members.models import PartyMember
from members.services import member_intake, party_members
from paperwork.models import ImportRun
from tests.conftest import actor
from tests.factories import MemberFactory
from tests.members.test_import_members import (
    HEAD,
    NEW,
    REFUSED,
    WOMAN,
    brought,
    in_english,
    in_plain,
    member,
    number,
    roster,
)

__all__ = ["brought", "in_english", "roster"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", [f"书法 {WOMAN}", WOMAN, f"{WOMAN[:6]} {WOMAN[6:14]} {WOMAN[14:]}"]
)
def test_a_number_among_the_specialties_is_not_kept_as_a_wish_to_serve(roster, brought, typed):
    last, out = roster([*HEAD, "特长"], ["周敏", "", "正式", "", typed])

    assert last == REFUSED
    assert "It belongs in the column" in out
    run = brought([*HEAD, "特长"], ["周敏", "", "正式", "", typed])
    assert run.refused == 1
    assert in_plain(WOMAN, typed) == []


def test_a_number_with_what_nobody_sees_between_its_digits_is_one(brought):
    typed = f"{WOMAN[:6]}\u200b{WOMAN[6:14]}\u2013{WOMAN[14:]}"
    run = brought([*HEAD, "职务"], ["周敏", "", "正式", "", typed])

    assert run.refused == 1
    assert in_plain(typed) == []
    assert hiding.masked(typed) == "110105********002X"


def test_a_number_in_a_heading_or_a_file_s_name_is_masked(brought):
    run = brought([f"姓名（{WOMAN}）", *HEAD[1:], WOMAN], ["周敏", "", "正式", "", ""])

    assert run.new == 1
    assert in_plain(WOMAN) == []
    assert file_name(f"周敏{WOMAN}.xlsx") == "周敏110105________002X.xlsx"


def test_a_number_as_specialty_is_kept_as_it_is_read(roster):
    assert roster(["姓名", "人员类别", "特长"], ["周敏", "正式", 5.0])[0] == NEW
    assert member().service_intent == "5"


def test_days_that_cannot_be_are_said_when_rows_are_judged(roster):
    head = ["姓名", "人员类别", "入党日期", "转正日期"]

    last, out = roster(head, ["周敏", "正式", "2030-01-01", ""])
    assert last == REFUSED
    assert "C2" in out
    assert "has not come yet" in out
    last, out = roster(head, ["周敏", "预备", "2025-01-01", "2025-12-01"])
    assert last == REFUSED
    assert "D2" in out
    assert roster(head, ["周敏", "正式", "", ""], ["吴刚", "正式", "2030-01-01", ""])[0] == (
        "new=1 changed=0 same=0 refused=1"
    )


def test_what_is_only_found_wrong_when_it_is_written_is_that_row_s_reason(roster, monkeypatch):
    from members.imports import party_members as importing

    monkeypatch.setattr(importing.PartyMemberImport, "_check_facts", lambda *_some: None)
    head = ["姓名", "人员类别", "入党日期"]

    last, out = roster(head, ["吴刚", "正式", ""], ["周敏", "正式", "2030-01-01"])

    assert last == "new=1 changed=0 same=0 refused=1"
    assert "Row 3" in out
    assert not PartyMember.objects.exists()


def test_a_community_that_was_moved_since_it_was_read(roster, town, monkeypatch):
    """Whoever moves it between judging and writing finds the members with it."""
    lock = member_intake._lock_places

    def moved(members, locked):
        if town.peace.parent_id != town.hill.pk:
            town.peace.parent, town.peace.path = town.hill, town.hill.path + town.peace.path[-8:]
            town.peace.save()
        lock(members, locked)

    monkeypatch.setattr(member_intake, "_lock_places", moved)

    last, _out = roster(
        HEAD, ["周敏", WOMAN, "正式", "和平里社区"], login="city_office", committee=town.city
    )

    assert last == NEW
    assert (member().residence, member().street_id) == (town.peace, town.hill.pk)


def test_a_member_who_was_changed_since_the_row_was_judged(roster, town, monkeypatch):
    one = MemberFactory(lives_in=town.peace, name="周敏", resident_id=WOMAN)
    edit = party_members.edit_member

    def faster(row, changes, **options):
        PartyMember.objects.filter(pk=one.pk, version=1).update(version=2, service_intent="夜巡")
        return edit(row, changes, **options)

    monkeypatch.setattr(party_members, "edit_member", faster)

    last, out = roster([*HEAD, "职务"], ["周敏", WOMAN, "", "", "医生"])

    assert last == REFUSED
    assert "in the meantime" in out


def test_the_same_name_and_phone_under_another_number_is_said(roster, town):
    MemberFactory(lives_in=town.peace, name="周敏", phone="13900001111", resident_id=WOMAN)

    last, out = roster([*HEAD, "手机"], ["周敏", number(1), "正式", "", "13900001111"])

    assert last == NEW
    assert "There is already somebody of this name" in out


def test_what_copy_keeps_for_itself_is_text(roster):
    head = ["姓名", "人员类别", "职务", "服务意向", "所在党支部"]
    rows = [["\\N", "正式", "a\\tb", "c\td\ne", "\\."], ["N\\", "正式", "\\\\", "", "\\N"]]

    last, out = roster(head, *rows)

    # “\N” has a letter, and so it is a name.
    assert last == "new=2 changed=0 same=0 refused=0", out
    assert member("\\N").person.position == "a\\tb"
    assert member("\\N").service_intent == "c d e"
    assert member("\\N").organisation_name == "\\."
    assert (member("N\\").person.position, member("N\\").organisation_name) == ("\\\\", "\\N")
    assert Entry.objects.filter(object_name="\\N", action="members.member_entered").count() == 1


@pytest.mark.parametrize(
    ("column", "most"), [("姓名", 50), ("职务", 100), ("工作单位", 100), ("服务意向", 200)]
)
def test_what_is_too_long_is_refused_with_its_cell(roster, column, most):
    head = ["姓名", "人员类别", "职务", "工作单位", "服务意向"]
    row = dict.fromkeys(head, "") | {"姓名": "周敏", "人员类别": "正式"}

    last, out = roster(head, list((row | {column: "长" * (most + 1)}).values()))
    assert last == REFUSED
    assert f"{'ABCDE'[head.index(column)]}2 {column}" in out
    assert roster(head, list((row | {column: "长" * most}).values()))[0] == NEW


def test_long_rosters_are_compared_part_by_part(roster, town, monkeypatch):
    from core.imports import engine

    monkeypatch.setattr(engine, "JUDGED_AT_ONCE", 2)
    head = [*HEAD, "手机", "工作单位"]
    rows = [
        [f"周{n}号", number(n), "正式", "和平里社区", f"1390000000{n}", "春晖医院"]
        for n in range(5)
    ]
    assert roster(head, *rows)[0] == "new=5 changed=0 same=0 refused=0"
    assert roster(head, *rows)[0] == "new=0 changed=0 same=5 refused=0"

    ids = list(PartyMember.objects.order_by("pk").values_list("pk", flat=True))
    mixed = [[ids[0], *rows[0]], ["", *rows[1]], ["", *rows[2]], [ids[0], *rows[0]]]
    last, out = roster(["系统编号", *head], *mixed)
    assert last == "new=0 changed=0 same=3 refused=1"
    assert "says the same as row 2" in out
    # One by its number here, by the resident ID number in another part.
    twice = [[ids[0], "周0号", "", "", "", "", ""], *([["", *rows[n]] for n in (1, 2, 0)])]
    assert roster(["系统编号", *head], *twice)[0] == "new=0 changed=0 same=3 refused=1"
    changed = [[*row[:5], "另一家"] for row in rows]
    assert roster(head, *changed)[0] == "new=0 changed=5 same=0 refused=0"
    assert set(PartyMember.objects.values_list("person__workplace", "employer")) == {
        ("另一家", None)
    }


def test_an_import_of_many_parts_is_undone(brought, town, monkeypatch):
    from core.imports import engine
    from paperwork.services import imports, undoing
    from tests.paperwork.undoing import everything

    monkeypatch.setattr(engine, "JUDGED_AT_ONCE", 2)
    for n in range(5):
        MemberFactory(lives_in=town.peace, name=f"吴{n}", resident_id=number(n))
    before, by = everything(), actor(town.spring_office)
    run = brought(
        [*HEAD, "职务"], *[[f"吴{n}", number(n), "", "青松社区", "主任"] for n in range(7)]
    )
    assert (run.changed, run.refused) == (5, 2)
    run = imports.confirm(run, good_rows=True, by=by)
    assert run.status == ImportRun.Status.DONE
    assert set(PartyMember.objects.values_list("community", flat=True)) == {town.pine.pk}

    undoing.undo(run, by=by)

    assert everything() == before


def test_a_check_character_that_the_standard_gives():
    assert resident_id_check_character(WOMAN[:17]) == WOMAN[17]
    assert number(1, "19600101")[6:14] == datetime.date(1960, 1, 1).strftime("%Y%m%d")
