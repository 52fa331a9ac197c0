"""How often one address may ask for public boards, and for boards that are not there.

The limits of an hour stand in the database, so that they are the same in every process. Reading
has a wide one (a whole estate may share one address); guessing has a narrow one, after which the
address is told nothing for the rest of the hour, not even of a board that is there.
"""

import datetime
import ipaddress

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from core import clock
from posts.models import BoardVisits

KEPT = datetime.timedelta(days=1)
# One household has so many of the newer addresses.
IPV6_PREFIX = 64


def key_of(address: str) -> str:
    """What stands for an address: addresses of the public are kept nowhere."""
    found = ipaddress.ip_address(address)
    if found.version == 6:
        address = str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return salted_hmac("posts.visits", address, algorithm="sha256").hexdigest()


def _this_hour() -> datetime.datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def asks_too_often(address: str) -> bool:
    """Count one more request; whether the address has asked, or guessed, too often this hour."""
    row, _made = BoardVisits.objects.get_or_create(key=key_of(address), hour=_this_hour())
    BoardVisits.objects.filter(pk=row.pk).update(asked=F("asked") + 1)
    asked = row.asked >= settings.BOARD_VIEWS_PER_ADDRESS_AND_HOUR
    return bool(asked or row.missed >= settings.BOARD_MISSES_PER_ADDRESS_AND_HOUR)


def note_miss(address: str) -> None:
    """It has asked for a board that is not there."""
    rows = BoardVisits.objects.filter(key=key_of(address), hour=_this_hour())
    rows.update(missed=F("missed") + 1)


def clear_away() -> None:
    """Counts that no limit looks at any more."""
    BoardVisits.objects.filter(hour__lt=clock.now() - KEPT).delete()
