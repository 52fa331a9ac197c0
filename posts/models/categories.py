"""Kinds of post: data that the district words for itself."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Record
from core.querysets import ScopedQuerySet
from members.models.party_members import Skills, skills_known


class PostCategoryQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "PostCategoryQuerySet":
        """Everybody: kinds of post are no secret."""
        return self

    def offered(self) -> "PostCategoryQuerySet":
        """Those in which new posts may be set up."""
        return self.filter(is_offered=True)


class PostCategory(Record):
    """A kind of post, with the duties and specialties that a new post of it begins with."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("kind of post"), max_length=30, unique=True)
    duties = models.TextField(_("usual duties"), max_length=500, blank=True)
    skills = Skills(_("usual specialties"), default=list, blank=True, validators=[skills_known])
    position = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    is_offered = models.BooleanField(_("offered for new posts"), default=True)

    objects = PostCategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("kind of post")
        verbose_name_plural = _("kinds of post")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("posts:category-list")
