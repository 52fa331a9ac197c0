"""What goes on paper about posts and those who hold them."""

from core.papers import register
from posts.papers.checks import CHECK_SHEET, check_sheet

__all__ = ["check_sheet"]

for paper in (CHECK_SHEET,):
    register(paper)
