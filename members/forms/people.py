"""People and their accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from core.forms import Autocomplete, ScopedForm, ScopedModelForm
from core.identifiers import mask_phone
from members import rules
from members.choices import Confirmed
from members.forms.units import read_phone
from members.models import Person


class PersonForm(Confirmed, ScopedModelForm):
    """A human being, entered once; a namesake at the same workplace is asked about."""

    class Meta:
        model = Person
        fields = ["name", "phone", "workplace", "position", "party_status", "home"]
        widgets = {
            "home": Autocomplete("committees:autocomplete", by=("code", "name"), query="managed=1")
        }

    def __init__(self, *args: Any, at: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        home = self.fields["home"]
        own = Committee.objects.managed_by(self.user).values("pk")
        # Where a party member lives, an office edits entries that another one keeps.
        kept = Q(pk__in=own) | Q(pk=self.instance.home_id)
        home.queryset = Committee.objects.in_being().filter(kept)
        if not self.instance.pk and at is not None:
            self.initial["home"] = at.pk
        if self.instance.phone:
            self.initial["phone"] = mask_phone(self.instance.phone)
        self.add_box()

    @property
    def changes(self) -> dict[str, Any]:
        return {n: v for n, v in super().changes.items() if n != "confirmed"}

    def clean_phone(self) -> str:
        return read_phone(self.cleaned_data["phone"], self.instance.phone)

    def clean_party_status(self) -> str:
        status: str = self.cleaned_data["party_status"]
        if self.instance.pk and status != self.instance.party_status:
            # The instance still says what stands: the form writes to it after all fields.
            verdict = rules.can_say_party_status(self.instance, status)
            if not verdict:
                raise ValidationError(verdict.reason)
        return status

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.instance.pk:
            self.warn()
        return cleaned

    def warnings(self) -> list[str]:
        same = Person.objects.visible_to(self.user).filter(name=self.cleaned_data["name"].strip())
        return [
            str(
                _("There is already somebody of this name (%(workplace)s, %(phone)s).")
                % {
                    "workplace": person.workplace or "—",
                    "phone": mask_phone(person.phone) or "—",
                }
            )
            for person in same[:3]
        ]


class AccountForm(ScopedForm):
    """The name by which a person will sign in."""

    login = forms.CharField(
        label=_("Login name"),
        max_length=64,
        help_text=_("Lower-case letters, digits, dots and hyphens, such as wangfang or li.na."),
    )


class ShowForm(ScopedForm):
    """Why somebody looks at a whole number."""

    WHY = [
        ("call", _("to reach the person about a meeting, a post or an activity")),
        ("check", _("to check the entry with the person")),
        ("urgent", _("an urgent matter")),
        ("asked", _("the person has asked for it")),
        ("other", _("something else, namely:")),
    ]

    why = forms.ChoiceField(label=_("What for"), choices=[("", "---------"), *WHY])
    note = forms.CharField(label=_("In your words"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("why") == "other" and not cleaned.get("note", "").strip():
            self.add_error("note", _("Please say what for."))
        return cleaned

    @property
    def reason(self) -> str:
        """As the log keeps it."""
        why, note = self.cleaned_data["why"], self.cleaned_data["note"].strip()
        words = "" if why == "other" else str(dict(self.WHY)[why])
        return "; ".join(filter(None, [words, note]))
