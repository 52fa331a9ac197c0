"""Rounds, checks and talks in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import CheckRound, PostCheck, Talk
from posts.services import checks


@admin.register(CheckRound)
class CheckRoundAdmin(ScopedAdmin):
    """Rounds are drawn, entered and closed on their own pages."""

    list_display = ("committee", "year", "quarter", "status", "due_on", "share", "drawn_on")
    list_filter = ("status", "year")
    search_fields = ("committee__name",)
    fixed = ("committee", "year", "quarter")
    readonly = ("seed", "drawn_on", "drawn_from", "closed_on", "reason")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_check_anything(actor)

    def edit_rule(self, actor: Actor, row: CheckRound) -> Verdict:
        return rules.can_edit_round(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> CheckRound:
        return checks.plan_round(
            values["committee"],
            values["year"],
            values["quarter"],
            due_on=values["due_on"],
            share=values["share"],
            by=by,
        )

    def save_changes(
        self, row: CheckRound, changes: dict[str, Any], version: int | None, by: Actor
    ) -> CheckRound:
        return checks.edit_round(row, changes, version=version, by=by)


@admin.register(PostCheck)
class PostCheckAdmin(ScopedAdmin):
    """What was found is entered on the check's own page."""

    list_display = ("claim", "due_on", "on", "result", "rectify_by", "rectified_on")
    list_filter = ("result",)
    search_fields = ("claim__member__person__name", "claim__post__name")
    list_select_related = ("claim__member__person", "claim__post")


@admin.register(Talk)
class TalkAdmin(ScopedAdmin):
    """Talks are entered on their own pages."""

    list_display = ("claim", "opened_on", "status", "held_on", "held_by")
    list_filter = ("status",)
    search_fields = ("claim__member__person__name", "claim__post__name")
    list_select_related = ("claim__member__person", "claim__post")
