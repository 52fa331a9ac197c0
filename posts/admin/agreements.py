"""Agreements, pledges, consents and boards in the back office: read there, and changed on their own
pages, where each step has its day."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.actors import Actor
from core.admin import ScopedAdmin
from core.verdicts import Verdict
from posts import rules
from posts.models import Agreement, BoardLink, DisplayConsent, Pledge, PledgeNote
from posts.services import pledges

MEMBER = "claim__member__person__name"


@admin.register(Agreement)
class AgreementAdmin(ScopedAdmin):
    list_display = ("number", "version_no", "claim", "status", "drawn_up_on", "signed_on")
    list_filter = ("status",)
    search_fields = ("number", MEMBER)
    list_select_related = ("claim__member__person", "claim__post")


@admin.register(Pledge)
class PledgeAdmin(ScopedAdmin):
    """Settled on its own page; its words are never changed."""

    list_display = ("content", "claim", "measure", "due_on", "status", "done_on")
    list_filter = ("status",)
    search_fields = ("content", MEMBER)
    list_select_related = ("claim__member__person", "claim__post")
    fixed = ("claim", "content", "measure", "due_on")
    readonly = ("done_on", "reason")

    def create_rule(self, actor: Actor) -> Verdict:
        return rules.can_set_up_posts(actor)

    def save_new(self, request: HttpRequest, values: dict[str, Any], by: Actor) -> Pledge:
        values.pop("status", None)
        return pledges.make_pledge(values.pop("claim"), by=by, **values)


@admin.register(PledgeNote)
class PledgeNoteAdmin(ScopedAdmin):
    list_display = ("pledge", "day", "text", "user")
    search_fields = ("text", "pledge__content")
    list_select_related = ("pledge",)


@admin.register(DisplayConsent)
class DisplayConsentAdmin(ScopedAdmin):
    list_display = ("claim", "starts_on", "ends_on", "paper", "notice_version")
    search_fields = (MEMBER,)
    list_select_related = ("claim__member__person", "claim__post")


@admin.register(BoardLink)
class BoardLinkAdmin(ScopedAdmin):
    list_display = ("committee", "made_by", "created_at", "revoked_at", "revoked_by")
    search_fields = ("committee__name",)
