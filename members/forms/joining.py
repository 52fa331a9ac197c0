"""What a party member types who opens an account by a code."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

TYPED = {"class": "form-control", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(forms.Form):
    """The code on the slip, and what only its owner knows besides."""

    code = forms.CharField(
        label=pgettext_lazy("of an invitation", "Code on your slip"),
        max_length=40,
        widget=forms.TextInput(
            attrs=TYPED | {"autocomplete": "off", "autofocus": True, "autocapitalize": "characters"}
        ),
    )
    fact = forms.CharField(
        label=gettext_lazy("The last four digits of your phone number"),
        max_length=20,
        help_text=gettext_lazy(
            "The number that your community knows. If it knows none: your birth date as eight "
            "digits, such as 19560701."
        ),
        widget=forms.TextInput(attrs=TYPED | {"autocomplete": "off", "inputmode": "numeric"}),
    )


def _password(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "form-control"})
    return forms.CharField(label=label, max_length=1024, strip=False, widget=widget, **kwargs)


class OwnAccountForm(forms.Form):
    """The name and the password by which the member will sign in."""

    login = forms.CharField(
        label=gettext_lazy("Login name"),
        max_length=64,
        help_text=gettext_lazy(
            "Lower-case letters, digits, dots and hyphens, such as wangfang or li.na."
        ),
        widget=forms.TextInput(attrs=TYPED | {"autocomplete": "username"}),
    )
    new = _password(gettext_lazy("Password"))
    again = _password(gettext_lazy("Password, once more"))
    agreed = forms.BooleanField(
        label=gettext_lazy("I have read this and agree."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("Without your yes no account is opened.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("The two passwords differ."))
        return given
