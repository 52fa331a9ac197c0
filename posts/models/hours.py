"""How long somebody served: whole minutes in the database, hours on every page and paper."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _

DAY = 24 * 60


def hours_of(minutes: int) -> Decimal:
    """Minutes as hours: 90 → 1.5, 100 → 1.67, 120 → 2."""
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"))
    return hours.quantize(Decimal(1)) if hours == hours.to_integral() else hours.normalize()


def hours_in_words(minutes: int) -> str:
    return _("%(hours)s h") % {"hours": hours_of(minutes)}


class Minutes(models.PositiveSmallIntegerField):
    """The length of a service within one day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [MinValueValidator(1), MaxValueValidator(DAY)])
        super().__init__(*args, **kwargs)

    def in_words(self, value: int | None) -> str:
        """As a person reads it; the log asks too."""
        return "" if value is None else hours_in_words(value)
