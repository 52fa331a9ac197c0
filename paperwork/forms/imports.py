"""Bringing a file, and naming a filter."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actors import Actor
from committees.models import Committee
from core.forms import Autocomplete, ScopedForm
from core.imports import importer_for
from core.imports.registry import open_to


class BringForm(ScopedForm):
    """Which import, into which committee, from which file."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the table"))
    committee = forms.ModelChoiceField(
        Committee.objects.all(),
        label=gettext_lazy("committee"),
        required=False,
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
        help_text=gettext_lazy(
            "The committee whose roster it is. Rosters of units and of party members need it."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Excel (.xlsx, .xls) or CSV, up to 30 MB. Nothing is written before you confirm."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt,.tsv"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (name, importer_for(name).title) for name, verdict in open_to(actor).items() if verdict
        ]
        # Units come every quarter, divisions once.
        self.fields["kind"].choices = sorted(
            kinds, key=lambda kind: not importer_for(kind[0]).needs_place
        )  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_IMPORT_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)d MB. Please split it into several files.")
                % {"megabytes": settings.MAX_IMPORT_BYTES // 1024 // 1024}
            )
        return file

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kind = values.get("kind")
        if (
            kind
            and importer_for(kind).needs_place
            and not values.get("committee")
            and "committee" not in self.errors
        ):
            self.add_error("committee", _("Please choose a committee."))
        return values


class SaveViewForm(forms.Form):
    """A name for the filters of a list."""

    path = forms.CharField(max_length=200)
    name = forms.CharField(max_length=50)
    query = forms.CharField(max_length=2000, required=False)
