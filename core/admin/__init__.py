"""The admin site: the same scopes, rules and services as the pages.

An app's ``admin.py`` subclasses ``ScopedAdmin`` and names the rule and the service of each change;
a model for which it names none can be looked at and searched, nothing more::

    @admin.register(MemberUnit)
    class MemberUnitAdmin(ScopedAdmin):
        list_display = ("name", "category", "area")
        search_fields = ("name", "uscc")
        fixed = ("area",)

        def edit_rule(self, actor, row):
            return rules.can_edit_unit(actor, row)

        def save_changes(self, row, changes, version, by):
            return services.edit_unit(row, changes, version=version, by=by)
"""

from core.admin.forms import ServiceForm
from core.admin.rows import ScopedAdmin
from core.admin.site import OFFICE, OfficeAdminSite

__all__ = ["OFFICE", "OfficeAdminSite", "ScopedAdmin", "ServiceForm"]
