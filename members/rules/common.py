"""What the rules of several aggregates share: trial copies, overlapping days, working days."""

import copy
import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _


def with_changes(row: Any, changes: dict[str, Any]) -> Any:
    """A copy of the row that says this."""
    row = copy.copy(row)
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def overlapping(rows: Any, row: Any) -> Any:
    """The first of these dated rows that was in force on a day of this one, or None."""
    if row.ends_on is not None and row.ends_on <= row.starts_on:
        return None  # it ended on its first day: there is no day of it
    others = rows.exclude(pk=row.pk).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=row.starts_on) & Q(ends_on__gt=F("starts_on"))
    )
    if row.ends_on is not None:
        others = others.filter(starts_on__lt=row.ends_on)
    return others.order_by("starts_on", "pk").first()


def days_of(row: Any) -> str:
    """From the first to the last day on which it was in force."""
    if row.ends_on is None:
        return _("from %(date)s") % {"date": row.starts_on}
    last = row.ends_on - datetime.timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": row.starts_on, "last": last}


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Monday to Friday from the day after ``start`` up to and with ``end``; 0 if not later.

    Public holidays and make-up days come with the meetings' calendar.
    """
    days = (end - start).days
    return sum(1 for n in range(1, days + 1) if (start + datetime.timedelta(days=n)).weekday() < 5)
