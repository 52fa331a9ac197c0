"""Evaluations, schemes and batches of voting papers in the back office. Single papers and votes are
not shown there: of few papers one might guess who voted what."""

from django.contrib import admin

from core.admin import ScopedAdmin
from posts.models import (
    Evaluation,
    EvaluationIndicator,
    EvaluationPart,
    EvaluationScheme,
    VoteBatch,
)


@admin.register(EvaluationScheme)
class EvaluationSchemeAdmin(ScopedAdmin):
    """Edited as a whole, on its own page, so that the points add to 100."""

    list_display = ("from_year", "excellent_from", "qualified_from", "basic_from")


@admin.register(EvaluationIndicator)
class EvaluationIndicatorAdmin(ScopedAdmin):
    list_display = ("name", "scheme", "points", "source", "method", "position")
    list_filter = ("source",)
    list_select_related = ("scheme",)


@admin.register(Evaluation)
class EvaluationAdmin(ScopedAdmin):
    """Evaluations take their steps on their own pages."""

    list_display = ("claim", "year", "status", "total", "reached", "final", "signed_by")
    list_filter = ("status", "year", "final")
    search_fields = ("claim__member__person__name", "claim__post__name")
    list_select_related = ("claim__member__person", "claim__post")


@admin.register(EvaluationPart)
class EvaluationPartAdmin(ScopedAdmin):
    list_display = ("evaluation", "indicator", "given", "earned", "weight", "is_applicable")
    list_filter = ("is_applicable",)
    search_fields = ("evaluation__claim__member__person__name",)
    list_select_related = (
        "evaluation__claim__member__person",
        "evaluation__claim__post",
        "indicator",
    )


@admin.register(VoteBatch)
class VoteBatchAdmin(ScopedAdmin):
    list_display = ("community", "year", "printed", "expires_at", "revoked_on")
    list_filter = ("year",)
