"""Where the numbers of an evaluation come from: each aggregate gives its own, by name.

``SOURCES["checks"](claim, start, end)`` measures one claim from the first of these days until
before the second. What nobody gives is not applicable, by the rule of ``core.scoring``.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from posts.models import Claim


@dataclass(frozen=True)
class Measured:
    """How much of how much, in minutes where they count, and the ids of the rows behind it."""

    done: int
    of: int = 0
    minutes: int = 0
    ids: list[int] = field(default_factory=list)
    # Those of the rows that are counted as done.
    done_ids: list[int] = field(default_factory=list)


Source = Callable[[Claim, datetime.date, datetime.date], Measured]
SOURCES: dict[str, Source] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Offer what is measured under a name: ``pledges``, ``services``, ``checks``."""

    def keep(function: Source) -> Source:
        SOURCES[name] = function
        return function

    return keep
