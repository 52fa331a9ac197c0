"""What this room takes in as spreadsheets; importing it registers them."""

from members.imports.units import UnitImport

__all__ = ["UnitImport"]
