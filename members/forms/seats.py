"""Seats, capacities and the rotating chair."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.forms import ScopedForm, ScopedModelForm
from members import rules
from members.choices import MembershipChoice, PersonChoice
from members.forms.memberships import BasisForm
from members.models import LAST_SEQUENCE, Capacity, Seat

NOMINATION_HELP = gettext_lazy(
    "Of a nomination: the day on which the unit recommended. The seat itself then begins on the "
    "day of the appointment."
)


def _sequence() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Sequence"),
        required=False,
        min_value=1,
        max_value=LAST_SEQUENCE,
        help_text=gettext_lazy("Its place in the printed list of the committee."),
    )


class SeatForm(ScopedModelForm):
    """A person takes a seat. Whether a unit stands behind the person follows from the capacity."""

    person = PersonChoice(label=gettext_lazy("Person"))
    membership = MembershipChoice(label=gettext_lazy("For the unit"), required=False)
    sequence = _sequence()

    class Meta:
        model = Seat
        fields = [
            "capacity",
            "membership",
            "person",
            "office",
            "starts_on",
            "term_ends_on",
            "basis",
            "sequence",
        ]

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee
        capacities = Capacity.objects.filter(level=committee.level)
        self.fields["capacity"].queryset = capacities
        # Without JavaScript the field for the unit is there at first and the service's word counts.
        self.fields["capacity"].widget.attrs |= {
            "data-hx-get": f"{reverse('members:seat-create')}?committee={committee.pk}",
            "data-hx-target": "#for-unit",
            "data-hx-select": "#for-unit",
            "data-hx-swap": "outerHTML",
            "data-hx-trigger": "change",
        }
        self.fields["starts_on"].help_text = NOMINATION_HELP
        self.fields["membership"].of(committee)
        self.initial.setdefault("starts_on", clock.today())
        chosen = self.data.get("capacity") or self.initial.get("capacity")
        self.capacity = (
            capacities.filter(pk=chosen).first() if str(chosen or "").isdecimal() else None
        )
        if self.capacity is not None and not self.capacity.represents_unit:
            del self.fields["membership"]
        self.fields["person"].help_text = _(
            "Enter a person who is not yet known on the page “People” first."
        )

    @property
    def layout(self) -> Layout:
        behind = ["membership"] if "membership" in self.fields else []
        others = [name for name in self.fields if name not in {"capacity", "membership"}]
        return Layout("capacity", Div(*behind, css_id="for-unit"), *others)

    def clean_sequence(self) -> int:
        return self.cleaned_data["sequence"] or LAST_SEQUENCE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        capacity, membership = cleaned.get("capacity"), cleaned.get("membership")
        if capacity and capacity.represents_unit and not membership and not self.errors:
            self.add_error("membership", _("Please say for which unit this person sits."))
        if capacity and not capacity.represents_unit:
            cleaned["membership"] = None
        return cleaned

    def _post_clean(self) -> None:
        # The instance has no committee yet; the service validates the whole row.
        return


class SeatEditForm(ScopedModelForm):
    """Office held, term, basis and order; who sits, and for whom, ends and begins anew."""

    sequence = _sequence()

    class Meta:
        model = Seat
        fields = ["office", "starts_on", "term_ends_on", "basis", "sequence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.sequence == LAST_SEQUENCE:
            self.initial["sequence"] = None
        if self.instance.by_nomination and self.instance.status not in Seat.HELD:
            self.fields["starts_on"].help_text = NOMINATION_HELP

    def clean_sequence(self) -> int:
        return self.cleaned_data["sequence"] or LAST_SEQUENCE


class SeatStepForm(BasisForm):
    """One step of a nomination, or the end of a seat."""


class CapacityForm(ScopedModelForm):
    """What a capacity is called, and how many of it a committee must have."""

    class Meta:
        model = Capacity
        fields = ["name", "minimum"]


class RotationForm(ScopedForm):
    """The year whose turns are planned."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", clock.today().year)

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not (verdict := rules.can_plan_year(year)):
            raise forms.ValidationError(verdict.reason)
        return year
