"""Joining, changing and leaving committees."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import ReasonForm, ScopedForm, ScopedModelForm
from core.identifiers import normalise_uscc
from members import figures
from members.choices import Confirmed, ManagedCommittee, UnitChoice
from members.models import Membership, MemberUnit

BASIS_HELP = gettext_lazy("The meeting or letter that decided it.")


class BasisForm(ScopedForm):
    """A step with the paper and the day on which it was taken."""

    basis = forms.CharField(
        label=gettext_lazy("Basis"), max_length=200, required=False, help_text=BASIS_HELP
    )
    on = forms.DateField(label=gettext_lazy("On the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > clock.today():
            raise ValidationError(_("This day has not come yet."))
        return self.cleaned_data["on"]


class UnitByCode:
    """A unit that the user sees, or any unit of the city by its exact credit code."""

    cleaned_data: dict[str, Any]

    def read_unit(self) -> MemberUnit | None:
        """The unit that is meant; the complaints stand beside the fields."""
        unit, code = self.cleaned_data.get("unit"), self.cleaned_data.get("uscc", "")
        if unit and code and unit.uscc != normalise_uscc(code):
            self.add_error(  # type: ignore[attr-defined]
                "uscc", _("That is another unit's code; please give only one of the two.")
            )
            return None
        if unit:
            return unit
        if not code:
            self.add_error("unit", _("Please choose a unit or type its credit code."))  # type: ignore[attr-defined]
            return None
        # Not narrowed to what the user sees: whoever knows the exact code may admit the unit, and
        # learns nothing about it before.
        found = MemberUnit.objects.filter(uscc=normalise_uscc(code)).exclude(uscc="").first()
        if found is None:
            self.add_error(  # type: ignore[attr-defined]
                "uscc", _("No unit has this credit code. Please enter it as a new unit.")
            )
        return found


class AdmitForm(Confirmed, UnitByCode, ScopedForm):
    """A unit that the system knows joins a committee."""

    unit = UnitChoice(label=gettext_lazy("Unit"), required=False)
    uscc = forms.CharField(
        label=gettext_lazy("or its credit code"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("For a unit that another district or street has entered."),
    )
    committee = ManagedCommittee(label=gettext_lazy("Committee that it joins"))
    starts_on = forms.DateField(label=gettext_lazy("Member since"))
    change_type = forms.ChoiceField(
        label=gettext_lazy("Kind of change"),
        choices=[(c.value, c.label) for c in (Membership.Change.ADDED, Membership.Change.FOUNDING)],
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"), max_length=200, required=False, help_text=BASIS_HELP
    )
    invited = forms.BooleanField(
        label=gettext_lazy("Only invited so far; it has not answered yet"), required=False
    )

    def __init__(self, *args: Any, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].narrow_to(self.user)
        self.initial = {
            "committee": at.pk if at else None,
            "starts_on": clock.today(),
        } | self.initial
        self.add_box()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["unit"] = self.read_unit()
        if not self.errors:
            self.warn()
        return cleaned

    def warnings(self) -> list[str]:
        adding = 0 if self.cleaned_data["invited"] else 1
        warning = figures.size_warning(self.cleaned_data["committee"], adding=adding)
        return [warning] if warning else []

    @property
    def values(self) -> dict[str, Any]:
        status = Membership.Status.INVITED if self.cleaned_data["invited"] else "active"
        return {
            "starts_on": self.cleaned_data["starts_on"],
            "change_type": self.cleaned_data["change_type"],
            "basis": self.cleaned_data["basis"],
            "status": str(status),
        }


class MembershipForm(ScopedModelForm):
    """What is written about a membership; its status moves by its own steps."""

    class Meta:
        model = Membership
        fields = ["starts_on", "change_type", "basis", "reason"]

    def clean_starts_on(self) -> Any:
        if self.cleaned_data["starts_on"] > clock.today():
            raise ValidationError(_("This day has not come yet."))
        return self.cleaned_data["starts_on"]


class LeaveForm(BasisForm, ReasonForm):
    """Why and how a unit leaves."""

    change_type = forms.ChoiceField(
        label=gettext_lazy("Kind of change"),
        choices=[
            (c.value, c.label)
            for c in (
                Membership.Change.WITHDREW,
                Membership.Change.REMOVED,
                Membership.Change.MOVED,
            )
        ],
    )
    field_order = ["change_type", "reason", "basis", "on"]


class AdjustForm(BasisForm, ReasonForm):
    """Why the membership should be looked at again."""

    field_order = ["reason", "basis", "on"]


class ReplaceForm(UnitByCode, BasisForm, ReasonForm):
    """Which unit takes the place."""

    unit = UnitChoice(label=gettext_lazy("Unit that takes the place"), required=False)
    uscc = forms.CharField(
        label=gettext_lazy("or its credit code"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("For a unit that another district or street has entered."),
    )
    field_order = ["unit", "uscc", "reason", "basis", "on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["unit"] = self.read_unit()
        return cleaned
