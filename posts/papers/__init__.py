"""What goes on paper about posts, who is in them and what they have done, and to their units."""

from core.papers import register
from posts.papers.agreements import AGREEMENT, agreement_paper
from posts.papers.boards import BOARD, POSTER, board_paper
from posts.papers.checks import CHECK_SHEET, check_sheet
from posts.papers.evaluations import SUMMARY, can_print_summary, evaluation_summary
from posts.papers.letters import FEEDBACK, feedback_letter
from posts.papers.proofs import PROOF, proof_of_service

__all__ = [
    "FEEDBACK",
    "agreement_paper",
    "board_paper",
    "can_print_summary",
    "check_sheet",
    "evaluation_summary",
    "feedback_letter",
    "proof_of_service",
]

for paper in (AGREEMENT, BOARD, POSTER, CHECK_SHEET, SUMMARY, PROOF, FEEDBACK):
    register(paper)
