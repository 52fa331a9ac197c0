"""What goes on paper about posts, and to the units of those who hold them."""

from core.papers import register
from posts.papers.letters import FEEDBACK, feedback_letter

__all__ = ["FEEDBACK", "feedback_letter"]

register(FEEDBACK)
