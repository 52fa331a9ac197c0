"""What is asked of whoever makes a paper or brings a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.forms import DateInput, ScopedForm
from core.papers import Layout, Paper
from core.papers.registry import all_papers

# So many years back a paper of a year may be asked for.
YEARS = 6


class PaperForm(ScopedForm):
    """The choices that a paper leaves open: a day, a period, a year, whole telephone numbers."""

    since = forms.DateField(label=pgettext_lazy("on paper", "From"), widget=DateInput)
    on = forms.DateField(label=gettext_lazy("As of"), widget=DateInput)
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    phones = forms.BooleanField(
        label=gettext_lazy("Whole telephone numbers"),
        required=False,
        help_text=gettext_lazy("Each person's number that is shown is put on record."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What it is needed for"), max_length=200, required=False
    )

    def __init__(self, *args: Any, paper: Paper, may_show_phones: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = set(paper.asks)
        if not may_show_phones:
            asked.discard("phones")
        # A letter's table may be long too, though there is nothing to choose about it.
        if paper.columns and (asked or paper.layout is Layout.LETTER):
            asked.add("reason")
        for name in set(self.fields) - asked:
            del self.fields[name]
        today = clock.today()
        if "year" in self.fields:
            years = range(today.year, today.year - YEARS, -1)
            self.fields["year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]
        if "on" in self.fields:
            self.fields["on"].initial = today
        if "since" in self.fields:
            self.fields["since"].initial = today.replace(month=1, day=1)
            self.fields["on"].label = pgettext_lazy("on paper", "Up to and with")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, on = found.get("since"), found.get("on")
        if on and on > clock.today():
            self.add_error("on", _("What will be in force then is not known yet."))
        if since and on and since > on:
            self.add_error("since", _("The period ends before it begins."))
        if found.get("phones") and not found.get("reason"):
            self.add_error("reason", _("Whole telephone numbers need a reason."))
        return found

    @property
    def answers(self) -> dict[str, Any]:
        """What the paper's function is called with."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class TemplateForm(ScopedForm):
    """An office's own Word template for one paper."""

    kind = forms.ChoiceField(label=gettext_lazy("Paper"))
    file = forms.FileField(
        label=gettext_lazy("Word template (.docx)"),
        help_text=gettext_lazy(
            "Start from the product's template: change its words and looks, keep the fields in "
            "double braces."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(paper.kind, paper.label) for paper in all_papers()]  # type: ignore[attr-defined]
