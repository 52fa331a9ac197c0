"""How many posts and claims, what is late, and who would fit: each figure with its rows.

``here`` is always one committee with all below it; ``date`` is the day that is looked at.
"""

from posts.figures.claims import Alarm, alarms, answer_due_before, ending, silent
from posts.figures.suggestions import Fit, members_to_ask, posts_for

__all__ = [
    "Alarm",
    "Fit",
    "alarms",
    "answer_due_before",
    "ending",
    "members_to_ask",
    "posts_for",
    "silent",
]
