"""A plan for the tree, asked for in two steps: which committee and what, then the particulars."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules
from committees.forms.choices import CommitteeChoice
from committees.models import Committee, Reorganisation
from committees.terms import OVER, level_above
from core import clock
from core.forms import ScopedForm, ScopedModelForm

Kind = Reorganisation.Kind

# What each kind of change needs to know beyond its day and its document.
ASKED: dict[str, list[str]] = {
    Kind.RENAME: ["new_area_name", "new_name"],
    Kind.MOVE: ["target"],
    Kind.SPLIT: ["new_code", "new_area_name", "new_name", "parts"],
    Kind.MERGE: ["target"],
    Kind.MECHANISM: [],
    Kind.ABOLISH: [],
}
LABELS = {
    Kind.MOVE: gettext_lazy("committee above it from then on"),
    Kind.MERGE: gettext_lazy("committee that it becomes part of"),
}


class PlanStartForm(ScopedForm):
    """Which committee, and what happens to it."""

    committee = forms.ModelChoiceField(
        Committee.objects.in_being(),
        label=gettext_lazy("Committee"),
        widget=CommitteeChoice(managed="1"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What happens"), choices=Kind.choices)

    def narrow(self, user: Any) -> None:
        super().narrow(user)
        field: Any = self.fields["committee"]
        field.queryset = field.queryset.managed_by(user)


class PlanForm(ScopedModelForm):
    """The particulars of one kind of change of one committee."""

    class Meta:
        model = Reorganisation
        fields = [
            "target",
            "new_code",
            "new_area_name",
            "new_name",
            "parts",
            "effective_on",
            "basis_document",
            "basis_number",
        ]
        widgets = {"parts": forms.CheckboxSelectMultiple}
        help_texts = {
            "effective_on": gettext_lazy(
                "A day to come: it is applied by itself on that day. Today or earlier: you apply "
                "it on the next page, after reading what it does."
            ),
            "new_name": gettext_lazy("Left blank, it is made from the area's name."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan, fields = self.instance, self.fields
        asked = ASKED[plan.kind]
        for name in ("target", "new_code", "new_area_name", "new_name", "parts"):
            if name not in asked:
                del fields[name]
        for name in {"target", "new_code"} & fields.keys():
            fields[name].required = True
        if plan.kind == Kind.SPLIT:
            fields["new_area_name"].required = True
            self._offer_parts()
        if "target" in fields:
            self._offer_targets()
        self.initial["effective_on"] = clock.today()

    def _offer_parts(self) -> None:
        field: Any = self.fields["parts"]
        field.queryset = field.queryset.filter(parent=self.instance.committee).exclude(
            status__in=OVER
        )
        field.help_text = _("The committees below that go to the new one.")

    def _offer_targets(self) -> None:
        plan = self.instance
        level = plan.committee.level
        wanted = (level_above(level) or "") if plan.kind == Kind.MOVE else level
        field: Any = self.fields["target"]
        field.label = LABELS[plan.kind]
        field.help_text = ""
        field.widget = CommitteeChoice(managed="1", level=wanted)
        field.queryset = (
            field.queryset.managed_by(self.user)
            .in_being()
            .filter(level=wanted)
            .exclude(pk=plan.committee_id)
        )

    def clean_new_code(self) -> str:
        code = self.cleaned_data["new_code"].strip()
        old = self.instance.committee
        if not (verdict := rules.can_code(code, old.level, old.parent)):
            raise ValidationError(verdict.reason)
        if Committee.objects.filter(code=code).exists():
            raise ValidationError(
                _("There is a committee with the code %(code)s.") % {"code": code}
            )
        return code
