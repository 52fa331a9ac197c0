"""What people type about accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from core import clock
from core.forms import ReasonForm, ScopedForm, ScopedModelForm
from core.identifiers import is_masked, mask_phone, normalise_phone, phone_problem


class SignInForm(forms.Form):
    """Name and password; it says nothing about which of them was wrong."""

    username = forms.CharField(
        label=gettext_lazy("Login name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
                "class": "form-control",
            }
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "class": "form-control"}
        ),
    )


class PhoneMixin:
    """A phone number is shown masked; left as it stands, it stays what it was."""

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]  # type: ignore[attr-defined]
        stored = self.initial_phone
        if is_masked(typed) and typed == mask_phone(stored):
            return stored
        number = normalise_phone(typed) if typed else ""
        if number and (problem := phone_problem(number)):
            raise forms.ValidationError(problem)
        return number

    initial_phone = ""


class AccountForm(PhoneMixin, ScopedModelForm):
    """A new account: who it is for, and until when."""

    class Meta:
        model = User
        fields = ["login", "name", "phone", "workplace", "expires_on"]

    def clean_login(self) -> str:
        return self.cleaned_data["login"].strip().lower()

    def clean_expires_on(self) -> Any:
        return _not_past(self.cleaned_data["expires_on"])


class AccountEditForm(PhoneMixin, ScopedModelForm):
    """What the system administrator keeps up to date; the login name stays for good."""

    class Meta:
        model = User
        fields = ["name", "phone", "workplace", "expires_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial_phone = self.instance.phone
        self.initial["phone"] = mask_phone(self.instance.phone)

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        return day if day == self.instance.expires_on else _not_past(day)


def _not_past(day: Any) -> Any:
    if day is not None and day <= clock.today():
        raise forms.ValidationError(_("This day must lie ahead; to end an account now, close it."))
    return day


class ProfileForm(PhoneMixin, ScopedModelForm):
    """What everybody keeps up to date themselves; one's own number is shown whole."""

    class Meta:
        model = User
        fields = ["phone", "language", "email", "wants_weekly_mail"]
        labels = {
            "language": gettext_lazy("Language of the pages"),
            "wants_weekly_mail": gettext_lazy("Send me this week's matters by e-mail"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [
            ("", _("Chinese unless chosen otherwise in this browser")),
            *User._meta.get_field("language").choices,
        ]
        if not settings.SENDS_MAIL:
            del self.fields["email"], self.fields["wants_weekly_mail"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("wants_weekly_mail") and not cleaned.get("email", "x"):
            self.add_error("email", _("Please enter the address to which it goes."))
        return cleaned


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1024,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class PasswordForm(ScopedForm):
    """The old password and, twice, the new one."""

    old = _password(gettext_lazy("Present password"), "current-password")
    new = _password(gettext_lazy("New password"), "new-password")
    again = _password(gettext_lazy("New password, once more"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = " ".join(password_validators_help_texts())
        self.old_is_wrong = False

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "old" in given and not self.user.check_password(given["old"]):
            self.old_is_wrong = True
            self.add_error("old", _("This is not your present password."))
        elif "new" in given and "again" in given:
            if given["new"] != given["again"]:
                self.add_error("again", _("The two new passwords differ."))
            else:
                self._judge(given["new"])
        return given

    def _judge(self, password: str) -> None:
        try:
            validate_password(password, self.user)
        except forms.ValidationError as weak:
            self.add_error("new", weak)


def _code(label: Any, help_text: Any) -> forms.CharField:
    attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "autofocus": True,
        "class": "form-control",
    }
    return forms.CharField(
        label=label, max_length=40, help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


class EnrolForm(ScopedForm):
    """The code that the app shows once it has read the secret; ``secret`` is signed."""

    secret = forms.CharField(widget=forms.HiddenInput, max_length=400)
    code = _code(
        pgettext_lazy("of an app", "Code"), gettext_lazy("The six digits that the app shows now.")
    )


class CodeForm(ScopedForm):
    """A code of the app, or one of the recovery codes."""

    code = _code(
        pgettext_lazy("of an app", "Code"),
        gettext_lazy("The six digits that the app shows now, or one of your recovery codes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"].widget.attrs["inputmode"]  # recovery codes have letters


class RemarkForm(ScopedForm):
    """A decision that speaks for itself; a remark may go with it."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept on record; whoever asked can read it."),
    )


__all__ = [
    "AccountEditForm",
    "AccountForm",
    "CodeForm",
    "EnrolForm",
    "PasswordForm",
    "ProfileForm",
    "ReasonForm",
    "RemarkForm",
    "SignInForm",
]
