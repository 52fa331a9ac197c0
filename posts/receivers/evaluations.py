"""What evaluations answer: what waits, and what is shown on the page of a claim."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import hooks
from core.days import Item
from core.panels import Added, Panel
from members.reach import units_of
from posts import figures
from posts.models import Claim, Evaluation, EvaluationIndicator
from posts.receivers.alarms import items_of
from posts.services import schemes  # noqa: F401 it registers what an installation begins with
from posts.tables.evaluations import EvaluationsOfClaim

AT_MOST = 12


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For offices what waits at the committee looked at and below; for liaisons whose points their
    branch gives; for members their own evaluation."""
    found, listed = [], reverse("posts:evaluation-list")
    at = request.at or None
    if at is not None and request.user.reach.manages(at.path):
        found += items_of(figures.evaluation_alarms(at), at)
    if request.user.reach.liaison_at:
        rows = Evaluation.objects.filter(claim__employer__in=units_of(request.user))
        if count := rows.without(EvaluationIndicator.Source.BRANCH).count():
            label = _("Post-holders for whom your branch gives points")
            found.append(Item(label, count, f"{listed}?state=branch", in_hands=str(request.user)))
    own = Evaluation.objects.filter(claim__member__person__user=request.user.pk)
    own = own.filter(status__in=Evaluation.IN_WORK, self_text="")
    if not request.user.reach.posts and (count := own.count()):
        label = _("Your self-evaluation")
        found.append(Item(label, count, f"{listed}?state=self", in_hands=str(request.user)))
    return found


@hooks.added_to_page.register
def about_a_claim(row: Any, request: Any) -> Added | None:
    """The evaluations of a claim, year by year."""
    if not isinstance(row, Claim) or row.in_post_on is None:
        return None
    rows = Evaluation.objects.visible_to(request.user).filter(claim=row).order_by("-year")
    found = list(rows[:AT_MOST])
    if not found:
        return None
    title = pgettext("of a post-holder", "Evaluations")
    return Added([Panel.of("evaluations", title, EvaluationsOfClaim(), found)])
