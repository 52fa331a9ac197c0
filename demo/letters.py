"""The letters of the last two half-years to the units of the demonstration, and their receipts."""

import datetime

from audit.actors import Actor
from committees.models import Committee
from core import clock
from posts.figures import feedback
from posts.models import FeedbackLetter
from posts.services import letters

RECEIVERS = ["党办", "机关党委", "组织科", "人事科"]
# Of the last half-year every fifth letter has no receipt, and every eleventh is still a draft.
WITHOUT, DRAFT = 5, 11


def make_letters(streets: list[Committee], by: Actor) -> None:
    """Nearly all issued and answered; some receipts late, a few drafts, one letter corrected."""
    year, half = feedback.latest_period(clock.today())
    before = (year, 1) if half == FeedbackLetter.Half.SECOND else (year - 1, 2)
    for street in streets:
        _half_year(street, before, by, all_answered=True)
        _half_year(street, (year, half), by, all_answered=False)
    first = FeedbackLetter.objects.sent().filter(year=year, half=half).order_by("pk").first()
    if first is not None:
        second = letters.correct_letter(first, reason="漏列一名新报到党员", by=by)
        letters.issue_letter(second, by=by)
        letters.make_link(second, by=by)


def _half_year(
    street: Committee, period: tuple[int, int], by: Actor, *, all_answered: bool
) -> None:
    units = list(feedback.units_due(street, *period).order_by("pk"))
    letters.draft_letters(units, *period, by=by)
    over = feedback.covered(*period)[1]
    issued_on = min(over + datetime.timedelta(days=3), clock.today())
    written = FeedbackLetter.objects.at(street).filter(year=period[0], half=period[1])
    for number, letter in enumerate(written.order_by("pk"), 1):
        if not all_answered and number % DRAFT == 0:
            continue
        issued = letters.issue_letter(letter, on=issued_on, by=by)
        if all_answered or number % WITHOUT:
            came = min(issued_on + datetime.timedelta(days=2 + number % 9), clock.today())
            receiver = f"{letter.unit.short_name or letter.unit.name[:20]}{RECEIVERS[number % 4]}"
            letters.give_receipt(issued, receiver=receiver, on=came, by=by)
