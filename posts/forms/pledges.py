"""Pledges: making one, telling how far it has come, settling it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import ScopedForm, reason_field
from posts import rules
from posts.models import Claim, Pledge

Status = Pledge.Status


class PledgeForm(ScopedForm):
    content = forms.CharField(
        label=gettext_lazy("What is pledged"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Such as: visit the elderly who live alone in building 3."),
    )
    measure = forms.CharField(
        label=gettext_lazy("Measure"),
        max_length=100,
        help_text=gettext_lazy("By what one will see it: such as 12 visits."),
    )
    due_on = forms.DateField(label=gettext_lazy("To be kept by"))

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim

    def clean_due_on(self) -> Any:
        verdict = rules.can_be_due(self.claim, self.cleaned_data["due_on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["due_on"]


class OnADay(ScopedForm):
    on = forms.DateField(label=gettext_lazy("On the day"))

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pledge = pledge
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        verdict = rules.can_happen_on(self.pledge, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class ProgressForm(OnADay):
    text = forms.CharField(
        label=gettext_lazy("Progress"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What has been done so far."),
    )


class SettleForm(OnADay):
    status = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[(s.value, s.label) for s in (Status.KEPT, Status.NOT_KEPT, Status.DROPPED)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where it was not kept or is dropped: why. Readable on this page."),
    )
    field_order = ["status", "on", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("status") in (Status.NOT_KEPT, Status.DROPPED) and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why it was not kept, or is dropped."))
        return cleaned


class ReopenForm(ScopedForm):
    reason = reason_field(max_length=200)
