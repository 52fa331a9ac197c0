"""Liaisons and what they hand over."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.pages import BelowList, Here
from core.identifiers import mask_phone
from core.pages import ActionView, ActOnPage
from core.panels import Action, Fact
from core.verdicts import Verdict
from members import rules
from members.filters.memberships import LiaisonFilter
from members.forms.liaisons import EndForm, FileForm, SuccessorForm
from members.models import Handover, Liaison, Membership
from members.services import liaisons
from members.tables.memberships import LiaisonTable, PastLiaisonTable
from members.views.base import HereDetail, PlacedDetail

LIAISONS = Liaison.objects.select_related(
    "person", "membership__unit", "membership__committee", "appointment"
)
HANDOVERS = Handover.objects.select_related(
    "predecessor__person",
    "successor__person",
    "successor__membership__unit",
    "successor__membership__committee",
)


class LiaisonList(BelowList):
    """The liaisons at the committee looked at and below; with ``?on=`` those of that day."""

    title = gettext_lazy("Liaisons")
    queryset = LIAISONS
    table_class = LiaisonTable
    past_table_class = PastLiaisonTable
    filterset_class = LiaisonFilter
    import_kind = "liaisons"
    committee_path = "membership__committee__path"
    empty_text = gettext_lazy("No liaison has been filed yet; that is done on a membership's page.")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.on(self.on) if self.on else rows


class LiaisonDetail(PlacedDetail):
    queryset = LIAISONS
    template_name = "members/liaison_detail.html"
    facts = ["person", "starts_on", "ends_on", "filed_on", "days_to_file", "reason"]

    def actions(self) -> list[Action]:
        verdict = rules.can_end_liaison(self.actor, self.object)
        if verdict.is_forbidden or self.object.ends_on:
            return []
        pk = self.object.pk
        return [
            Action(
                _("Replace the liaison"),
                reverse("members:liaison-replace", args=[pk]),
                verdict,
                style="primary",
            ),
            Action(
                _("End without a successor"),
                reverse("members:liaison-end", args=[pk]),
                verdict,
                style="danger",
            ),
        ]

    def get_facts(self) -> list[Fact]:
        liaison = self.object
        access = liaison.appointment
        return [
            Fact(_("Unit"), liaison.membership.unit),
            Fact(_("Committee"), liaison.membership.committee),
            *super().get_facts(),
            Fact(_("Phone"), mask_phone(liaison.person.phone)),
            Fact(_("Access"), _("none") if access is None else self.span(access)),
        ]

    @staticmethod
    def span(access: Any) -> str:
        if access.ends_on:
            return _("from %(start)s until %(end)s") % {
                "start": access.starts_on,
                "end": access.ends_on,
            }
        return _("since %(start)s") % {"start": access.starts_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        liaison = self.object
        return super().get_context_data(**kwargs) | {
            "handovers": HANDOVERS.filter(predecessor=liaison) | HANDOVERS.filter(successor=liaison)
        }


class LiaisonCreate(Here, ActOnPage):
    """File a liaison for one membership."""

    title = gettext_lazy("File a liaison")
    queryset = Membership.objects.select_related("unit", "committee")
    form_class = FileForm
    submit_label = gettext_lazy("File the liaison")

    def verdict(self, row: Membership) -> Verdict:
        return rules.can_file_liaison(self.actor, row)

    def save(self, form: FileForm) -> Liaison:
        return liaisons.file_liaison(self.object, by=self.actor, **form.cleaned_data)


class LiaisonReplace(Here, ActOnPage):
    """Somebody else takes over: a hand-over list is opened, the old access ends."""

    title = gettext_lazy("Replace the liaison")
    queryset = LIAISONS
    form_class = SuccessorForm
    intro = gettext_lazy(
        "The access of the present liaison ends when you save; the successor accepts the "
        "hand-over list item by item."
    )

    def verdict(self, row: Liaison) -> Verdict:
        return rules.can_end_liaison(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"liaison": self.object}

    def save(self, form: SuccessorForm) -> Handover:
        return liaisons.replace_liaison(self.object, by=self.actor, **form.cleaned_data)


class LiaisonEnd(Here, ActOnPage):
    title = gettext_lazy("End without a successor")
    queryset = LIAISONS
    form_class = EndForm
    submit_style = "danger"
    intro = gettext_lazy("The unit then has no liaison here, which is shown as an alarm.")

    def verdict(self, row: Liaison) -> Verdict:
        return rules.can_end_liaison(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"liaison": self.object}

    def save(self, form: EndForm) -> Liaison:
        return liaisons.end_liaison(self.object, by=self.actor, **form.cleaned_data)


class HandoverDetail(HereDetail):
    """The hand-over list: accepted item by item, and printed as a sheet with signatures."""

    queryset = HANDOVERS
    template_name = "members/handover_detail.html"

    def actions(self) -> list[Action]:
        sheet = reverse("paperwork:paper-subject", args=["members.handover", self.object.pk])
        return [Action(_("Hand-over sheet"), sheet)]

    def get_facts(self) -> list[Fact]:
        row = self.object
        membership = row.successor.membership
        return [
            Fact(_("Unit"), membership.unit),
            Fact(_("Committee"), membership.committee),
            Fact(_("Predecessor"), row.predecessor.person),
            Fact(_("Successor"), row.successor.person),
            Fact(_("Handed over on"), row.successor.starts_on),
            Fact(pgettext_lazy("of a hand-over", "Accepted at"), row.accepted_at),
            *self.passed_on(),
        ]

    def passed_on(self) -> list[Fact]:
        """Where the open items of a list went whose successor was replaced before accepting."""
        row = self.object
        if row.accepted_at or row.successor.ends_on is None:
            return []
        return [
            Fact(_("Open items went on to"), HANDOVERS.filter(predecessor=row.successor).first())
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "items": self.object.items.all(),
            "can_accept": rules.can_accept_handover(self.actor, self.object),
        }


class HandoverAccept(Here, ActionView):
    """Accept the ticked items."""

    queryset = HANDOVERS
    success_message = gettext_lazy("Accepted.")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ticked = request.POST.getlist("item")
        self.items = [int(pk) for pk in ticked if pk.isdecimal() and len(pk) < 19]
        return super().post(request, **kwargs)

    def act(self, row: Handover) -> None:
        liaisons.accept_handover(row, self.items, by=self.actor)
