"""Units, the people who act for them, and their dated places in the committees."""

from members.models.invitations import Invitation
from members.models.liaisons import Handover, HandoverItem, Liaison
from members.models.memberships import Membership
from members.models.names import LAST_SEQUENCE, found_by, found_in
from members.models.organisations import OrganizationUnit, PartyOrganization
from members.models.party_members import PartyMember
from members.models.people import Person, PersonKey
from members.models.registrations import Registration, RegistrationStep
from members.models.requests import MemberRequest
from members.models.scopes import PersonScope, UnitScope
from members.models.seats import Capacity, Seat, SeatStep, Turn
from members.models.units import MemberUnit, SuperiorContact, UnitKey

__all__ = [
    "LAST_SEQUENCE",
    "Capacity",
    "Handover",
    "HandoverItem",
    "Invitation",
    "Liaison",
    "MemberRequest",
    "MemberUnit",
    "Membership",
    "OrganizationUnit",
    "PartyMember",
    "PartyOrganization",
    "Person",
    "PersonKey",
    "PersonScope",
    "Registration",
    "RegistrationStep",
    "Seat",
    "SeatStep",
    "SuperiorContact",
    "Turn",
    "UnitKey",
    "UnitScope",
    "found_by",
    "found_in",
]
