"""双报到: registrations of units and of party members, and where the two lists differ."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from committees.listing import PlacedList
from committees.models import Committee
from committees.pages import Here, PastList, number_asked_for
from core.pages import ActionView, ActOnPage, FormPage, Titled
from core.panels import Action, Bulk, Fact, Panel, fact_of
from core.verdicts import Verdict, require
from members import figures, rules
from members.filters.registrations import RegistrationFilter
from members.forms.registrations import (
    MoveForm,
    RegisterMemberForm,
    RegisterUnitForm,
    StepForm,
)
from members.models import MemberUnit, PartyMember, Registration
from members.services import registrations
from members.tables.registrations import (
    MembersToRegister,
    PastRegistrationTable,
    RegistrationsAmiss,
    RegistrationsAmissOfUnit,
    RegistrationTable,
    StepsOfRegistration,
)
from members.views.base import HereDetail

Status = Registration.Status
REGISTRATIONS = Registration.objects.select_related(
    "committee", "member__person", "unit", "employer", "moved_to__committee"
)
AT_MOST = 50


class RegistrationList(PlacedList, PastList):
    """Registrations at the committee looked at and below; a liaison's own unit's, everywhere."""

    title = gettext_lazy("Registrations")
    queryset = Registration.objects.all()
    table_class = RegistrationTable
    past_table_class = PastRegistrationTable
    filterset_class = RegistrationFilter
    import_kind = "registrations"
    create_url_name = "members:registration-member"
    create_label = gettext_lazy("Register a party member")
    empty_text = gettext_lazy(
        "Here stand the units and party members who have registered: enter each at the counter, or "
        "confirm those whom their unit has announced."
    )
    bulk = {
        "confirm": Bulk(
            gettext_lazy("Confirm"),
            lambda row, request: registrations.move_on(row, Status.REGISTERED, by=request.actor),
        ),
        "renew": Bulk(
            gettext_lazy("Renew for a year"),
            lambda row, request: registrations.renew(row, by=request.actor),
        ),
    }

    def get_queryset(self) -> Any:
        return self.rows_here(Registration)

    def can_create(self) -> Verdict:
        return rules.can_enter_registrations(self.actor)

    def links(self) -> list[Action]:
        found = [Action(_("Where the lists differ"), reverse("members:reconciliation"))]
        if rules.can_enter_registrations(self.actor):
            found.append(Action(_("Register a unit"), reverse("members:registration-unit")))
        return found


class RegistrationDetail(HereDetail):
    queryset = REGISTRATIONS

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        paper = reverse("paperwork:paper-subject", args=["members.registration", row.pk])
        papers = [Action(_("Papers"), paper)] if rules.can_print_slip(by, row) else []
        if rules.can_keep_registrations(by, row.committee).is_forbidden or row.ends_on:
            return papers

        def act(label: Any, name: str, status: str, style: str = "secondary") -> Action:
            url = reverse(f"members:registration-{name}", args=[row.pk])
            return Action(label, url, rules.can_move_registration(by, row, status), style=style)

        found = []
        if row.status != Status.REGISTERED:
            label = _("Confirm") if row.status == Status.PENDING else _("Take up again")
            url = reverse("members:registration-confirm", args=[row.pk])
            may = rules.can_move_registration(by, row, Status.REGISTERED)
            found.append(Action(label, url, may, post=True, style="primary"))
        else:
            url = reverse("members:registration-renew", args=[row.pk])
            may = rules.can_renew(by, row)
            found.append(Action(_("Renew for a year"), url, may, post=True, style="primary"))
        found += [
            act(_("Pause"), "pause", Status.PAUSED),
            act(_("Exempt"), "exempt", Status.EXEMPT),
        ]
        if row.member_id:
            found.append(act(_("Move to another community"), "move", Status.MOVED))
        return [*found, *papers, act(_("Revoke"), "revoke", Status.REVOKED, "danger")]

    def get_facts(self) -> list[Fact]:
        row = self.object
        rows = PartyMember if row.member_id else MemberUnit
        seen: Any = rows.objects.visible_to(self.request.user).filter(pk=row.who.pk)
        label = fact_of(row, "member" if row.member_id else "unit").label
        following = row.moved_to and row.moved_to.committee
        return [
            Fact(label, row.who if seen.exists() else str(row.who)),
            Fact(fact_of(row, "committee").label, self._place(row.committee)),
            *([Fact(fact_of(row, "employer").label, str(row.employer))] if row.employer else []),
            Fact(_("Registered on"), row.starts_on),
            fact_of(row, "valid_until"),
            fact_of(row, "last_active_on"),
            *([fact_of(row, "reason")] if row.reason else []),
            *([Fact(_("Ended on"), row.ends_on)] if row.ends_on else []),
            *([Fact(_("Goes on at"), str(following))] if following else []),
            *([Fact(_("Notice given"), row.notice_version)] if row.notice_version else []),
        ]

    def _place(self, committee: Committee) -> Any:
        seen: Any = Committee.objects.visible_to(self.request.user).filter(pk=committee.pk)
        return committee if seen.exists() else str(committee)

    def panels(self) -> list[Panel]:
        steps = self.object.steps.select_related("user")
        return [Panel.of("steps", _("Steps"), StepsOfRegistration(), steps)]


class Register(Here, FormPage, FormView):
    """A new registration, at the community's own desk or announced by the unit."""

    submit_label = gettext_lazy("Register")
    success_message = gettext_lazy("Entered. Where the committee is not yours, it confirms first.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_enter_registrations(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("members:registration-list")

    def get_initial(self) -> dict[str, Any]:
        given = super().get_initial() | number_asked_for(self.request, self.asks)
        if self.at is not None and self.at.level in self.levels:
            given.setdefault("committee", self.at.pk)
        return given

    asks = ""
    levels: tuple[str, ...] = ()


class RegisterMember(Register):
    title = gettext_lazy("Register a party member")
    form_class = RegisterMemberForm
    template_name = "members/register_member.html"
    asks = "member"
    levels = Registration.LEVELS_OF_MEMBERS

    def save(self, form: RegisterMemberForm) -> Registration:
        asked = form.cleaned_data
        return registrations.register_member(
            asked["member"], asked["committee"], on=asked["on"], by=self.actor
        )


class RegisterUnit(Register):
    title = gettext_lazy("Register a unit")
    form_class = RegisterUnitForm
    asks = "unit"
    levels = Registration.LEVELS_OF_UNITS

    def save(self, form: RegisterUnitForm) -> Registration:
        asked = form.cleaned_data
        return registrations.register_unit(
            asked["unit"], asked["committee"], on=asked["on"], by=self.actor
        )


class RegistrationConfirm(Here, ActionView):
    """Confirmed by the community, or taken up again."""

    queryset = REGISTRATIONS
    success_message = gettext_lazy("Confirmed.")

    def act(self, row: Registration) -> Any:
        registrations.move_on(row, Status.REGISTERED, by=self.actor)


class RegistrationRenew(Here, ActionView):
    queryset = REGISTRATIONS
    success_message = gettext_lazy("Renewed.")

    def act(self, row: Registration) -> Any:
        registrations.renew(row, by=self.actor)


class StepPage(Here, ActOnPage):
    """A step that needs a reason."""

    queryset = REGISTRATIONS
    form_class: Any = StepForm
    status = ""

    def verdict(self, row: Registration) -> Verdict:
        return rules.can_move_registration(self.actor, row, self.status)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"registration": self.object}

    def save(self, form: Any) -> Registration:
        return registrations.move_on(self.object, self.status, by=self.actor, **form.cleaned_data)


class RegistrationPause(StepPage):
    title = gettext_lazy("Pause")
    status = Status.PAUSED


class RegistrationExempt(StepPage):
    title = gettext_lazy("Exempt")
    status = Status.EXEMPT


class RegistrationRevoke(StepPage):
    title = gettext_lazy("Revoke")
    status = Status.REVOKED
    submit_style = "danger"


class RegistrationMove(StepPage):
    """The member has moved house."""

    title = gettext_lazy("Move to another community")
    form_class = MoveForm
    status = Status.MOVED
    intro = gettext_lazy(
        "The registration ends here and goes on there, with its history; who sees the entry "
        "changes at once."
    )

    def save(self, form: MoveForm) -> str:
        following = registrations.move_to(self.object, by=self.actor, **form.cleaned_data)
        seen = Registration.objects.visible_to(self.request.user).filter(pk=following.pk)
        return (following if seen.exists() else self.object).get_absolute_url()


class Reconciliation(Here, Titled, TemplateView):
    """Where the units' lists and the communities' lists differ, row by row, with the cure."""

    template_name = "members/reconciliation.html"
    title = gettext_lazy("Where the lists differ")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = figures.differences(self.request.user, self.at if self.reads_all_here else None)
        panels = []
        amiss = RegistrationsAmiss if self.reads_all_here else RegistrationsAmissOfUnit
        for difference in found:
            table = MembersToRegister() if difference.is_of_members else amiss()
            panels.append(
                Panel.of(
                    difference.key,
                    f"{difference.label} · {difference.rows.count()}",
                    table,
                    difference.rows[:AT_MOST],
                    empty_text=str(difference.none),
                )
            )
        return super().get_context_data(**kwargs) | {"panels": panels, "at_most": AT_MOST}
