"""Seats, capacities and the rotating chair."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.models import Committee
from committees.pages import BelowList, Here, committee_asked_for, number_asked_for
from core.identifiers import mask_phone
from core.pages import ActOnPage, EditPage, FormPage, ListPage
from core.panels import Action, Fact, Panel
from core.verdicts import Verdict, require
from members import rules
from members.filters.memberships import CapacityFilter, SeatFilter
from members.forms.seats import (
    CapacityForm,
    RotationForm,
    SeatEditForm,
    SeatForm,
    SeatStepForm,
)
from members.models import Capacity, Seat, SeatStep, Turn
from members.services import capacities, seats
from members.tables.memberships import CapacityEditTable, CapacityTable, PastSeatTable, SeatTable
from members.tables.seats import StepsOfSeat
from members.views.base import PlacedDetail

Status = Seat.Status
SEATS = Seat.objects.select_related("person", "committee", "capacity", "membership__unit")


class SeatList(BelowList):
    """Who sits in the committee looked at and below; with ``?on=`` those who sat that day."""

    title = gettext_lazy("Seats")
    queryset = SEATS
    table_class = SeatTable
    past_table_class = PastSeatTable
    filterset_class = SeatFilter
    import_kind = "seats"
    create_url_name = "members:seat-create"
    create_label = gettext_lazy("Give a seat")
    empty_text = gettext_lazy("Nobody sits here yet.")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.held_on(self.on) if self.on else rows

    def can_create(self) -> Verdict:
        return rules.can_add_people(self.actor)


class SeatDetail(PlacedDetail):
    queryset = SEATS
    template_name = "members/seat_detail.html"
    facts = [
        "person",
        "committee",
        "capacity",
        "office",
        "starts_on",
        "ends_on",
        "term_ends_on",
        "basis",
    ]
    STEPS = [
        (
            Status.AGREED,
            gettext_lazy("Note the person's agreement"),
            "members:seat-agree",
            "primary",
        ),
        (Status.NOMINATED, gettext_lazy("Nominate"), "members:seat-nominate", "primary"),
        (Status.REVIEWED, gettext_lazy("Note the review"), "members:seat-review", "primary"),
        (
            Status.APPOINTED,
            pgettext_lazy("to a seat", "Appoint"),
            "members:seat-appoint",
            "primary",
        ),
        (Status.DROPPED, gettext_lazy("Drop the nomination"), "members:seat-drop", "danger"),
        (Status.ENDED, gettext_lazy("End the seat"), "members:seat-end", "danger"),
    ]

    def actions(self) -> list[Action]:
        seat = self.object
        found = [
            Action(
                label,
                reverse(name, args=[seat.pk]),
                rules.can_move_seat(self.actor, seat, status),
                style=style,
            )
            for status, label, name, style in self.STEPS
            if status in Seat.TRANSITIONS[seat.status]
        ]
        if seat.capacity.needs_nomination:
            form = reverse("paperwork:paper-subject", args=["members.seat", seat.pk])
            verdict = rules.can_print_lists(self.actor, seat.committee)
            found.append(Action(_("Nomination form"), form, verdict))
        edit = reverse("members:seat-edit", args=[seat.pk])
        verdict = rules.can_seat(self.actor, seat.committee)
        found.append(Action(pgettext_lazy("verb", "Edit"), edit, verdict))
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        found = super().get_facts()
        if membership := self.object.membership:
            found.insert(3, Fact(_("For the unit"), membership.unit))
        found.append(Fact(_("Phone"), mask_phone(self.object.person.phone)))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seat = self.object
        chain = seat.capacity.needs_nomination
        return super().get_context_data(**kwargs) | {"chain": self.chain() if chain else []}

    def chain(self) -> list[tuple[str, bool]]:
        """The steps of the nomination, and which have been taken."""
        order, now = SeatStep.CHAIN, self.object.status
        reached = order.index(SeatStep.Step(now)) if now in order else len(order) - 1
        if now == Status.DROPPED:
            return []
        return [(str(step.label), place <= reached) for place, step in enumerate(order)]

    def panels(self) -> list[Panel]:
        """The steps that were taken, each with its day and its paper."""
        taken = list(self.object.steps.select_related("user"))
        if not taken:
            return []
        return [Panel.of("steps", _("Steps taken, with their papers"), StepsOfSeat(), taken)]


class SeatCreate(Here, FormPage, FormView):
    """A person takes a seat at the committee that the address names, else the one looked at."""

    title = gettext_lazy("Give a seat")
    form_class = SeatForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_add_people(self.actor))
        committee = committee_asked_for(request)
        if committee is None:
            raise Http404
        self.committee: Committee = committee
        require(rules.can_seat(self.actor, committee))
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.committee} · {self.title}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"committee": self.committee}

    def get_initial(self) -> dict[str, Any]:
        asked = number_asked_for(self.request, "membership")
        capacity = number_asked_for(self.request, "capacity")
        if asked and not capacity:
            represents = Capacity.objects.filter(
                level=self.committee.level, represents_unit=True, needs_nomination=False
            ).first()
            capacity = {"capacity": represents.pk} if represents else {}
        return asked | capacity | number_asked_for(self.request, "person")

    def back_url(self) -> str:
        return reverse("members:seat-list")

    def save(self, form: SeatForm) -> Seat:
        return seats.seat_person(self.committee, form.changes, by=self.actor)


class SeatEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = SEATS
    form_class = SeatEditForm

    def verdict(self, row: Seat) -> Verdict:
        return rules.can_seat(self.actor, row.committee)

    def save(self, form: SeatEditForm) -> Seat:
        return seats.edit_seat(form.instance, form.changes, version=form.on_version, by=self.actor)


class StepPage(Here, ActOnPage):
    """One step of a nomination, or the end of a seat, with its paper and day."""

    queryset = SEATS
    form_class = SeatStepForm
    status = ""

    def verdict(self, row: Seat) -> Verdict:
        return rules.can_move_seat(self.actor, row, self.status)

    def save(self, form: SeatStepForm) -> Seat:
        return seats.move_seat(self.object, self.status, by=self.actor, **form.cleaned_data)


class SeatAgree(StepPage):
    title = gettext_lazy("Note the person's agreement")
    status = Status.AGREED


class SeatNominate(StepPage):
    title = gettext_lazy("Nominate")
    status = Status.NOMINATED


class SeatReview(StepPage):
    title = gettext_lazy("Note the review")
    status = Status.REVIEWED


class SeatAppoint(StepPage):
    title = pgettext_lazy("to a seat", "Appoint")
    status = Status.APPOINTED


class SeatDrop(StepPage):
    title = gettext_lazy("Drop the nomination")
    submit_style = "danger"
    status = Status.DROPPED


class SeatEnd(StepPage):
    title = gettext_lazy("End the seat")
    submit_style = "danger"
    status = Status.ENDED


class CapacityList(Here, ListPage):
    """In what capacities people sit, tier by tier, and how many of each are asked for."""

    title = gettext_lazy("Capacities")
    queryset = Capacity.objects.all()
    table_class = CapacityTable
    filterset_class = CapacityFilter
    import_kind = "capacities"
    empty_text = gettext_lazy("No capacities have been set up.")

    def get_table(self) -> Any:
        may_edit = rules.can_edit_capacities(self.actor)
        return (CapacityEditTable if may_edit else CapacityTable)(self.request.GET)


class CapacityEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = Capacity.objects.all()
    form_class = CapacityForm

    def verdict(self, row: Capacity) -> Verdict:
        return rules.can_edit_capacities(self.actor)

    def save(self, form: CapacityForm) -> Capacity:
        return capacities.edit_capacity(
            form.instance, form.changes, version=form.on_version, by=self.actor
        )


class Rotation(Here, ActOnPage):
    """Whose turn it is to chair, and planning the turns of a year."""

    title = gettext_lazy("Rotating chair")
    queryset = Committee.objects.all()
    form_class = RotationForm
    template_name = "members/rotation.html"
    submit_label = gettext_lazy("Plan the year")
    success_message = gettext_lazy("The turns are planned.")

    def verdict(self, row: Committee) -> Verdict:
        return rules.can_plan_rotation(self.actor, row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        turns = (
            Turn.objects.filter(committee=self.object)
            .select_related("membership__unit")
            .order_by("-starts_on")[:24]
        )
        rows = [(turn, turn.is_in_force(self.date)) for turn in turns]
        return super().get_context_data(**kwargs) | {"turns": rows}

    def save(self, form: RotationForm) -> str:
        seats.plan_rotation(self.object, form.cleaned_data["year"], by=self.actor)
        return reverse("members:rotation", args=[self.object.pk])
