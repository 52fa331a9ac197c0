"""Needs: who registers them where, who says what became of them."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from committees.terms import Role
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from exchange.models import Need
from members.models import MemberUnit

Status = Need.Status


def can_register_any_need(by: Actor) -> Verdict:
    """Offices and secretaries, grid leaders, and liaisons for their unit."""
    reach = reach_of(by.user)
    if reach.managed or reach.liaison_at or grids_led(by):
        return ALLOWED
    return forbid(_("Offices, communities, grid leaders and liaisons register needs."))


def grids_led(by: Actor) -> list[int]:
    """The ids of the grids that the actor leads."""
    posts = reach_of(by.user).posts
    return [p.committee_id for p in posts if p.role == Role.GRID_LEADER and p.committee_id]


def records_needs_at(by: Actor, committee: Committee) -> bool:
    """Whether the actor notes down there what anybody has brought."""
    return reach_of(by.user).manages(committee.path) or committee.pk in grids_led(by)


def speaks_for(by: Actor, unit: MemberUnit | None, committee: Committee) -> bool:
    """Whether the actor is the unit's liaison at this very committee."""
    if unit is None or by.user is None or committee.pk not in reach_of(by.user).liaison_at:
        return False
    running = by.user.appointments.running().filter(role=Role.LIAISON, committee=committee)
    return bool(running.filter(liaison__membership__unit=unit).exists())


def can_register_need(by: Actor, committee: Committee, unit: MemberUnit | None) -> Verdict:
    """The office, the leader of the grid; a unit's liaison for the unit, where it sits."""
    if records_needs_at(by, committee) or speaks_for(by, unit, committee):
        return ALLOWED
    if committee.pk in reach_of(by.user).liaison_at:
        return refuse(_("A liaison registers what the own unit needs: please choose your unit."))
    return forbid(_("Only its office, or a liaison for a unit that sits there, registers needs."))


def can_have_needs(committee: Committee) -> Verdict:
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return ALLOWED


def can_be_need_of(by: Actor, source: str, unit: MemberUnit | None) -> Verdict:
    """A unit is named only where it has the need itself, by somebody who knows the unit."""
    if unit is None:
        return ALLOWED
    if source != "unit":
        return refuse(_("Only a need of a member unit names the unit."))
    if not MemberUnit.objects.visible_to(by.user).filter(pk=unit.pk).exists():
        return refuse(_("Choose a unit that your committee knows."))
    return ALLOWED


def can_register_on(on: datetime.date) -> Verdict:
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    return ALLOWED


def can_edit_need(by: Actor, need: Need) -> Verdict:
    """Whoever might have registered it, as long as it is open."""
    if not records_needs_at(by, need.committee) and not speaks_for(by, need.unit, need.committee):
        return forbid(_("Only those who may register it there change this need."))
    if need.status != Status.OPEN:
        return refuse(_("This need is settled; take it up again before you change it."))
    return ALLOWED


def can_settle_need(by: Actor, need: Need, status: str = Status.MET) -> Verdict:
    """The offices of its committee and of those above."""
    return committee_rules.can_manage(by, need.committee) and _follows(need, status)


def can_settle_on(need: Need, on: datetime.date) -> Verdict:
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if on < need.registered_on:
        return refuse(_("It was registered on %(day)s only.") % {"day": need.registered_on})
    return ALLOWED


def can_reopen_need(by: Actor, need: Need) -> Verdict:
    verdict = committee_rules.can_manage(by, need.committee) and _follows(need, Status.OPEN)
    return verdict and can_have_needs(need.committee)


def _follows(need: Need, status: str) -> Verdict:
    if status in Need.TRANSITIONS[need.status]:
        return ALLOWED
    return refuse(
        _("A need that is “%(status)s” cannot take this step.")
        % {"status": need.get_status_display()}
    )
