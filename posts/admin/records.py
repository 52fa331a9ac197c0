"""Activities, sign-ups, service records and proofs in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import Activity, ServiceProof, ServiceRecord, SignUp
from posts.services import activities


@admin.register(Activity)
class ActivityAdmin(ScopedAdmin):
    """Units are invited, and activities held and cancelled, on their own pages."""

    list_display = ("title", "committee", "on", "where", "status", "capacity", "taken")
    list_filter = ("status",)
    search_fields = ("title", "committee__name")
    fixed = ("committee",)
    readonly = ("minutes", "result", "reason", "invited_units")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_offer_activities(actor)

    def edit_rule(self, actor: Actor, row: Activity) -> Verdict:
        return rules.can_edit_activity(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Activity:
        return activities.create_activity(values.pop("committee"), values, by=by)

    def save_changes(
        self, row: Activity, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Activity:
        return activities.edit_activity(row, changes, version=version, by=by)


@admin.register(SignUp)
class SignUpAdmin(ScopedAdmin):
    """Who signs up does so on the activity's page."""

    list_display = ("member", "activity", "employer", "status", "signed_up_on")
    list_filter = ("status",)
    search_fields = ("member__person__name", "activity__title")
    list_select_related = ("member__person",)


@admin.register(ServiceRecord)
class ServiceRecordAdmin(ScopedAdmin):
    """Records are entered, answered and corrected on their own pages."""

    list_display = ("member", "claim", "activity", "on", "minutes", "status", "days_late")
    list_filter = ("status",)
    search_fields = ("member__person__name", "claim__post__name", "activity__title")
    list_select_related = ("member__person", "claim__post", "claim__member__person")


@admin.register(ServiceProof)
class ServiceProofAdmin(ScopedAdmin):
    """Proofs are issued and revoked on their own pages; their codes stand on paper alone."""

    list_display = ("member", "committee", "since", "until", "services", "status", "issued_on")
    list_filter = ("status",)
    search_fields = ("member__person__name", "committee__name")
    list_select_related = ("member__person",)
    readonly = ("records",)
