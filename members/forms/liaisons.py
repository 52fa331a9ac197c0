"""Liaisons: filing, replacing, ending."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import ScopedForm, reason_field
from members import rules
from members.choices import PersonChoice
from members.models import Liaison

WHO_HELP = gettext_lazy(
    "A full party member, entered on the page “People”. An account that the person has gets "
    "access to the unit's matters at once."
)


class FileForm(ScopedForm):
    """Who acts for the unit, since when, and when the office was told."""

    person = PersonChoice(label=gettext_lazy("Person"), help_text=WHO_HELP)
    starts_on = forms.DateField(label=gettext_lazy("Liaison since"))
    filed_on = forms.DateField(
        label=gettext_lazy("Filed on"),
        help_text=gettext_lazy("The day on which the unit told the office."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"starts_on": clock.today(), "filed_on": clock.today()} | self.initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, filed = cleaned.get("starts_on"), cleaned.get("filed_on")
        if filed and filed > clock.today():
            self.add_error("filed_on", _("This day has not come yet."))
        if starts and filed and starts > filed:
            self.add_error(
                "filed_on", _("A liaison is filed on the first day or after it, not before.")
            )
        return cleaned


class EndForm(ScopedForm):
    """The first day without this liaison, and why."""

    reason = reason_field(max_length=200)
    on = forms.DateField(label=gettext_lazy("On the day"))

    def __init__(self, *args: Any, liaison: Liaison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.liaison = liaison
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise ValidationError(_("This day has not come yet."))
        verdict = rules.can_end_liaison_on(self.liaison, on)
        if not verdict:
            raise ValidationError(verdict.reason)
        return on


class SuccessorForm(EndForm):
    """Who takes over from a liaison."""

    person = PersonChoice(label=gettext_lazy("Successor"), help_text=WHO_HELP)
    field_order = ["person", "reason", "on"]
