"""承诺: made on the claim's page, followed and settled on its own."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.pages import Here, HereDetail
from core.pages import ActOnPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict
from posts import rules
from posts.forms.pledges import PledgeForm, ProgressForm, ReopenForm, SettleForm
from posts.models import Claim, Pledge
from posts.services import pledges
from posts.tables.agreements import NotesOfPledge
from posts.views.claims import CLAIMS

Status = Pledge.Status
PLEDGES = Pledge.objects.select_related("claim__post__committee", "claim__member__person")


class PledgeDetail(HereDetail):
    queryset = PLEDGES

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        progress, settle, reopen = (
            reverse(f"posts:pledge-{name}", args=[row.pk])
            for name in ("progress", "settle", "reopen")
        )
        if row.status != Status.OPEN:
            found = [Action(PledgeReopen.title, reopen, rules.can_reopen(by, row))]
        else:
            found = [
                Action(
                    PledgeProgress.title,
                    progress,
                    rules.can_note_progress(by, row),
                    style="primary",
                ),
                Action(PledgeSettle.title, settle, rules.can_settle(by, row, Status.KEPT)),
            ]
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(fact_of(row, "claim").label, row.claim),
            *(fact_of(row, name) for name in ("content", "measure", "due_on")),
            *([fact_of(row, "done_on")] if row.done_on else []),
            *([fact_of(row, "reason")] if row.reason else []),
        ]

    def panels(self) -> list[Panel]:
        notes = self.object.notes.select_related("user")
        empty = _("No progress has been noted yet.")
        return [Panel.of("notes", _("Progress"), NotesOfPledge(), notes, empty_text=empty)]


class PledgeCreate(Here, ActOnPage):
    title = gettext_lazy("Pledge something")
    queryset = CLAIMS
    form_class = PledgeForm
    submit_label = gettext_lazy("Pledge it")
    success_message = gettext_lazy("Pledged.")
    intro = gettext_lazy(
        "The words are not changed later. What was written wrongly is dropped, with the reason, "
        "and pledged anew."
    )

    def verdict(self, row: Claim) -> Verdict:
        return rules.can_pledge(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"claim": self.object}

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": self.object.term_ends_on} | super().get_initial()

    def save(self, form: PledgeForm) -> str:
        pledges.make_pledge(self.object, by=self.actor, **form.cleaned_data)
        return f"{self.object.get_absolute_url()}#pledges"


class OfPledge(Here, ActOnPage):
    queryset = PLEDGES

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pledge": self.object}


class PledgeProgress(OfPledge):
    title = gettext_lazy("Note progress")
    form_class = ProgressForm
    submit_label = gettext_lazy("Note it")

    def verdict(self, row: Pledge) -> Verdict:
        return rules.can_note_progress(self.actor, row)

    def save(self, form: ProgressForm) -> Pledge:
        pledges.note_progress(self.object, by=self.actor, **form.cleaned_data)
        return self.object


class PledgeSettle(OfPledge):
    title = gettext_lazy("Settle it")
    form_class = SettleForm
    submit_label = gettext_lazy("Settle it")

    def verdict(self, row: Pledge) -> Verdict:
        return rules.can_settle(self.actor, row, Status.KEPT)

    def save(self, form: SettleForm) -> Pledge:
        return pledges.settle_pledge(self.object, by=self.actor, **form.cleaned_data)


class PledgeReopen(Here, ActOnPage):
    title = gettext_lazy("Look at it again")
    queryset = PLEDGES
    form_class = ReopenForm
    intro = gettext_lazy("It is under way again, as before it was settled.")

    def verdict(self, row: Pledge) -> Verdict:
        return rules.can_reopen(self.actor, row)

    def save(self, form: ReopenForm) -> Pledge:
        return pledges.reopen_pledge(self.object, by=self.actor, **form.cleaned_data)
