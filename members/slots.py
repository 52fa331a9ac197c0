"""When in the week somebody has time: seven days of three parts, one bit each.

Slot ``3 × day + part`` with Monday 0 and morning 0, so that ``2**20`` is Sunday evening.
"""

from functools import lru_cache
from typing import Any

from django.db.models import F, Q
from django.db.models.lookups import GreaterThan
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from members.terms import Part

PARTS = list(Part)
SLOTS = range(len(WEEKDAYS) * len(PARTS))
ALL = 2 ** len(SLOTS) - 1


def slot_in_words(slot: int) -> str:
    """Such as: Saturday morning."""
    day, part = divmod(slot, len(PARTS))
    return _("%(day)s %(part)s") % {"day": WEEKDAYS[day], "part": PARTS[part].label}


def days() -> list[str]:
    """The days of the week in short, Monday first."""
    return [str(name) for _number, name in sorted(WEEKDAYS_ABBR.items())]


def slot_choices() -> list[tuple[int, str]]:
    return [(slot, slot_in_words(slot)) for slot in SLOTS]


def slots_of(bits: int) -> list[int]:
    """The slots that are set, in the order of the week."""
    return [slot for slot in SLOTS if bits & 1 << slot]


def bits_of(slots: list[int]) -> int:
    return sum(1 << slot for slot in set(slots))


def in_words(bits: int) -> str:
    """All of them, in the order of the week."""
    return _in_words(bits, get_language())


@lru_cache(maxsize=5000)
def _in_words(bits: int, language: str | None) -> str:
    joint = pgettext("between the items of a list", ", ")
    return joint.join(map(slot_in_words, slots_of(bits)))


def with_time_in(slot: int) -> Any:
    """The condition of having time in this slot."""
    return Q(GreaterThan(F("free_slots").bitand(1 << slot), 0))
