"""Hours typed by people, whole minutes for the services."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

HALF = Decimal("0.5")


class HoursField(forms.DecimalField):
    """Half hours up to a day; ``cleaned_data`` holds minutes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("In half hours, such as 1.5."))
        super().__init__(
            min_value=HALF,
            max_value=Decimal(24),
            step_size=HALF,  # type: ignore[arg-type]
            decimal_places=1,
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        return None if hours is None else int(hours * 60)
