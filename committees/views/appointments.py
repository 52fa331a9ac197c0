"""Roles: who holds which, giving and ending them."""

from typing import Any

from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.edit import FormView

from committees import rules, services
from committees.figures import appointable_accounts, past_tree
from committees.filters import AppointmentFilter
from committees.forms import AppointForm, EndAppointmentForm
from committees.models import Appointment
from committees.tables import AppointmentTable, PastAppointmentTable
from core.pages import ActOnPage, DetailPage, FormPage, ListPage
from core.panels import Action, Fact, fact_of
from core.redirects import typed_in
from core.verdicts import Verdict, require

LONGEST_OFFER = 20


class AppointmentList(ListPage):
    """The roles within reach; with ``?on=`` those held on that day."""

    title = gettext_lazy("Appointments")
    queryset = Appointment.objects.all()
    table_class = AppointmentTable
    filterset_class = AppointmentFilter
    import_kind = "appointments"
    create_url_name = "committees:appointment-create"
    create_label = gettext_lazy("New appointment")
    empty_text = gettext_lazy("Nobody holds a role here yet.")

    def get_queryset(self) -> Any:
        on = self.request.on  # type: ignore[attr-defined]
        if not on:
            return super().get_queryset()
        return past_tree(self.request).visible(self.queryset.on(on), "committee__path")

    def get_table(self) -> Any:
        if not self.request.on:  # type: ignore[attr-defined]
            return super().get_table()
        table = PastAppointmentTable(self.request.GET)
        table.then = past_tree(self.request)
        return table

    def can_create(self) -> Verdict:
        return rules.can_appoint_anyone(self.request.actor)  # type: ignore[attr-defined]


class AppointmentDetail(DetailPage):
    queryset = Appointment.objects.select_related("user", "committee")
    template_name = "committees/appointment_detail.html"

    def actions(self) -> list[Action]:
        verdict = rules.can_end_appointment(self.request.actor, self.object)  # type: ignore[attr-defined]
        if verdict.is_forbidden:
            return []
        url = reverse("committees:appointment-end", args=[self.object.pk])
        return [Action(_("End the appointment"), url, verdict, style="danger")]

    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Person"), str(row.user)),
            fact_of(row.user, "login"),
            fact_of(row, "role"),
            Fact(_("Committee"), str(row.committee or "")),
            fact_of(row, "starts_on"),
            fact_of(row, "ends_on"),
            fact_of(row, "basis"),
        ]


class AppointmentCreate(FormPage, FormView):
    """Give an account a role. Offices appoint within their part of the tree; the security
    administrator gives the three administrators' offices and no other."""

    title = gettext_lazy("New appointment")
    form_class = AppointForm
    submit_label = gettext_lazy("Appoint")
    success_message = gettext_lazy("Appointed.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_appoint_anyone(request.actor))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.actor}  # type: ignore[attr-defined]

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("committee", "")
        return super().get_initial() | ({"committee": asked} if asked.isdecimal() else {})

    def save(self, form: AppointForm) -> Appointment:
        values = form.cleaned_data
        return services.appoint(
            values["user"],
            values["role"],
            values.get("committee"),
            starts_on=values.get("starts_on"),
            ends_on=values.get("ends_on"),
            basis=values["basis"],
            by=self.request.actor,  # type: ignore[attr-defined]
        )

    def back_url(self) -> str:
        return reverse("committees:appointment-list")


class AppointmentEnd(ActOnPage):
    title = gettext_lazy("End the appointment")
    queryset = Appointment.objects.select_related("user", "committee")
    form_class = EndAppointmentForm
    submit_label = gettext_lazy("End the appointment")
    submit_style = "danger"
    success_message = gettext_lazy("The end of the appointment is recorded.")

    def verdict(self, row: Appointment) -> Verdict:
        return rules.can_end_appointment(self.request.actor, row)  # type: ignore[attr-defined]

    def save(self, form: EndAppointmentForm) -> Appointment:
        return services.end_appointment(
            self.object,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=self.request.actor,  # type: ignore[attr-defined]
        )


class AccountOffers(View):
    """What an autocomplete offers to those who appoint: accounts by a part of the name, or the
    login's start."""

    http_method_names = ["get"]

    def get(self, request: Any) -> JsonResponse:
        require(rules.can_appoint_anyone(request.actor))
        rows = appointable_accounts(request.user)
        if text := typed_in(request, "q", 64):
            rows = rows.filter(Q(name__icontains=text) | Q(login__istartswith=text))
        found = list(rows[: LONGEST_OFFER + 1])
        return JsonResponse(
            {
                "results": [
                    {
                        "id": row.pk,
                        "text": row.name,
                        "note": f"{row.login} · {row.workplace}".strip(" ·"),
                    }
                    for row in found[:LONGEST_OFFER]
                ],
                "more": len(found) > LONGEST_OFFER,
            }
        )
