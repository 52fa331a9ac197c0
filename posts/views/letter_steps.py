"""反馈函: the steps of one letter: issued, answered, corrected, withdrawn; its receipt links."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.pages import Here
from core.forms import ScopedForm
from core.pages import ActionView, ActOnPage
from core.shown_once import Secret, ShowsOnce
from core.verdicts import Verdict
from posts import rules
from posts.forms.letters import ReceiptForm, WithdrawForm
from posts.models import FeedbackLetter
from posts.services import letters

LETTERS = FeedbackLetter.objects.select_related(
    "unit", "committee", "issued_by", "corrects__committee", "corrects__unit"
)


class LetterIssue(Here, ActionView):
    queryset = LETTERS
    success_message = gettext_lazy("Issued. Its receipt is waited for from now on.")

    def act(self, row: FeedbackLetter) -> Any:
        letters.issue_letter(row, by=self.actor)


class LetterRevoke(Here, ActionView):
    """All links of a letter, when one of them may have come into wrong hands."""

    queryset = LETTERS
    success_message = gettext_lazy("The links open nothing any more.")

    def act(self, row: FeedbackLetter) -> Any:
        letters.revoke_links(row, by=self.actor)


class LetterPage(Here, ActOnPage):
    """A form about one letter; ``rule`` guards it."""

    queryset = LETTERS
    form_class: Any = WithdrawForm
    rule: Any = None

    def verdict(self, row: FeedbackLetter) -> Verdict:
        verdict: Verdict = type(self).rule(self.actor, row)
        return verdict


class LetterReceipt(LetterPage):
    """By the unit's liaison, or noted by the office from paper."""

    title = gettext_lazy("Give the receipt")
    form_class = ReceiptForm
    rule = rules.can_give_receipt
    success_message = gettext_lazy("The receipt is on record.")

    def get_form_kwargs(self) -> dict[str, Any]:
        answers = rules.answers_for_unit(self.actor, self.object)
        return super().get_form_kwargs() | {"letter": self.object, "answers": answers}

    def get_initial(self) -> dict[str, Any]:
        answers = rules.answers_for_unit(self.actor, self.object)
        given = super().get_initial()
        return given | ({"receiver": self.request.user.name} if answers else {})  # type: ignore[union-attr]

    def save(self, form: ReceiptForm) -> FeedbackLetter:
        return letters.give_receipt(self.object, by=self.actor, **form.cleaned_data)


class LetterWithdraw(LetterPage):
    title = pgettext_lazy("a letter", "Withdraw")
    submit_style = "danger"
    rule = rules.can_withdraw_letter

    def save(self, form: WithdrawForm) -> FeedbackLetter:
        return letters.withdraw_letter(
            self.object, reason=form.cleaned_data["reason"], by=self.actor
        )


class LetterCorrect(LetterPage):
    """Withdrawn, and written anew from what is on record now."""

    title = gettext_lazy("Correct it")
    rule = rules.can_correct_letter
    submit_label = gettext_lazy("Withdraw it and write it anew")
    intro = gettext_lazy(
        "This letter is withdrawn with the reason you give. Another one is written from what is on "
        "record now, to be looked at and issued."
    )

    def save(self, form: WithdrawForm) -> FeedbackLetter:
        return letters.correct_letter(
            self.object, reason=form.cleaned_data["reason"], by=self.actor
        )


class LetterLink(ShowsOnce, LetterPage):
    """A new link by which the unit answers without an account; it is shown once."""

    title = gettext_lazy("Make a receipt link")
    form_class = ScopedForm
    rule = rules.can_make_link
    submit_label = gettext_lazy("Make the link")
    intro = gettext_lazy(
        "Whoever has the link can give the receipt, and reads which unit the letter is for, of "
        "which half-year and about how many members; no names. It is shown once."
    )

    def save(self, form: Any) -> FeedbackLetter:
        token = letters.make_link(self.object, by=self.actor)
        address = reverse("posts:receipt", args=[token])
        self.secret = Secret(
            title=_("Receipt link for %(letter)s") % {"letter": self.object},
            lines=[self.request.build_absolute_uri(address)],
            advice=_("Send it to the unit. It cannot be shown again; another one can be made."),
            next_url=self.object.get_absolute_url(),
            next_label=_("Back to the letter"),
        )
        return self.object
