"""What the clock does for people who are not there."""

import datetime

from django.utils.timezone import localtime

from core import clock
from core.chores import chore
from dashboards import services

HOUR = 7


@chore("dashboards.mail_digests", every=datetime.timedelta(minutes=30))
def mail_digests() -> None:
    """On Mondays from seven o'clock; what has gone wrong is tried again until the day is over."""
    now = localtime(clock.now())
    if now.weekday() == 0 and now.hour >= HOUR:
        services.mail_digests()
