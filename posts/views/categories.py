"""Kinds of post: data, worded by the office at the top."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.pages import Here
from core.pages import CreatePage, EditPage, ListPage
from core.verdicts import Verdict
from posts import rules
from posts.filters.categories import CategoryFilter
from posts.forms.posts import CategoryForm, NewCategoryForm
from posts.models import PostCategory
from posts.services import categories
from posts.tables.posts import CategoryEditTable, CategoryTable


class CategoryList(Here, ListPage):
    """What posts there are for, with the duties and specialties they usually have."""

    title = gettext_lazy("Kinds of post")
    queryset = PostCategory.objects.all()
    table_class = CategoryTable
    filterset_class = CategoryFilter
    create_url_name = "posts:category-create"
    create_label = gettext_lazy("Add a kind of post")
    empty_text = gettext_lazy("No kinds of post have been set up.")

    def can_create(self) -> Verdict:
        return rules.can_edit_categories(self.actor)

    def get_table(self) -> Any:
        table = CategoryEditTable if rules.can_edit_categories(self.actor) else CategoryTable
        return table(self.request.GET)


class CategoryCreate(Here, CreatePage):
    title = gettext_lazy("Add a kind of post")
    model = PostCategory
    form_class = NewCategoryForm

    def verdict(self) -> Verdict:
        return rules.can_edit_categories(self.actor)

    def back_url(self) -> str:
        return reverse("posts:category-list")

    def save(self, form: NewCategoryForm) -> PostCategory:
        return categories.create_category(form.changes, by=self.actor)


class CategoryEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = PostCategory.objects.all()
    form_class = CategoryForm

    def verdict(self, row: PostCategory) -> Verdict:
        return rules.can_edit_categories(self.actor)

    def save(self, form: CategoryForm) -> PostCategory:
        return categories.edit_category(
            form.instance, form.changes, version=form.on_version, by=self.actor
        )
