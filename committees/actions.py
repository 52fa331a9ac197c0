"""What is done to the tree and to appointments, in the log's words."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register
from committees.terms import Role

register(
    {
        "committees.appointed": _("Role given"),
        "committees.appointment_ended": _("Role ended"),
        "committees.founded": _("Committee founded"),
        "committees.edited": _("Committee edited"),
        "committees.approved": _("Committee approved"),
        "committees.mechanism": _("Committee turned into a working mechanism"),
        "committees.merged": _("Committee merged into another"),
        "committees.abolished": _("Committee abolished"),
        "committees.tier_created": _("Tier set up"),
        "committees.tier_edited": _("Tier edited"),
        "committees.view_as_started": _("Viewing as another person began"),
        "committees.view_as_stopped": _("Viewing as another person ended"),
    },
    roles=dict(Role.choices),
    words={"user": _("account"), "basis": _("basis")},
)
