"""This room in the back office: the same scopes, rules and services as on the pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import Claim, ClaimStep, Post, PostCategory
from posts.services import categories, claims, posts


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
