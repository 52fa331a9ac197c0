"""What goes on paper about posts and who is in them."""

from core.papers import register
from posts.papers.agreements import AGREEMENT, agreement_paper
from posts.papers.boards import BOARD, POSTER, board_paper

__all__ = ["agreement_paper", "board_paper"]

for paper in (AGREEMENT, BOARD, POSTER):
    register(paper)
