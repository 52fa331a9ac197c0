"""Accounts in the back office: for the system and the security administrator.

Passwords and second factors are given on the accounts' own pages, which show them once.
"""

from typing import Any

from django.contrib import admin

from accounts import rules, services
from accounts.models import User
from core.admin import ScopedAdmin


@admin.register(User)
class UserAdmin(ScopedAdmin):
    open_to = ("system", "security")
    list_display = ("login", "name", "workplace", "phone", "administers", "is_active", "expires_on")
    list_filter = ("is_active", "administers", "has_second_factor")
    search_fields = ("login", "name", "workplace")
    # What people choose for themselves is their own business.
    exclude = ("password", "must_change_password", "language", "email", "wants_weekly_mail")
    fixed = ("login",)
    masked = ("phone",)
    readonly = ("is_active", "administers", "has_second_factor", "last_login")

    def edit_rule(self, actor: Any, row: User) -> Any:
        return rules.can_edit_account(actor, row)

    def save_changes(
        self, row: User, changes: dict[str, Any], version: int | None, by: Any
    ) -> User:
        return services.edit_account(row, changes, version=version, by=by)
