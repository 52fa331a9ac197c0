"""Kinds of post in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import PostCategory
from posts.services import categories


@admin.register(PostCategory)
class PostCategoryAdmin(ScopedAdmin):
    list_display = ("name", "code", "position", "is_offered")
    list_filter = ("is_offered",)
    search_fields = ("name", "code")
    fixed = ("code",)

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_edit_categories(actor)

    def edit_rule(self, actor: Actor, row: PostCategory) -> Verdict:
        return rules.can_edit_categories(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> PostCategory:
        return categories.create_category(values, by=by)

    def save_changes(
        self, row: PostCategory, changes: dict[str, Any], version: int | None, by: Actor
    ) -> PostCategory:
        return categories.edit_category(row, changes, version=version, by=by)
