"""What waits for a person: the lines of the home page, answered by every room."""

import datetime
from dataclasses import dataclass
from typing import Any

from core import clock


@dataclass(frozen=True)
class Item:
    """Something that waits: how much of it, where, since when and in whose hands.

    ``url`` always opens exactly the rows that ``count`` counts.
    """

    label: Any
    count: int
    url: str
    urgent: bool = False
    since: datetime.date | None = None
    in_hands: str = ""
    # The first day on which some of it is over or late, where that is known.
    due: datetime.date | None = None

    @property
    def days(self) -> int | None:
        """For how many days the oldest of them has been waiting."""
        return (clock.today() - self.since).days if self.since else None
