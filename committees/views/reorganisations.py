"""Plans for the tree: made, previewed, applied, cancelled, taken back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules, services
from committees.filters import ReorganisationFilter
from committees.forms import PlanForm, PlanStartForm
from committees.models import Reorganisation
from committees.tables import ReorganisationTable
from core.forms import ReasonForm
from core.pages import ActionView, ActOnPage, CreatePage, DetailPage, ListPage
from core.panels import Action, Fact, fact_of
from core.verdicts import Verdict, require

PLANS = Reorganisation.objects.select_related("committee__parent", "target__parent")


class ReorganisationList(ListPage):
    title = gettext_lazy("Reorganisations")
    queryset = Reorganisation.objects.all()
    table_class = ReorganisationTable
    filterset_class = ReorganisationFilter
    create_url_name = "committees:reorganisation-create"
    create_label = gettext_lazy("Plan a reorganisation")
    empty_text = gettext_lazy(
        "Renaming, moving, splitting, merging and ending committees is planned here, with a "
        "preview of everything that it changes."
    )

    def can_create(self) -> Verdict:
        return rules.can_manage_anything(self.request.actor)  # type: ignore[attr-defined]


class ReorganisationDetail(DetailPage):
    queryset = PLANS
    template_name = "committees/reorganisation_detail.html"

    def actions(self) -> list[Action]:
        plan, by = self.object, self.request.actor  # type: ignore[attr-defined]
        if not rules.can_decide_plan(by, plan):
            return []

        def offer(label: Any, name: str, verdict: Verdict, **kwargs: Any) -> Action:
            url = reverse(f"committees:reorganisation-{name}", args=[plan.pk])
            return Action(label, url, verdict, **kwargs)

        if plan.status == plan.Status.PLANNED:
            return [
                offer(
                    _("Apply it now"),
                    "apply",
                    rules.can_apply(by, plan),
                    post=True,
                    style="primary",
                    confirm=_("Apply this plan to the tree now?"),
                ),
                offer(_("Cancel the plan"), "cancel", rules.can_cancel(by, plan), style="danger"),
            ]
        if plan.status == plan.Status.APPLIED:
            return [offer(_("Take it back"), "revert", rules.can_revert(by, plan), style="danger")]
        return []

    def get_facts(self) -> list[Fact]:
        plan = self.object
        names = ["committee", "kind", "effective_on"]
        names += [
            n for n in ("target", "new_code", "new_area_name", "new_name") if getattr(plan, n)
        ]
        names += ["basis_document", "basis_number", "applied_at"]
        found = [fact_of(plan, name) for name in names]
        if parts := ", ".join(str(part) for part in plan.parts.order_by("code")):
            found.insert(3, Fact(_("Parts that leave"), parts))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        is_planned = plan.status == plan.Status.PLANNED
        return super().get_context_data(**kwargs) | {
            "preview": services.preview(plan) if is_planned else [],
            "obstacle": "" if not is_planned else rules.fits_the_tree(plan).reason,
            "by_clock": is_planned and plan.was_made_beforehand,
        }


class ReorganisationCreate(CreatePage):
    """First which committee and what (in the address), then the particulars."""

    title = gettext_lazy("Plan a reorganisation")
    model = Reorganisation
    success_message = gettext_lazy("The plan is kept; nothing has changed yet.")

    def verdict(self) -> Verdict:
        return rules.can_manage_anything(self.request.actor)  # type: ignore[attr-defined]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(self.verdict())
        asked = request.GET if {"committee", "kind"} <= request.GET.keys() else None
        self.start = PlanStartForm(asked, user=request.user, initial=request.GET.dict())
        if self.start.is_valid():
            require(rules.can_plan_at(request.actor, self.start.cleaned_data["committee"]))
        elif request.method == "POST":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.start.is_bound and self.start.is_valid():
            return super().get(request, *args, **kwargs)
        self.object = None
        context = {"form": self.start, "page_title": self.get_title()}
        self.template_name = "committees/reorganisation_start.html"
        return self.render_to_response(context | {"back_url": self.back_url()})

    def get_form_class(self) -> Any:
        return PlanForm

    def get_form_kwargs(self) -> dict[str, Any]:
        chosen = self.start.cleaned_data
        plan = Reorganisation(kind=chosen["kind"], committee=chosen["committee"])
        return super().get_form_kwargs() | {"instance": plan}

    def get_title(self) -> str:
        if not (self.start.is_bound and self.start.is_valid()):
            return str(self.title)
        chosen = self.start.cleaned_data
        return f"{chosen['committee']} · {Reorganisation.Kind(chosen['kind']).label}"

    def save(self, form: PlanForm) -> Reorganisation:
        chosen = self.start.cleaned_data
        return services.plan_reorganisation(
            chosen["kind"],
            chosen["committee"],
            form.changes,
            by=self.request.actor,  # type: ignore[attr-defined]
        )

    def back_url(self) -> str:
        return reverse("committees:reorganisation-list")


class ReorganisationApply(ActionView):
    queryset = PLANS
    success_message = gettext_lazy("The plan is applied. The earlier tree stays readable by date.")

    def act(self, row: Reorganisation) -> None:
        services.apply_reorganisation(row, by=self.request.actor)  # type: ignore[attr-defined]


class ReorganisationCancel(ActOnPage):
    title = gettext_lazy("Cancel the plan")
    queryset = PLANS
    form_class = ReasonForm
    submit_label = gettext_lazy("Cancel the plan")
    submit_style = "danger"
    success_message = gettext_lazy("The plan is cancelled; nothing was changed.")

    def verdict(self, row: Reorganisation) -> Verdict:
        return rules.can_cancel(self.request.actor, row)  # type: ignore[attr-defined]

    def save(self, form: ReasonForm) -> Reorganisation:
        return services.cancel_reorganisation(
            self.object,
            reason=form.cleaned_data["reason"],
            by=self.request.actor,  # type: ignore[attr-defined]
        )


class ReorganisationRevert(ActOnPage):
    """Take it back; what has changed since, and forbids it, is listed beforehand."""

    title = gettext_lazy("Take it back")
    queryset = PLANS
    form_class = ReasonForm
    template_name = "committees/reorganisation_revert.html"
    submit_label = gettext_lazy("Take it back")
    submit_style = "danger"
    success_message = gettext_lazy("Everything is as it was before; both acts stay on record.")

    def verdict(self, row: Reorganisation) -> Verdict:
        return rules.can_revert(self.request.actor, row)  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"touched": services.touched_since(self.object)}

    def save(self, form: ReasonForm) -> Reorganisation:
        return services.revert_reorganisation(
            self.object,
            reason=form.cleaned_data["reason"],
            by=self.request.actor,  # type: ignore[attr-defined]
        )
