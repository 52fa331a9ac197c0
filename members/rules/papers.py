"""Who prints what."""

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from committees.terms import READERS, Role
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import (
    Membership,
)
from members.reach import units_of


def can_print_lists(by: Actor, committee: Committee) -> Verdict:
    """Those who read the committee; a grid leader and a liaison print no rosters."""
    posts = [post for post in reach_of(by.user).posts if committee.path.startswith(post.path)]
    if any(post.role in READERS and post.role != Role.GRID_LEADER for post in posts):
        return ALLOWED
    return forbid(_("Only those who read the whole committee may print its lists."))


def can_print_phones(by: Actor, committee: Committee) -> Verdict:
    """Whole numbers on paper are for the offices that keep the committee."""
    return committee_rules.can_manage(by, committee)


def can_print_letter(by: Actor, membership: Membership) -> Verdict:
    """Only a unit that is, or was, on the roster has a letter; its own liaison may have it too."""
    if membership.status not in Membership.ON_ROSTER:
        return refuse(_("A unit has its letter once it is on the roster."))
    if by.user is not None and membership.unit_id in units_of(by.user):
        return ALLOWED
    return can_print_lists(by, membership.committee)
