"""Forms that offer only what their user may see and lose nothing of what was typed."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

# Above this many choices a <select> costs more than the rest of the page.
LONGEST_SELECT = 50


class DateInput(forms.DateInput):
    """The browser's own date picker; ISO in both directions."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Autocomplete(forms.Select):
    """A choice among too many rows for a list: only the chosen one is in the page.

    With JavaScript the others come from ``url_name`` (with ``query``) while typing: ``?q=``,
    answered with ``{"results": [{"id", "text", "note"}], "more": bool}``. Without it a text field
    beside the list takes what the fields ``by`` hold, exactly: a code or a whole name. Either way
    the choice is made among the field's own rows, which ``ScopedMixin`` narrows to those the user
    may see.
    """

    template_name = "core/widgets/autocomplete.html"
    invalid_choice = _(
        "%(value)s is not the code or the exact name of one row that you may choose."
    )

    def __init__(self, url_name: str, *, by: tuple[str, ...] = ("name",), query: str = "") -> None:
        super().__init__(attrs={"class": "autocomplete"})
        self.url_name, self.by, self.query = url_name, by, query

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["vendor/tom-select.bootstrap5.min.css"]},
            js=[forms.Script("vendor/tom-select.complete.min.js", defer=True)],  # type: ignore[list-item]
        )

    @property
    def nothing_chosen(self) -> str:
        empty = self.choices.field.empty_label  # type: ignore[attr-defined]
        return str(
            _("Type to search") if empty in {None, "", DASHES, _("Please choose")} else empty
        )

    @property
    def rows(self) -> Any:
        return self.choices.queryset  # type: ignore[attr-defined]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = data.get(f"{name}__text", "").replace("\x00", "").strip()[:200]
        if not typed:
            return super().value_from_datadict(data, files, name)
        # One field after the other: a name that is another row's code must not make two of one.
        for field in self.by:
            found = self.rows.filter(**{field: typed}).values_list("pk", flat=True)[:2]
            if len(found) == 1:
                return str(found[0])
        return f"“{typed}”"  # in quotation marks no field takes it for a key

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}__text" not in data

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Nothing, and the chosen row if it is one of those that may be chosen."""
        keys = [key for key in value if key.isdecimal() and len(key) < 19]
        chosen = [
            (row.pk, self.choices.field.label_from_instance(row))  # type: ignore[attr-defined]
            for row in (self.rows.filter(pk__in=keys) if keys else ())
        ]
        options = [
            self.create_option(name, key, label, str(key) in keys, place, attrs=attrs)
            for place, (key, label) in enumerate([("", self.nothing_chosen), *chosen])
        ]
        return [(None, options, 0)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        label = str(self.choices.field.label or "")  # type: ignore[attr-defined]
        url = reverse(self.url_name) + (f"?{self.query}" if self.query else "")
        attrs = {"data-url": url, "aria-label": label} | (attrs or {})
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, str) and value.startswith("“") else ""
        context["widget"]["typed"] = typed.strip("“”")
        context["widget"]["label"] = label
        return context


class TickList(forms.SelectMultiple):
    """Several of a few choices: a list that unfolds, with a box to tick for each of them."""

    template_name = "core/widgets/tick_list.html"
    use_fieldset = True
    option_inherits_attrs = False
    add_id_index = True

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_{index}" if id_ and index is not None else ""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["id"] = f"id_{name}_{option['index']}"
        return option

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for group in context["widget"]["optgroups"] for option in group[1]]
        chosen = [str(option["label"]) for option in options if option["selected"]]
        joint = pgettext("between the items of a list", ", ")
        context["widget"] |= {
            "nothing_chosen": _("All"),
            "chosen": joint.join(chosen) or _("All"),
            "joint": joint,
        }
        return context


class TickBoxes(TickList):
    """Several of a few choices, all in sight, in as many columns as there is room for."""

    template_name = "core/widgets/tick_boxes.html"


# What Django writes for "nothing chosen yet".
DASHES = "---------"


class ScopedMixin:
    """Narrows every choice of rows to those its user may see; an open choice says so in words."""

    fields: dict[str, Any]

    def narrow(self, user: Any) -> None:
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = field.queryset.visible_to(user)
                if field.empty_label == DASHES:
                    field.empty_label = _("Please choose")
                if isinstance(field.widget, Autocomplete):
                    field.error_messages["invalid_choice"] = Autocomplete.invalid_choice
            elif isinstance(field, forms.ChoiceField):
                field.choices = [
                    (key, _("Please choose") if label == DASHES else label)
                    for key, label in field.choices
                ]
            if isinstance(field, forms.DateField) and not isinstance(field.widget, DateInput):
                field.widget = DateInput(field.widget.attrs)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False  # the page's head has it
        layout = getattr(self, "layout", None)
        if layout is not None:
            helper.layout = layout
            helper.render_hidden_fields = True
        return helper


class ScopedForm(ScopedMixin, forms.Form):
    """A plain form for its user."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.narrow(user)


class NothingForm(ScopedForm):
    """Only a button: what it does stands on the page."""


class ScopedModelForm(ScopedMixin, forms.ModelForm):
    """A model form for its user.

    It is never saved by itself: ``changes`` are handed to a service, with the version that the
    form was made on.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.narrow(user)
        if self.instance.pk and hasattr(self.instance, "version"):
            self.fields["version"].initial = self.instance.version
        else:
            del self.fields["version"]

    @property
    def changes(self) -> dict[str, Any]:
        """The cleaned values, without the version."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}

    @property
    def on_version(self) -> int | None:
        return self.cleaned_data.get("version")


def reason_field(max_length: int = 500) -> forms.CharField:
    """Why something is done, in a person's own words."""
    return forms.CharField(
        label=_("Reason"),
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept on record, readable by everyone who may see this page."),
    )


class ReasonForm(ScopedForm):
    """An act that needs a reason."""

    reason = reason_field()
