"""Party members: entering, editing, another status; numbers shown and looked up."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import Committee
from committees.terms import Level
from core import clock
from core.forms import (
    Autocomplete,
    ScopedForm,
    ScopedModelForm,
    TickBoxes,
    reason_field,
)
from core.identifiers import (
    is_masked,
    mask_phone,
    mask_resident_id,
    normalise,
    normalise_resident_id,
    resident_id_problem,
)
from members import rules
from members.choices import Confirmed, ManagedCommittee, SlotsField
from members.forms.units import read_phone
from members.models import PartyMember, Person
from members.terms import Skill

PERSON = ["name", "phone", "workplace", "position"]
PARTY = ["organisation", "organisation_name", "joined_on", "full_on"]
SERVICE = ["specialties", "service_intent", "free_slots"]
# Asked for with a new entry, but no part of what the entry itself says.
BESIDE = ["residence", "home", "confirmed"]


class MemberForm(ScopedModelForm):
    """All of an entry but its status; the person's own words stand in it as well."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=50)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    workplace = forms.CharField(
        label=gettext_lazy("Workplace in words"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Only where the workplace is no member unit here."),
    )
    position = forms.CharField(label=gettext_lazy("Position"), max_length=100, required=False)
    residence = forms.ModelChoiceField(
        Committee.objects.in_being().filter(level__in=[Level.COMMUNITY, Level.GRID]),
        label=gettext_lazy("Lives in (community or grid)"),
        required=False,
        widget=Autocomplete(
            "committees:autocomplete", by=("code", "name", "area_name"), query="managed=1"
        ),
        help_text=gettext_lazy("Where the member registers and serves."),
    )
    specialties = forms.MultipleChoiceField(
        label=gettext_lazy("Specialties"),
        choices=Skill.choices,
        required=False,
        widget=TickBoxes,
    )
    free_slots = SlotsField(label=gettext_lazy("Has time"), required=False)
    person_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = PartyMember
        fields = [
            "resident_id",
            "sex",
            "born_on",
            "employment",
            "employer",
            "organisation",
            "organisation_name",
            "joined_on",
            "full_on",
            "specialties",
            "service_intent",
            "free_slots",
        ]
        widgets = {
            "employer": Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
            "organisation": Autocomplete("members:organisation-autocomplete"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        residence = self.fields["residence"]
        own = residence.queryset.managed_by(self.user).values("pk")
        standing = getattr(self.instance.residence, "pk", None) if self.instance.pk else None
        residence.queryset = Committee.objects.filter(Q(pk__in=own) | Q(pk=standing))
        self._keep_choices_of_others()
        if self.instance.pk:
            person = self.instance.person
            self.initial |= {name: getattr(person, name) for name in PERSON} | {
                "phone": mask_phone(person.phone),
                "residence": standing,
                "person_version": person.version,
                "resident_id": mask_resident_id(self.instance.resident_id),
            }

    def _keep_choices_of_others(self) -> None:
        """A unit or branch outside one's own part of the tree stays as it is, it is not lost."""
        for name in ("employer", "organisation"):
            chosen = getattr(self.instance, f"{name}_id")
            field = self.fields[name]
            if name == "organisation":
                field.queryset = field.queryset.running().filter(category__in=rules.BRANCHES)
            if chosen:
                own = field.queryset.values("pk")
                field.queryset = field.queryset.model.objects.filter(Q(pk__in=own) | Q(pk=chosen))

    @property
    def layout(self) -> Layout:
        parts = [
            (_("The person"), ["name", "phone", "resident_id", "sex", "born_on"]),
            (_("Where the member lives"), ["residence", "home"]),
            (
                _("The party"),
                ["status", "organisation", "organisation_name", "joined_on", "full_on"],
            ),
            (_("Working life"), ["employment", "employer", "workplace", "position"]),
            (
                _("What the member can do, and when"),
                ["specialties", "service_intent", "free_slots"],
            ),
        ]
        return Layout(
            *(
                Fieldset(title, *(name for name in names if name in self.fields))
                for title, names in parts
            ),
            *(name for name in ("confirmed",) if name in self.fields),
        )

    @property
    def changes(self) -> dict[str, Any]:
        return {n: v for n, v in super().changes.items() if n != "person_version"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        status = cleaned.get("status", self.instance.status)
        for name, sentence in rules.wrong_days(status, cleaned).items():
            self.add_error(name, sentence)
        return cleaned

    @property
    def standing_phone(self) -> str:
        return self.instance.person.phone if self.instance.pk else ""

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"], self.standing_phone)

    def clean_resident_id(self) -> str:
        # The instance still says what stands: the form writes to it after all fields.
        standing, typed = self.instance.resident_id, self.cleaned_data["resident_id"].strip()
        if standing and typed == mask_resident_id(standing):
            return standing
        if is_masked(typed):
            raise ValidationError(
                _(
                    "This number is masked and is not the one that stands here. Please write the "
                    "whole number."
                )
            )
        code = normalise_resident_id(typed)
        if code and (problem := resident_id_problem(code)):
            raise ValidationError(problem)
        if not (verdict := rules.can_have_resident_id(self.instance, code)):
            raise ValidationError(verdict.reason)
        return code


class NewMemberForm(Confirmed, MemberForm):
    """With the status and, where the residence is not known, the committee that keeps the entry."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            (PartyMember.Status.FULL.value, PartyMember.Status.FULL.label),
            (PartyMember.Status.PROBATIONARY.value, PartyMember.Status.PROBATIONARY.label),
        ],
    )
    home = ManagedCommittee(
        label=gettext_lazy("Kept by"),
        help_text=gettext_lazy("The committee whose office keeps this person's entry."),
    )

    def __init__(
        self, *args: Any, at: Any = None, person: Person | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            self.initial |= {name: getattr(person, name) for name in PERSON}
            self.initial |= {"phone": mask_phone(person.phone)}
            for name in (*PERSON, "home"):
                del self.fields[name]
        elif at is not None:
            self.initial["home"] = at.pk
            if at.level in (Level.COMMUNITY, Level.GRID):
                self.initial["residence"] = at.pk
        self.add_box()

    @property
    def changes(self) -> dict[str, Any]:
        """What the entry says, without what is about the person and the place."""
        return {n: v for n, v in super().changes.items() if n not in {*PERSON, *BESIDE}}

    def new_person(self) -> Person:
        """The person that is entered with the member, or the one that was chosen."""
        if self.person is not None:
            return self.person
        return Person(**{name: self.cleaned_data[name] for name in (*PERSON, "home")})

    @property
    def standing_phone(self) -> str:
        return self.person.phone if self.person else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.warn()
        return cleaned

    def warnings(self) -> list[str]:
        told = rules.oddities(self.cleaned_data)
        if self.person is not None:
            return told
        same = Person.objects.visible_to(self.user).filter(
            name=normalise(self.cleaned_data["name"])
        )
        return told + [
            _("There is already somebody of this name (%(workplace)s, %(phone)s).")
            % {"workplace": person.workplace or "—", "phone": mask_phone(person.phone) or "—"}
            for person in same[:3]
        ]


class StatusForm(ScopedForm):
    """Another status, since when, and why."""

    status = forms.ChoiceField(label=gettext_lazy("New status"))
    on = forms.DateField(label=gettext_lazy("Since the day"))
    reason = reason_field(max_length=200)

    def __init__(self, *args: Any, member: PartyMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        may_follow = PartyMember.TRANSITIONS[member.status]
        self.fields["status"].choices = [
            ("", _("Please choose")),
            *((key, label) for key, label in PartyMember.Status.choices if key in may_follow),
        ]
        self.initial.setdefault("on", clock.today())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            verdict = rules.can_be_called(self.member, cleaned["status"], cleaned["on"])
            if not verdict:
                self.add_error(None, verdict.reason)
        return cleaned


class LookUpForm(ScopedForm):
    """A whole resident ID number; parts of one are not searched for."""

    code = forms.CharField(
        label=gettext_lazy("Resident ID number"),
        max_length=30,
        help_text=gettext_lazy("The whole number. That it was looked up is on record."),
    )

    def clean_code(self) -> str:
        code = normalise_resident_id(self.cleaned_data["code"])
        if problem := resident_id_problem(code):
            raise ValidationError(problem)
        return code
