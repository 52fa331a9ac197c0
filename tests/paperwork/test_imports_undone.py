"""Taking a roster of units back: to the last row as it was before, or not at all."""

import datetime

import pytest

from accounts.models import User
from audit.models import Entry
from committees.models import Appointment
from core.verdicts import Refused
from members.models import (
    Handover,
    HandoverItem,
    Liaison,
    Membership,
    MemberUnit,
    Person,
    Seat,
    SeatStep,
    SuperiorContact,
)
from members.services import liaisons, memberships, people, units
from members.services.capacities import make_default_capacities
from paperwork.models import WrittenRows
from paperwork.services import imports as services
from paperwork.services import undoing
from tests.conftest import SETUP, actor, give_role
from tests.factories import PersonFactory, UnitFactory, UserFactory
from tests.paperwork.test_imports import book
from tests.paperwork.undoing import differing, everything, faults

TODAY = datetime.date(2026, 3, 2)
HEAD = [
    *("单位名称", "统一社会信用代码", "单位性质", "单位地址", "单位代表", "代表电话"),
    *("联络员", "联络员电话", "联络员职务", "入会时间"),
]
NEW = [
    *("春晖剧院", "121100004000000014", "事业", "春晖路1号", "赵敏", "13800000002"),
    *("张伟", "13800000001", "科长", "2026-01-05"),
]
# The clinic's own liaison stays and becomes 主任; its address is new.
KNOWN = ["春晖医院", "", "", "春晖路2号", "", "", "李娜", "", "主任", ""]
# Other people than those who stand, another code, another day.
REPLACING = [
    *("春晖医院", "121100004000000027", "事业", "春晖路3号", "钱进", "13800000004"),
    *("孙立", "13800000003", "", "2025-12-31"),
]


@pytest.fixture
def by(town, settings, tmp_path, time_machine_at):
    time_machine_at(TODAY)
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    return actor(town.spring_office)


def bring_in(town, by, *rows):
    run = services.bring("units", town.spring, book(HEAD, *rows), by=by)
    return services.confirm(run, good_rows=False, by=by)


def test_an_undone_import_leaves_everything_as_it_was(town, by):
    before = everything()
    run = bring_in(town, by, NEW, KNOWN)
    assert (run.new, run.changed) == (1, 1)
    assert everything() != before

    undoing.undo(run, by=by)

    assert everything() == before
    assert faults() == []
    entry = Entry.objects.get(action="paperwork.import_undone")
    assert (entry.object_id, entry.before["new"], entry.before["changed"]) == (run.pk, 1, 1)
    gone = Entry.objects.filter(action="paperwork.row_removed").values_list("model", flat=True)
    assert sorted(gone) == [
        "members.liaison", "members.membership", "members.memberunit",
        "members.person", "members.person", "members.seat",
    ]  # fmt: skip
    put_back = Entry.objects.filter(action="paperwork.row_restored").order_by("model")
    assert [(one.model, one.before, one.after) for one in put_back] == [
        ("members.memberunit", {"address": "春晖路2号"}, {"address": ""}),
        ("members.person", {"position": "主任"}, {"position": ""}),
    ]
    assert not WrittenRows.objects.exists()


def test_the_undone_table_can_be_imported_again(town, by):
    undoing.undo(bring_in(town, by, NEW), by=by)

    assert bring_in(town, by, NEW).status == "done"
    assert Person.objects.filter(name="赵敏").count() == 1


@pytest.fixture
def clinic_represented(town, by):
    """The clinic has a representative, and something that its liaison would hand over."""
    units.edit_unit(town.clinic, {"superior": "某局党委"}, version=None, by=by)
    return Seat.objects.create(
        person=PersonFactory(name="周平", home=town.spring), committee=town.spring,
        capacity=town.representative_capacity, membership=town.clinic_in_spring, starts_on=TODAY,
    )  # fmt: skip


def test_people_who_were_replaced_are_back_with_their_access(town, by, clinic_represented):
    people.refresh_people([clinic_represented.person_id])
    before = everything()
    run = bring_in(town, by, REPLACING)
    assert (run.new, run.changed) == (0, 1)
    town.clinic_liaison.refresh_from_db()
    assert town.clinic_liaison.appointment.ends_on == town.clinic_liaison.ends_on == TODAY
    assert HandoverItem.objects.count() > 0
    assert not MemberUnit.objects.visible_to(_again(town.clinic_liaison_user)).exists()

    undoing.undo(run, by=by)

    assert everything() == before
    assert faults() == []
    town.clinic_liaison.refresh_from_db()
    assert (town.clinic_liaison.ends_on, town.clinic_liaison.reason) == (None, "")
    assert town.clinic_liaison.appointment.ends_on is None
    assert MemberUnit.objects.visible_to(_again(town.clinic_liaison_user)).get() == town.clinic
    assert Seat.objects.filled().get() == clinic_represented
    assert not Handover.objects.exists()
    assert not Person.objects.filter(name__in=["孙立", "钱进"]).exists()


def _again(user):
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_access_that_was_given_stays_on_record_and_ends(town, by):
    """Somebody may have used it: the role is not made unsaid, only ended."""
    account = UserFactory(login="sunli")
    PersonFactory(name="孙立", phone="13800000003", home=town.spring, user=account)
    before = everything()
    run = bring_in(town, by, REPLACING)
    given = Appointment.objects.get(user=account)
    assert (given.role, given.ends_on) == ("liaison", None)

    undoing.undo(run, by=by)

    assert differing(before, everything()) == {"committees.Appointment"}
    assert Appointment.objects.exclude(pk=given.pk).count() == len(before["committees.Appointment"])
    given.refresh_from_db()
    assert (given.starts_on, given.ends_on) == (TODAY, TODAY)
    ended = Entry.objects.filter(action="committees.appointment_ended").latest("id")
    assert (ended.object_id, ended.after["reason"]) in {
        (given.pk, "撤销导入"),
        (given.pk, "import undone"),
    }
    assert faults() == []


def test_a_known_unit_that_was_admitted_or_confirmed_is_as_before(town, by):
    UnitFactory(name="春晖影院", uscc="121100004000000027", area=town.peace)
    theatre = UnitFactory(name="春晖剧院", uscc="121100004000000014")
    invited = Membership.objects.create(
        unit=theatre, committee=town.spring, status="invited", starts_on=TODAY
    )
    units.refresh_units([theatre.pk])
    before = everything()
    admitted = ["春晖影院", "121100004000000027", "", "", "", "", "", "", "", "2026-02-01"]
    run = bring_in(town, by, NEW, admitted)
    assert (run.new, run.changed) == (1, 1)
    invited.refresh_from_db()
    assert invited.status == "active"

    undoing.undo(run, by=by)

    assert everything() == before
    assert faults() == []


def test_whatever_is_on_record_of_a_roster_is_in_its_journal(town, by, clinic_represented):
    """What a service writes past the journal could not be undone."""
    account = UserFactory(login="sunli")
    PersonFactory(name="孙立", phone="13800000003", home=town.spring, user=account)
    last = Entry.objects.latest("id").pk

    run = bring_in(town, by, NEW, REPLACING)

    journal = {(row[0], row[1]) for piece in run.written.all() for row in piece.rows}
    acts = Entry.objects.filter(pk__gt=last).exclude(model="paperwork.importrun")
    on_record = set(acts.values_list("model", "object_id"))
    # Of the theatre unit, membership, two people, seat, liaison; of the clinic unit, membership,
    # a new person, two seats, two liaisons, their two roles and the hand-over.
    assert len(on_record) == 6 + 10
    # The items of a hand-over are told by the hand-over, the step of a seat by the seat.
    items = HandoverItem._meta.label_lower
    told = {items, SeatStep._meta.label_lower}
    assert {row for row in journal if row[0] not in told} == on_record
    assert len([row for row in journal if row[0] == items]) == HandoverItem.objects.count() > 0


def test_whole_numbers_stand_in_no_entry_of_the_log(town, by):
    people.edit_person(town.doctor, {"phone": "13811112222"}, version=None, by=by)
    row = [*KNOWN]
    row[7] = "13833334444"

    undoing.undo(bring_in(town, by, row, NEW), by=by)

    town.doctor.refresh_from_db()
    assert town.doctor.phone == "13811112222"
    texts = [f"{one.before}{one.after}" for one in Entry.objects.all()]
    numbers = ["13811112222", "13833334444", "13800000001", "13800000002"]
    assert [text for text in texts if any(number in text for number in numbers)] == []


# --- what stands in the way ----------------------------------------------------------------------


def new_unit():
    return MemberUnit.objects.get(name="春晖剧院")


def edit_the_new_unit(town, by):
    units.edit_unit(new_unit(), {"head": "王强"}, version=None, by=by)


def edit_the_changed_unit(town, by):
    units.edit_unit(town.clinic, {"head": "王强"}, version=None, by=by)


def edit_the_new_person(town, by):
    person = Person.objects.get(name="赵敏")
    people.edit_person(person, {"workplace": "别处"}, version=None, by=by)


def replace_the_new_liaison(town, by):
    liaison = Liaison.objects.get(person__name="张伟")
    successor = PersonFactory(name="钱进", home=town.spring)
    liaisons.replace_liaison(liaison, successor, by=by, reason="调离")


def let_the_new_unit_leave(town, by):
    membership = new_unit().memberships.get()
    memberships.move_membership(membership, "left", by=by, reason="搬迁")


def admit_the_new_unit_elsewhere(town, by):
    memberships.admit_unit(new_unit(), town.peace, {}, by=by)


def note_a_contact_of_the_new_unit(town, by):
    SuperiorContact.objects.create(
        unit=new_unit(), date=TODAY, direction="to", by="王强", text="通报"
    )


def seat_the_new_person_elsewhere(town, by):
    Seat.objects.create(
        person=Person.objects.get(name="张伟"), committee=town.spring, starts_on=TODAY,
        capacity=town.representative_capacity, membership=town.clinic_in_spring,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (edit_the_new_unit, ["春晖剧院"]),
        (edit_the_changed_unit, ["春晖医院"]),
        (edit_the_new_person, ["赵敏"]),
        (replace_the_new_liaison, ["张伟 · 春晖剧院"]),
        (let_the_new_unit_leave, ["春晖剧院 · 春晖街道委员会", "赵敏", "张伟"]),
        (admit_the_new_unit_elsewhere, ["春晖剧院 · 和平里社区委员会", "春晖剧院"]),
        (note_a_contact_of_the_new_unit, ["春晖剧院 2026-03-02", "春晖剧院"]),
        (seat_the_new_person_elsewhere, ["张伟 · 春晖街道委员会", "张伟"]),
    ],
)
def test_what_people_have_done_since_stands_in_the_way(town, by, act, words):
    run = bring_in(town, by, NEW, KNOWN)
    act(town, by)
    before = everything()

    with pytest.raises(Refused) as refusal:
        undoing.undo(run, by=by)

    assert [word for word in words if word not in refusal.value.reason] == []
    assert everything() == before
    run.refresh_from_db()
    assert (run.status, run.written.count()) == ("done", 1)
    assert not Entry.objects.filter(action__startswith="paperwork.row_").exists()


def test_a_long_list_of_what_stands_in_the_way_is_cut(town, by):
    codes = ["121100004000000014", "121100004000000027", *([""] * 21)]
    run = bring_in(town, by, *([f"春晖{n}院", codes[n], *([""] * 8)] for n in range(23)))
    for unit in MemberUnit.objects.filter(name__regex=r"春晖\d+院"):
        units.edit_unit(unit, {"head": "王强"}, version=None, by=by)

    with pytest.raises(Refused, match=r"3 more|另有 3|3 项") as refusal:
        undoing.undo(run, by=by)

    assert refusal.value.reason.count("春晖") == 20


def test_an_edit_that_was_itself_taken_back_does_not(town, by):
    """Two imports, one after the other about the same unit, are undone in turn."""
    start = everything()
    first = bring_in(town, by, NEW)
    between = everything()
    row = [*NEW]
    row[3], row[8] = "春晖路9号", "主任"
    second = bring_in(town, by, row)
    assert (second.new, second.changed) == (0, 1)
    with pytest.raises(Refused, match="春晖剧院"):
        undoing.undo(first, by=by)

    undoing.undo(second, by=by)
    assert everything() == between
    undoing.undo(first, by=by)

    assert everything() == start


def test_a_form_that_was_open_in_between_does_not_overwrite_what_was_put_back(town, by):
    run = bring_in(town, by, KNOWN)
    version = MemberUnit.objects.get(pk=town.clinic.pk).version
    undoing.undo(run, by=by)

    with pytest.raises(Refused):
        units.edit_unit(town.clinic, {"head": "王强"}, version=version, by=by)


def test_only_who_brought_it_undoes_it_and_only_once(town, by):
    run = bring_in(town, by, NEW)
    with pytest.raises(Refused):
        undoing.undo(run, by=actor(town.east_office))

    undoing.undo(run, by=by)

    with pytest.raises(Refused):
        undoing.undo(run, by=by)


def test_who_has_lost_the_office_undoes_nothing(town, by):
    run = bring_in(town, by, NEW)
    town.spring_office.appointments.update(ends_on=TODAY)
    before = everything()

    with pytest.raises(Refused):
        undoing.undo(run, by=actor(town.spring_office))

    assert everything() == before


def test_a_role_that_would_come_back_to_an_administrator_does_not(town, by):
    run = bring_in(town, by, REPLACING)
    give_role(town.clinic_liaison_user, "audit")
    before = everything()

    with pytest.raises(Refused, match="clinic_liaison"):
        undoing.undo(run, by=by)

    assert everything() == before
