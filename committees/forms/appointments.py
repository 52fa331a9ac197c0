"""Forms about roles and accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.actors import Actor
from committees import rules
from committees.figures import appointable_accounts
from committees.forms.choices import CommitteeChoice
from committees.models import Committee
from committees.terms import ADMINISTRATORS, Role
from core import clock
from core.forms import Autocomplete, ScopedForm, reason_field


class AppointForm(ScopedForm):
    """An account, a role, a committee and for how long."""

    account = forms.ModelChoiceField(
        User.objects.all(),
        label=gettext_lazy("Person"),
        required=False,
        widget=Autocomplete("committees:account-autocomplete", by=("login",)),
        help_text=gettext_lazy("Somebody who already works or is known in your part of the tree."),
    )
    login = forms.CharField(
        label=gettext_lazy("Or the exact login name"),
        max_length=64,
        required=False,
        help_text=gettext_lazy("For somebody who is new here, such as wangfang."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    committee = forms.ModelChoiceField(
        Committee.objects.in_being(),
        label=gettext_lazy("Committee"),
        required=False,
        widget=CommitteeChoice(managed="1"),
    )
    starts_on = forms.DateField(label=gettext_lazy("From"))
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The first day on which it no longer holds; blank: until ended."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The document or decision behind it."),
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        roles = rules.roles_open_to(by)
        fields["role"].choices = [("", "---------"), *((r, Role(r).label) for r in roles)]
        fields["starts_on"].initial = clock.today
        if set(roles) <= set(ADMINISTRATORS):
            # Administrators belong to no committee and take office at once.
            for name in ("committee", "starts_on", "ends_on"):
                del fields[name]
        else:
            fields["committee"].required = True

    def narrow(self, user: Any) -> None:
        super().narrow(user)
        fields: dict[str, Any] = self.fields
        fields["account"].queryset = appointable_accounts(user)
        fields["committee"].queryset = fields["committee"].queryset.managed_by(user)

    def clean_login(self) -> User | None:
        login = self.cleaned_data["login"].strip().lower()
        if not login:
            return None
        account = User.objects.usable().filter(login=login).first()
        if account is None:
            raise ValidationError(_("No account that can sign in has this login name."))
        return account

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, typed = cleaned.get("account"), cleaned.get("login")
        if chosen and typed and chosen != typed:
            raise ValidationError(_("The person chosen and the login name are two accounts."))
        if not chosen and not typed and not {"account", "login"} & self.errors.keys():
            self.add_error("account", _("Please choose a person or type a login name."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("It must end after it starts."))
        cleaned["user"] = chosen or typed
        return cleaned


class EndAppointmentForm(ScopedForm):
    """When and why a role ends."""

    on = forms.DateField(
        label=gettext_lazy("Ends on"),
        help_text=gettext_lazy("The first day without the role; today ends access at once."),
    )
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day < clock.today():
            raise ValidationError(_("Access cannot end in the past: choose today or a later day."))
        return day


class ViewAsForm(ScopedForm):
    """Whose menus and reach are looked at."""

    account = forms.ModelChoiceField(
        User.objects.all(),
        label=gettext_lazy("Account"),
        widget=Autocomplete("committees:account-autocomplete", by=("login",)),
    )
