"""Imports, exports, templates and jobs in the back office: all of it to look at.

Files come in and go out on their own pages, which check them and put them on record. The rows of
an import that is not confirmed yet are not served here: they hold whole telephone numbers.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from committees.terms import Role
from core.admin import OFFICE, ScopedAdmin
from core.models import Job
from paperwork.models import ExportRecord, ImportRun, PaperTemplate, SavedView


@admin.register(ImportRun)
class ImportRunAdmin(ScopedAdmin):
    list_display = ("created_at", "what", "file_name", "committee", "status", "new", "refused")
    list_filter = ("status", "created_at")
    search_fields = ("file_name",)
    fields = (
        ("created_at", "user"),
        ("what", "committee", "file_name"),
        ("status", "good_rows_only", "problem"),
        ("new", "changed", "same", "refused"),
        ("confirmed_at", "undone_at"),
    )
    readonly = ("what",)

    @admin.display(description=_("kind of import"))
    def what(self, row: ImportRun) -> str:
        return row.title


@admin.register(ExportRecord)
class ExportRecordAdmin(ScopedAdmin):
    open_to = (OFFICE, Role.AUDIT)
    list_display = ("at", "user", "title", "rows", "reason", "number")
    list_filter = ("at",)
    search_fields = ("title", "=number", "user__name", "user__login")
    fields = (
        ("at", "user", "confirmed"),
        ("title", "query", "columns", "rows"),
        ("reason", "number", "digest"),
    )


@admin.register(PaperTemplate)
class PaperTemplateAdmin(ScopedAdmin):
    list_display = ("__str__", "committee", "file_name", "uploaded_by", "created_at", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("file_name", "committee__name", "committee__code")
    exclude = ("kind",)


@admin.register(SavedView)
class SavedViewAdmin(ScopedAdmin):
    """Everybody's own; “view on site” opens the list as it was saved."""

    open_to = (OFFICE, Role.SYSTEM, Role.SECURITY, Role.AUDIT)
    list_display = ("name", "address")
    search_fields = ("name",)
    fields = ("name", "address")
    readonly = ("address",)

    @admin.display(description=_("list"))
    def address(self, row: SavedView) -> str:
        return row.get_absolute_url()


@admin.register(Job)
class JobAdmin(ScopedAdmin):
    """Whether the work goes on; what a job was about and has said is for whoever started it."""

    open_to = (Role.SYSTEM,)
    view_on_site = False
    list_display = ("id", "task", "status", "user", "created_at", "ended_at", "tries")
    list_filter = ("status", "created_at")
    search_fields = ("task", "user__login")
    ordering = ("-id",)
    fields = (
        ("task", "status", "user"),
        ("done", "total", "phase"),
        ("created_at", "leased_until", "ended_at", "tries"),
    )
