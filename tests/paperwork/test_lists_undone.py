"""Every kind of list, imported and taken back: all as before, or refused with nothing changed."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps

from audit.models import Entry
from committees import services as committees
from committees.models import Appointment, Committee
from core.imports import IMPORTS
from core.verdicts import Refused
from members.models import Liaison, PartyMember, PartyOrganization, Person, Registration, Seat
from members.services import (
    capacities,
    liaisons,
    memberships,
    organisations,
    party_members,
    people,
    registrations,
    seats,
)
from paperwork.services import undoing
from tests.conftest import actor
from tests.factories import UserFactory
from tests.paperwork.undoing import ROOMS, differing, everything, faults, imported

TODAY = datetime.date(2026, 3, 2)


@dataclass
class Case:
    """A table with new and changed rows, and what somebody does to one of them afterwards."""

    kind: str
    head: str
    rows: Any
    # New and changed rows, as the table says; rows made and changed, as the services write them.
    counts: tuple[int, int]
    written: tuple[int, int]
    touch: Any
    word: str
    by: str = "spring_office"
    # What stays different after the undoing, because it is evidence.
    kept: frozenset[str] = frozenset()


CASES = [
    Case(
        "people", "id name phone workplace position party_status home",
        lambda s: [
            [s.doctor.pk, "李小娜", "13811110000", "春晖医院", "主任", "正式党员", s.peace.code],
            ["", "孙立", "13822220000", "春晖剧院", "科长", "中共党员", s.spring.code],
        ],
        (1, 1), (1, 1),
        lambda s, by: people.edit_person(
            Person.objects.get(name="孙立"), {"position": "处长"}, version=None, by=by
        ),
        "孙立",
    ),
    Case(
        "party-members", "姓名 身份证号 人员类别 居住社区 职务 手机",
        lambda s: [
            ["周敏", "11010519491231002X", "", s.pine.code, "主任", ""],
            ["吴刚", "", "正式党员", s.peace.code, "", "13933330000"],
        ],
        # A person and a member each.
        (1, 1), (2, 2),
        lambda s, by: party_members.edit_member(
            PartyMember.objects.get(person__name="吴刚"), {"employment": "retired"}, version=None,
            by=by,
        ),
        "吴刚",
    ),
    Case(
        "registrations", "姓名 类别 报到社区 联系电话 报到日期",
        lambda s: [
            ["王强", "", s.pine.code, "13955550000", "2026-02-01"],
            ["春晖医院", "单位", s.spring.code, "", ""],
        ],
        # Made: two registrations, each entered and confirmed; changed: who lives in Pine now.
        (2, 0), (6, 1),
        lambda s, by: registrations.move_on(
            Registration.objects.get(unit=s.clinic), "paused", reason="装修", by=by
        ),
        "春晖医院",
    ),
    Case(
        "organisations", "id name category superior home term_ends_on",
        lambda s: [
            [s.lead.pk, "春晖街道工委", "", "", "", "2030-12-31"],
            ["", "春晖医院党支部", "党支部", "春晖街道党工委", s.spring.code, ""],
        ],
        (1, 1), (1, 1),
        lambda s, by: organisations.edit_organisation(
            PartyOrganization.objects.get(name="春晖医院党支部"),
            {"superior_name": "市卫健委"}, version=None, by=by,
        ),
        "春晖医院党支部",
    ),
    Case(
        "memberships", "id uscc committee status starts_on change_type basis",
        lambda s: [
            [s.clinic_in_spring.pk, "", "", "", "2025-12-31", "added", "第3号纪要"],
            ["", s.theatre.uscc, s.spring.code, "invited", "2026-03-01", "added", "会议"],
        ],
        (1, 1), (1, 1),
        lambda s, by: memberships.edit_membership(
            s.clinic_in_spring, {"basis": "第4号纪要"}, version=None, by=by
        ),
        "春晖医院 · 春晖街道",
    ),
    Case(
        "seats", "id person committee capacity unit term_ends_on basis office",
        lambda s: [
            [s.seat.pk, "", "", "", "", "2030-12-31", "任命书", "vice-chair"],
            ["", "钱进", s.spring.code, s.representative_capacity.name, "春晖医院", "", "", ""],
        ],
        (1, 1), (1, 1),
        lambda s, by: seats.move_seat(Seat.objects.get(person=s.chief), "ended", by=by),
        "钱进 · 春晖街道",
    ),
    Case(
        "liaisons", "id person unit committee starts_on filed_on ends_on reason",
        lambda s: [
            [s.clinic_liaison.pk, "", "", "", "", "", "2026-03-02", "调离"],
            ["", "钱进", "春晖医院", s.peace.code, "2026-02-26", "2026-03-02", "", ""],
        ],
        # Ended are the liaison and the access.
        (1, 1), (1, 2),
        lambda s, by: liaisons.end_liaison(Liaison.objects.get(person=s.chief), by=by, reason="误"),
        "钱进 · 春晖医院",
    ),
    Case(
        "capacities", "id name minimum",
        lambda s: [[s.representative_capacity.pk, "单位代表", 5]],
        (0, 1), (0, 1),
        lambda s, by: capacities.edit_capacity(
            s.representative_capacity, {"minimum": 4}, version=None, by=by
        ),
        "单位代表",
        by="city_office",
    ),
    Case(
        "committees", "id code area_name parent office_head quorum",
        lambda s: [
            [s.pine.pk, "", "青松里社区", "", "赵敏", ""],
            ["", "990101001003", "银杏社区", s.spring.code, "钱进", "1/2"],
        ],
        # Made: a committee with its period, and a new period of the renamed one; changed: the
        # renamed one and the period that ends.
        (1, 1), (3, 2),
        lambda s, by: committees.edit_committee(
            Committee.objects.get(code="990101001003"), {"office_head": "王强"}, version=None, by=by
        ),
        "银杏社区",
    ),
    Case(
        "divisions", "code name level parent_code",
        lambda s: [
            ["990101001003", "银杏社区", "社区", s.spring.code],
            ["990101001003-01", "东网格", "网格", "990101001003"],
            ["990101001003-02", "西网格", "网格", "990101001003"],
            [s.pine.code, "青松里社区", "社区", s.spring.code],
        ],
        # Three committees with a period each, and a period of the renamed one.
        (3, 1), (7, 2),
        lambda s, by: committees.edit_committee(
            Committee.objects.get(code="990101001002"), {"name": "青松分会"}, version=None, by=by
        ),
        "青松分会",
    ),
    Case(
        "appointments", "id login role committee starts_on ends_on basis",
        lambda s: [
            [s.peace_secretary.appointments.get().pk, "", "", "", "", "2026-03-02", ""],
            ["", "qianjin", "leader", s.peace.code, "2026-03-02", "", "通知"],
        ],
        (1, 1), (1, 1),
        lambda s, by: committees.end_appointment(
            Appointment.objects.get(user=s.account), by=by, on=TODAY + datetime.timedelta(days=9)
        ),
        "钱进",
        kept=frozenset({"committees.Appointment"}),
    ),
]  # fmt: skip
each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


def bring(stage, case):
    user = stage.people[case.by]
    place = stage.spring if IMPORTS[case.kind].needs_place else None
    run = imported(case.kind, place, case.head, *case.rows(stage), by=user)
    assert (run.new, run.changed) == case.counts
    return run, actor(user)


def test_every_kind_of_import_is_undone_here():
    assert {case.kind for case in CASES} | {"units"} == set(IMPORTS)


@each
def test_a_list_is_taken_back_to_the_last_row(stage, case):
    before = everything()
    run, by = bring(stage, case)
    rows = [row for piece in run.written.all() for row in piece.rows]
    made = sum(said is None for _model, _pk, _mark, said in rows)
    assert (made, len(rows) - made) == case.written
    assert everything() != before

    undoing.undo(run, by=by)

    after = everything()
    assert differing(before, after) == case.kept
    assert faults() == []
    run.refresh_from_db()
    assert (run.status, run.written.count()) == ("undone", 0)


@each
def test_it_is_refused_once_one_row_has_changed(stage, case):
    run, by = bring(stage, case)
    case.touch(stage, by)
    before = everything()

    with pytest.raises(Refused) as refusal:
        undoing.undo(run, by=by)

    assert case.word in refusal.value.reason
    assert everything() == before
    run.refresh_from_db()
    assert run.status == "done"


@each
def test_whatever_is_on_record_of_an_import_is_in_its_journal(stage, case):
    """What a service writes past the journal could not be undone."""
    last = Entry.objects.latest("id").pk
    run, _by = bring(stage, case)

    journal = {(row[0], row[1]) for piece in run.written.all() for row in piece.rows}
    acts = Entry.objects.filter(pk__gt=last).exclude(model="paperwork.importrun")
    on_record = set(acts.values_list("model", "object_id"))
    assert on_record
    assert on_record <= journal


# --- the ways of single rooms --------------------------------------------------------------------


def test_a_role_that_was_given_stays_on_record_and_ends(stage):
    case = next(case for case in CASES if case.kind == "appointments")
    ended = stage.peace_secretary.appointments.get()
    run, by = bring(stage, case)

    undoing.undo(run, by=by)

    given = Appointment.objects.get(user=stage.account)
    assert (given.starts_on, given.ends_on) == (TODAY, TODAY)
    ended.refresh_from_db()
    assert ended.ends_on is None


def test_an_administrator_who_was_appointed_or_ended_by_a_list_is_as_before(stage):
    head, other = "id login role committee ends_on", UserFactory(login="wanglin")
    auditor = stage.auditor.appointments.get()
    # A second auditor: the last one cannot be ended.
    committees.appoint(UserFactory(), "audit", None, by=actor(stage.security))
    run = imported(
        "appointments", None, head,
        [auditor.pk, "", "", "", "2026-03-02"], ["", "wanglin", "audit", "", ""],
        by=stage.security,
    )  # fmt: skip
    for user, office in ((stage.auditor, ""), (other, "audit")):
        user.refresh_from_db()
        assert user.administers == office

    undoing.undo(run, by=actor(stage.security))

    for user, office in ((stage.auditor, "audit"), (other, "")):
        user.refresh_from_db()
        assert user.administers == office
    assert faults() == []


def test_a_name_of_the_same_day_is_back_in_the_committee_s_history(stage):
    """A second change of one day is written over the first; the first comes back."""
    committees.edit_committee(
        stage.pine, {"area_name": "青松南社区"}, version=None, by=stage.office
    )
    before = everything()
    row = [stage.pine.pk, "青松里社区"]
    run = imported("committees", None, "id area_name", row, by=stage.spring_office)
    period = stage.pine.periods.get(ends_on=None)
    assert (period.starts_on, period.area_name) == (TODAY, "青松里社区")

    undoing.undo(run, by=stage.office)

    assert everything() == before
    period.refresh_from_db()
    assert period.area_name == "青松南社区"
    assert faults() == []


def test_what_was_imported_for_a_later_day_is_undone_after_it(stage, time_machine_at):
    head = "login role committee starts_on ends_on"
    row = ["qianjin", "leader", stage.peace.code, "2026-03-02", "2026-03-09"]
    run = imported("appointments", None, head, row, by=stage.spring_office)
    time_machine_at(datetime.date(2026, 3, 20))
    before = everything()

    undoing.undo(run, by=actor(stage.spring_office))

    assert everything() == before  # it was over by itself, and stays on record


def test_the_rooms_that_imports_write_in_all_answer(stage):
    from core import hooks

    answering = {name for name, _room in hooks.undoing}
    kinds = {
        importer.model._meta.app_label
        for importer in IMPORTS.values()
        if hasattr(importer, "model")
    }

    assert kinds <= answering <= {config.label for config in apps.get_app_configs()}
    assert answering <= set(ROOMS)
