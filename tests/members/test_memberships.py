"""Memberships day by day: their first day, who acts for the unit, and no two of them at once."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from committees import services
from core import hooks
from core.verdicts import Refused
from members.imports.memberships import MembershipImport
from members.models import Membership, Seat, Turn, UnitScope
from members.services import liaisons, memberships, seats
from paperwork.services import imports, undoing
from tests.conftest import actor, join
from tests.factories import START, PersonFactory, UnitFactory
from tests.paperwork.undoing import imported, table

TODAY = datetime.date(2026, 6, 30)


def days_ago(n):
    return TODAY - datetime.timedelta(days=n)


@pytest.fixture
def stage(town, time_machine_at):
    time_machine_at(TODAY)
    town.by = actor(town.spring_office)
    town.firm = UnitFactory(name="青松公司", area=town.pine)
    return town


def admit(stage, starts_on, **values):
    values = {"starts_on": starts_on} | values
    return memberships.admit_unit(stage.firm, stage.spring, values, by=stage.by)


def leave(stage, membership, on):
    return memberships.move_membership(membership, "left", by=stage.by, reason="x", on=on)


def begin(stage, membership, day):
    changes = {"starts_on": day}
    return memberships.edit_membership(membership, changes, version=None, by=stage.by)


def faults():
    return [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()]


# --- Who acts for a unit comes after it ----------------------------------------------------------


def sits(stage, membership, day):
    values = {
        "person": PersonFactory(home=stage.spring), "membership": membership, "starts_on": day,
        "capacity": stage.representative_capacity,
    }  # fmt: skip
    return seats.seat_person(stage.spring, values, by=stage.by)


def liaises(stage, membership, day):
    person = PersonFactory(home=stage.spring)
    return liaisons.file_liaison(membership, person, by=stage.by, starts_on=day)


def has_a_turn(stage, membership, day):
    return Turn.objects.create(
        committee=stage.spring, membership=membership, starts_on=day, ends_on=TODAY
    )


@pytest.mark.parametrize("acts", [sits, liaises, has_a_turn])
def test_a_unit_has_not_joined_after_those_who_act_for_it(stage, acts):
    membership = admit(stage, days_ago(100))
    acts(stage, membership, days_ago(50))

    with pytest.raises(Refused, match="2026-05-11"):
        begin(stage, membership, days_ago(49))

    assert begin(stage, membership, days_ago(50)).starts_on == days_ago(50)
    assert begin(stage, membership, days_ago(120)).starts_on == days_ago(120)
    assert not faults()


def test_the_page_says_why_a_unit_has_not_joined_later(stage, as_user):
    sits(stage, membership := admit(stage, days_ago(100)), days_ago(50))
    client, url = (
        as_user(stage.spring_office),
        reverse("members:membership-edit", args=[membership.pk]),
    )

    response = client.post(url, {"starts_on": "2026-06-01", "change_type": "added"})

    assert response.status_code in (200, 422)
    assert "2026-05-11" in response.content.decode()


def test_an_import_says_so_in_its_preview(stage, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sits(stage, membership := admit(stage, days_ago(100)), days_ago(50))
    rows = {
        "memberships": ("id starts_on", [membership.pk, "2026-06-01"]),
        "units": ("单位名称 入会时间", [stage.firm.name, "2026-06-01"]),
    }
    for kind, (head, row) in rows.items():
        run = imports.bring(kind, stage.spring, table(head, row), by=stage.by)
        [found] = run.rows.all()
        assert "2026-05-11" in str(found.problems), kind


def test_an_import_is_not_undone_over_somebody_who_acts_since_the_new_day(
    stage, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    membership = admit(stage, days_ago(50))
    row = [membership.pk, str(days_ago(100))]
    run = imported("memberships", stage.spring, "id starts_on", row, by=stage.spring_office)
    sits(stage, membership, days_ago(70))

    with pytest.raises(Refused, match="2026-04-21"):
        undoing.undo(run, by=stage.by)

    membership.refresh_from_db()
    assert membership.starts_on == days_ago(100)


def test_integrity_names_those_who_acted_before_the_unit_joined(stage):
    membership = admit(stage, days_ago(100))
    seat, liaison = sits(stage, membership, days_ago(50)), liaises(stage, membership, days_ago(50))
    turn = has_a_turn(stage, membership, days_ago(50))
    Membership.objects.filter(pk=membership.pk).update(starts_on=days_ago(40))

    found = [fault for fault in faults() if "joined" in fault]

    assert found == [
        f"seat {seat.pk}: it begins before its unit joined",
        f"liaison {liaison.pk}: it begins before its unit joined",
        f"turn {turn.pk}: it begins before its unit joined",
    ]


# --- No two at once ------------------------------------------------------------------------------


@pytest.fixture
def once(stage):
    """The firm was on the roster from 22 March to 10 May."""
    return leave(stage, admit(stage, days_ago(100)), days_ago(50))


@pytest.mark.parametrize("day", [days_ago(120), days_ago(100), days_ago(51)])
def test_a_unit_is_not_admitted_for_days_on_which_it_was_on_the_roster(stage, once, day):
    with pytest.raises(Refused, match=r"2026-03-22.*2026-05-10"):
        admit(stage, day)

    assert admit(stage, days_ago(50)).starts_on == days_ago(50)
    assert not faults()


def test_an_invitation_is_not_confirmed_for_days_on_which_it_was_on_the_roster(stage, once):
    invited = admit(stage, days_ago(60), status="invited")
    memberships.move_membership(invited, "to-confirm", by=stage.by)

    with pytest.raises(Refused, match=r"2026-03-22.*2026-05-10"):
        memberships.move_membership(invited, "active", by=stage.by, on=days_ago(55))

    memberships.move_membership(invited, "active", by=stage.by, on=days_ago(45))
    assert not faults()


def test_nor_is_its_first_day_moved_there(stage, once):
    again = admit(stage, days_ago(10))

    with pytest.raises(Refused, match=r"2026-03-22.*2026-05-10"):
        begin(stage, again, days_ago(51))
    with pytest.raises(Refused):
        begin(stage, once, days_ago(49))

    assert begin(stage, again, days_ago(50)).starts_on == days_ago(50)
    assert begin(stage, once, days_ago(200)).starts_on == days_ago(200)


def test_a_membership_that_ended_on_its_first_day_stands_in_nobodys_way(stage):
    leave(stage, admit(stage, days_ago(20)), days_ago(20))

    admit(stage, days_ago(100))

    assert not faults()


def test_a_declined_invitation_stands_in_nobodys_way(stage):
    invited = admit(stage, days_ago(60), status="invited")
    memberships.move_membership(invited, "declined", by=stage.by)

    assert admit(stage, days_ago(100)).status == "active"


def test_imports_say_so_in_their_preview(stage, once, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rows = {
        "memberships": (
            "id unit committee status starts_on",
            ["", stage.firm.name, stage.spring.code, "active", "2026-04-01"],
        ),
        "units": ("系统编号 单位名称 入会时间", [stage.firm.pk, stage.firm.name, "2026-04-01"]),
    }
    for kind, (head, row) in rows.items():
        run = imports.bring(kind, stage.spring, table(head, row), by=stage.by)
        [found] = run.rows.all()
        assert "2026-05-10" in str(found.problems), kind


def test_integrity_names_two_memberships_of_one_day(stage, once):
    again = admit(stage, days_ago(10))
    Membership.objects.filter(pk=again.pk).update(starts_on=days_ago(60))

    [fault] = [fault for fault in faults() if "on some day" in fault]
    assert fault.startswith(f"membership {again.pk}: on some day unit {stage.firm.pk} was on that")


def test_a_merge_admits_nobody_for_days_on_which_it_was_on_the_other_roster(stage):
    """The plan takes effect in the past, and the unit has left the other committee since."""
    by = actor(stage.city_office)
    there = join(stage.clinic, stage.pine)
    memberships.move_membership(there, "left", by=by, reason="x", on=days_ago(5))
    liaisons.file_liaison(
        stage.clinic_in_peace, PersonFactory(home=stage.spring), by=by, starts_on=START
    )
    values = {"target": stage.pine, "effective_on": days_ago(20), "basis_document": "通知"}
    plan = services.plan_reorganisation("merge", stage.peace, values, by=by)

    services.apply_reorganisation(plan, by=by)

    again = stage.clinic.memberships.get(committee=stage.pine, ends_on__isnull=True)
    assert again.starts_on == days_ago(5)
    assert [row.starts_on for row in again.liaisons.all()] == [days_ago(5)]
    assert not [fault for fault in faults() if "joined" in fault or "on some day" in fault]


# --- Words and repair ----------------------------------------------------------------------------


def test_the_end_of_a_membership_is_not_called_its_last_day():
    with translation.override("en"):
        assert str(MembershipImport.cures["ends_on"]).startswith("The end is “%(value)s”.")


def test_who_sees_a_unit_is_computed_anew_on_record(stage):
    spare = UnitScope.objects.create(unit=stage.firm, committee=stage.hill, sort_key="x")
    UnitScope.objects.filter(unit=stage.clinic, committee=stage.spring).delete()
    with pytest.raises(CommandError):
        call_command("refresh_scopes", "--actor", "security")
    assert faults()

    call_command("refresh_scopes", "--actor", "sysadmin")

    assert not faults()
    assert not UnitScope.objects.filter(pk=spare.pk).exists()
    entry = Entry.objects.get(action="members.scopes_refreshed")
    assert (entry.user, entry.source, entry.after["units"]) == (stage.sysadmin, "command", 3)


def test_a_version_that_serves_still_can_give_a_seat(stage):
    """The column that is new has a default in the database, for code that does not know it."""
    assert Seat._meta.get_field("by_nomination").has_db_default()
