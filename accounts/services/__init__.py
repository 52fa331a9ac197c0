"""Everything that changes an account or a session: lock, require, write, record."""

from accounts.services.keys import reencrypt_fields
from accounts.services.passwords import change_password, reset_password
from accounts.services.second_factor import (
    ask_for_reset,
    disable_second_factor,
    enrol_second_factor,
    pass_second_factor,
    renew_codes,
    reset_second_factor_alone,
)
from accounts.services.sessions import (
    end_other_sessions,
    end_session,
    note_failed_sign_in,
    sign_in,
    sign_out,
)
from accounts.services.users import (
    activate,
    choose_language,
    create_account,
    deactivate,
    edit_account,
    edit_own,
    open_account,
    unlock,
)

__all__ = [
    "activate",
    "ask_for_reset",
    "change_password",
    "choose_language",
    "create_account",
    "deactivate",
    "disable_second_factor",
    "edit_account",
    "edit_own",
    "end_other_sessions",
    "end_session",
    "enrol_second_factor",
    "note_failed_sign_in",
    "open_account",
    "pass_second_factor",
    "reencrypt_fields",
    "renew_codes",
    "reset_password",
    "reset_second_factor_alone",
    "sign_in",
    "sign_out",
    "unlock",
]
