"""Printed papers: declared by the apps, set by typst as PDF, filled into Word templates.

An app's ``papers.py`` has a function for each paper (``roster(committee, on=…) -> Document``) and
registers it as a ``Paper``; the pages that offer papers know nothing else of them.
"""

from core.papers.documents import Box, Column, Document, Layout, Paper, long_date
from core.papers.registry import find, offered_for, register

__all__ = [
    "Box",
    "Column",
    "Document",
    "Layout",
    "Paper",
    "find",
    "long_date",
    "offered_for",
    "register",
]
