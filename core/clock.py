"""The one place that says what day it is.

At 03:00 on New Year's Day in Shanghai ``timezone.now().year`` is still last year's, so no other
module asks for "today" by itself.
"""

import datetime

from django.utils import timezone


def today() -> datetime.date:
    """The calendar day in the office's time zone (Asia/Shanghai)."""
    # As ``timezone.localdate`` does, which is asked for each day of a long roster.
    return datetime.datetime.now(timezone.get_default_timezone()).date()


def monday_of(day: datetime.date) -> datetime.date:
    """The first day of its week."""
    return day - datetime.timedelta(days=day.weekday())


def now() -> datetime.datetime:
    """This instant, aware."""
    return timezone.now()
