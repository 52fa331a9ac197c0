"""What goes on paper about committees, their units and their people."""

from core.papers import register
from members.papers.changes import CHANGES, changes_table
from members.papers.composition import COMPOSITION, composition_list
from members.papers.handovers import HANDOVER, handover_sheet
from members.papers.letters import LETTER, appointment_letter
from members.papers.nominations import NOMINATION, nomination_form
from members.papers.registrations import RECEIPT, SLIP, receipt, slip
from members.papers.rosters import ROSTER, roster

__all__ = [
    "appointment_letter",
    "changes_table",
    "composition_list",
    "handover_sheet",
    "nomination_form",
    "receipt",
    "roster",
    "slip",
]

for paper in (COMPOSITION, ROSTER, CHANGES, LETTER, NOMINATION, HANDOVER, SLIP, RECEIPT):
    register(paper)
