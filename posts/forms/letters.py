"""Feedback letters: making them, giving a receipt with an account and without one."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import ScopedForm
from members.choices import ManagedCommittee
from posts import rules
from posts.figures import feedback
from posts.models import FeedbackLetter


class SendingCommittee(ManagedCommittee):
    """One of the committees that the user keeps and that write to units."""

    def narrow_to(self, user: Any) -> None:
        super().narrow_to(user)
        self.queryset = self.queryset.filter(level__in=FeedbackLetter.SENDERS)


class MakeLettersForm(ScopedForm):
    """Letters to all units of a committee that have none yet."""

    committee = SendingCommittee(label=gettext_lazy("For the units of"))
    year = forms.IntegerField(
        label=gettext_lazy("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2200)]
    )
    half = forms.TypedChoiceField(
        label=gettext_lazy("Half-year"), choices=FeedbackLetter.Half.choices, coerce=int
    )
    issue = forms.BooleanField(
        label=gettext_lazy("Issue them at once"),
        required=False,
        help_text=gettext_lazy(
            "Otherwise they are drafts, to be looked at and issued one by one or selected together."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].narrow_to(self.user)
        year, half = feedback.latest_period(clock.today())
        self.initial.setdefault("year", year)
        self.initial.setdefault("half", half)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            _first, last = feedback.covered(cleaned["year"], cleaned["half"])
            if not (verdict := rules.can_write_about(last)):
                self.add_error("half", verdict.reason)
        return cleaned


class ReceiverMixin(forms.Form):
    """Who has the letter, and what the unit wants to say to it."""

    receiver = forms.CharField(
        label=gettext_lazy("Received by"),
        max_length=50,
        help_text=gettext_lazy("The name of whoever received the letter for the unit."),
    )
    note = forms.CharField(
        label=gettext_lazy("What the unit says"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkReceiptForm(ReceiverMixin):
    """Behind a receipt link."""


class ReceiptForm(ScopedForm, ReceiverMixin):
    """By the unit's liaison today, or noted by the office with the day of the paper."""

    on = forms.DateField(label=gettext_lazy("On the day"))
    field_order = ["receiver", "on", "note"]

    def __init__(self, *args: Any, letter: FeedbackLetter, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        self.initial.setdefault("on", clock.today())
        if answers:
            del self.fields["on"]

    def clean_on(self) -> Any:
        if not (verdict := rules.can_receive_on(self.letter, self.cleaned_data["on"])):
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class WithdrawForm(ScopedForm):
    """Why a letter does not count any more."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
