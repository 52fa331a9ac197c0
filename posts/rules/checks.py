"""Checks: who plans, draws and closes rounds, who enters what was found, and who talks."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from posts.models import CheckRound, Claim, PostCheck, Talk

Result = PostCheck.Result
# 约谈提醒 after so many checks in a row at which the member was not on duty.
IN_A_ROW = 3


def can_check_anything(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_plan_round(by: Actor, committee: Committee) -> Verdict:
    """The community's own office or one above it, for a community in being."""
    if not (verdict := committee_rules.can_manage(by, committee)):
        return verdict
    if committee.level != Level.COMMUNITY:
        return refuse(_("Rounds of checks are planned for a community, its grids included."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return ALLOWED


def _keeps(by: Actor, round_: CheckRound) -> Verdict:
    return committee_rules.can_manage(by, round_.at_committee)


def can_edit_round(by: Actor, round_: CheckRound) -> Verdict:
    """Share and day may be changed until it is drawn."""
    if not (verdict := _keeps(by, round_)):
        return verdict
    if round_.status != CheckRound.Status.PLANNED:
        return refuse(_("It has been drawn; share and day stand."))
    return ALLOWED


def can_draw_round(by: Actor, round_: CheckRound) -> Verdict:
    """Once, so that nobody draws until the sample pleases."""
    if not (verdict := _keeps(by, round_)):
        return verdict
    if round_.status != CheckRound.Status.PLANNED:
        return refuse(_("It has been drawn on %(day)s, once for all.") % {"day": round_.drawn_on})
    return ALLOWED


def can_draw_from(candidates: list[int]) -> Verdict:
    if candidates:
        return ALLOWED
    return refuse(_("Nobody was in post here on that day; there is nobody to check."))


def can_enter_round(by: Actor, round_: CheckRound) -> Verdict:
    if not (verdict := _keeps(by, round_)):
        return verdict
    if round_.status != CheckRound.Status.DRAWN:
        return refuse(_("What was found is entered once the round is drawn, until it is closed."))
    return ALLOWED


def can_print_sheet(by: Actor, round_: CheckRound) -> Verdict:
    """Those who keep the community, once it is known whom to look at."""
    if not (verdict := _keeps(by, round_)):
        return verdict
    if not round_.seed:
        return refuse(_("Nobody has been drawn yet."))
    return ALLOWED


def can_close_round(by: Actor, round_: CheckRound) -> Verdict:
    """When all that was drawn has been entered; what was never drawn, with a word on it."""
    if not (verdict := _keeps(by, round_)):
        return verdict
    if round_.status == CheckRound.Status.CLOSED:
        return refuse(_("It is closed."))
    if missing := round_.checks.pending().count():
        return refuse(_("%(n)d of those drawn have not been entered yet.") % {"n": missing})
    return ALLOWED


def says_why_it_was_not_drawn(round_: CheckRound, reason: str) -> Verdict:
    if reason or round_.status == CheckRound.Status.DRAWN:
        return ALLOWED
    return refuse(_("Please say why nothing was checked in this quarter."))


def can_check(by: Actor, claim: Claim) -> Verdict:
    """Outside a round: whoever keeps the place of the post, of who is or was in post."""
    if not (verdict := committee_rules.can_manage(by, claim.post.committee)):
        return verdict
    if claim.in_post_on is None:
        return refuse(_("Only who is in post is checked."))
    return ALLOWED


def can_enter_check(by: Actor, check: PostCheck) -> Verdict:
    """What was found, and corrections of it, until the round is closed or somebody has looked
    again."""
    if not (verdict := committee_rules.can_manage(by, check.claim.post.committee)):
        return verdict
    if check.round and check.round.status == CheckRound.Status.CLOSED:
        return refuse(_("The round is closed."))
    if check.rectified_on or check.looked_back_on:
        return refuse(_("What was found has been put right already."))
    if Talk.objects.filter(after_check=check, status=Talk.Status.HELD).exists():
        return refuse(_("A talk was held because of it; the result stands."))
    return ALLOWED


def can_be_checked_on(claim: Claim, on: datetime.date, result: str) -> Verdict:
    """Checked on a day in post; excused also when the post was left meanwhile."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if claim.in_post_on is None or on < claim.in_post_on:
        return refuse(_("%(name)s was not in post yet on this day.") % {"name": claim.member})
    if claim.ends_on is not None and on >= claim.ends_on and result != Result.EXCUSED:
        return refuse(
            _("%(name)s left the post on %(day)s; enter “excused” and say so.")
            % {"name": claim.member, "day": claim.ends_on}
        )
    return ALLOWED


def fits_result(result: str, finding: str, on: datetime.date, by: datetime.date | None) -> Verdict:
    """What was found is said, unless all was well; what was wrong may have a day to be right."""
    if result != Result.ON_DUTY and not finding:
        return refuse(_("Please write what was found, or why it is excused."))
    if by is not None and result not in (Result.PARTLY, Result.NOT):
        return refuse(_("There is nothing to be put right."))
    if by is not None and by < on:
        return refuse(_("What is found on %(day)s is put right after it.") % {"day": on})
    return ALLOWED


def can_rectify(by: Actor, check: PostCheck) -> Verdict:
    if not (verdict := committee_rules.can_manage(by, check.claim.post.committee)):
        return verdict
    if check.rectify_by is None:
        return refuse(_("There is nothing to be put right."))
    if check.rectified_on is not None:
        return refuse(_("It was put right on %(day)s.") % {"day": check.rectified_on})
    return ALLOWED


def can_look_back(by: Actor, check: PostCheck) -> Verdict:
    """回头看: after it was put right, once or again."""
    if not (verdict := committee_rules.can_manage(by, check.claim.post.committee)):
        return verdict
    if check.rectified_on is None:
        return refuse(_("One looks again after it has been put right."))
    return ALLOWED


def can_follow_on(after: datetime.date | None, on: datetime.date) -> Verdict:
    """A step on a day that has come, not before the one that it follows."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if after is not None and on < after:
        return refuse(_("The step before was on %(day)s.") % {"day": after})
    return ALLOWED


def needs_a_new_day(holds: bool, on: datetime.date, rectify_by: datetime.date | None) -> Verdict:
    """What does not hold is put right anew, by a day."""
    if holds or (rectify_by is not None and rectify_by >= on):
        return ALLOWED
    return refuse(_("Please say by which day it is to be put right again."))


def can_hold_talk(by: Actor, talk: Talk) -> Verdict:
    if not (verdict := committee_rules.can_manage(by, talk.claim.post.committee)):
        return verdict
    if talk.status != Talk.Status.OPEN:
        return refuse(_("This talk is “%(status)s”.") % {"status": talk.get_status_display()})
    return ALLOWED


def can_drop_talk(by: Actor, talk: Talk) -> Verdict:
    return can_hold_talk(by, talk)
