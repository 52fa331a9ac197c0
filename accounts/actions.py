"""What is done to accounts, in the log's words."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register

register(
    {
        "accounts.opened": _("Account opened"),
        "accounts.edited": _("Account edited"),
        "accounts.edited_own": _("Own profile edited"),
        "accounts.language_chosen": _("Language chosen"),
        "accounts.activated": _("Account allowed to sign in again"),
        "accounts.deactivated": _("Account closed"),
        "accounts.unlocked": _("Account unlocked"),
        "accounts.signed_in": _("Signed in"),
        "accounts.signed_out": _("Signed out"),
        "accounts.sign_in_failed": _("Sign-in failed"),
        "accounts.sign_in_refused": _("Sign-in refused"),
        "accounts.code_failed": _("Code of an invitation failed"),
        "accounts.code_refused": _("Code of an invitation not looked at"),
        "accounts.spraying_suspected": _("Guessing of passwords suspected"),
        "accounts.password_changed": _("Password changed by its owner"),
        "accounts.password_reset": _("Password reset"),
        "accounts.second_factor_enrolled": _("Second factor set up"),
        "accounts.second_factor_passed": _("Second factor passed"),
        "accounts.second_factor_failed": _("Second factor failed"),
        "accounts.second_factor_disabled": _("Second factor removed by its owner"),
        "accounts.second_factor_reset": _("Second factor reset"),
        "accounts.second_factor_reset_alone": _("Second factor reset at the server, by one person"),
        "accounts.second_person_asked": _("Two-person request made"),
        "accounts.second_person_confirmed": _("Confirmed as second person"),
        "accounts.second_person_refused": _("Refused as second person"),
        "accounts.second_person_withdrawn": _("Two-person request withdrawn"),
        "accounts.second_person_expired": _("Two-person request expired"),
        "accounts.second_person_used": _("Confirmed request carried out"),
        "accounts.fields_reencrypted": _("Encrypted values put under the present key"),
        "accounts.recovery_codes_renewed": _("Recovery codes renewed"),
        "accounts.sessions_closed": _("Sessions ended"),
        "accounts.sessions_replaced": _("Earlier session replaced"),
    },
    words={
        "rows": _("rows"),
        "asked_by": _("asked by"),
        "second_factor": _("second factor"),
        "because": _("because"),
        "sessions": _("sessions"),
        "names": _("names"),
        "left": _("left unused"),
        "by": _("by means of"),
    },
)
