"""What this room takes in as spreadsheets; importing it registers them."""

from members.imports.liaisons import LiaisonImport
from members.imports.memberships import MembershipImport
from members.imports.organisations import OrganisationImport
from members.imports.party_members import PartyMemberImport
from members.imports.persons import PersonImport
from members.imports.registrations import RegistrationImport
from members.imports.seats import CapacityImport, SeatImport
from members.imports.units import UnitImport

__all__ = [
    "CapacityImport",
    "LiaisonImport",
    "MembershipImport",
    "OrganisationImport",
    "PartyMemberImport",
    "PersonImport",
    "RegistrationImport",
    "SeatImport",
    "UnitImport",
]
