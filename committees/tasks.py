"""What the clock does for the tree."""

import datetime
import logging

from audit.actors import CLOCK
from committees import services
from core.chores import chore

log = logging.getLogger(__name__)


@chore("committees.reorganisations", every=datetime.timedelta(minutes=10))
def apply_reorganisations() -> None:
    """Apply the plans whose day has come. One that is refused stays planned, shown as due."""
    for problem in services.apply_due(by=CLOCK):
        log.warning("a reorganisation could not be applied: %s", problem)
