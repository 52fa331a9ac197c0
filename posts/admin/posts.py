"""Posts in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import Post
from posts.services import posts


@admin.register(Post)
class PostAdmin(ScopedAdmin):
    """Posts are published and closed on their own pages."""

    list_display = ("name", "category", "committee", "status", "quota", "taken", "is_grounded")
    list_filter = ("status", "is_grounded", "category")
    search_fields = ("name", "committee__name")
    fixed = ("committee",)
    readonly = ("published_on", "closed_on", "reason")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_set_up_posts(actor)

    def edit_rule(self, actor: Actor, row: Post) -> Verdict:
        return rules.can_edit_post(actor, row)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Post:
        return posts.create_post(values.pop("committee"), values, by=by)

    def save_changes(
        self, row: Post, changes: dict[str, Any], version: int | None, by: Actor
    ) -> Post:
        return posts.edit_post(row, changes, version=version, by=by)
