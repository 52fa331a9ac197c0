"""How many posts and claims, what is late, and who would fit: each figure with its rows.

``here`` is always one committee with all below it; ``date`` is the day that is looked at.
"""

from posts.figures.agreements import latest_standing, out_of_date, unsigned
from posts.figures.claims import Alarm, alarms, answer_due_before, ending, silent
from posts.figures.displays import on_board
from posts.figures.pledges import Pledged, pledges_of, with_late_pledges, with_pledges
from posts.figures.suggestions import Fit, members_to_ask, posts_for

__all__ = [
    "Alarm",
    "Fit",
    "Pledged",
    "alarms",
    "answer_due_before",
    "ending",
    "latest_standing",
    "members_to_ask",
    "on_board",
    "out_of_date",
    "pledges_of",
    "posts_for",
    "silent",
    "unsigned",
    "with_late_pledges",
    "with_pledges",
]
