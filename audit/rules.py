"""Who may read the log. Nothing here writes."""

from django.utils.translation import gettext as _

from audit.actors import Actor
from core.verdicts import ALLOWED, Verdict, forbid


def can_read_log(by: Actor) -> Verdict:
    """The audit administrator alone; a single record's history stands on its own page."""
    if getattr(by.user, "administers", "") == "audit":
        return ALLOWED
    return forbid(_("Only the audit administrator reads the audit log."))
