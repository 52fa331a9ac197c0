"""What other aggregates know of claims, members and communities, asked for many at once.

Ledgers and letters name a fact; whoever keeps it registers how it is read. A function gets the ids
and the first and last day (the first is ``None``: from the beginning) and answers with the value of
each id that has one, in a number of queries that does not grow with the ids. A fact that nobody
keeps is shown as "—", one that an id has nothing of as none.

============================ =====================================================================
fact                         value of an id
============================ =====================================================================
``claim.agreement``          the number of the signed agreement (认岗书编号)
``claim.pledges``            (pledges, pledges kept)
``claim.services``           (accepted services, whole minutes)
``claim.check``              (day of the last check, its result in words)
``claim.grade``              the signed grade in words
``claim.letter``             (day on which the unit was written to, day of its receipt or ``None``)
``member.services``          (accepted services, whole minutes)
``member.activities``        activities attended
``member.grade``             the signed grade in words
``community.activities``     activities that the community offered
============================ =====================================================================

``SETS`` are conditions on members for a year: which of these members (a queryset) have something.
``effective``: enough accepted services, or a post with enough qualified checks (有效参与);
``qualified``: the second of the two; ``active``: anything at all was recorded.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

Reader = Callable[[Sequence[int], datetime.date | None, datetime.date], dict[int, Any]]
Narrower = Callable[[QuerySet, int], QuerySet]

FACTS: dict[str, Reader] = {}
SETS: dict[str, Narrower] = {}


def keeps(name: str) -> Callable[[Reader], Reader]:
    """Register how a fact is read."""

    def register(reader: Reader) -> Reader:
        FACTS[name] = reader
        return reader

    return register


def knows(name: str) -> Callable[[Narrower], Narrower]:
    """Register which members are in a set."""

    def register(narrower: Narrower) -> Narrower:
        SETS[name] = narrower
        return narrower

    return register


def read(
    name: str, ids: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, Any] | None:
    """The fact of each of these ids; ``None`` where nobody keeps it."""
    reader = FACTS.get(name)
    if reader is None:
        return None
    return reader(ids, start, end) if ids else {}


def members_in(name: str, members: QuerySet, year: int) -> QuerySet | None:
    """Those of the members that are in the set; ``None`` where nobody knows."""
    narrower = SETS.get(name)
    return narrower(members, year) if narrower else None
