"""The members' participants of ``core.hooks.reorganisation``."""

from members.reorganisation.registrations import Registrations
from members.reorganisation.requests import Requests
from members.reorganisation.rosters import Members

__all__ = ["Members", "Registrations", "Requests"]
