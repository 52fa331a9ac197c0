"""What the clock does for posts."""

import datetime

from audit.actors import CLOCK
from core.chores import chore
from posts.models import ProofTry
from posts.services import claims


@chore("posts.end_terms", every=datetime.timedelta(hours=1))
def end_terms() -> None:
    """End the terms whose last day is over; the places go to those who wait."""
    claims.end_due_terms(by=CLOCK)


@chore("posts.forget_tries", every=datetime.timedelta(hours=1))
def forget_tries() -> None:
    """Wrong codes of proofs that no limit counts any more."""
    ProofTry.clear_away()
