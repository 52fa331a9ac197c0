"""How the list of posts is narrowed."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ScopedFilterSet
from members.terms import Skill
from posts.models import Post, PostCategory

STATES = [("closed", _("closed posts"))]


class PostFilter(ScopedFilterSet):
    q = django_filters.CharFilter(label=_("Name or duties"), method="by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label=_("Entries"), choices=STATES, method="by_state", empty_label=_("posts in use")
    )
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Post.Status.choices)
    category = django_filters.ModelChoiceFilter(
        label=_("Kind of post"), queryset=PostCategory.objects.all()
    )
    grounded = django_filters.BooleanFilter(
        label=_("Answers a need or a decision"), field_name="is_grounded"
    )
    skill = django_filters.ChoiceFilter(
        label=_("Specialty"), choices=Skill.choices, method="by_skill"
    )

    class Meta:
        model = Post
        fields: list[str] = []

    def listed(self, rows: Any, asked: dict[str, Any]) -> Any:
        """Posts in use; closed ones where they are asked for."""
        if asked.get("state") == "closed":
            return rows.filter(is_current=False)
        if Post.Status.CLOSED in asked.get("status", ()):
            return rows
        return rows.current()

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.naming(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows  # ``listed`` looks at it together with the status

    def by_skill(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(skills__icontains=f'"{value}"')
