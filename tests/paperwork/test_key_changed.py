"""An import that holds resident ID numbers, after the key of encrypted values was changed."""

import pytest

from core import encryption
from core.verdicts import Refused
from members.models import PartyMember
from members.services import party_members
from paperwork.models import StagedRow
from paperwork.services import imports, undoing
from tests.conftest import actor
from tests.paperwork.undoing import faults, table

# Check digits worked out by hand after GB 11643-1999: Σ aᵢ·Wᵢ mod 11 = 6 gives "6", 8 gives "4".
OLD = "11010519491231002X"
NEW, MADE = "110105198001010016", "110105198001010024"
HEAD = "id 姓名 公民身份号码 人员类别 居住社区"


@pytest.fixture
def renewed(settings):
    """Key changed, ``reencrypt`` run, the old key thrown away; returns what it has counted."""

    def change(meanwhile=None):
        old, settings.FIELD_KEY = settings.FIELD_KEY, "a new key"
        settings.FIELD_KEY_FALLBACKS = [old]
        if meanwhile:
            meanwhile()
        count = encryption.reencrypt()
        assert encryption.reencrypt() == 0
        settings.FIELD_KEY_FALLBACKS = []
        return count

    return change


def staged(stage):
    rows = [stage.member.pk, "周敏", NEW, "", ""], ["", "吴刚", MADE, "正式党员", stage.peace.code]
    return imports.bring("party-members", stage.spring, table(HEAD, *rows), by=stage.office)


def confirmed(stage):
    return imports.confirm(staged(stage), good_rows=False, by=stage.office)


def found(code):
    return [member.person.name for member in PartyMember.objects.with_resident_id(code)]


def test_what_waits_to_be_confirmed_is_read_and_written(stage, renewed):
    run = staged(stage)

    # The member's number and the two rows.
    assert renewed() == 3

    assert [row.cells["resident_id"] for row in imports.sheet_of(run).rows] == [NEW, MADE]
    imports.confirm(run, good_rows=False, by=stage.office)
    assert (found(NEW), found(MADE)) == (["周敏"], ["吴刚"])


def test_rows_beyond_one_batch_are_put_under_the_new_key(stage, renewed, monkeypatch):
    monkeypatch.setattr(encryption, "SEALED_AT_ONCE", 1)
    run = staged(stage)

    assert renewed() == 3

    assert [row.cells["resident_id"] for row in imports.sheet_of(run).rows] == [NEW, MADE]


def test_what_was_written_is_taken_back(stage, renewed):
    run = confirmed(stage)

    # Two members' numbers, two staged rows, and the piece that says what was written.
    assert renewed() == 5
    undoing.undo(run, by=stage.office)

    assert (found(OLD), found(NEW), found(MADE)) == (["周敏"], [], [])
    stage.member.refresh_from_db()
    assert stage.member.resident_id == OLD
    assert faults() == []


def test_what_was_changed_since_is_still_refused(stage, renewed):
    run = confirmed(stage)
    made = PartyMember.objects.get(person__name="吴刚")
    party_members.edit_member(made, {"resident_id": OLD}, version=None, by=stage.office)
    renewed()

    with pytest.raises(Refused, match="吴刚"):
        undoing.undo(run, by=stage.office)

    assert found(OLD) == ["吴刚"]


def test_a_member_whom_an_import_changed_while_the_key_did_is_found_after_its_undoing(
    stage, renewed
):
    """The import saved the index under the new key beside what it wrote."""
    runs = []

    def bring():
        row = [stage.member.pk, "周敏", "", "", "", "主任"]
        file = table(f"{HEAD} 服务意向", row)
        run = imports.bring("party-members", stage.spring, file, by=stage.office)
        runs.append(imports.confirm(run, good_rows=False, by=actor(stage.spring_office)))

    renewed(bring)
    undoing.undo(runs[0], by=stage.office)

    stage.member.refresh_from_db()
    assert (stage.member.service_intent, found(OLD)) == ("", ["周敏"])


def test_what_holds_no_number_is_left_as_it_is(stage, renewed):
    row = ["", "吴刚", "", "正式党员", stage.peace.code]
    run = imports.bring("party-members", stage.spring, table(HEAD, row), by=stage.office)
    imports.confirm(run, good_rows=False, by=stage.office)
    before = list(StagedRow.objects.values_list("cells"))

    assert renewed() == 1  # the number of the member who was there before

    assert list(StagedRow.objects.values_list("cells")) == before
