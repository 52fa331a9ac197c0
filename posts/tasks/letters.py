"""Letters to all units of a committee, in the background."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.actors import Actor
from committees.models import Committee
from committees.reach import read_reach
from core.jobs import Progress, task
from core.verdicts import require
from posts import rules
from posts.figures import feedback
from posts.services import letters

# Refused units that the job's page names.
SAID = 5


@task("posts.make_letters")
def make_letters(
    progress: Progress,
    *,
    committee: int,
    year: int,
    half: int,
    issue: bool,
    person: int,
    request_id: str,
) -> dict[str, Any]:
    """Letters to all units of a committee that have none for the half-year.

    Each is a transaction of its own, and who has one is not asked again: a job that was interrupted
    goes on where it was.
    """
    here = Committee.objects.get(pk=committee)
    user: Any = User.objects.get(pk=person)
    user.reach = read_reach(user)  # resolved once, as in a request
    by = Actor(user=user, held=user.reach.held(), request_id=request_id, source="job")
    require(rules.can_make_letters(by, here))
    units = list(feedback.units_due(here, year, half).order_by("sequence", "sort_key", "pk"))
    made, refused = 0, []
    for at in range(0, len(units), letters.BATCH):
        progress(at, len(units), _("Writing letters"))
        batch = units[at : at + letters.BATCH]
        outcome = letters.draft_letters(batch, year, half, issue=issue, by=by)
        made += outcome.made
        refused += outcome.refused
    progress(len(units), len(units))
    told = ngettext("%(n)d letter written.", "%(n)d letters written.", made) % {"n": made}
    if refused:
        words = ngettext("%(n)d unit without one:", "%(n)d units without one:", len(refused))
        told = " ".join([told, words % {"n": len(refused)}, *refused[:SAID]])
    url = f"{reverse('posts:letter-list')}?year={year}&half={half}"
    return {"made": made, "refused": refused[:100], "summary": told, "url": url}
