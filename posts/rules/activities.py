"""Activities: who offers, cancels and holds them, who signs whom up, who came."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from exchange.models import Need
from members.models import PartyMember
from posts.models import Activity, SignUp
from posts.rules.claims import acts_for_employer, can_claim_anything, is_oneself
from posts.rules.posts import can_stand_on_need

Status = SignUp.Status


def can_offer_activities(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_keep_activities(by: Actor, committee: Committee) -> Verdict:
    """The offices of the committee and those above it."""
    return committee_rules.can_manage(by, committee)


def can_have_activities(committee: Committee) -> Verdict:
    """Activities are offered by a community or one of its grids, in being."""
    if committee.level not in Activity.LEVELS:
        return refuse(_("Activities are offered by a community or by one of its grids."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return ALLOWED


def can_answer_need(committee: Committee, need: Need | None) -> Verdict:
    """As a post does: an open need of the own community, or of a committee above it."""
    return can_stand_on_need(committee, need)


def can_edit_activity(by: Actor, activity: Activity) -> Verdict:
    if not (verdict := can_keep_activities(by, activity.committee)):
        return verdict
    if activity.status != Activity.Status.PLANNED:
        return refuse(
            _("“%(activity)s” is “%(status)s”; only what is planned is changed.")
            % {"activity": activity, "status": activity.get_status_display()}
        )
    return ALLOWED


def can_cancel_activity(by: Actor, activity: Activity) -> Verdict:
    return can_edit_activity(by, activity)


def can_hold_activity(by: Actor, activity: Activity) -> Verdict:
    """Who came is noted on the day itself or later."""
    verdict = can_edit_activity(by, activity)
    if verdict and activity.on > clock.today():
        return refuse(_("The activity is on %(day)s.") % {"day": activity.on})
    return verdict


def can_sign_up_anyone(by: Actor) -> Verdict:
    """Communities for those who come, liaisons for their unit's members, members themselves."""
    if can_claim_anything(by):
        return ALLOWED
    return forbid(_("Communities, liaisons and party members sign up for activities."))


def can_sign_up(by: Actor, activity: Activity, member: PartyMember) -> Verdict:
    """The community that offers it, the member's unit, or the member; the last two beforehand."""
    if reach_of(by.user).manages(activity.place):
        return ALLOWED
    if not (acts_for_employer(by, member.employer_id) or is_oneself(by, member)):
        return forbid(
            _("The community that offers it, the member's own unit or the member signs up.")
        )
    if activity.on < clock.today():
        return refuse(_("The activity was on %(day)s.") % {"day": activity.on})
    return ALLOWED


def can_be_signed_up(activity: Activity, member: PartyMember) -> Verdict:
    """Whether this member may come (or wait for a place), whoever asks."""
    if activity.status != Activity.Status.PLANNED:
        return refuse(
            _("“%(activity)s” is “%(status)s”; nobody signs up any more.")
            % {"activity": activity, "status": activity.get_status_display()}
        )
    if not member.counts:
        return refuse(
            _("%(name)s is “%(status)s”; full and probationary members take part.")
            % {"name": member, "status": member.get_status_display()}
        )
    if not is_invited(activity, member):
        return refuse(
            _("%(name)s neither lives in this community nor works at an invited unit.")
            % {"name": member}
        )
    if activity.sign_ups.standing().filter(member=member).exists():
        return refuse(_("%(name)s has signed up already.") % {"name": member})
    return ALLOWED


def is_invited(activity: Activity, member: PartyMember) -> bool:
    """Who lives in the community, and who works at a unit that is invited."""
    if activity.community_id is not None and member.community_id == activity.community_id:
        return True
    if member.employer_id is None:
        return False
    return activity.invited_units.filter(pk=member.employer_id).exists()


def can_withdraw_sign_up(by: Actor, sign_up: SignUp) -> Verdict:
    """Whoever might have signed up, until it is noted who came."""
    if Status.WITHDRAWN not in SignUp.TRANSITIONS[sign_up.status]:
        return refuse(
            _("%(name)s: “%(status)s”; there is nothing to withdraw.")
            % {"name": sign_up.member, "status": sign_up.get_status_display()}
        )
    return can_sign_up(by, sign_up.activity, sign_up.member)


def can_be_noted(sign_up: SignUp, status: str) -> Verdict:
    """Whether this may be said of somebody: come, not come, excused."""
    if status not in SignUp.TRANSITIONS[sign_up.status]:
        return refuse(
            _("%(name)s: “%(status)s” does not become “%(next)s”.")
            % {
                "name": sign_up.member,
                "status": sign_up.get_status_display(),
                "next": Status(status).label,
            }
        )
    return ALLOWED


def can_put_attendance_right(by: Actor, sign_up: SignUp) -> Verdict:
    """What was noted by mistake, after the activity was held."""
    if not (verdict := can_keep_activities(by, sign_up.activity.committee)):
        return verdict
    if sign_up.status not in SignUp.NOTED:
        return refuse(_("Nothing has been noted of %(name)s yet.") % {"name": sign_up.member})
    return ALLOWED


def can_plan_on(on: datetime.date) -> Verdict:
    """Activities are planned, or entered afterwards; a year back at most."""
    if on < clock.today() - datetime.timedelta(days=366):
        return refuse(_("An activity is entered within a year."))
    return ALLOWED
