"""Accounts: who can sign in. What they may do stands in ``committees.Appointment``."""

from accounts.models.second_factor import AuthenticatorApp
from accounts.models.second_person import TwoPersonRequest
from accounts.models.users import DORMANT_DAYS, LOGIN_NAME, OldPassword, SignIn, User

__all__ = [
    "DORMANT_DAYS",
    "LOGIN_NAME",
    "AuthenticatorApp",
    "OldPassword",
    "SignIn",
    "TwoPersonRequest",
    "User",
]
