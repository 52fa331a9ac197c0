"""What goes on paper about posts and services."""

from core.papers import register
from posts.papers.proofs import PROOF, proof_of_service

__all__ = ["proof_of_service"]

for paper in (PROOF,):
    register(paper)
