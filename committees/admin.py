"""The tree and its roles in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules, services
from committees.models import Appointment, Committee, CommitteePeriod, Reorganisation, Tier
from committees.terms import LEVELS, Role
from core.admin import OFFICE, ScopedAdmin
from core.verdicts import Refused, Verdict, require


@admin.register(Tier)
class TierAdmin(ScopedAdmin):
    list_display = ("name", "level", "short_name", "size_from", "size_to", "term_years")
    search_fields = ("name", "short_name")
    readonly = ("level",)

    def edit_rule(self, actor: Actor, row: Tier) -> Verdict:
        return rules.can_edit_tiers(actor)

    def save_changes(self, row: Tier, changes: dict[str, Any], version: int, by: Actor) -> Tier:
        return services.edit_tier(row, changes, version=version, by=by)


@admin.register(Committee)
class CommitteeAdmin(ScopedAdmin):
    """The charter's file is uploaded on the committee's page, which checks it."""

    list_display = ("name", "code", "level", "parent", "status")
    list_filter = ("level", "status", "form")
    search_fields = ("name", "area_name", "code")
    ordering = ("code",)
    fixed = ("parent", "code")
    readonly = ("level", "charter")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_manage_anything(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Committee:
        parent = values.pop("parent", None)
        if parent is None:
            raise Refused(_("Please choose the committee above."))
        require(rules.can_found_under(by, parent))
        level = LEVELS[LEVELS.index(parent.level) + 1]
        return services.create_committee(parent, values | {"level": level}, by=by)

    def edit_rule(self, actor: Actor, row: Committee) -> Verdict:
        return rules.can_edit(actor, row)

    def save_changes(
        self, row: Committee, changes: dict[str, Any], version: int, by: Actor
    ) -> Committee:
        return services.edit_committee(row, changes, version=version, by=by)


@admin.register(CommitteePeriod)
class CommitteePeriodAdmin(ScopedAdmin):
    """Only to look at: history is written by the steps of a committee's life."""

    list_display = ("committee", "name", "parent", "status", "starts_on", "ends_on")
    list_filter = ("status", "form")
    search_fields = ("name", "committee__code")


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    """Roles are given and ended on their own pages, with their reasons; here they are looked up."""

    list_display = ("user", "role", "committee", "starts_on", "ends_on")
    list_filter = ("role",)
    search_fields = ("user__name", "user__login")
    open_to = (OFFICE, Role.SECURITY)


@admin.register(Reorganisation)
class ReorganisationAdmin(ScopedAdmin):
    """Only to look at: a plan is made, previewed and applied on its own pages."""

    list_display = ("committee", "kind", "effective_on", "target", "status")
    list_filter = ("kind", "status")
    search_fields = ("committee__name", "basis_document", "basis_number")
