"""Feedback letters, their lines and links in the back office: looked at, changed on their pages."""

from django.contrib import admin

from core.admin import ScopedAdmin
from posts.models import FeedbackLetter, FeedbackLine, ReceiptLink


@admin.register(FeedbackLetter)
class FeedbackLetterAdmin(ScopedAdmin):
    """Letters take their steps on their own pages; what was issued is not edited anywhere."""

    list_display = ("unit", "year", "half", "edition", "committee", "status", "issued_on", "due_on")
    list_filter = ("status", "year", "half")
    search_fields = ("unit__name",)


@admin.register(FeedbackLine)
class FeedbackLineAdmin(ScopedAdmin):
    list_display = ("letter", "member")
    search_fields = ("member__person__name", "letter__unit__name")
    list_select_related = ("letter__unit", "member__person")


@admin.register(ReceiptLink)
class ReceiptLinkAdmin(ScopedAdmin):
    """The digest says nothing: the address itself is kept nowhere."""

    list_display = ("letter", "made_at", "made_by", "expires_on", "revoked_at")
    search_fields = ("letter__unit__name",)
    list_select_related = ("letter__unit",)
