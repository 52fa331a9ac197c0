"""What goes on paper about posts, who is in them, and what they have done."""

from core.papers import register
from posts.papers.agreements import AGREEMENT, agreement_paper
from posts.papers.boards import BOARD, POSTER, board_paper
from posts.papers.proofs import PROOF, proof_of_service

__all__ = ["agreement_paper", "board_paper", "proof_of_service"]

for paper in (AGREEMENT, BOARD, POSTER, PROOF):
    register(paper)
