"""What an invitation opens: a look at the unit while it runs, and nothing to change."""

import datetime

import pytest
from django.urls import reverse

from committees.terms import Role
from core import hooks
from core.verdicts import Refused
from members import rules
from members.models import MemberUnit
from members.services import memberships, units
from tests.conftest import actor, give_role
from tests.factories import UserFactory

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture
def lake_office(town, time_machine_at):
    """The office of a street that the school has nothing to do with."""
    time_machine_at(TODAY)
    user = UserFactory(login="lake_office")
    give_role(user, Role.STREET_OFFICE, town.lake)
    return user


def sees(user, unit):
    return MemberUnit.objects.visible_to(user).filter(pk=unit.pk).exists()


def may_edit(user, unit):
    return bool(rules.can_edit_unit(actor(user), unit))


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer]


def test_unit_is_seen_while_invited_and_edited_once_on_the_roster(town, lake_office):
    by = actor(lake_office)
    found = {"before": (sees(lake_office, town.school), may_edit(lake_office, town.school))}
    invited = memberships.admit_unit(town.school, town.lake, {"status": "invited"}, by=by)
    for step in ("invited", "to-confirm", "active", "to-adjust", "left"):
        if step != "invited":
            memberships.move_membership(invited, step, by=by, reason="x")
        found[step] = (sees(lake_office, town.school), may_edit(lake_office, town.school))
        assert not faults()

    assert found == {
        "before": (False, False),
        "invited": (True, False),
        "to-confirm": (True, False),
        "active": (True, True),
        "to-adjust": (True, True),
        "left": (True, False),
    }


@pytest.mark.parametrize("answered", [False, True])
def test_unit_that_declined_is_not_seen_any_more(town, lake_office, as_user, answered):
    by = actor(lake_office)
    invited = memberships.admit_unit(town.school, town.lake, {"status": "invited"}, by=by)
    if answered:
        memberships.move_membership(invited, "to-confirm", by=by)
    memberships.move_membership(invited, "declined", by=by)

    assert not sees(lake_office, town.school)
    assert not sees(town.east_office, town.school)
    assert sees(town.hill_office, town.school)
    assert not faults()
    client = as_user(lake_office)
    assert client.get(invited.get_absolute_url()).status_code == 200
    assert client.get(town.school.get_absolute_url()).status_code == 404
    assert client.get(reverse("members:membership-list")).status_code == 200


def test_unit_that_declined_a_second_time_stays_in_the_history(town, lake_office):
    by = actor(lake_office)
    first = memberships.admit_unit(town.school, town.lake, {}, by=by)
    memberships.move_membership(first, "left", by=by, reason="x")
    again = memberships.admit_unit(town.school, town.lake, {"status": "invited"}, by=by)
    memberships.move_membership(again, "declined", by=by)

    assert sees(lake_office, town.school)


def test_invited_unit_is_not_edited_by_the_one_that_invites(town, lake_office):
    by = actor(lake_office)
    memberships.admit_unit(town.school, town.lake, {"status": "invited"}, by=by)

    with pytest.raises(Refused):
        units.edit_unit(town.school, {"name": "x"}, version=None, by=by)


def test_a_unit_that_nobody_else_knows_is_kept_by_those_who_entered_it(lake_office, town):
    by = actor(lake_office)
    unit = memberships.admit_new_unit(
        {"name": "新厂"}, town.lake, {"status": "invited"}, by=by
    ).unit

    assert may_edit(lake_office, unit)
    assert not may_edit(town.spring_office, unit)


def entered(town):
    """A unit on no roster and at no address, which Spring had entered and which has left."""
    by = actor(town.spring_office)
    first = memberships.admit_new_unit({"name": "新厂"}, town.spring, {}, by=by)
    return memberships.move_membership(first, "left", by=by, reason="搬迁").unit


def test_an_invitation_does_not_open_a_unit_that_another_roster_had(town, lake_office):
    unit = entered(town)
    assert may_edit(town.spring_office, unit)

    memberships.admit_unit(unit, town.lake, {"status": "invited"}, by=actor(lake_office))

    assert not may_edit(lake_office, unit)
    assert may_edit(town.spring_office, unit)


def test_the_page_of_a_declined_membership_leads_to_no_closed_page(town, lake_office, as_user):
    by = actor(lake_office)
    invited = memberships.admit_unit(town.school, town.lake, {"status": "invited"}, by=by)
    link = f'href="{town.school.get_absolute_url()}"'
    client = as_user(lake_office)
    assert link in client.get(invited.get_absolute_url()).content.decode()

    memberships.move_membership(invited, "declined", by=by)

    page = client.get(invited.get_absolute_url()).content.decode()
    assert link not in page
    assert town.school.name in page
    assert link not in as_user(town.east_office).get(invited.get_absolute_url()).content.decode()
