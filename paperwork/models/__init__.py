"""Imports, exports, saved views and templates of papers."""

from paperwork.models.exports import ExportRecord
from paperwork.models.imports import ImportRun, StagedRow, WrittenRows
from paperwork.models.papers import PaperTemplate
from paperwork.models.saved import SavedView

__all__ = [
    "ExportRecord",
    "ImportRun",
    "PaperTemplate",
    "SavedView",
    "StagedRow",
    "WrittenRows",
]
