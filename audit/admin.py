"""The log in the back office: to be read by the audit administrator, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from audit.models import Entry, ReadEntry, Seal
from audit.services import note_log_reading
from core.admin import ScopedAdmin


class LogAdmin(ScopedAdmin):
    """Reading the log is on record here as on its pages."""

    open_to = ("audit",)
    view_on_site = False

    def changelist_view(self, request: Any, extra_context: Any = None) -> HttpResponse:
        page = super().changelist_view(request, extra_context)
        what = str(self.opts.verbose_name_plural)
        note_log_reading(what, request.GET.urlencode(), by=self.actor(request))
        return page

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        page = super().change_view(request, object_id, form_url, extra_context)
        what = _("Entry %(number)s") % {"number": object_id[:20]}
        note_log_reading(what, "", by=self.actor(request))
        return page


@admin.register(Entry)
class EntryAdmin(LogAdmin):
    list_display = ("at", "user_name", "role", "action", "model", "object_name", "source")
    list_filter = ("at", "source")
    search_fields = ("=request_id", "=object_id")


@admin.register(ReadEntry)
class ReadEntryAdmin(LogAdmin):
    list_display = ("at", "user_name", "role", "model", "object_name", "field", "reason")
    list_filter = ("at",)
    search_fields = ("=request_id", "=object_id")


@admin.register(Seal)
class SealAdmin(LogAdmin):
    list_display = ("at", "log", "count", "first_id", "last_id")
    list_filter = ("log",)
    fields = ("at", "log", "count", "first_id", "last_id", "digest")
