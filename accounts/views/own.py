"""One's own account: particulars, password, sessions; and the rules that hold for everybody's."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, UpdateView

from accounts import rules, services
from accounts.forms import PasswordForm, ProfileForm
from accounts.middleware import sign_in_url
from accounts.models import SignIn, User
from accounts.services.second_factor import codes_left
from accounts.services.sessions import count_wrong_try, follow_key, live_sessions
from accounts.views.policy import sections
from core.forms import NothingForm
from core.pages import FormPage, Titled
from core.panels import Action, Fact, fact_of
from core.redirects import safe_next, send_to
from core.verdicts import require

LAST_SIGN_INS = 10


class Profile(FormPage, UpdateView):
    """What the account says of its owner, and what its owner can do with it."""

    title = gettext_lazy("My account")
    template_name = "accounts/profile.html"
    form_class = ProfileForm
    context_object_name = "account"
    request: Any

    def get_object(self, queryset: Any = None) -> User:
        return User.objects.get(pk=self.request.user.pk)

    def back_url(self) -> str:
        return ""

    def save(self, form: ProfileForm) -> str:
        services.edit_own(self.object, form.changes, version=form.on_version, by=self.request.actor)
        return reverse("accounts:profile")

    def actions(self) -> list[Action]:
        by, user = self.request.actor, self.object
        found = [
            Action(
                _("Change password"),
                reverse("accounts:password"),
                rules.can_change_password(by, user),
                style="primary",
            )
        ]
        if user.has_second_factor:
            found += [
                Action(
                    _("New recovery codes"),
                    reverse("accounts:otp-codes"),
                    rules.can_renew_codes(by, user),
                ),
                Action(
                    _("Remove the second factor"),
                    reverse("accounts:otp-disable"),
                    rules.can_disable_second_factor(by, user),
                    style="danger",
                ),
            ]
        else:
            found.append(
                Action(
                    _("Set up a second factor"),
                    reverse("accounts:otp-enrol"),
                    rules.can_enrol(by, user),
                )
            )
        return [*found, Action(_("Security policy"), reverse("accounts:policy"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.object
        live = {row.pk for row in live_sessions(user)}
        here = self.request.session.session_key
        return super().get_context_data(**kwargs) | {
            "actions": self.actions(),
            "facts": self.facts(user),
            "sign_ins": [
                (row, row.session_key == here, row.pk in live)
                for row in user.sign_ins.all()[:LAST_SIGN_INS]
            ],
            "other_sessions": sum(
                1 for row in user.sign_ins.filter(pk__in=live) if row.session_key != here
            ),
        }

    def facts(self, user: User) -> list[Fact]:
        factor = (
            _("set up; %(count)d recovery codes left") % {"count": codes_left(user)}
            if user.has_second_factor
            else _("not set up")
        )
        return [
            *(fact_of(user, name) for name in ("login", "name", "workplace", "expires_on")),
            Fact(_("Second factor"), factor),
            Fact(_("Password set on"), _day(user.password_set_at)),
        ]


def _day(at: Any) -> str:
    from django.utils import timezone

    return timezone.localdate(at).isoformat() if at else ""


@method_decorator(sensitive_post_parameters("old", "new", "again"), name="dispatch")
class Password(FormPage, FormView):
    """A new password of one's own choice; asked for first when the old one was given by others."""

    title = gettext_lazy("Change password")
    form_class = PasswordForm
    success_message = gettext_lazy("The password is changed. All your other sessions have ended.")
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_change_password(request.actor, request.user))
        return super().dispatch(request, *args, **kwargs)

    @property
    def intro(self) -> str:  # type: ignore[override]
        user = self.request.user
        if user.must_change_password:
            return _("Others know the password that you have now. Choose one of your own first.")
        if user.password_is_due:
            return _("Your password is older than the rules allow. Choose a new one first.")
        return ""

    def back_url(self) -> str:
        return "" if self.request.user.password_is_due else reverse("accounts:profile")

    def save(self, form: PasswordForm) -> str:
        key = self.request.session.session_key
        user = services.change_password(
            self.request.user, form.cleaned_data["new"], by=self.request.actor, session_key=key
        )
        update_session_auth_hash(self.request, user)
        follow_key(self.request, user, key)
        return safe_next(self.request, reverse("accounts:profile"))

    def form_invalid(self, form: PasswordForm) -> HttpResponse:
        if form.old_is_wrong and count_wrong_try(self.request):
            return send_to(self.request, sign_in_url(self.request, SignIn.Ended.GUESSING))
        return super().form_invalid(form)


class EndSessions(FormPage, FormView):
    """Every session of mine but this one ends: for the computer that was left behind."""

    title = gettext_lazy("End my other sessions")
    form_class = NothingForm
    submit_label = gettext_lazy("End them")
    submit_style = "danger"
    success_message = gettext_lazy("Your other sessions have ended.")
    intro = gettext_lazy(
        "Wherever else you are signed in, the next click leads to the sign-in page. What was not "
        "saved there is lost."
    )
    request: Any

    def back_url(self) -> str:
        return reverse("accounts:profile")

    def save(self, form: Any) -> str:
        services.end_other_sessions(self.request.user, self.request, by=self.request.actor)
        return self.back_url()


class Policy(Titled, TemplateView):
    """How this installation guards its accounts, in words, as it is set now."""

    title = gettext_lazy("Security policy")
    template_name = "accounts/policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sections": sections(settings)}
