"""Member units: who edits, sees and writes about them."""

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.reach import reach_of
from committees.terms import Role
from core.verdicts import ALLOWED, Verdict, forbid
from members.models import (
    Membership,
    MemberUnit,
)
from members.reach import units_of


def can_edit_unit(by: Actor, unit: MemberUnit) -> Verdict:
    """Offices of the committees it belongs to now and of its address, and those above them.

    Who has only invited it may read what it works on; else an invitation, which nobody has to
    accept, would open every unit of the city to every street. A unit that is on no roster and lies
    nowhere is kept by those on whose rosters it was, or, if it never was on one, by those who
    invite it: whoever else could put its name right?
    """
    reach = reach_of(by.user)
    if unit.area and reach.manages(unit.area.path):
        return ALLOWED
    rows = Membership.objects.filter(unit=unit)
    places = list(rows.active().values_list("committee__path", flat=True))
    if not places and unit.area is None:
        places = list(rows.ever_on_roster().values_list("committee__path", flat=True))
        places = places or list(rows.current().values_list("committee__path", flat=True))
    if any(reach.manages(path) for path in places):
        return ALLOWED
    return forbid(_("Only offices of its present committees and of its address may change it."))


def can_log_superior_contact(by: Actor, unit: MemberUnit) -> Verdict:
    if by.user is not None and unit.pk in units_of(by.user):
        return ALLOWED
    return can_edit_unit(by, unit)


def can_see_unit(by: Actor, unit: MemberUnit) -> Verdict:
    if MemberUnit.objects.visible_to(by.user).filter(pk=unit.pk).exists():
        return ALLOWED
    return forbid(_("This unit is outside your part of the tree."))


def can_override_uscc(by: Actor) -> Verdict:
    """A legacy code against its check digit is kept by the city's or the district's office."""
    roles = {post.role for post in reach_of(by.user).posts}
    if roles & {Role.CITY_OFFICE, Role.DISTRICT_OFFICE}:
        return ALLOWED
    return forbid(_("Only the district office keeps a credit code against its check digit."))
