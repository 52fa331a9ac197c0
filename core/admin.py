"""The admin site: the same scopes, rules and services as the pages."""

from django.contrib import admin


class OfficeAdminSite(admin.AdminSite):
    pass
