"""Claims and their steps in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import Claim, ClaimStep
from posts.services import claims


@admin.register(Claim)
class ClaimAdmin(ScopedAdmin):
    """Claims take their steps on their own pages, each with its day."""

    list_display = ("member", "post", "employer", "status", "since", "in_post_on", "term_ends_on")
    list_filter = ("status",)
    search_fields = ("member__person__name", "post__name")
    list_select_related = ("member__person",)
    fixed = ("post", "member", "starts_on", "reason")
    readonly = (
        *("employer", "since", "branch_agreed_on", "in_post_on", "term_ends_on", "ends_on"),
        "moved_to",
    )

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_set_up_posts(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Claim:
        return claims.claim_post(
            values["post"],
            values["member"],
            on=values["starts_on"],
            reason=values["reason"],
            by=by,
        )


@admin.register(ClaimStep)
class ClaimStepAdmin(ScopedAdmin):
    list_display = ("claim", "status", "day", "reason", "user")
    list_filter = ("status",)
    search_fields = ("claim__member__person__name", "claim__post__name")
    list_select_related = ("claim__member__person", "claim__post")
