"""What feedback letters answer when a lower room asks."""

import datetime
from typing import Any

from django.db.models import Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Committee
from committees.terms import Level
from core import clock, hooks
from core.days import Item
from core.panels import Added, Panel, may_have
from members.models import PartyMember
from members.reach import units_of
from posts.figures import feedback
from posts.models import FeedbackLetter, FeedbackLine
from posts.tables.letters import LinesAboutMember

AT_MOST = 20
Status = FeedbackLetter.Status


@hooks.my_day.register
def letters_waiting(request: Any) -> list[Item]:
    """For offices: letters to be written and issued, receipts that are late. For liaisons: letters
    that wait for their receipt."""
    found: list[Item] = []
    at = request.at or None
    today = clock.today()
    if (
        at is not None
        and request.user.reach.manages(at.path)
        and at.level in FeedbackLetter.SENDERS
    ):
        found += _of_office(at, today)
    if request.user.reach.liaison_at:
        rows = FeedbackLetter.objects.filter(unit__in=units_of(request.user), status=Status.ISSUED)
        told = rows.order_by().values_list("due_on", "issued_on")
        if told:
            urgent = any(due and due < today for due, _issued in told)
            url = f"{reverse('posts:letter-list')}?status={Status.ISSUED}"
            since = min(issued for _due, issued in told if issued)
            label = _("Letters that wait for your receipt")
            found.append(Item(label, len(told), url, urgent, since, str(request.user)))
    return found


def _of_office(at: Committee, today: datetime.date) -> list[Item]:
    found = []
    listed = reverse("posts:letter-list")
    letters = FeedbackLetter.objects.at(at)
    year, half = feedback.latest_period(today)
    over = feedback.covered(year, half)[1]
    # The city's office finds them on their page: all members of a city are not counted on the way.
    if at.level in (Level.STREET, Level.DISTRICT) and today - over <= feedback.ASKED_FOR:
        due = feedback.units_due(at, year, half).count()
        if due:
            url = reverse("posts:letter-due")
            found.append(Item(_("Letters to units to be written"), due, url, False, over, at.name))
    if drafts := letters.filter(status=Status.DRAFT).count():
        url = f"{listed}?status={Status.DRAFT}"
        found.append(Item(_("Letters to be issued"), drafts, url, in_hands=at.name))
    late = letters.overdue(today)
    if count := late.count():
        since = late.aggregate(first=Min("due_on"))["first"]
        url = f"{listed}?state=overdue"
        found.append(Item(_("Receipts of letters that are late"), count, url, True, since, at.name))
    return found


hooks.page_knows[PartyMember]["letters"] = lambda: FeedbackLine.objects.filter(
    member=OuterRef("pk")
)


@hooks.added_to_page.register
def letters_about_a_member(row: Any, request: Any) -> Added | None:
    """What units were sent about a party member."""
    if not isinstance(row, PartyMember) or not may_have(row, "letters"):
        return None
    visible = FeedbackLine.objects.visible_to(request.user).values("pk")
    lines = list(feedback.lines_about(row).filter(pk__in=visible)[:AT_MOST])
    if not lines:
        return None
    title = _("What was sent to the employing unit")
    return Added([Panel.of("letters", title, LinesAboutMember(), lines)])
