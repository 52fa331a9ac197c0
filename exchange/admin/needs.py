"""Needs in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from exchange import rules
from exchange.models import Need
from exchange.services import needs


@admin.register(Need)
class NeedAdmin(ScopedAdmin):
    """Needs are settled and taken up again on their own pages."""

    list_display = ("title", "committee", "source", "unit", "registered_on", "status")
    list_filter = ("status", "source")
    search_fields = ("title", "text", "committee__name")
    fixed = ("committee",)
    readonly = ("settled_on", "reason")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_register_any_need(actor)

    def edit_rule(self, actor: Actor, row: Need) -> Verdict:
        return rules.can_edit_need(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Need:
        return needs.register_need(values.pop("committee"), values, by=by)

    def save_changes(
        self, row: Need, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Need:
        return needs.edit_need(row, changes, version=version, by=by)
