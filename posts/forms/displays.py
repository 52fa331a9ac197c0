"""Consent to be shown, and opening a board to the public."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import ScopedForm
from posts import rules
from posts.models import Claim


class ConsentForm(ScopedForm):
    """The member's own click; entered by the community it names the paper and its day."""

    paper = forms.CharField(
        label=gettext_lazy("Signed paper"),
        max_length=100,
        help_text=gettext_lazy("What the member has signed, such as: consent sheet of 3 March."),
    )
    on = forms.DateField(label=gettext_lazy("Signed on"))

    def __init__(self, *args: Any, claim: Claim, needs_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.initial.setdefault("on", clock.today())
        if not needs_paper:
            del self.fields["paper"], self.fields["on"]

    def clean_on(self) -> Any:
        verdict = rules.can_consent_on(self.claim, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class OpenBoardForm(ScopedForm):
    """Nothing to be said: whoever sends it makes the address."""
