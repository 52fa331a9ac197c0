"""What is done to the log itself, and to accounts at sign-in, in the log's words."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register

register(
    {
        "audit.log_read": _("Audit log read"),
        "audit.verification_started": _("Check of the audit log started"),
    },
    words={"filters": _("filters")},
)
