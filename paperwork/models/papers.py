"""Word templates that offices made for their papers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committees.models import Committee
from committees.reach import reach_of
from committees.terms import STEP
from core.models import Record
from core.papers import find
from core.querysets import ScopedQuerySet


class PaperTemplateQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "PaperTemplateQuerySet":
        """Those of committees within reach, and those of committees above, which count below."""
        reach = reach_of(user)
        above = {int(p[i : i + STEP]) for p in reach.roots for i in range(0, len(p), STEP)}
        within = Committee.objects.under_paths(list(reach.roots))
        return self.filter(Q(committee__in=within) | Q(committee__in=above))

    def in_use(self) -> "PaperTemplateQuerySet":
        return self.filter(retired_at__isnull=True)


class PaperTemplate(Record):
    """An office's own Word template for one paper: for its committee and for those below it.

    A new upload is a new edition and retires the one before; none is deleted.
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="paper_templates", verbose_name=_("committee")
    )
    kind = models.CharField(_("paper"), max_length=40)
    edition = models.PositiveIntegerField(_("edition"))
    file_name = models.CharField(_("file name"), max_length=150)
    content = models.BinaryField(_("file"))
    digest = models.CharField(_("digest"), max_length=64)
    missing = models.JSONField(_("fields left out"), default=list, blank=True)
    unknown = models.JSONField(_("unknown fields"), default=list, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-edition"]
        verbose_name = _("template of a paper")
        verbose_name_plural = _("templates of papers")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "kind"],
                condition=Q(retired_at__isnull=True),
                name="paperwork_papertemplate_one_in_use",
            ),
            models.UniqueConstraint(
                fields=["committee", "kind", "edition"],
                name="paperwork_papertemplate_one_per_edition",
            ),
        ]

    def __str__(self) -> str:
        paper = find(self.kind)
        label = paper.label if paper else self.kind
        return gettext("%(paper)s, edition %(number)d") % {"paper": label, "number": self.edition}

    def get_absolute_url(self) -> str:
        return f"{reverse('paperwork:template-list')}?committee={self.committee_id}"

    @property
    def place(self) -> str:
        return self.committee.path
