"""Forms about a committee and a tier."""

from pathlib import PurePath
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules
from committees.forms.choices import CommitteeChoice
from committees.models import Committee, Tier
from committees.terms import LEVELS, Level
from core import clock
from core.forms import ScopedForm, ScopedModelForm

OFFICE = [
    "host_department",
    "office_head",
    "office_staff",
    "office_duties",
    "office_address",
    "office_phone",
]
BASIS = ["basis_document", "basis_number", "basis_date", "established_on"]
RULES = ["quorum", "meeting_cycle", "rotation", "target_size"]


class CommitteeFields(ScopedModelForm):
    """What the forms for a new and for a known committee share."""

    name = forms.CharField(
        label=gettext_lazy("name of the committee"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "Left blank, it is made from the area's name by the tier's pattern."
        ),
    )

    class Meta:
        model = Committee
        fields = ["area_name", "name", "short_name", "form", *BASIS, *OFFICE, *RULES, "branch_name"]
        widgets = {"office_duties": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"area_name": gettext_lazy("The district, street, community or grid itself.")}

    what = ["area_name", "name", "short_name", "form"]

    @property
    def layout(self) -> Layout:
        rules = [name for name in [*RULES, "branch_name"] if name in self.fields]
        return Layout(
            Fieldset(_("What it is"), *self.what),
            Fieldset(_("What it rests on"), *BASIS),
            Fieldset(_("Its office"), *OFFICE),
            Fieldset(_("Its rules"), *rules),
        )


class CommitteeForm(CommitteeFields):
    """A new committee; its level is the next one below that of the committee above."""

    parent = forms.ModelChoiceField(
        Committee.objects.in_being().exclude(level=Level.GRID),
        label=gettext_lazy("committee above"),
        widget=CommitteeChoice(managed="1", parent="1"),
        help_text=gettext_lazy("It is founded one tier below this one."),
    )
    what = ["parent", "code", *CommitteeFields.what]

    class Meta(CommitteeFields.Meta):
        fields = ["parent", "code", *CommitteeFields.Meta.fields]

    def narrow(self, user: Any) -> None:
        super().narrow(user)
        field: Any = self.fields["parent"]
        field.queryset = field.queryset.managed_by(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        parent = cleaned.get("parent")
        if parent is not None:
            # The model's own checks of the code depend on the level.
            self.instance.level = LEVELS[LEVELS.index(parent.level) + 1]
        return cleaned

    def _post_clean(self) -> None:
        """After the model's own checks, so that a code has one message and not two."""
        super()._post_clean()
        parent = self.cleaned_data.get("parent")
        if parent is not None and "code" not in self.errors:
            verdict = rules.can_code(self.instance.code, self.instance.level, parent)
            if not verdict:
                self.add_error("code", verdict.reason)


class CommitteeEditForm(CommitteeFields):
    """What is written about a committee. Its place and state move by steps of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.level != Level.GRID:
            del self.fields["branch_name"]

    def clean_name(self) -> str:
        return self.cleaned_data["name"] or self.initial["name"]

    def clean_form(self) -> str:
        form: str = self.cleaned_data["form"]
        # The form has written nothing into the instance yet: it says what is in the database.
        if not (verdict := rules.can_have_form(self.instance, form)):
            raise ValidationError(verdict.reason)
        return form


class StepForm(ScopedForm):
    """One step of a committee's life cycle, on the basis of a document."""

    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=300,
        help_text=gettext_lazy("The document that decided it, such as 京办发〔2024〕12号."),
    )
    on = forms.DateField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("Today or earlier, but not before the last change in its history."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


# The first bytes that each kind of file begins with.
KINDS = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    ".wps": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"),
}
# What a request may carry, less its other fields.
LARGEST = settings.MAX_BODY_BYTES - 64 * 1024


class CharterForm(ScopedForm):
    """The charter's file: a PDF or a text document, judged by its name, size and first bytes."""

    charter = forms.FileField(
        label=gettext_lazy("Charter"),
        help_text=gettext_lazy("PDF, Word or WPS (.pdf .docx .doc .wps), up to 1.9 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )

    def clean_charter(self) -> Any:
        charter = self.cleaned_data["charter"]
        begins = KINDS.get(PurePath(charter.name).suffix.lower())
        if begins is None:
            raise ValidationError(_("Please choose a PDF, Word or WPS file."))
        if charter.size > LARGEST:
            raise ValidationError(_("The file is too large: up to 1.9 MB."))
        if not charter.read(8).startswith(begins):
            raise ValidationError(_("The file's content is not what its name says."))
        charter.seek(0)
        return charter


class TierForm(ScopedModelForm):
    """What the district calls a level, and what it asks of committees there."""

    class Meta:
        model = Tier
        fields = ["name", "short_name", "name_pattern", "size_from", "size_to", "term_years"]

    def clean_name_pattern(self) -> str:
        pattern = self.cleaned_data["name_pattern"]
        if "{area}" not in pattern:
            raise ValidationError(_("The pattern needs {area}, where the area's name goes."))
        return pattern
