"""Setting up, passing and removing the second factor."""

from typing import Any

import segno
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from accounts import rules, services
from accounts.forms import CodeForm, EnrolForm
from accounts.middleware import sign_in_url
from accounts.models import SignIn
from accounts.services.second_factor import (
    check_code,
    codes_left,
    new_key,
    provisioning_url,
    seconds_to_wait,
)
from accounts.services.sessions import count_wrong_try
from accounts.views.door import tell_of_replaced
from core.forms import NothingForm
from core.pages import FormPage, Titled
from core.redirects import safe_next, send_to
from core.shown_once import Secret, ShowsOnce
from core.verdicts import Refused, require

# A secret that was shown and not used goes stale.
SECRET_SECONDS = 3600


def _codes(codes: list[str], next_url: str) -> Secret:
    return Secret(
        title=_("Your recovery codes"),
        lines=codes,
        advice=_(
            "Each of them replaces the app once. Print them or write them down, and keep them away "
            "from your phone: they are shown only now."
        ),
        next_url=next_url,
        next_label=_("I have kept them"),
    )


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Enrol(ShowsOnce, FormPage, FormView):
    """Scan, type the code, keep the recovery codes. Looking at the page changes nothing: the
    secret travels signed in the form until a code proves that the app has it."""

    title = gettext_lazy("Set up the second factor")
    template_name = "accounts/otp_enrol.html"
    form_class = EnrolForm
    success_message = gettext_lazy("The second factor is set up.")
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_enrol(request.actor, request.user))
        return super().dispatch(request, *args, **kwargs)

    def _signer(self) -> Any:
        return signing.TimestampSigner(salt=f"accounts.enrol:{self.request.user.pk}")

    def _key(self) -> str:
        """The secret of the form that was sent, if it is ours and fresh; else a new one."""
        try:
            return str(
                self._signer().unsign(self.request.POST.get("secret", ""), max_age=SECRET_SECONDS)
            )
        except signing.BadSignature:
            return new_key()

    def get_initial(self) -> dict[str, Any]:
        return {"secret": self._signer().sign(new_key())}

    def back_url(self) -> str:
        return "" if self.request.user.second_factor_is_due else reverse("accounts:profile")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        key = self._key() if form.is_bound else str(self._signer().unsign(form.initial["secret"]))
        url = provisioning_url(self.request.user, key)
        letters = url.split("secret=")[1].split("&")[0]
        return context | {
            "qr": segno.make(url, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
            "key_letters": " ".join(letters[i : i + 4] for i in range(0, len(letters), 4)),
            "is_due": self.request.user.second_factor_is_due,
        }

    def save(self, form: EnrolForm) -> str:
        try:
            key = str(self._signer().unsign(form.cleaned_data["secret"], max_age=SECRET_SECONDS))
        except signing.BadSignature:
            raise Refused(_("This page was open for too long; please open it again.")) from None
        codes = services.enrol_second_factor(
            self.request, self.request.user, key, form.cleaned_data["code"], by=self.request.actor
        )
        after = safe_next(self.request, reverse("accounts:profile"))
        self.secret = _codes(codes, after)
        return after


@method_decorator(never_cache, name="dispatch")
class Verify(Titled, FormView):
    """The second half of signing in."""

    title = gettext_lazy("Second factor")
    template_name = "accounts/otp_verify.html"
    form_class = CodeForm
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_second_factor or request.user.is_verified():
            return HttpResponseRedirect(safe_next(request))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "next": safe_next(self.request, ""),
            "codes_left": codes_left(self.request.user),
        }

    def form_valid(self, form: CodeForm) -> HttpResponse:
        user = self.request.user
        if services.pass_second_factor(self.request, user, form.cleaned_data["code"]):
            tell_of_replaced(self.request)
            return HttpResponseRedirect(safe_next(self.request))
        if not self.request.user.is_authenticated:  # the fifth wrong code
            return HttpResponseRedirect(sign_in_url(self.request, SignIn.Ended.GUESSING))
        return self.ask_again(_wrong(user))

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        return self.ask_again(_("Please type the code."))

    def ask_again(self, wrong: str) -> HttpResponse:
        """An empty field: nobody corrects a code, the next one is another."""
        context = self.get_context_data(form=CodeForm(user=self.request.user), wrong=wrong)
        return self.render_to_response(context)


def _wrong(user: Any) -> str:
    if seconds := seconds_to_wait(user):
        return _(
            "This code does not fit, was used before, or came too soon. The next one is taken in "
            "%(seconds)d seconds."
        ) % {"seconds": seconds}
    return _("This code does not fit or was used before.")


@method_decorator(never_cache, name="dispatch")
class Disable(FormPage, FormView):
    """Do without the second factor again; a code proves that it is its owner who asks."""

    title = gettext_lazy("Remove the second factor")
    form_class = CodeForm
    submit_label = gettext_lazy("Remove it")
    submit_style = "danger"
    success_message = gettext_lazy("The second factor is removed.")
    intro = gettext_lazy("From then on the password alone opens your account.")
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_disable_second_factor(request.actor, request.user))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("accounts:profile")

    def form_valid(self, form: CodeForm) -> HttpResponse:
        user = self.request.user
        # Outside of the form's own transaction: a wrong try must count whatever follows.
        if check_code(user, form.cleaned_data["code"]) is None:
            if count_wrong_try(self.request):
                return send_to(self.request, sign_in_url(self.request, SignIn.Ended.GUESSING))
            form.add_error("code", _wrong(user))
            return self.form_invalid(form)
        return super().form_valid(form)

    def save(self, form: CodeForm) -> str:
        services.disable_second_factor(self.request.user, by=self.request.actor)
        return self.back_url()


@method_decorator(never_cache, name="dispatch")
class Codes(ShowsOnce, FormPage, FormView):
    """New recovery codes in place of the old ones."""

    title = gettext_lazy("New recovery codes")
    form_class = NothingForm
    submit_label = gettext_lazy("Make new codes")
    success_message = gettext_lazy("The old codes are worth nothing now.")
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_renew_codes(request.actor, request.user))
        return super().dispatch(request, *args, **kwargs)

    @property
    def intro(self) -> str:  # type: ignore[override]
        return _("You have %(count)d unused recovery codes. New ones replace all of them.") % {
            "count": codes_left(self.request.user)
        }

    def back_url(self) -> str:
        return reverse("accounts:profile")

    def save(self, form: Any) -> str:
        codes = services.renew_codes(self.request.user, by=self.request.actor)
        self.secret = _codes(codes, self.back_url())
        return self.back_url()
