"""The words of this room's acts in the log."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register
from committees.terms import Role

register(
    {
        "committees.founded": _("committee founded"),
        "committees.edited": _("committee edited"),
        "committees.approved": _("committee approved"),
        "committees.mechanism": _("turned into a working mechanism"),
        "committees.merged": _("merged into another committee"),
        "committees.abolished": _("committee abolished"),
        "committees.charter_set": _("charter uploaded"),
        "committees.reorganised": _("changed by a reorganisation"),
        "committees.put_back": _("put back with a reorganisation"),
        "committees.taken_out": _("taken out with a reorganisation"),
        "committees.tier_created": _("tier made"),
        "committees.tier_edited": _("tier edited"),
        "committees.appointed": _("appointed to a role"),
        "committees.appointment_ended": _("role ended"),
        "committees.reorganisation_planned": _("reorganisation planned"),
        "committees.reorganisation_applied": _("reorganisation applied"),
        "committees.reorganisation_cancelled": _("reorganisation cancelled"),
        "committees.reorganisation_reverted": _("reorganisation taken back"),
        "committees.view_as_started": _("began to view as this account"),
        "committees.view_as_stopped": _("stopped viewing as this account"),
    },
    roles=dict(Role.choices),
    words={
        "removed": _("removed"),
        "on": _("on"),
        "plan": _("reorganisation"),
        "title": _("file name"),
    },
)
