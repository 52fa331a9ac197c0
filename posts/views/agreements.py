"""认岗书: drawing up, signing, correcting; one version's page; many printed in one file."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.pages import Here, HereDetail
from core.pages import ActOnPage, Titled
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Refused, Verdict
from paperwork.services.papers import DOCX, PDF, make_papers
from paperwork.views.papers import TYPES
from posts import figures, rules
from posts.filters.claims import ClaimFilter
from posts.forms.agreements import MOST, CorrectForm, DrawUpForm, DropForm, PrintForm, SignForm
from posts.models import Agreement, Claim
from posts.papers.agreements import AGREEMENT, FACTS, agreement_paper
from posts.services import agreements
from posts.tables.agreements import PledgesAgreed
from posts.views.claims import CLAIMS

Status = Agreement.Status
AGREEMENTS = Agreement.objects.select_related(
    "claim__post__committee",
    "claim__post__community",
    "claim__post__category",
    "claim__member__person",
    "claim__member__organisation",
    "claim__employer",
    "noted_by",
)


class AgreementDetail(HereDetail):
    queryset = AGREEMENTS

    def get_title(self) -> str:
        return _("Agreement %(number)s") % {"number": self.object}

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        paper = reverse("paperwork:paper-subject", args=["posts.agreement", row.pk])
        found = [Action(_("Print it"), paper, rules.can_print_agreement(by, row))]
        if row.status == Status.DRAFT:
            sign = reverse("posts:agreement-sign", args=[row.pk])
            drop = reverse("posts:agreement-drop", args=[row.pk])
            found.insert(
                0,
                Action(
                    AgreementSign.title, sign, rules.can_sign_agreement(by, row), style="primary"
                ),
            )
            found.append(
                Action(AgreementDrop.title, drop, rules.can_drop_draft(by, row), style="danger")
            )
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        row = self.object
        changed = figures.out_of_date(row) if row.status in Agreement.STANDING else []
        joint = _("; ")
        told = agreement_paper(row).facts
        return [
            Fact(fact_of(row, "claim").label, row.claim),
            *([Fact(_("Changed since"), joint.join(changed))] if changed else []),
            Fact(_("Check code of the words"), row.check_code),
            fact_of(row, "drawn_up_on"),
            *([fact_of(row, "signed_on"), fact_of(row, "noted_by")] if row.signed_on else []),
            *([fact_of(row, "reason")] if row.reason else []),
            *([fact_of(row, "dropped_because")] if row.dropped_because else []),
            *(Fact(label, told[name]) for name, label in FACTS.items() if told[name]),
        ]

    def panels(self) -> list[Panel]:
        told = [PledgeAsTold(told) for told in self.object.content["pledges"]]
        title = _("What is pledged")
        empty = _("Nothing is pledged besides the duties.")
        return [Panel.of("pledges", title, PledgesAgreed(), told, empty_text=empty)]


class PledgeAsTold:
    """A pledge by the words of an agreement, for its table."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.pk, self.content = told["pledge"], told["content"]
        self.measure, self.due = told["measure"], told["due"]


class AgreementDrawUp(Here, ActOnPage):
    title = gettext_lazy("Draw the agreement up")
    queryset = CLAIMS
    form_class: Any = DrawUpForm
    submit_label = gettext_lazy("Draw it up")
    success_message = gettext_lazy("Drawn up. Print it, have it signed, and note the signing here.")
    intro = gettext_lazy(
        "Name, post, duties, pledges and term are taken from their entries as they stand now: "
        "please look that they are right."
    )

    def verdict(self, row: Claim) -> Verdict:
        return rules.can_draw_up(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"claim": self.object}

    def get_initial(self) -> dict[str, Any]:
        given = super().get_initial()
        last = self.object.agreements.order_by("-version_no").first()
        if last is not None:
            given |= {"rights": last.content["rights"], "note": last.content["note"]}
        return given

    def save(self, form: DrawUpForm) -> Agreement:
        told = dict(form.cleaned_data)
        on = told.pop("on")
        return agreements.draw_up_agreement(self.object, told, on=on, by=self.actor)


class AgreementCorrect(AgreementDrawUp):
    title = gettext_lazy("Correct the agreement")
    form_class = CorrectForm
    intro = gettext_lazy(
        "What is signed stays as it is, and in force until the new version is signed. The new one "
        "takes name, post, duties, pledges and term from their entries as they stand now."
    )

    def verdict(self, row: Claim) -> Verdict:
        return rules.can_correct_agreement(self.actor, row)

    def save(self, form: DrawUpForm) -> Agreement:
        told = dict(form.cleaned_data)
        reason = told.pop("reason")
        return agreements.correct_agreement(self.object, told, reason=reason, by=self.actor)


class AgreementSign(Here, ActOnPage):
    title = gettext_lazy("Note the signing")
    queryset = AGREEMENTS
    form_class = SignForm
    submit_label = gettext_lazy("It is signed")
    success_message = gettext_lazy("Noted. From now on these words stay as they are.")

    def verdict(self, row: Agreement) -> Verdict:
        return rules.can_sign_agreement(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agreement": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        intro = _(
            "Please compare the check code on the papers: this version's is %(code)s. With another "
            "code other words have been signed."
        ) % {"code": self.object.check_code}
        return super().get_context_data(**kwargs) | {"intro": intro}

    def save(self, form: SignForm) -> Agreement:
        return agreements.sign_agreement(self.object, on=form.cleaned_data["on"], by=self.actor)


class AgreementDrop(Here, ActOnPage):
    title = gettext_lazy("Drop this version")
    queryset = AGREEMENTS
    form_class = DropForm
    submit_label = pgettext_lazy("an agreement", "Drop it")
    submit_style = "danger"
    intro = gettext_lazy("It will never be signed. Its number stays the claim's.")

    def verdict(self, row: Agreement) -> Verdict:
        return rules.can_drop_draft(self.actor, row)

    def save(self, form: DropForm) -> Agreement:
        return agreements.drop_draft(self.object, by=self.actor, **form.cleaned_data)


class AgreementPrint(Here, Titled, FormView):
    """The agreements of the claims that were listed (or chosen, ``?row=``), in one file."""

    title = gettext_lazy("Print agreements")
    template_name = "posts/agreement_print.html"
    form_class = PrintForm

    def claims(self) -> Any:
        """The claims of the list from which one came, narrowed as it was."""
        rows = self.rows_here(Claim)
        chosen = [int(k) for k in self.request.GET.getlist("row") if k.isdecimal() and len(k) < 19]
        if chosen:
            return rows.filter(pk__in=chosen)
        return ClaimFilter(self.request.GET, queryset=rows, request=self.request).qs

    def agreements(self) -> Any:
        """Of each claim the latest version that is signed or is to be, in the order of numbers."""
        latest = figures.latest_standing(self.claims())
        found = AGREEMENTS.visible_to(self.request.user).filter(pk__in=latest)
        return found.order_by("issued_by", "year", "running")

    def get_form_kwargs(self) -> dict[str, Any]:
        many = self.agreements().count()
        return super().get_form_kwargs() | {"user": self.request.user, "many": many}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.agreements()
        count = rows.count()
        query = self.request.GET.urlencode()
        back = reverse("posts:claim-list")
        return super().get_context_data(**kwargs) | {
            "count": count,
            "without": self.claims().count() - count,
            "most": MOST,
            "first": list(rows[:1]),
            "back_url": f"{back}?{query}" if query and "row=" not in query else back,
        }

    def form_valid(self, form: PrintForm) -> HttpResponse:
        asked = form.cleaned_data
        file_type = DOCX if self.request.POST.get("as") == DOCX else PDF
        rows = list(self.agreements()[: MOST + 1])
        try:
            if not rows:
                raise Refused(_("There is no agreement among them yet: draw them up first."))
            if len(rows) > MOST:
                raise Refused(
                    _("More than %(n)d agreements: please narrow the list.") % {"n": MOST}
                )
            made = make_papers(
                AGREEMENT,
                rows,
                {"phones": asked["phones"]},
                file_type,
                in_copies=asked["copies"] == "three",
                by=self.actor,
                reason=asked["reason"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
            return self.form_invalid(form)
        response = HttpResponse(made.content, content_type=TYPES[file_type])
        response["Content-Disposition"] = str(content_disposition_header(True, made.name))
        return response
