"""What the clock and the worker do for the log."""

import datetime
from typing import Any

from audit import seals
from core.chores import chore
from core.jobs import Progress, task


@chore("audit.seal", every=datetime.timedelta(minutes=1))
def seal() -> None:
    """Seal the entries of the last minute."""
    seals.seal_all()


@task("audit.verify")
def verify(progress: Progress) -> dict[str, Any]:
    """Compare the log with its seals; the result lists the first damaged rows."""
    found = seals.verify(progress)
    return {
        "checked": found.checked,
        "unsealed": found.unsealed,
        "faults": [fault.in_words() for fault in found.faults],
    }
