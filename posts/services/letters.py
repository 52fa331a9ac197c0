"""反馈函: written for units, issued, answered, withdrawn, corrected; and the links for answering.

Locked in this order: the committee that sends, the letter, its links.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.public import digest_of, new_token
from core.verdicts import Refused, require
from members.models import MemberUnit
from members.rules import working_days_between
from posts import rules
from posts.figures import feedback
from posts.models import FeedbackLetter, FeedbackLine, ReceiptLink

Status = FeedbackLetter.Status
Way = FeedbackLetter.Way
# Units whose facts are read together.
BATCH = 100


@dataclass
class Outcome:
    """What became of many units: how many letters, and which units have none, and why."""

    made: int = 0
    refused: list[str] = field(default_factory=list)


def draft_letter(unit: MemberUnit, year: int, half: int, *, by: Actor) -> FeedbackLetter:
    """A letter to one unit, from what is on record now."""
    gathered = feedback.gather([unit.pk], year, half).get(unit.pk)
    return _draft(unit, year, half, gathered, by)


def draft_letters(
    units: Sequence[MemberUnit], year: int, half: int, *, issue: bool = False, by: Actor
) -> Outcome:
    """A letter to each of these units, each a transaction of its own; who cannot have one is said.

    The facts are read for a hundred units at once.
    """
    outcome = Outcome()
    for at in range(0, len(units), BATCH):
        batch = units[at : at + BATCH]
        gathered = feedback.gather([unit.pk for unit in batch], year, half)
        for unit in batch:
            try:
                with transaction.atomic():
                    letter = _draft(unit, year, half, gathered.get(unit.pk), by)
                    if issue:
                        issue_letter(letter, by=by)
                outcome.made += 1
            except Refused as refusal:
                outcome.refused.append(f"{unit}: {refusal.reason}")
    return outcome


@transaction.atomic
def _draft(
    unit: MemberUnit,
    year: int,
    half: int,
    gathered: feedback.Gathered | None,
    by: Actor,
    corrects: FeedbackLetter | None = None,
) -> FeedbackLetter:
    if gathered is None:
        raise Refused(_("No member in service works there."))
    if gathered.sender is None:
        raise Refused(_("No one committee has all places where its members live below it."))
    committee = Committee.objects.lock(Committee.objects.get(pk=gathered.sender))
    require(rules.can_make_letters(by, committee))
    start, end = feedback.covered(year, half)
    require(rules.can_write_about(end))
    require(rules.can_have_letter(unit, year, half))
    earlier = FeedbackLetter.objects.filter(unit=unit, year=year, half=half)
    letter = FeedbackLetter(
        unit=unit,
        committee=committee,
        year=year,
        half=half,
        covers_from=start,
        covers_until=end,
        edition=(earlier.aggregate(last=Max("edition"))["last"] or 0) + 1,
        corrects=corrects,
        members=len(gathered.lines),
        content=gathered.content,
    )
    letter.stand_at(committee)
    write(letter)
    FeedbackLine.objects.bulk_create(
        [
            FeedbackLine(letter=letter, member_id=member, content=content)
            for member, content in gathered.lines
        ],
        batch_size=500,
    )
    after = {"unit": unit, "year": year, "half": half, "members": letter.members}
    record("posts.letter_drafted", letter, by=by, after=after)
    return letter


@transaction.atomic
def issue_letter(letter: FeedbackLetter, *, on: date | None = None, by: Actor) -> FeedbackLetter:
    """Numbered, frozen and sent: from now on its receipt is waited for."""
    letter = _lock(letter)
    on = on or clock.today()
    require(rules.can_issue_letter(by, letter))
    require(rules.can_issue_on(letter, on))
    numbers = FeedbackLetter.objects.filter(committee=letter.committee, year=letter.year)
    lines = letter.lines.values_list("member", "content")
    changes = {
        "status": Status.ISSUED,
        "serial": (numbers.aggregate(last=Max("serial"))["last"] or 0) + 1,
        "issued_on": on,
        "issued_by": by.user,
        "due_on": receipt_due(on),
        "digest": feedback.digest_of(letter, lines),
    }
    before = apply(letter, changes)
    record("posts.letter_issued", letter, by=by, before=before, after=changes)
    return letter


def receipt_due(issued_on: date) -> date:
    """So many working days after the day of issue."""
    day = issued_on
    while working_days_between(issued_on, day) < settings.LETTER_RECEIPT_WORKING_DAYS:
        day += timedelta(days=1)
    return day


@transaction.atomic
def give_receipt(
    letter: FeedbackLetter, *, receiver: str, on: date | None = None, note: str = "", by: Actor
) -> FeedbackLetter:
    """By the unit's liaison, or noted by the office for a receipt that came on paper."""
    letter = _lock(letter)
    require(rules.can_give_receipt(by, letter))
    way = Way.ACCOUNT if rules.answers_for_unit(by, letter) else Way.PAPER
    _receive(letter, receiver, on or clock.today(), note, way, by)
    return letter


@transaction.atomic
def give_receipt_by_link(token: str, *, receiver: str, note: str = "", by: Actor) -> FeedbackLetter:
    """By whoever was given the link; ``by`` has no user. Raises ``Refused`` when it is not good."""
    link = find_link(token)
    if link is None:
        raise Refused(_("There is no such link."))
    letter = _lock(link.letter)
    link = ReceiptLink.objects.lock(link)
    link.letter = letter
    require(rules.is_good(link))
    require(rules.can_be_received(letter))
    _receive(letter, receiver, clock.today(), note, Way.LINK, by)
    return letter


def _receive(
    letter: FeedbackLetter, receiver: str, on: date, note: str, way: str, by: Actor
) -> None:
    require(rules.can_receive_on(letter, on))
    changes = {
        "status": Status.RECEIVED,
        "received_on": on,
        "receiver": receiver,
        "receipt_note": note,
        "received_by_way": way,
    }
    before = apply(letter, changes)
    record("posts.letter_received", letter, by=by, before=before, after=changes)


@transaction.atomic
def withdraw_letter(letter: FeedbackLetter, *, reason: str, by: Actor) -> FeedbackLetter:
    """It does not count any more, and its links open nothing; it is kept with the reason."""
    letter = _lock(letter)
    require(rules.can_withdraw_letter(by, letter))
    _withdraw(letter, reason, by)
    return letter


def _withdraw(letter: FeedbackLetter, reason: str, by: Actor) -> None:
    changes = {
        "status": Status.WITHDRAWN,
        "reason": reason[:200],
        "withdrawn_on": clock.today(),
    }
    before = apply(letter, changes)
    record("posts.letter_withdrawn", letter, by=by, before=before, after=changes)
    _revoke_all(letter, by)


@transaction.atomic
def correct_letter(letter: FeedbackLetter, *, reason: str, by: Actor) -> FeedbackLetter:
    """Withdrawn, and written anew from what is on record now. Returns the new draft."""
    letter = _lock(letter)
    require(rules.can_correct_letter(by, letter))
    _withdraw(letter, reason, by)
    unit, year, half = letter.unit, letter.year, letter.half
    gathered = feedback.gather([unit.pk], year, half).get(unit.pk)
    return _draft(unit, year, half, gathered, by, corrects=letter)


# --- Links ---------------------------------------------------------------------------------------


def find_link(token: str) -> ReceiptLink | None:
    """The link of this address, good or not."""
    links = ReceiptLink.objects.select_related("letter__unit", "letter__committee")
    return links.filter(digest=digest_of(token)).first()


@transaction.atomic
def make_link(letter: FeedbackLetter, *, by: Actor) -> str:
    """A new link for a letter; returns its token, which is kept nowhere. Others stay good."""
    letter = _lock(letter)
    require(rules.can_make_link(by, letter))
    token = new_token()
    link = ReceiptLink(
        letter=letter,
        digest=digest_of(token),
        made_by=by.user,
        expires_on=clock.today() + timedelta(days=settings.RECEIPT_LINK_DAYS),
    )
    write(link)
    record("posts.receipt_link_made", letter, by=by, after={"expires_on": link.expires_on})
    return token


@transaction.atomic
def revoke_link(link: ReceiptLink, *, by: Actor) -> ReceiptLink:
    """The address opens nothing any more."""
    letter = _lock(link.letter)
    link = ReceiptLink.objects.lock(link)
    link.letter = letter
    require(rules.can_revoke_link(by, link))
    _revoke(link, by)
    return link


def _revoke(link: ReceiptLink, by: Actor) -> None:
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        record("posts.receipt_link_revoked", link.letter, by=by, after={"made_at": link.made_at})


@transaction.atomic
def revoke_links(letter: FeedbackLetter, *, by: Actor) -> int:
    """All links of a letter at once; returns how many there were."""
    letter = _lock(letter)
    require(rules.can_revoke_links(by, letter))
    return _revoke_all(letter, by)


def _revoke_all(letter: FeedbackLetter, by: Actor) -> int:
    links = list(letter.links.filter(revoked_at__isnull=True).order_by("pk"))
    for link in links:
        _revoke(ReceiptLink.objects.lock(link), by)
    return len(links)


def _lock(letter: FeedbackLetter) -> FeedbackLetter:
    committee = Committee.objects.lock(letter.committee)
    found: FeedbackLetter = FeedbackLetter.objects.lock(letter)
    found.committee = committee
    return found
