"""Member units and contacts with their superiors."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.forms import Autocomplete, ScopedModelForm
from core.identifiers import (
    is_masked,
    mask_phone,
    normalise,
    normalise_phone,
    normalise_uscc,
    phone_problem,
    uscc_problem,
)
from members import figures, rules
from members.choices import Confirmed, ManagedCommittee
from members.models import LAST_SEQUENCE, Membership, MemberUnit, SuperiorContact

WHAT = [
    "name",
    "short_name",
    "category",
    "affiliation",
    "system",
    "uscc",
    "uscc_override",
]
WHERE = ["address", "area", "head", "phone"]
PARTY = [
    "party_organisation",
    "party_coverage",
    "party_secretary",
    "party_members",
    "superior",
    "superior_contact",
]
MASS = ["has_union", "has_youth_league", "has_womens_federation"]
OTHER = ["sequence", "note"]


class YesNoUnknown(forms.NullBooleanField):
    """Yes, no, or nobody has asked yet."""

    widget = forms.NullBooleanSelect


class UnitForm(ScopedModelForm):
    """What a unit is. A credit code against its check digit is kept by a top office alone."""

    sequence = forms.IntegerField(
        label=gettext_lazy("Office sequence"),
        required=False,
        min_value=1,
        max_value=LAST_SEQUENCE,
        help_text=gettext_lazy("Its place in printed lists; without one it follows by pinyin."),
    )

    class Meta:
        model = MemberUnit
        fields = [*WHAT, *WHERE, *PARTY, *MASS, *OTHER]
        field_classes = dict.fromkeys(MASS, YesNoUnknown)
        widgets = {
            "area": Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rules.can_override_uscc(actor):
            del self.fields["uscc_override"]
        area = self.fields["area"]
        if self.instance.area_id:
            # An address outside one's own part of the tree stays as it is, it is not lost.
            own = area.queryset.values("pk")
            area.queryset = Committee.objects.filter(Q(pk__in=own) | Q(pk=self.instance.area_id))
        if self.instance.pk and self.instance.sequence == LAST_SEQUENCE:
            self.initial["sequence"] = None
        if self.instance.phone:
            self.initial["phone"] = mask_phone(self.instance.phone)

    @property
    def layout(self) -> Layout:
        what = [name for name in WHAT if name in self.fields]
        return Layout(
            Fieldset(_("The unit"), *what),
            Fieldset(_("Where it is"), *WHERE),
            Fieldset(_("Its party organisation"), *PARTY),
            Fieldset(_("Mass organisations there"), *MASS),
            Fieldset(_("For the office"), *OTHER),
            *self.further(),
        )

    def further(self) -> list[Any]:
        return []

    def clean_name(self) -> str:
        return normalise(self.cleaned_data["name"])

    def clean_sequence(self) -> int:
        return self.cleaned_data["sequence"] or LAST_SEQUENCE

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"], self.instance.phone)

    def clean_uscc(self) -> str:
        code = normalise_uscc(self.cleaned_data["uscc"])
        if not code:
            return ""
        other = MemberUnit.objects.filter(uscc=code).exclude(pk=self.instance.pk).first()
        if other is None:
            return code
        if MemberUnit.objects.visible_to(self.user).filter(pk=other.pk).exists():
            raise ValidationError(_("%(unit)s has this credit code already.") % {"unit": other})
        raise ValidationError(
            _(
                "A unit with this credit code is already known elsewhere in the city. "
                "Admit it by its credit code instead of entering it anew."
            )
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        code = cleaned.get("uscc", "")
        kept = cleaned.get("uscc_override", self.instance.uscc_override)
        if code != self.instance.uscc and "uscc_override" not in self.fields:
            kept = ""
        if code and not kept and (problem := uscc_problem(code)):
            if "uscc_override" in self.fields:
                problem += " " + _(
                    "If the code is really written so on the certificate, say below why it is kept."
                )
            self.add_error("uscc", problem)
        if not code and cleaned.get("uscc_override"):
            self.add_error("uscc_override", _("There is no code that could be kept."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The code's two questions are answered above, with the cure.
        return super()._get_validation_exclusions() | {"uscc"}


class NewUnitForm(Confirmed, UnitForm):
    """A unit that the system does not know yet, with its first membership."""

    committee = ManagedCommittee(label=gettext_lazy("Committee that it joins"))
    starts_on = forms.DateField(label=gettext_lazy("Member since"))
    change_type = forms.ChoiceField(
        label=gettext_lazy("Kind of change"),
        choices=[(c.value, c.label) for c in (Membership.Change.ADDED, Membership.Change.FOUNDING)],
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The meeting or letter that decided it."),
    )
    invited = forms.BooleanField(
        label=gettext_lazy("Only invited so far; it has not answered yet"), required=False
    )
    JOINING = ["committee", "starts_on", "change_type", "basis", "invited"]

    def __init__(self, *args: Any, at: Committee | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].narrow_to(self.user)
        self.initial |= {"committee": at.pk if at else None, "starts_on": clock.today()}
        self.add_box()

    def further(self) -> list[Any]:
        return [Fieldset(_("Its membership"), *self.JOINING, "confirmed")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.warn()
        return cleaned

    def warnings(self) -> list[str]:
        found = []
        adding = 0 if self.cleaned_data["invited"] else 1
        if warning := figures.size_warning(self.cleaned_data["committee"], adding=adding):
            found.append(warning)
        name, area = self.cleaned_data["name"], self.cleaned_data["area"]
        same = MemberUnit.objects.visible_to(self.user).filter(name=name)
        for unit in same.select_related("area")[:3]:
            where = unit.area or "—"
            if area is not None and unit.area_id == area.pk:
                found.append(_("There is already a unit of this name at this address."))
            else:
                found.append(
                    _("There is already a unit of this name (address in: %(area)s).")
                    % {"area": where}
                )
        return found

    @property
    def unit_values(self) -> dict[str, Any]:
        return {n: v for n, v in self.cleaned_data.items() if n in self.Meta.fields}

    @property
    def membership_values(self) -> dict[str, Any]:
        status = Membership.Status.INVITED if self.cleaned_data["invited"] else "active"
        return {
            "starts_on": self.cleaned_data["starts_on"],
            "change_type": self.cleaned_data["change_type"],
            "basis": self.cleaned_data["basis"],
            "status": str(status),
        }


def read_phone(typed: str, standing: str) -> str:
    """The number that is meant: the masked one that the form showed is the standing one."""
    if is_masked(typed):
        if typed == mask_phone(standing):
            return standing
        raise ValidationError(_("Please type the whole number, without asterisks."))
    number = normalise_phone(typed) if typed else ""
    if number and (problem := phone_problem(number)):
        raise ValidationError(problem)
    return number


class ContactForm(ScopedModelForm):
    """One exchange with the superior party organisation."""

    class Meta:
        model = SuperiorContact
        fields = ["date", "direction", "by", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def clean_date(self) -> Any:
        if self.cleaned_data["date"] > clock.today():
            raise ValidationError(_("This day has not come yet."))
        return self.cleaned_data["date"]
