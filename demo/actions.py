"""What the making of synthetic data is called in the audit log."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register

register(
    {"demo.city_made": _("synthetic city made")},
    words={
        "members": _("party members"),
        "units": _("member units"),
        "committees": _("committees"),
    },
)
