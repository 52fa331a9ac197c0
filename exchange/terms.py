"""The code lists of needs (domain glossary 1.6)."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    """From whom a need has come."""

    RESIDENTS = "residents", pgettext_lazy("source of a need", "residents")
    COMMUNITY = "community", pgettext_lazy("source of a need", "community")
    UNIT = "unit", pgettext_lazy("source of a need", "member unit")
    HOTLINE = "hotline", pgettext_lazy("source of a need", "hotline 12345")
    VISIT = "visit", pgettext_lazy("source of a need", "visit")
    MEETING = "meeting", pgettext_lazy("source of a need", "meeting")
    GRID = "grid", pgettext_lazy("source of a need", "grid")
