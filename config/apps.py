"""The admin site, replaced by one that follows the same scopes and rules as the pages."""

from django.contrib.admin.apps import AdminConfig


class OfficeAdminConfig(AdminConfig):
    default_site = "core.admin.OfficeAdminSite"
