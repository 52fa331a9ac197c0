"""How the list of kinds of post is narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import ScopedFilterSet
from posts.models import PostCategory


class CategoryFilter(ScopedFilterSet):
    name = django_filters.CharFilter(
        label=_("kind of post"), lookup_expr="icontains", max_length=100
    )
    is_offered = django_filters.BooleanFilter(label=_("offered for new posts"))

    class Meta:
        model = PostCategory
        fields: list[str] = []
