"""Posts, in their list and on the pages of needs and members."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tables import Choice, Computed, Date, InWords, Link, Number, Prose, Table, Text, YesNo
from posts.models import Post, PostCategory


def places(taken: int, quota: int) -> str:
    """Taken of all, such as 2/3."""
    return f"{taken}/{quota}"


class PostTable(Table):
    model = Post
    detail_url = "posts:detail"
    order = ("starts_on", "pk")
    descending = True
    columns = [
        Link("name"),
        Text("category__name", _("kind of post")),
        Text("committee__area_name", _("community or grid")),
        Computed("places", _("places taken"), ("taken", "quota"), places),
        Choice("status"),
        YesNo("is_grounded", _("answers a need or a decision")),
        Date("starts_on", sort=order),
        Text("supervisor__name", _("supervised by"), shown=False),
        Prose("duties", shown=False),
        InWords("skills", shown=False),
        InWords("schedule", shown=False),
        Text("frequency", shown=False),
        Text("where", shown=False),
        YesNo("is_leading", shown=False),
        Text("need__title", _("need behind it"), shown=False),
        Text("decision_number", shown=False),
        Date("ends_on", shown=False),
        Date("closed_on", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class PostsOfNeed(Table):
    """On the page that names the need already."""

    model = Post
    detail_url = "posts:detail"
    columns = [
        Link("name"),
        Text("committee__area_name", _("community or grid")),
        Computed("places", _("places taken"), ("taken", "quota"), places),
        Choice("status"),
    ]


class SuggestedPosts(Table):
    """Of ``figures.Fit`` rows: which post, and why."""

    model = Post
    detail_url = "posts:detail"
    columns = [
        Link("row__name", pgettext_lazy("of a party member", "post")),
        Text("row__category__name", _("kind of post")),
        Text("row__committee__area_name", _("community or grid")),
        Text("reasons", _("why it suits")),
    ]


class CategoryTable(Table):
    model = PostCategory
    order = ("position", "pk")
    columns = [
        Text("name"),
        Prose("duties"),
        InWords("skills"),
        YesNo("is_offered"),
        Number("position", shown=False),
        Text("code", shown=False),
    ]


class CategoryEditTable(CategoryTable):
    """For those who may change the words."""

    columns = [Link("name", to="posts:category-edit"), *CategoryTable.columns[1:]]
