"""What needs answer when a lower room asks."""

from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.models import Committee
from committees.rules import belongings
from core import hooks
from core.days import Item
from exchange.figures import unanswered_for_long
from exchange.models import Need


@belongings.register
def needs_there(committee: Committee) -> list[str]:
    """The open needs of a committee."""
    needs = Need.objects.open().filter(committee=committee).count()
    return [ngettext("%(n)d open need", "%(n)d open needs", needs) % {"n": needs}] if needs else []


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For offices the needs at the committee looked at and below that nobody has answered for a
    month: they go before the liaisons' meeting."""
    at = request.at or None
    if at is None or not request.user.reach.manages(at.path):
        return []
    told = unanswered_for_long(Need.objects.at(at).open())
    count = told.count()
    if not count:
        return []
    since = told.aggregate(first=Min("registered_on"))["first"]
    url = f"{reverse('exchange:need-list')}?state=unanswered"
    label = _("Needs open for a month that nothing answers")
    return [Item(label, count, url, since=since, in_hands=at.name)]
