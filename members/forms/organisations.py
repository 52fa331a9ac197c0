"""Party organisations: entering, editing, elections, units, the end."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.forms import Autocomplete, ScopedForm, ScopedModelForm, reason_field
from members import rules
from members.choices import PersonChoice, UnitChoice
from members.models import PartyOrganization


class OrganisationForm(ScopedModelForm):
    """What a party organisation is, who leads it, and who keeps the entry."""

    class Meta:
        model = PartyOrganization
        fields = [
            "name",
            "category",
            "relation",
            "superior",
            "superior_name",
            "starts_on",
            "secretary",
            "term_starts_on",
            "term_ends_on",
            "home",
        ]
        widgets = {
            "superior": Autocomplete("members:organisation-autocomplete"),
            "secretary": Autocomplete("members:person-autocomplete"),
            "home": Autocomplete("committees:autocomplete", by=("code", "name"), query="managed=1"),
        }

    def __init__(self, *args: Any, at: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].label = _("Founded on")
        home = self.fields["home"]
        home.queryset = home.queryset.in_being().managed_by(self.user)
        superior = self.fields["superior"]
        superior.queryset = superior.queryset.running().exclude(pk=self.instance.pk)
        if not self.instance.pk:
            self.initial.setdefault("starts_on", clock.today())
            if at is not None:
                self.initial["home"] = at.pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("superior") and cleaned.get("superior_name"):
            self.add_error(
                "superior_name", _("Choose the superior or write its name, not both of them.")
            )
        if not self.errors:
            verdict = self.fits(cleaned)
            if not verdict:
                self.add_error("superior", verdict.reason)
        return cleaned

    def fits(self, cleaned: dict[str, Any]) -> Any:
        if self.instance.pk:
            # The instance still says what stands: the form writes to it after all fields.
            standing = PartyOrganization.objects.get(pk=self.instance.pk)
            return rules.can_become(standing, cleaned)
        return rules.can_be_led(PartyOrganization(**cleaned), cleaned["superior"])


class NewOrganisationForm(OrganisationForm):
    """With the unit that it is in, if it is in one."""

    unit = UnitChoice(
        label=gettext_lazy("Member unit"),
        required=False,
        help_text=gettext_lazy("Further units of a joint organisation are added on its page."),
    )

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in super().changes.items() if name != "unit"}

    def fits(self, cleaned: dict[str, Any]) -> Any:
        return super().fits({name: value for name, value in cleaned.items() if name != "unit"})


class ElectionForm(ScopedForm):
    """When it was elected, until when, and who is secretary since."""

    term_starts_on = forms.DateField(label=gettext_lazy("Elected on"))
    term_ends_on = forms.DateField(label=gettext_lazy("Term until"))
    secretary = PersonChoice(
        label=gettext_lazy("Party secretary"),
        required=False,
        help_text=gettext_lazy("A person entered on the page “People”."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("term_starts_on"), cleaned.get("term_ends_on")
        if starts and starts > clock.today():
            self.add_error("term_starts_on", _("This day has not come yet."))
        if starts and ends and ends <= starts:
            self.add_error("term_ends_on", _("The term must end after it starts."))
        return cleaned


class LinkForm(ScopedForm):
    """A unit that the organisation is in."""

    unit = UnitChoice(label=gettext_lazy("Member unit"))
    starts_on = forms.DateField(label=gettext_lazy("From the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", clock.today())


class UnlinkForm(ScopedForm):
    """The first day on which it is no longer in the unit."""

    on = forms.DateField(label=gettext_lazy("On the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())


class DissolveForm(UnlinkForm):
    """The first day without the organisation, and why."""

    reason = reason_field(max_length=200)
