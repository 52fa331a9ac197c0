"""The admin's form: a service saves what it holds, and may complain."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.verdicts import Refused, Stale


class ServiceForm(forms.ModelForm):
    """A form whose values a service saves; ``complaint`` is what the service said to them."""

    complaint: Exception | None = None
    on_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on_version"].initial = getattr(self.instance, "version", None)
        if isinstance(self.complaint, Stale):
            # Sent again, knowingly, what was typed is saved over the other one's version.
            self.data = self.data.copy()
            self.data["on_version"] = self.complaint.current.version

    def clean(self) -> dict[str, Any]:
        if isinstance(self.complaint, Stale):
            self.add_error(None, [self.complaint.reason, *self._theirs(self.complaint.current)])
        elif isinstance(self.complaint, Refused):
            self.add_error(None, self.complaint.reason)
        elif isinstance(self.complaint, ValidationError):
            self._add_errors(self.complaint)
        return self.cleaned_data

    def _add_errors(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def _theirs(self, current: Any) -> list[str]:
        """What stands now, field by field, where it differs from what was typed."""
        return [
            _("%(field)s is now: %(value)s")
            % {"field": self.fields[name].label, "value": _shown(current, name)}
            for name, mine in self.values().items()
            if getattr(current, name, mine) != mine
        ]

    def values(self) -> dict[str, Any]:
        """The cleaned values of the model's own fields."""
        return {
            name: list(value) if isinstance(value, models.QuerySet) else value
            for name, value in self.cleaned_data.items()
            if name != "on_version"
        }


def _shown(row: models.Model, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    return str((display() if display else getattr(row, name)) or "—")
