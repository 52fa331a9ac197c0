"""Needs: those open, met, and those that nobody has answered."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from core import clock
from core.figures import Figure, register
from exchange.models import Need

# After so long an open need that nothing answers comes before the liaisons' meeting.
PATIENCE = datetime.timedelta(days=30)


def unanswered_for_long(needs: Any) -> Any:
    """Those of some needs that have been open for a month without a post or anything else."""
    return needs.unanswered().filter(registered_on__lte=clock.today() - PATIENCE)


@register("exchange.needs")
def open_needs(here: Committee, date: datetime.date | None = None) -> Figure:
    """Needs that are open here or below; as of today, whatever the date."""
    rows = Need.objects.at(here).open()
    return Figure(_("open needs"), rows, reverse("exchange:need-list"))
