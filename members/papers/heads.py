"""What stands at the head and the foot of every paper of a committee."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.models import Committee
from core.papers import long_date


def name_on(committee: Committee, day: datetime.date) -> str:
    """What the committee was called on that day; before its history, what it is called now."""
    period = committee.periods.on(day).first()
    return period.name if period else committee.name


def head(committee: Committee, name: str) -> dict[str, Any]:
    """Maker, basis, validity and signatures of a table, as the law on statistics asks.

    ``name`` is what the committee was called on the day of the paper.
    """
    basis = " ".join(filter(None, [committee.basis_document, committee.basis_number]))
    if committee.basis_date:
        basis = _("%(basis)s (%(date)s)") % {
            "basis": basis,
            "date": long_date(committee.basis_date),
        }
    return {
        "maker": _("Office of %(committee)s") % {"committee": name},
        "basis": basis,
        "validity": _("the next issue"),
        "signatures": [
            _("Issued by (stamp):"),
            _("Responsible:"),
            _("Drawn up by:"),
            pgettext("on paper", "Date:"),
        ],
    }


def as_of(day: datetime.date) -> str:
    return _("(as of %(date)s)") % {"date": long_date(day)}


def last_day(starts_on: datetime.date, ends_on: datetime.date) -> datetime.date:
    """The last day on which it held, as paper says "until"; ``ends_on`` is the first without it."""
    return max(starts_on, ends_on - datetime.timedelta(days=1))


def iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def post_of(person: Any) -> str:
    """Workplace and position, as a list of officials writes them."""
    return " ".join(filter(None, [person.workplace, person.position]))
