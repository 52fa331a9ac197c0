"""How many posts and claims, what is late, and who would fit: each figure with its rows.

``here`` is always one committee with all below it; ``date`` is the day that is looked at."""

from posts.figures.agreements import (
    latest_standing,
    out_of_date,
    unsigned,
)
from posts.figures.claims import (
    Alarm,
    alarms,
    answer_due_before,
    ending,
    silent,
)
from posts.figures.displays import (
    on_board,
)
from posts.figures.gaps import (
    MONTHS,
    Cell,
    Line,
    months_without,
    supply,
)
from posts.figures.pledges import (
    Pledged,
    pledges_of,
    with_late_pledges,
    with_pledges,
)
from posts.figures.records import (
    Total,
    activities_held,
    at,
    checked_enough,
    disputed,
    effective,
    effective_participation,
    of_claim,
    of_member,
    registered,
    registered_among,
    services,
    to_be_confirmed,
    to_be_noted,
    total,
    with_services,
    without_activity,
    zero_activity,
)
from posts.figures.suggestions import (
    Fit,
    members_to_ask,
    posts_for,
)

__all__ = [
    "MONTHS",
    "Alarm",
    "Cell",
    "Fit",
    "Line",
    "Pledged",
    "Total",
    "activities_held",
    "alarms",
    "answer_due_before",
    "at",
    "checked_enough",
    "disputed",
    "effective",
    "effective_participation",
    "ending",
    "latest_standing",
    "members_to_ask",
    "months_without",
    "of_claim",
    "of_member",
    "on_board",
    "out_of_date",
    "pledges_of",
    "posts_for",
    "registered",
    "registered_among",
    "services",
    "silent",
    "supply",
    "to_be_confirmed",
    "to_be_noted",
    "total",
    "unsigned",
    "with_late_pledges",
    "with_pledges",
    "with_services",
    "without_activity",
    "zero_activity",
]
