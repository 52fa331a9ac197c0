"""Service records: what may be entered, who confirms it, who puts it right."""

import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import PartyMember
from posts.models import Claim, Post, ServiceRecord, SignUp
from posts.models.hours import DAY, hours_in_words
from posts.rules.claims import acts_for_employer, is_oneself

Status = ServiceRecord.Status


def can_enter_records(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_keep_records(by: Actor, place: str) -> Verdict:
    """Who organises a service records it: the offices of its place and those above."""
    if reach_of(by.user).manages(place):
        return ALLOWED
    return forbid(_("The community where the service is done records it."))


def can_record_at(by: Actor, post: Post) -> Verdict:
    return can_keep_records(by, post.place)


def can_serve_on(claim: Claim, on: datetime.date) -> Verdict:
    """A day on which the member was in the post, and that has come."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if claim.in_post_on is None:
        return refuse(_("%(name)s is not in this post yet.") % {"name": claim.member})
    if on < claim.in_post_on:
        return refuse(
            _("%(name)s has been in this post since %(day)s only.")
            % {"name": claim.member, "day": claim.in_post_on}
        )
    if claim.ends_on is not None and on > claim.ends_on:
        return refuse(
            _("%(name)s was in this post until %(day)s.")
            % {"name": claim.member, "day": claim.ends_on}
        )
    return ALLOWED


def can_have_come(sign_up: SignUp | None, member: PartyMember) -> Verdict:
    """A service at an activity is that of somebody who came."""
    if sign_up is None or sign_up.status != SignUp.Status.ATTENDED:
        return refuse(_("%(name)s is not noted as having come.") % {"name": member})
    return ALLOWED


def can_be_entered_on(record: ServiceRecord, day: datetime.date) -> Verdict:
    """When it is done, and not ahead of time."""
    if not record.on <= day <= clock.today():
        return refuse(_("A service is entered when it is done."))
    return ALLOWED


def can_have_served(record: ServiceRecord) -> Verdict:
    """Nobody has the same day in the same post twice, nor more hours than a day has."""
    name, on = record.member, record.on
    that_day = ServiceRecord.objects.standing().filter(member=record.member_id)
    if record.claim_id:
        same = that_day.filter(claim=record.claim_id, on=on).first()
    else:
        same = that_day.filter(activity=record.activity_id).first()
    if same is not None:
        return refuse(
            _("%(name)s has a record of this already: no. %(number)d, %(day)s, %(hours)s. Please "
              "correct that one.")
            % {
                "name": name,
                "number": same.pk,
                "day": same.on,
                "hours": hours_in_words(same.minutes),
            }
        )  # fmt: skip
    served = that_day.filter(on=on).aggregate(sum=Sum("minutes"))["sum"] or 0
    if served + record.minutes > DAY:
        return refuse(
            _("%(name)s has %(hours)s on %(day)s already; with these the day would have more than "
              "24 hours.")
            % {"name": name, "hours": hours_in_words(served), "day": on}
        )  # fmt: skip
    return ALLOWED


def _follows(record: ServiceRecord, status: str) -> Verdict:
    if status in ServiceRecord.TRANSITIONS[record.status]:
        return ALLOWED
    return refuse(
        _("This record is “%(status)s”; that step is not possible now.")
        % {"status": record.get_status_display()}
    )


def is_other_side(by: Actor, record: ServiceRecord) -> bool:
    """The member, the member's unit, or the office that keeps the home branch, unless the same
    office has the service done: nobody confirms what is said by oneself."""
    if is_oneself(by, record.member) or acts_for_employer(by, record.employer_id):
        return True
    reach = reach_of(by.user)
    home = record.member.organisation
    return home is not None and reach.manages(home.home.path) and not reach.manages(record.place)


def _as_other_side(by: Actor, record: ServiceRecord) -> Verdict:
    if is_other_side(by, record):
        return ALLOWED
    return forbid(_("The other side answers: the member, or the member's own unit or branch."))


def can_confirm_record(by: Actor, record: ServiceRecord) -> Verdict:
    return _as_other_side(by, record) and _follows(record, Status.CONFIRMED)


def can_dispute(by: Actor, record: ServiceRecord) -> Verdict:
    """At any time: who has served may ask for a correction later too."""
    return _as_other_side(by, record) and _follows(record, Status.DISPUTED)


def can_uphold(by: Actor, record: ServiceRecord) -> Verdict:
    """The community says why it was right; the other side is asked again."""
    if not (verdict := can_keep_records(by, record.place)):
        return verdict
    if record.status != Status.DISPUTED:
        return refuse(_("Nobody disputes this record."))
    return ALLOWED


def can_correct_record(by: Actor, record: ServiceRecord) -> Verdict:
    return can_keep_records(by, record.place) and _follows(record, Status.CORRECTED)


def can_void(by: Actor, record: ServiceRecord) -> Verdict:
    return can_keep_records(by, record.place) and _follows(record, Status.VOID)
