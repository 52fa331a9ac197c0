"""Days of the demonstration, counted back from today's month."""

import datetime

from core import clock


def day(months_ago: int, dom: int = 1) -> datetime.date:
    """The given day of the month so many months before today's."""
    today = clock.today()
    month = today.year * 12 + today.month - 1 - months_ago
    return datetime.date(month // 12, month % 12 + 1, dom)
