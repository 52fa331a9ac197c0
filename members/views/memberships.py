"""Memberships and their steps."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.pages import BelowList, Here, Suggestions, committee_asked_for, number_asked_for
from core.pages import ActionView, ActOnPage, EditPage, FormPage
from core.panels import Action, Bulk, Fact, Panel, fact_of
from core.verdicts import Verdict, require
from members import figures, rules
from members.filters.memberships import MembershipFilter
from members.forms.memberships import (
    AdjustForm,
    AdmitForm,
    BasisForm,
    LeaveForm,
    MembershipForm,
    ReplaceForm,
)
from members.models import Liaison, Membership, MemberUnit
from members.services import memberships
from members.tables.belongings import LiaisonsHere, SeatsHere
from members.tables.memberships import MembershipTable, PastMembershipTable
from members.views.base import PlacedDetail

Status = Membership.Status
MEMBERSHIPS = Membership.objects.select_related("unit", "committee", "replaced_by__unit")


def mark_to_adjust(row: Membership, request: HttpRequest) -> None:
    memberships.move_membership(row, Status.TO_ADJUST, by=request.actor)  # type: ignore[attr-defined]


def keep(row: Membership, request: HttpRequest) -> None:
    memberships.move_membership(row, Status.ACTIVE, by=request.actor)  # type: ignore[attr-defined]


class MembershipList(BelowList):
    """The memberships of the committee looked at and below; with ``?on=`` those of that day."""

    title = gettext_lazy("Memberships")
    queryset = MEMBERSHIPS
    table_class = MembershipTable
    past_table_class = PastMembershipTable
    filterset_class = MembershipFilter
    import_kind = "memberships"
    create_url_name = "members:membership-create"
    create_label = gettext_lazy("Admit a known unit")
    empty_text = gettext_lazy("No unit has joined yet. Enter a unit, or admit one that is known.")
    # Whoever may not do it is told so row by row, by the same rule as on the row's page.
    bulk = {
        "adjust": Bulk(gettext_lazy("Mark as to be adjusted"), mark_to_adjust),
        "keep": Bulk(gettext_lazy("Keep on the roster"), keep),
    }

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.on_roster(self.on) if self.on else rows

    def can_create(self) -> Verdict:
        return rules.can_add_people(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not rules.can_add_people(self.actor):
            context["bulk"] = {}
        return context


class MembershipDetail(PlacedDetail):
    queryset = MEMBERSHIPS
    template_name = "members/membership_detail.html"
    facts = ["unit", "committee", "starts_on", "ends_on", "change_type", "basis", "reason"]

    # (status that the step leads to, label, url name, style)
    STEPS = [
        (
            Status.TO_CONFIRM,
            gettext_lazy("Note its answer"),
            "members:membership-answer",
            "primary",
        ),
        (Status.ACTIVE, gettext_lazy("Confirm"), "members:membership-confirm", "primary"),
        (Status.DECLINED, gettext_lazy("Note that it declined"), "members:membership-decline", ""),
        (Status.TO_ADJUST, gettext_lazy("Mark as to be adjusted"), "members:membership-adjust", ""),
        (
            Status.REPLACED,
            gettext_lazy("Replace by another unit"),
            "members:membership-replace",
            "",
        ),
        (Status.LEFT, gettext_lazy("Record its leaving"), "members:membership-leave", "danger"),
    ]

    def actions(self) -> list[Action]:
        row, onward = self.object, Membership.TRANSITIONS[self.object.status]
        found = []
        for status, label, name, style in self.STEPS:
            if status not in onward:
                continue
            url, post, words = reverse(name, args=[row.pk]), False, str(label)
            if status == Status.ACTIVE and row.status == Status.TO_ADJUST:
                words, post = _("Keep on the roster"), True
                url = reverse("members:membership-keep", args=[row.pk])
            verdict = rules.can_move_membership(self.actor, row, status)
            found.append(Action(words, url, verdict, post=post, style=style or "secondary"))
        if row.status in Membership.COUNTING:
            file = reverse("members:liaison-create", args=[row.pk])
            verdict = rules.can_file_liaison(self.actor, row)
            found.append(Action(_("File a liaison"), file, verdict))
            seat = (
                f"{reverse('members:seat-create')}?committee={row.committee_id}&membership={row.pk}"
            )
            found.append(
                Action(_("Seat a representative"), seat, rules.can_seat(self.actor, row.committee))
            )
        letter = reverse("paperwork:paper-subject", args=["members.membership", row.pk])
        found.append(
            Action(_("Letter of appointment"), letter, rules.can_print_letter(self.actor, row))
        )
        edit = reverse("members:membership-edit", args=[row.pk])
        found.append(
            Action(pgettext_lazy("verb", "Edit"), edit, rules.can_admit(self.actor, row.committee))
        )
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        found = super().get_facts()
        if not rules.can_see_unit(self.actor, self.object.unit):  # it has declined
            unit = fact_of(self.object, "unit")
            found[self.facts.index("unit")] = Fact(unit.label, str(unit.value))
        if successor := self.object.replaced_by:
            found.append(Fact(_("Successor"), successor))
        return found

    def panels(self) -> list[Panel]:
        row = self.object
        seats = row.seats.select_related("person", "capacity").order_by("ends_on", "pk")
        liaisons = Liaison.objects.filter(membership=row).select_related("person")
        return [
            Panel.of(
                "representatives",
                _("Who sits for it"),
                SeatsHere(),
                seats.held_on(self.on) if self.on else seats,
                empty_text=_("Nobody sits for this unit yet."),
            ),
            Panel.of(
                "liaisons",
                _("Liaisons"),
                LiaisonsHere(),
                liaisons.on(self.on) if self.on else liaisons.order_by("ends_on", "pk"),
                empty_text=_("No liaison has been filed for this unit yet."),
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        then = Membership.objects.on_roster(self.date).filter(pk=row.pk).exists()
        return super().get_context_data(**kwargs) | {
            "gaps": figures.gaps_of([row], self.date).get(row.pk, []) if then else [],
        }


class MembershipCreate(Here, FormPage, FormView):
    """A unit that the system knows joins a committee; the size is spoken of before."""

    title = gettext_lazy("Admit a known unit")
    form_class = AdmitForm
    submit_label = gettext_lazy("Admit")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_add_people(self.actor))
        self.committee = committee_asked_for(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        managed = self.committee and self.request.user.reach.manages(self.committee.path)  # type: ignore[union-attr]
        return super().get_form_kwargs() | {"at": self.committee if managed else None}

    def get_initial(self) -> dict[str, Any]:
        return number_asked_for(self.request, "unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        intro = figures.size_in_words(self.committee) if self.committee else ""
        return super().get_context_data(**kwargs) | {"intro": intro}

    def back_url(self) -> str:
        return reverse("members:membership-list")

    def save(self, form: AdmitForm) -> Membership:
        return memberships.admit_unit(
            form.cleaned_data["unit"], form.cleaned_data["committee"], form.values, by=self.actor
        )


class MembershipEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = MEMBERSHIPS
    form_class = MembershipForm

    def verdict(self, row: Membership) -> Verdict:
        return rules.can_admit(self.actor, row.committee)

    def save(self, form: MembershipForm) -> Membership:
        return memberships.edit_membership(
            form.instance, form.changes, version=form.on_version, by=self.actor
        )


class Step(Here, ActOnPage):
    """One step of a membership, with its paper and day."""

    queryset = MEMBERSHIPS
    form_class = BasisForm
    status = ""

    def verdict(self, row: Membership) -> Verdict:
        return rules.can_move_membership(self.actor, row, self.status)

    def save(self, form: Any) -> Membership:
        return memberships.move_membership(
            self.object, self.status, by=self.actor, **form.cleaned_data
        )


class MembershipAnswer(Step):
    """The unit has answered its invitation, with a letter naming its people."""

    title = gettext_lazy("Note its answer")
    status = Status.TO_CONFIRM


class MembershipConfirm(Step):
    """The committee's meeting has confirmed the unit; the size is spoken of before."""

    title = gettext_lazy("Confirm")
    submit_label = gettext_lazy("Confirm")
    status = Status.ACTIVE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        committee = self.object.committee
        intro = figures.size_warning(committee, adding=1) or figures.size_in_words(committee)
        return super().get_context_data(**kwargs) | {"intro": intro}


class MembershipDecline(Step):
    title = gettext_lazy("Note that it declined")
    status = Status.DECLINED


class MembershipAdjust(Step):
    title = gettext_lazy("Mark as to be adjusted")
    form_class = AdjustForm
    status = Status.TO_ADJUST


class MembershipLeave(Step):
    """The unit leaves; its representative and liaisons end that day, their access at once."""

    title = gettext_lazy("Record its leaving")
    form_class = LeaveForm
    submit_style = "danger"
    status = Status.LEFT
    intro = gettext_lazy(
        "Its representative and its liaisons here end on the same day; the liaisons' access ends "
        "when you save. The history stays."
    )


class MembershipReplace(Step):
    title = gettext_lazy("Replace by another unit")
    form_class = ReplaceForm
    submit_style = "danger"
    status = Status.REPLACED

    def save(self, form: ReplaceForm) -> Membership:
        values = form.cleaned_data
        return memberships.replace_unit(
            self.object,
            values["unit"],
            by=self.actor,
            reason=values["reason"],
            basis=values["basis"],
            on=values["on"],
        )


class MembershipKeep(Here, ActionView):
    """A membership that was to be adjusted stays as it is."""

    queryset = MEMBERSHIPS

    def act(self, row: Membership) -> None:
        memberships.move_membership(row, Status.ACTIVE, by=self.actor)


class MembershipSuggestions(Suggestions):
    """Units on the roster of one visible committee (``?committee=``)."""

    def rows(self, typed: str) -> Any:
        committee = committee_asked_for(self.request)
        rows = Membership.objects.visible_to(self.request.user).active().filter(committee=committee)
        if typed:
            rows = rows.filter(unit__in=MemberUnit.objects.search(typed))
        return rows.select_related("unit").order_by("unit__sequence", "unit__sort_key", "pk")

    def shown(self, row: Membership) -> dict[str, Any]:
        return {"id": row.pk, "text": row.unit.name, "note": row.unit.uscc}
