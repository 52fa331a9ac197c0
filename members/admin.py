"""This room in the back office: the same scopes, rules and services as on the pages."""

import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.actors import Actor
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.admin import ScopedAdmin, ServiceForm
from core.verdicts import Verdict
from members import rules
from members.models import (
    Capacity,
    Handover,
    HandoverItem,
    Invitation,
    Liaison,
    MemberRequest,
    Membership,
    MemberUnit,
    OrganizationUnit,
    PartyMember,
    PartyOrganization,
    Person,
    Registration,
    RegistrationStep,
    Seat,
    SuperiorContact,
    Turn,
)
from members.services import (
    capacities,
    liaisons,
    memberships,
    organisations,
    party_members,
    people,
    seats,
    units,
)


class NewUnitForm(ServiceForm):
    """A unit with the committee that it joins, without which nobody would see it."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        label=_("Committee that it joins"),
        widget=AutocompleteSelect(Membership._meta.get_field("committee"), admin.site),
    )


@admin.register(MemberUnit)
class MemberUnitAdmin(ScopedAdmin):
    list_display = ("name", "category", "affiliation", "system", "area", "uscc")
    list_filter = ("category", "affiliation", "party_coverage")
    search_fields = ("name", "short_name", "pinyin__startswith", "initials__startswith", "uscc")
    masked = ("phone",)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, **{**kwargs, "form": NewUnitForm})
        # The declared field is one object for all requests; each gets its own choices.
        field = copy.deepcopy(form.base_fields["committee"])
        field.queryset = Committee.objects.in_being().managed_by(request.user)
        form.base_fields["committee"] = field
        return form

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def edit_rule(self, actor: Actor, row: MemberUnit) -> Verdict:
        return rules.can_edit_unit(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> MemberUnit:
        committee = values.pop("committee")
        joining = {"starts_on": clock.today(), "change_type": Membership.Change.ADDED}
        return memberships.admit_new_unit(values, committee, joining, by=by).unit

    def save_changes(
        self, row: MemberUnit, changes: dict[str, Any], version: int | None, by: Actor
    ) -> MemberUnit:
        return units.edit_unit(row, changes, version=version, by=by)


@admin.register(SuperiorContact)
class SuperiorContactAdmin(ScopedAdmin):
    list_display = ("unit", "date", "direction", "by")
    list_filter = ("direction",)
    search_fields = ("unit__name", "text")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> SuperiorContact:
        return units.log_superior_contact(values.pop("unit"), values, by=by)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    list_display = ("unit", "committee", "status", "change_type", "starts_on", "ends_on")
    list_filter = ("status", "change_type")
    search_fields = ("unit__name", "unit__uscc", "committee__name")
    fixed = ("unit", "committee")
    readonly = ("ends_on", "replaced_by")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def edit_rule(self, actor: Actor, row: Membership) -> Verdict:
        return rules.can_admit(actor, row.committee)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Membership:
        unit, committee = values.pop("unit"), values.pop("committee")
        return memberships.admit_unit(unit, committee, values, by=by)

    def save_changes(
        self, row: Membership, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Membership:
        return memberships.edit_membership(row, changes, version=version, by=by)


@admin.register(PartyOrganization)
class PartyOrganizationAdmin(ScopedAdmin):
    list_display = ("name", "category", "relation", "superior", "secretary", "term_ends_on", "home")
    list_filter = ("category", "relation")
    search_fields = ("name", "pinyin__startswith", "initials__startswith")
    readonly = ("ends_on",)

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def edit_rule(self, actor: Actor, row: PartyOrganization) -> Verdict:
        return rules.can_keep_organisation(actor, row)

    def save_new(
        self, request: HttpRequest, values: dict[str, Any], by: Actor
    ) -> PartyOrganization:
        return organisations.found_organisation(values, by=by)

    def save_changes(
        self, row: PartyOrganization, changes: dict[str, Any], version: int | None, by: Actor
    ) -> PartyOrganization:
        return organisations.edit_organisation(row, changes, version=version, by=by)


@admin.register(OrganizationUnit)
class OrganizationUnitAdmin(ScopedAdmin):
    list_display = ("organisation", "unit", "starts_on", "ends_on")
    search_fields = ("organisation__name", "unit__name")
    readonly = ("ends_on",)

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> OrganizationUnit:
        organisation, unit = values.pop("organisation"), values.pop("unit")
        return organisations.link_unit(organisation, unit, by=by, **values)


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    list_display = ("name", "workplace", "position", "phone", "party_status", "home")
    list_filter = ("party_status",)
    search_fields = ("name", "pinyin__startswith", "initials__startswith", "workplace")
    readonly = ("user",)
    masked = ("phone",)

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def edit_rule(self, actor: Actor, row: Person) -> Verdict:
        return rules.can_edit_person(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Person:
        return people.create_person(values, by=by)

    def save_changes(
        self, row: Person, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Person:
        return people.edit_person(row, changes, version=version, by=by)


class NewMemberForm(ServiceForm):
    """With the status of the entry and the place where the member lives."""

    entered_as = forms.ChoiceField(
        label=_("Status"),
        choices=[(status.value, status.label) for status in PartyMember.COUNTING],
    )
    residence = forms.ModelChoiceField(
        Committee.objects.none(),
        label=_("Lives in (community or grid)"),
        required=False,
        widget=AutocompleteSelect(Membership._meta.get_field("committee"), admin.site),
    )


@admin.register(PartyMember)
class PartyMemberAdmin(ScopedAdmin):
    """The resident ID number and the residence are changed on the entry's own page."""

    list_display = ("person", "status", "employment", "employer", "organisation", "community")
    list_filter = ("status", "employment", "sex")
    search_fields = ("person__name", "person__pinyin__startswith", "person__initials__startswith")
    fixed = ("person",)
    readonly = ("community", "grid", "status_since", "status_reason")
    exclude = ("resident_id",)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, **{**kwargs, "form": NewMemberForm})
        # The declared field is one object for all requests; each gets its own choices.
        field = copy.deepcopy(form.base_fields["residence"])
        places = Committee.objects.in_being().filter(level__in=[Level.COMMUNITY, Level.GRID])
        field.queryset = places.managed_by(request.user)
        form.base_fields["residence"] = field
        return form

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_enter_members(actor)

    def edit_rule(self, actor: Actor, row: PartyMember) -> Verdict:
        return rules.can_keep_member(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> PartyMember:
        person, residence = values.pop("person"), values.pop("residence")
        values["status"] = values.pop("entered_as")
        return party_members.enter_member(person, values, residence=residence, by=by)

    def save_changes(
        self, row: PartyMember, changes: dict[str, Any], version: int | None, by: Actor
    ) -> PartyMember:
        return party_members.edit_member(row, changes, version=version, by=by)


@admin.register(Registration)
class RegistrationAdmin(ScopedAdmin):
    """Registrations are entered and moved on their own pages, each step with its day."""

    list_display = ("member", "unit", "committee", "employer", "status", "starts_on", "valid_until")
    list_filter = ("status",)
    search_fields = ("member__person__name", "unit__name", "committee__name")
    list_select_related = ("member__person",)


@admin.register(RegistrationStep)
class RegistrationStepAdmin(ScopedAdmin):
    list_display = ("registration", "status", "day", "reason", "user")
    list_filter = ("status",)
    search_fields = ("registration__member__person__name", "registration__unit__name")
    list_select_related = (
        "registration__member__person", "registration__unit", "registration__committee",
    )  # fmt: skip


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin):
    """Invitations are made on the member's page, where the code is shown once."""

    list_display = ("member", "status", "valid_until", "made_by", "used_at")
    list_filter = ("status",)
    search_fields = ("member__person__name",)
    list_select_related = ("member__person",)


@admin.register(MemberRequest)
class MemberRequestAdmin(ScopedAdmin):
    """Requests are answered on their own pages."""

    list_display = ("member", "kind", "about_name", "status", "asked_on", "answered_on")
    list_filter = ("status", "kind")
    search_fields = ("member__person__name",)
    list_select_related = ("member__person",)


@admin.register(Capacity)
class CapacityAdmin(ScopedAdmin):
    list_display = ("name", "level", "minimum", "represents_unit", "needs_nomination")
    list_filter = ("level",)
    search_fields = ("name", "code")
    fixed = ("code", "level", "represents_unit", "needs_nomination")

    def edit_rule(self, actor: Actor, row: Capacity) -> Verdict:
        return rules.can_edit_capacities(actor)

    def save_changes(
        self, row: Capacity, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Capacity:
        return capacities.edit_capacity(row, changes, version=version, by=by)


@admin.register(Seat)
class SeatAdmin(ScopedAdmin):
    list_display = ("person", "committee", "capacity", "office", "status", "starts_on", "ends_on")
    list_filter = ("status", "office", "capacity")
    search_fields = ("person__name", "committee__name")
    fixed = ("person", "committee", "capacity", "membership")
    readonly = ("ends_on",)

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def edit_rule(self, actor: Actor, row: Seat) -> Verdict:
        return rules.can_seat(actor, row.committee)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Seat:
        return seats.seat_person(values.pop("committee"), values, by=by)

    def save_changes(
        self, row: Seat, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Seat:
        return seats.edit_seat(row, changes, version=version, by=by)


@admin.register(Turn)
class TurnAdmin(ScopedAdmin):
    """Turns are planned for a year at a time, on the rotation's own page."""

    list_display = ("committee", "membership", "starts_on", "ends_on")
    search_fields = ("committee__name", "membership__unit__name")


@admin.register(Liaison)
class LiaisonAdmin(ScopedAdmin):
    """Liaisons are replaced and ended on their own pages, where the hand-over is opened."""

    list_display = ("person", "membership", "starts_on", "ends_on", "filed_on", "days_to_file")
    search_fields = ("person__name", "membership__unit__name")
    fixed = ("membership", "person", "starts_on", "filed_on")
    readonly = ("ends_on", "appointment", "reason", "days_to_file")
    list_select_related = ("membership__unit", "membership__committee")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_add_people(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Liaison:
        return liaisons.file_liaison(
            values["membership"],
            values["person"],
            starts_on=values["starts_on"],
            filed_on=values["filed_on"],
            by=by,
        )


@admin.register(Handover)
class HandoverAdmin(ScopedAdmin):
    """Hand-overs are accepted by the successor, on their own page."""

    list_display = ("predecessor", "successor", "accepted_at")
    search_fields = ("predecessor__person__name", "successor__person__name")
    list_select_related = ("predecessor__person", "successor__person")


@admin.register(HandoverItem)
class HandoverItemAdmin(ScopedAdmin):
    list_display = ("text", "handover", "is_accepted")
    list_filter = ("is_accepted",)
    search_fields = ("text",)
    list_select_related = ("handover__predecessor__person", "handover__successor__person")
