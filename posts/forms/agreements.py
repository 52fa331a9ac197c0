"""Agreements: what is said in each one alone, the signing, printing many."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.forms import ScopedForm, reason_field
from posts import rules
from posts.models import Agreement, Claim
from posts.services.wording import default_rights

# How many agreements one file holds; more than a hundred come once each, unless asked for.
MOST = 500
IN_COPIES_UP_TO = 100


class DrawUpForm(ScopedForm):
    """All the rest is taken from claim, member, post and pledges."""

    on = forms.DateField(
        label=gettext_lazy("Drawn up on"),
        help_text=gettext_lazy("Its year is in the number; an earlier paper keeps its own day."),
    )
    display_from = forms.DateField(
        label=gettext_lazy("Displayed for objections from"), required=False
    )
    display_to = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Both days stand on the paper; leave both empty if not displayed."),
    )
    rights = forms.CharField(
        label=gettext_lazy("Rights and safeguards"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Training, insurance, certificates: such as agreed here."),
    )
    note = forms.CharField(label=gettext_lazy("Remarks"), max_length=200, required=False)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.initial.setdefault("on", clock.today())
        self.initial.setdefault("rights", default_rights())

    def clean_on(self) -> Any:
        verdict = rules.can_draw_up_on(self.claim, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("display_from"), cleaned.get("display_to")
        if end and not start:
            self.add_error("display_from", _("Please say from when it is displayed."))
        elif start and not end:
            self.add_error("display_to", _("Please say until when it is displayed."))
        elif start and end and end < start:
            self.add_error("display_to", _("It ends before it begins."))
        return cleaned


class CorrectForm(DrawUpForm):
    reason = reason_field(max_length=200)
    field_order = ["reason"]
    on = None  # type: ignore[assignment]  # a new version is of today


class SignForm(ScopedForm):
    """With the three papers before one."""

    on = forms.DateField(
        label=gettext_lazy("Signed on"),
        help_text=gettext_lazy("The day of the last signature or stamp."),
    )
    complete = forms.BooleanField(
        label=gettext_lazy("All three copies are signed and stamped"),
        help_text=gettext_lazy(
            "By the member, the community's branch and the unit's branch; each keeps one."
        ),
        error_messages={
            "required": gettext_lazy("It is signed when all three copies are: please check them.")
        },
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        verdict = rules.can_sign_on(self.agreement, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class DropForm(ScopedForm):
    reason = reason_field(max_length=200)


class PrintForm(ScopedForm):
    """Many agreements in one file."""

    copies = forms.ChoiceField(
        label=gettext_lazy("Copies"),
        choices=[
            ("three", gettext_lazy("each three times, marked for whom the copy is")),
            ("one", gettext_lazy("each once; the printer makes three of it")),
        ],
        widget=forms.RadioSelect,
    )
    phones = forms.BooleanField(
        label=gettext_lazy("Whole telephone numbers"),
        required=False,
        help_text=gettext_lazy("Each person's number that is shown is put on record."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("of papers", "What they are needed for"), max_length=200, required=False
    )

    def __init__(self, *args: Any, many: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("copies", "three" if many <= IN_COPIES_UP_TO else "one")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("phones") and not cleaned.get("reason"):
            self.add_error("reason", _("Whole telephone numbers need a reason."))
        return cleaned
