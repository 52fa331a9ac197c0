"""Everybody's accounts: for the system administrator and the security administrator."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rules, services
from accounts.filters import UserFilter
from accounts.forms import AccountEditForm, AccountForm, ReasonForm
from accounts.models import TwoPersonRequest, User
from accounts.tables import UserTable
from core.identifiers import mask_phone
from core.pages import ActionView, ActOnPage, CreatePage, DetailPage, EditPage, ListPage
from core.panels import Action, Bulk, Fact, fact_of
from core.shown_once import Secret, ShowsOnce
from core.verdicts import Verdict, require

USERS = User.objects.all()
# Without it the row would stand in the page as ``user``, in place of whoever is signed in.
NAME = "account"


def _initial(user: User, password: str) -> Secret:
    return Secret(
        title=_("Initial password"),
        lines=[user.login, password],
        advice=_(
            "Hand both to %(name)s in person or by phone, not in one letter. The password is shown "
            "only now, is kept nowhere, and must be changed at the first sign-in."
        )
        % {"name": user},
        next_url=user.get_absolute_url(),
        next_label=_("I have noted it"),
    )


class UserList(ListPage):
    title = gettext_lazy("Accounts")
    queryset = USERS
    table_class = UserTable
    filterset_class = UserFilter
    create_url_name = "accounts:user-create"
    create_label = gettext_lazy("New account")
    empty_text = gettext_lazy("No account fits.")
    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_list_accounts(request.actor))
        return super().dispatch(request, *args, **kwargs)

    @property
    def bulk(self) -> dict[str, Bulk]:  # type: ignore[override]
        if not self.can_create():
            return {}
        return {
            "deactivate": Bulk(
                _("Close the accounts"),
                _close_after_review,
                confirm=_("Close the selected accounts? Their sessions end at once."),
            )
        }

    def can_create(self) -> Verdict:
        return rules.can_create_account(self.request.actor)


def _close_after_review(user: User, request: Any) -> None:
    services.deactivate(user, by=request.actor, reason=_("closed from the list of accounts"))


class UserDetail(DetailPage):
    template_name = "accounts/user_detail.html"
    queryset = USERS
    context_object_name = NAME
    facts = ["login", "name", "workplace", "expires_on", "is_active", "administers"]
    request: Any

    def actions(self) -> list[Action]:
        by, user = self.request.actor, self.object

        def act(label: str, name: str, verdict: Verdict, **more: Any) -> Action:
            return Action(label, reverse(f"accounts:user-{name}", args=[user.pk]), verdict, **more)

        closing = (
            act(
                _("Close the account"), "deactivate", rules.can_deactivate(by, user), style="danger"
            )
            if user.is_active
            else act(_("Open it again"), "activate", rules.can_activate(by, user), post=True)
        )
        found = [
            act(_("Edit"), "edit", rules.can_edit_account(by, user), style="primary"),
            closing,
            act(_("New password"), "reset-password", rules.can_reset_password(by, user)),
            act(_("Unlock"), "unlock", rules.can_unlock(by, user), post=True),
            act(
                _("Ask to remove the second factor"), "reset-otp", rules.can_ask_for_reset(by, user)
            ),
        ]
        return [action for action in found if not action.verdict.is_forbidden]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = TwoPersonRequest.objects.waiting().filter(about=self.object)
        asked = asked.visible_to(self.request.user).select_related("asked_by")
        return super().get_context_data(**kwargs) | {"requests": asked}

    def get_facts(self) -> list[Fact]:
        user = self.object
        last = timezone.localtime(user.last_login) if user.last_login else None
        return [
            *super().get_facts(),
            Fact(_("Phone"), mask_phone(user.phone)),
            fact_of(user, "has_second_factor"),
            fact_of(user, "must_change_password"),
            Fact(_("Last signed in"), last.strftime("%Y-%m-%d %H:%M") if last else _("never")),
        ]


class UserCreate(ShowsOnce, CreatePage):
    title = gettext_lazy("New account")
    model = User
    context_object_name = NAME
    form_class = AccountForm
    success_message = gettext_lazy("The account is open. It has no rights yet.")
    intro = gettext_lazy(
        "An account without rights. What its owner may do is decided afterwards: by an office, or "
        "for administrators by the security administrator."
    )
    request: Any

    def verdict(self) -> Verdict:
        return rules.can_create_account(self.request.actor)

    def back_url(self) -> str:
        return reverse("accounts:user-list")

    def save(self, form: AccountForm) -> User:
        user, password = services.create_account(form.changes, by=self.request.actor)
        self.secret = _initial(user, password)
        return user


class UserEdit(EditPage):
    title = gettext_lazy("Edit")
    queryset = USERS
    context_object_name = NAME
    form_class = AccountEditForm
    request: Any

    def verdict(self, user: User) -> Verdict:
        return rules.can_edit_account(self.request.actor, user)

    def save(self, form: AccountEditForm) -> User:
        return services.edit_account(
            self.object, form.changes, version=form.on_version, by=self.request.actor
        )


class UserDeactivate(ActOnPage):
    title = gettext_lazy("Close the account")
    queryset = USERS
    context_object_name = NAME
    form_class = ReasonForm
    submit_label = gettext_lazy("Close the account")
    submit_style = "danger"
    success_message = gettext_lazy("The account is closed.")
    intro = gettext_lazy("Its sessions end at once; what its owner did stays on record.")
    request: Any

    def verdict(self, user: User) -> Verdict:
        return rules.can_deactivate(self.request.actor, user)

    def save(self, form: Any) -> User:
        reason = form.cleaned_data["reason"]
        return services.deactivate(self.object, by=self.request.actor, reason=reason)


class UserActivate(ActionView):
    queryset = USERS
    success_message = gettext_lazy("The account is open again.")

    def act(self, row: User) -> None:
        services.activate(row, by=self.request.actor)  # type: ignore[attr-defined]


class UserResetPassword(ShowsOnce, ActOnPage):
    title = gettext_lazy("New password")
    queryset = USERS
    context_object_name = NAME
    form_class = ReasonForm
    submit_label = gettext_lazy("Give a new password")
    success_message = gettext_lazy("The old password no longer works.")
    intro = gettext_lazy(
        "Make sure who asks: call them back or see their staff card, and write down how. All their "
        "sessions end, and the name is unlocked."
    )
    request: Any

    def verdict(self, user: User) -> Verdict:
        return rules.can_reset_password(self.request.actor, user)

    def save(self, form: Any) -> User:
        password = services.reset_password(
            self.object, by=self.request.actor, reason=form.cleaned_data["reason"]
        )
        self.secret = _initial(self.object, password)
        return self.object


class UserResetOtp(ActOnPage):
    title = gettext_lazy("Ask to remove the second factor")
    queryset = USERS
    context_object_name = NAME
    form_class = ReasonForm
    submit_label = gettext_lazy("Ask for it")
    success_message = gettext_lazy("Asked for. Nothing happens until a second person confirms it.")
    intro = gettext_lazy(
        "For somebody who has lost the app and the recovery codes. Make sure who asks, and write "
        "down how. It takes two people: another administrator makes sure as well and confirms."
    )
    request: Any

    def verdict(self, user: User) -> Verdict:
        return rules.can_ask_for_reset(self.request.actor, user)

    def save(self, form: Any) -> TwoPersonRequest:
        reason = form.cleaned_data["reason"]
        return services.ask_for_reset(self.object, by=self.request.actor, reason=reason)


class UserUnlock(ActionView):
    queryset = USERS
    success_message = gettext_lazy("The name is unlocked.")

    def act(self, row: User) -> None:
        services.unlock(row, by=self.request.actor)  # type: ignore[attr-defined]
