"""Filters that people have given a name."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.querysets import ScopedQuerySet


class SavedViewQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "SavedViewQuerySet":
        return self.filter(user=user.pk)


class SavedView(models.Model):
    """A list as one person likes to see it: filters, columns and order, under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    path = models.CharField(max_length=200)
    name = models.CharField(_("name"), max_length=50)
    query = models.TextField(blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path", "name"], name="paperwork_savedview_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.address(self.path, self.query)

    @staticmethod
    def address(path: str, query: str) -> str:
        """The list's address with these filters."""
        return f"{path}?{query}" if query else path
