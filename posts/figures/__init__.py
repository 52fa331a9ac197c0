"""How many posts and claims, what is late, and who would fit: each figure with its rows.

``here`` is always one committee with all below it; ``date`` is the day that is looked at.
"""

from posts.figures.checks import (
    Rate,
    check_alarms,
    due,
    latest_of,
    members_checked,
    overdue,
    rate_of,
    rectification_overdue,
)
from posts.figures.claims import Alarm, alarms, answer_due_before, ending, silent
from posts.figures.evaluations import (
    ahead_of,
    evaluation_alarms,
    excellent_places,
    measure,
    places_left,
    score_of,
    scores_of,
    told,
    window,
)
from posts.figures.suggestions import Fit, members_to_ask, posts_for

__all__ = [
    "Alarm",
    "Fit",
    "Rate",
    "ahead_of",
    "alarms",
    "answer_due_before",
    "check_alarms",
    "due",
    "ending",
    "evaluation_alarms",
    "excellent_places",
    "latest_of",
    "measure",
    "members_checked",
    "members_to_ask",
    "overdue",
    "places_left",
    "posts_for",
    "rate_of",
    "rectification_overdue",
    "score_of",
    "scores_of",
    "silent",
    "told",
    "window",
]
