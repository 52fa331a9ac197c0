"""An admin of its own for the tests of ``core.admin``, whatever the apps register."""

from django.urls import path

from committees.models import Committee, Tier
from config.urls import urlpatterns as pages
from core.admin import OfficeAdminSite, ScopedAdmin
from members import rules
from members.models import MemberUnit, Person
from members.services import people, units

site = OfficeAdminSite(name="admin")


class UnitAdmin(ScopedAdmin):
    list_display = ("name", "category", "area")
    list_filter = ("area", "category")
    search_fields = ("name", "uscc")
    readonly = ("note",)

    def edit_rule(self, actor, row):
        return rules.can_edit_unit(actor, row)

    def save_changes(self, row, changes, version, by):
        return units.edit_unit(row, changes, version=version, by=by)


class PersonAdmin(ScopedAdmin):
    list_display = ("name", "phone", "home")
    search_fields = ("name",)
    masked = ("phone",)
    readonly = ("user",)
    fixed = ("home",)

    def create_rule(self, actor):
        return rules.can_add_people(actor)

    def save_new(self, request, values, by):
        return people.create_person(values, by=by)

    def edit_rule(self, actor, row):
        return rules.can_edit_person(actor, row)

    def save_changes(self, row, changes, version, by):
        return people.edit_person(row, changes, version=version, by=by)


class CommitteeAdmin(ScopedAdmin):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")


class TierAdmin(ScopedAdmin):
    open_to = ("security",)
    list_display = ("name",)


site.register(MemberUnit, UnitAdmin)
site.register(Person, PersonAdmin)
site.register(Committee, CommitteeAdmin)
site.register(Tier, TierAdmin)

urlpatterns = [
    path("admin/", site.urls),
    *(page for page in pages if getattr(page, "namespace", "") != "admin"),
]
