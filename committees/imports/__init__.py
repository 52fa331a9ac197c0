"""What this room takes in as spreadsheets; importing it registers them."""

from committees.imports.appointments import AppointmentImport
from committees.imports.committees import CommitteeImport
from committees.imports.divisions import DivisionImport

__all__ = ["AppointmentImport", "CommitteeImport", "DivisionImport"]
