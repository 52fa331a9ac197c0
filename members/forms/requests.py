"""Members' requests about their own data: asked by the member, answered by the office."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import ScopedForm
from core.imports.hiding import has_number
from members.forms.party_members import MemberForm
from members.models import MemberRequest
from members.models.requests import CORRECTABLE, EVERYTHING, ON_CONSENT, label_of


def _text(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=500, widget=widget, **kwargs)


class NoNumbers(ScopedForm):
    """A resident ID number is shown at the counter; written here it would be kept as plain text."""

    def _without_number(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if has_number(text):
            raise forms.ValidationError(
                _(
                    "Please leave the resident ID number out: show your card at the community "
                    "instead."
                )
            )
        return text

    def clean_text(self) -> str:
        return self._without_number("text")


class CorrectionForm(NoNumbers):
    """Which field of the entry should say what, and why."""

    field = forms.ChoiceField(label=gettext_lazy("What is wrong"))
    wanted = forms.CharField(
        label=gettext_lazy("What it should say"),
        max_length=200,
        help_text=gettext_lazy(
            "In your own words, such as: 13800001234, or: 2nd grid of Hepingli."
        ),
    )
    text = _text(gettext_lazy("Why, if it does not explain itself"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [
            ("", _("Please choose")),
            *((name, label_of(name)) for name in CORRECTABLE),
        ]

    def clean_wanted(self) -> str:
        return self._without_number("wanted")


class DeletionForm(NoNumbers):
    """What rests on consent alone is deleted at the member's wish."""

    field = forms.ChoiceField(
        label=gettext_lazy("What is to be deleted"),
        help_text=gettext_lazy(
            "Only this rests on your consent. The rest is kept as the party statutes and the "
            "archives law ask; if you want it deleted all the same, choose everything and say so "
            "below: the answer names the rule."
        ),
    )
    text = _text(gettext_lazy("What you want to say about it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [
            ("", _("Please choose")),
            *((name, label_of(name)) for name in (*ON_CONSENT, EVERYTHING)),
        ]


class ObjectionForm(NoNumbers):
    """What is not right about what was recorded."""

    text = _text(gettext_lazy("What is not right"))


class AnswerForm(ScopedForm):
    """What the member is told."""

    answer = _text(
        pgettext_lazy("to a member's request", "Answer"),
        help_text=gettext_lazy("The member reads it."),
    )


class DeclineForm(AnswerForm):
    """Why not: the member may turn to the office above."""

    answer = _text(
        gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "The member reads it. Where a rule demands that something is kept, please name the "
            "rule, such as the archives law or the party statutes."
        ),
    )


class CorrectForm(MemberForm):
    """The one field of the entry that is to be corrected, as the office enters it, and a remark."""

    answer = _text(
        gettext_lazy("Remark to the member"),
        required=False,
        help_text=gettext_lazy("The member reads it."),
    )

    def __init__(self, *args: Any, asked: MemberRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {asked.field, "answer"}:
            del self.fields[name]
        self.asked = asked
        if (wanted := self._as_value(asked)) is not None:
            self.initial[asked.field] = wanted

    def _as_value(self, asked: MemberRequest) -> Any:
        """What the member wrote, where the field can take it as it is."""
        field = self.fields[asked.field]
        if isinstance(field, (forms.ModelChoiceField, forms.MultipleChoiceField)):
            return None
        if isinstance(field, forms.ChoiceField):
            return next((k for k, label in field.choices if str(label) == asked.wanted), None)
        try:
            return field.to_python(asked.wanted)
        except forms.ValidationError:
            return None

    @property
    def layout(self) -> Layout:
        return Layout(self.asked.field, "answer")

    @property
    def changes(self) -> dict[str, Any]:
        return {self.asked.field: self.cleaned_data[self.asked.field]}
