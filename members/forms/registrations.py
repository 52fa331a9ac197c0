"""Registrations: entering, steps with a reason, moving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.forms import Autocomplete, ScopedForm, reason_field
from members import notices, rules
from members.choices import MemberChoice, UnitChoice
from members.models import Registration


class WhereField(forms.ModelChoiceField):
    """A committee at which somebody registers; more than one's own may be chosen."""

    def __init__(self, levels: tuple[str, ...], **kwargs: Any) -> None:
        widget = Autocomplete("committees:autocomplete", by=("code", "name", "area_name"))
        rows = Committee.objects.in_being().filter(level__in=levels)
        super().__init__(queryset=rows, widget=widget, **kwargs)


class OnForm(ScopedForm):
    """The day of a step."""

    on = forms.DateField(label=gettext_lazy("On the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        verdict = rules.can_begin_on_day(self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class RegisterMemberForm(OnForm):
    """A party member registers at a community, and has been told what is kept and why."""

    member = MemberChoice(label=gettext_lazy("Party member"))
    committee = WhereField(
        Registration.LEVELS_OF_MEMBERS, label=gettext_lazy("Community or village")
    )
    told = forms.BooleanField(
        label=gettext_lazy("The member has been told the following"),
        help_text=gettext_lazy("The version of these words is kept with the registration."),
    )
    field_order = ["member", "committee", "on", "told"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            member, committee = cleaned["member"], cleaned["committee"]
            if not (verdict := rules.can_be_registered(member, committee)):
                self.add_error(None, verdict.reason)
            elif not (verdict := rules.can_register_from(member, committee, cleaned["on"])):
                self.add_error("on", verdict.reason)
        return cleaned

    @property
    def notice(self) -> list[str]:
        return [str(sentence) for sentence in notices.SENTENCES]


class RegisterUnitForm(OnForm):
    """A unit registers at a street or community."""

    unit = UnitChoice(label=gettext_lazy("Member unit"))
    committee = WhereField(Registration.LEVELS_OF_UNITS, label=gettext_lazy("Committee"))
    field_order = ["unit", "committee", "on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            unit, committee = cleaned["unit"], cleaned["committee"]
            if not (verdict := rules.can_unit_be_registered(unit, committee)):
                self.add_error(None, verdict.reason)
            elif not (verdict := rules.can_register_from(unit, committee, cleaned["on"])):
                self.add_error("on", verdict.reason)
        return cleaned


class StepForm(OnForm):
    """A step that needs a reason: on which day, and why."""

    reason = reason_field(max_length=200)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registration = registration

    def clean_on(self) -> Any:
        verdict = rules.can_step_on_day(self.registration, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class MoveForm(StepForm):
    """Where the member lives now."""

    committee = WhereField(Registration.LEVELS_OF_MEMBERS, label=gettext_lazy("Lives now in"))
    field_order = ["committee", "on", "reason"]

    def clean_committee(self) -> Committee:
        committee: Committee = self.cleaned_data["committee"]
        verdict = rules.can_move_to(self.registration, committee)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return committee
