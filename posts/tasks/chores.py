"""What the clock does for posts."""

import datetime

from audit.actors import CLOCK
from core.chores import chore
from posts.services import checks, claims


@chore("posts.end_terms", every=datetime.timedelta(hours=1))
def end_terms() -> None:
    """End the terms whose last day is over; the places go to those who wait."""
    claims.end_due_terms(by=CLOCK)


@chore("posts.plan_checks", every=datetime.timedelta(days=1))
def plan_checks() -> None:
    """Plan the round of checks of this quarter where somebody is in post."""
    checks.plan_due_rounds(by=CLOCK)
