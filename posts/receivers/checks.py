"""What checks answer: what waits, and what is shown on the page of a claim."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import hooks
from core.days import Item
from core.panels import Action, Added, Panel
from posts import figures, rules
from posts.models import Claim, PostCheck, Talk
from posts.receivers.alarms import items_of
from posts.tables.checks import ChecksOfClaim, TalksOfClaim

AT_MOST = 12


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For offices what of checks waits at the committee looked at and below it."""
    at = request.at or None
    if at is None or not request.user.reach.manages(at.path):
        return []
    return items_of(figures.check_alarms(at), at)


@hooks.added_to_page.register
def about_a_claim(row: Any, request: Any) -> Added | None:
    """The checks of a claim, with how many of them qualified, and the talks that followed."""
    if not isinstance(row, Claim) or row.in_post_on is None:
        return None
    checks = PostCheck.objects.visible_to(request.user).filter(claim=row)
    talks = Talk.objects.visible_to(request.user).filter(claim=row)
    title = _("Checks: %(rate)s qualified") % {"rate": figures.rate_of(checks).in_words()}
    panels = [
        Panel.of(
            "checks",
            title,
            ChecksOfClaim(),
            checks.order_by("-due_on", "-pk")[:AT_MOST],
            empty_text=_("This post has not been checked yet."),
        )
    ]
    if held := list(talks.order_by("-opened_on", "-pk")[:AT_MOST]):
        panels.append(
            Panel.of("talks", pgettext("with a post-holder", "Talks"), TalksOfClaim(), held)
        )
    verdict = rules.can_check(request.actor, row)
    url = reverse("posts:claim-check", args=[row.pk])
    actions = [] if verdict.is_forbidden else [Action(_("Check the post"), url, verdict)]
    return Added(panels, actions)
