"""What waits at a committee, as lines of the home page and of the week's digest."""

from collections.abc import Iterable

from django.db.models import Min

from committees.models import Committee
from core.days import Item
from posts.figures.claims import Alarm


def items_of(alarms: Iterable[Alarm], at: Committee) -> list[Item]:
    """A line for each that has rows: its oldest day, and the first on which some of it is due."""
    found = []
    for alarm in alarms:
        if count := alarm.rows.count():
            asked = {"since": alarm.since, "due": alarm.due}
            first = {name: Min(column) for name, column in asked.items() if column}
            days = alarm.rows.order_by().aggregate(**first) if first else {}
            found.append(
                Item(alarm.label, count, alarm.url, alarm.urgent, in_hands=at.name, **days)
            )
    return found
