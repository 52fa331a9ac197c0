"""One way in for spreadsheets: read, find the columns, check every row, report, write.

Nothing here knows the domain. A room declares what it takes in its ``imports`` module (columns,
how a row is judged, how rows are written) and registers it under a name; commands and pages run it.
"""

from core.imports.cells import Wrong
from core.imports.columns import (
    Choice,
    Code,
    Column,
    Day,
    Name,
    Phone,
    Prose,
    ResidentId,
    Text,
    Whole,
    YesNo,
)
from core.imports.engine import Importer, Row, Sheet
from core.imports.problems import Problem, Unreadable
from core.imports.registry import IMPORTS, importer_for, register

__all__ = [
    "IMPORTS",
    "Choice",
    "Code",
    "Column",
    "Day",
    "Importer",
    "Name",
    "Phone",
    "Problem",
    "Prose",
    "ResidentId",
    "Row",
    "Sheet",
    "Text",
    "Unreadable",
    "Whole",
    "Wrong",
    "YesNo",
    "importer_for",
    "register",
]
