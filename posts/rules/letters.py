"""Feedback letters: who writes them when, who answers them, and what a link is good for."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import MemberUnit
from members.reach import units_of
from posts.models import FeedbackLetter, ReceiptLink

Status = FeedbackLetter.Status


def can_make_letters(by: Actor, committee: Committee) -> Verdict:
    """The offices of a street, a district or the city write to units, for all below them."""
    if not (verdict := committee_rules.can_manage(by, committee)):
        return verdict
    if committee.level not in FeedbackLetter.SENDERS:
        return refuse(_("Letters to units are written by the street or a committee above it."))
    return ALLOWED


def can_make_any_letters(by: Actor) -> Verdict:
    """Whoever keeps a committee that sends letters."""
    levels = {post.level for post in reach_of(by.user).posts}
    if reach_of(by.user).managed and levels & set(FeedbackLetter.SENDERS):
        return ALLOWED
    return forbid(_("Letters to units are written by the offices of streets and above."))


def can_write_about(until: datetime.date) -> Verdict:
    """Once the half-year is over: till then something may still be done."""
    if until > clock.today():
        return refuse(_("Letters for this half-year are written from %(day)s.") % {"day": until})
    return ALLOWED


def can_have_letter(unit: MemberUnit, year: int, half: int) -> Verdict:
    """One letter for each half-year; a corrected one takes the place of the first."""
    if FeedbackLetter.objects.standing().filter(unit=unit, year=year, half=half).exists():
        return refuse(
            _("%(unit)s has its letter for this half-year already. Please correct that one.")
            % {"unit": unit}
        )
    return ALLOWED


def _keeps(by: Actor, letter: FeedbackLetter, status: str) -> Verdict:
    if not (verdict := committee_rules.can_manage(by, letter.committee)):
        return verdict
    return _follows(letter, status)


def _follows(letter: FeedbackLetter, status: str) -> Verdict:
    if status in FeedbackLetter.TRANSITIONS[letter.status]:
        return ALLOWED
    return refuse(
        _("“%(before)s” is not followed by “%(after)s”.")
        % {"before": letter.get_status_display(), "after": Status(status).label}
    )


def can_issue_letter(by: Actor, letter: FeedbackLetter) -> Verdict:
    return _keeps(by, letter, Status.ISSUED)


def can_issue_on(letter: FeedbackLetter, on: datetime.date) -> Verdict:
    """Neither ahead of time nor before the half-year was over."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if on < letter.covers_until:
        return refuse(_("The half-year was over on %(day)s.") % {"day": letter.covers_until})
    return ALLOWED


def can_withdraw_letter(by: Actor, letter: FeedbackLetter) -> Verdict:
    return _keeps(by, letter, Status.WITHDRAWN)


def can_correct_letter(by: Actor, letter: FeedbackLetter) -> Verdict:
    """It is withdrawn, and another one of the next edition written in its place."""
    return _keeps(by, letter, Status.WITHDRAWN)


def answers_for_unit(by: Actor, letter: FeedbackLetter) -> bool:
    """Whether the actor is liaison of the unit."""
    return letter.unit_id in units_of(by.user)


def can_give_receipt(by: Actor, letter: FeedbackLetter) -> Verdict:
    """The unit's liaison; the office notes a receipt that came on paper. Once only."""
    if not answers_for_unit(by, letter):
        verdict = committee_rules.can_manage(by, letter.committee)
        if not verdict:
            return verdict
    return can_be_received(letter)


def can_be_received(letter: FeedbackLetter) -> Verdict:
    """Whether a receipt is still to come, whoever gives it."""
    if letter.status == Status.RECEIVED:
        return refuse(_("The receipt was given on %(day)s.") % {"day": letter.received_on})
    return _follows(letter, Status.RECEIVED)


def can_receive_on(letter: FeedbackLetter, on: datetime.date) -> Verdict:
    """Neither ahead of time nor before the letter."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if letter.issued_on is not None and on < letter.issued_on:
        return refuse(_("The letter was issued on %(day)s.") % {"day": letter.issued_on})
    return ALLOWED


def can_make_link(by: Actor, letter: FeedbackLetter) -> Verdict:
    """As long as its receipt is to come."""
    if not (verdict := committee_rules.can_manage(by, letter.committee)):
        return verdict
    return can_be_received(letter)


def can_revoke_link(by: Actor, link: ReceiptLink) -> Verdict:
    if not (verdict := committee_rules.can_manage(by, link.letter.committee)):
        return verdict
    if link.revoked_at is not None:
        return refuse(_("This link has been revoked already."))
    return ALLOWED


def can_revoke_links(by: Actor, letter: FeedbackLetter) -> Verdict:
    """Whoever keeps the letter, whatever has become of it."""
    return committee_rules.can_manage(by, letter.committee)


def is_good(link: ReceiptLink) -> Verdict:
    """Whether a link still opens its page."""
    if link.revoked_at is not None or link.letter.status == Status.WITHDRAWN:
        return refuse(_("This link has been revoked. Please ask the office for another one."))
    if link.expires_on <= clock.today():
        return refuse(_("This link is no longer valid. Please ask the office for another one."))
    return ALLOWED
