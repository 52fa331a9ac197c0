"""Imports, exports, saved views and templates of papers."""

from paperwork.models.papers import PaperTemplate

__all__ = ["PaperTemplate"]
