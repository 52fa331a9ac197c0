"""Fields of forms, for this room and those above: choices among committees, units and people, which
are too many for a list, and the hours of a week."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from core.forms import Autocomplete, TickList
from members import slots
from members.models import Membership, MemberUnit, PartyMember, Person


class ManagedCommittee(forms.ModelChoiceField):
    """One of the committees that the user's offices keep; ``narrow_to`` is called by the form."""

    def __init__(self, **kwargs: Any) -> None:
        widget = Autocomplete("committees:autocomplete", by=("code", "name"), query="managed=1")
        super().__init__(queryset=Committee.objects.in_being(), widget=widget, **kwargs)

    def narrow_to(self, user: Any) -> None:
        self.queryset = Committee.objects.in_being().managed_by(user)


class UnitChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        widget = Autocomplete("members:unit-autocomplete", by=("uscc", "name"))
        super().__init__(queryset=MemberUnit.objects.all(), widget=widget, **kwargs)


class PersonChoice(forms.ModelChoiceField):
    """A person already entered; two of the same name are told apart by their workplace."""

    def __init__(self, **kwargs: Any) -> None:
        widget = Autocomplete("members:person-autocomplete", by=("name",))
        super().__init__(queryset=Person.objects.all(), widget=widget, **kwargs)

    def label_from_instance(self, person: Any) -> str:
        return f"{person.name} · {person.workplace}" if person.workplace else person.name


class MemberChoice(forms.ModelChoiceField):
    """A party member already entered; namesakes are told apart by their workplace."""

    def __init__(self, **kwargs: Any) -> None:
        widget = Autocomplete("members:member-autocomplete", by=("person__name",))
        rows = PartyMember.objects.current().select_related("person", "employer")
        super().__init__(queryset=rows, widget=widget, **kwargs)

    def label_from_instance(self, member: Any) -> str:
        where = member.employer or member.person.workplace
        return f"{member} · {where}" if where else str(member)


class MembershipChoice(forms.ModelChoiceField):
    """A unit on the roster of one committee, which ``of`` names."""

    def __init__(self, **kwargs: Any) -> None:
        widget = Autocomplete("members:membership-autocomplete", by=("unit__uscc", "unit__name"))
        super().__init__(queryset=Membership.objects.none(), widget=widget, **kwargs)

    def of(self, committee: Committee) -> None:
        self.queryset = (
            Membership.objects.active().filter(committee=committee).select_related("unit")
        )
        self.widget.query = f"committee={committee.pk}"

    def label_from_instance(self, membership: Any) -> str:
        return str(membership.unit)


class SlotsWidget(TickList):
    """A week as a small table of boxes: a column for each day, a row for each part of it."""

    template_name = "members/widgets/slots.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [group[1][0] for group in context["widget"]["optgroups"]]
        parts = [
            (part.label, options[at :: len(slots.PARTS)]) for at, part in enumerate(slots.PARTS)
        ]
        context["widget"] |= {"days": slots.days(), "parts": parts}
        return context


class SlotsField(forms.TypedMultipleChoiceField):
    """The slots of a week, kept as one number."""

    widget = SlotsWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=slots.slot_choices, coerce=int, empty_value=[], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return slots.slots_of(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        return slots.bits_of(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class Confirmed:
    """A form that speaks of something unusual first and saves it only when told so again.

    ``warnings`` gives the sentences; while there are none, the box is not in the form.
    """

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def add_box(self) -> None:
        self.fields["confirmed"] = forms.BooleanField(
            label=_("I have read the warning; save it nevertheless"),
            required=False,
            widget=forms.HiddenInput,
        )

    def warnings(self) -> list[str]:
        raise NotImplementedError

    def warn(self) -> None:
        """Called at the end of ``clean``, when the form has no other complaint."""
        warnings = self.warnings()
        if not warnings:
            return
        self.fields["confirmed"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("confirmed"):
            self.add_error("confirmed", warnings)  # type: ignore[attr-defined]
