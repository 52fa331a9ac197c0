"""Posts: setting up, editing, closing."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.forms import Autocomplete, ScopedForm, ScopedModelForm, TickBoxes, reason_field
from exchange.models import Need
from members.choices import SlotsField
from members.models import Person
from members.terms import Skill
from posts import rules
from posts.models import Post, PostCategory


class PostForm(ScopedModelForm):
    """What a post is, whom it needs, when and where, and what stands behind it."""

    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Specialties asked for"),
        choices=Skill.choices,
        required=False,
        widget=TickBoxes,
        help_text=gettext_lazy("They are used to suggest members; nobody is shut out by them."),
    )
    schedule = SlotsField(label=gettext_lazy("When in the week"), required=False)

    class Meta:
        model = Post
        fields = [
            *("category", "name", "duties", "quota", "is_leading", "supervisor"),
            *("skills", "schedule", "frequency", "where", "starts_on", "ends_on"),
            *("need", "decision_body", "decision_number", "decision_on"),
        ]
        widgets = {
            "duties": forms.Textarea(attrs={"rows": 4}),
            "supervisor": Autocomplete("members:person-autocomplete", by=("name",)),
            "need": Autocomplete("exchange:need-autocomplete", by=("title",)),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", clock.today())
        post = self.instance
        kinds = Q(is_offered=True) | Q(pk=post.category_id)
        self.fields["category"].queryset = PostCategory.objects.filter(kinds)
        self._offer("need", Need.objects.visible_to(self.user).open(), post.need_id)
        self._offer("supervisor", Person.objects.visible_to(self.user), post.supervisor_id)

    def _offer(self, name: str, rows: Any, standing: int | None) -> None:
        """These rows, and what stands there already, whatever has become of it."""
        wanted = rows.values("pk")
        self.fields[name].queryset = rows.model.objects.filter(Q(pk__in=wanted) | Q(pk=standing))

    @property
    def layout(self) -> Layout:
        parts = [
            (
                _("The post"),
                ["committee", "category", "name", "duties", "quota", "is_leading", "supervisor"],
            ),
            (
                _("When, where and who fits"),
                ["starts_on", "ends_on", "frequency", "schedule", "where", "skills"],
            ),
            (
                _("What stands behind it"),
                ["need", "decision_body", "decision_number", "decision_on"],
            ),
        ]
        return Layout(
            *(
                Fieldset(title, *(name for name in names if name in self.fields))
                for title, names in parts
            )
        )

    @property
    def place(self) -> Committee | None:
        return self.instance.committee if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        place, need = self.place or cleaned.get("committee"), cleaned.get("need")
        is_new = need is not None and need.pk != self.instance.need_id
        if place and is_new and not (verdict := rules.can_stand_on_need(place, need)):
            self.add_error("need", verdict.reason)
        decision = [cleaned.get(f"decision_{part}") for part in ("body", "number", "on")]
        if any(decision) and not all(decision):
            self.add_error(
                "decision_body",
                _("A decision is known by the body that took it, its number and its day."),
            )
        return cleaned


class NewPostForm(PostForm):
    """With the community or grid, which stays; the kind's usual words where none are written."""

    committee = forms.ModelChoiceField(
        Committee.objects.in_being().filter(level__in=Post.LEVELS),
        label=gettext_lazy("Community or grid"),
        widget=Autocomplete(
            "committees:autocomplete", by=("code", "name", "area_name"), query="managed=1"
        ),
    )

    class Meta(PostForm.Meta):
        pass

    def __init__(self, *args: Any, at: Committee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["committee"]
        field.queryset = field.queryset.managed_by(self.user)
        if at is not None and at.level in Post.LEVELS:
            self.initial.setdefault("committee", at.pk)
        self.fields["duties"].required = False
        self.fields["duties"].help_text = _("Empty: the usual duties of the kind of post.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        category = cleaned.get("category")
        if category and not cleaned.get("duties"):
            cleaned["duties"] = category.duties
            if not category.duties:
                self.add_error("duties", _("This kind of post has no usual duties; write them."))
        if category and not cleaned.get("skills"):
            cleaned["skills"] = category.skills
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        return {n: v for n, v in super().changes.items() if n != "committee"}


class CloseForm(ScopedForm):
    """Why a post is closed."""

    reason = reason_field(max_length=200)


class CategoryForm(ScopedModelForm):
    """The words with which new posts of a kind begin."""

    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Usual specialties"),
        choices=Skill.choices,
        required=False,
        widget=TickBoxes,
    )

    class Meta:
        model = PostCategory
        fields = ["name", "duties", "skills", "position", "is_offered"]
        widgets = {"duties": forms.Textarea(attrs={"rows": 3})}


class NewCategoryForm(CategoryForm):
    class Meta(CategoryForm.Meta):
        fields = ["code", *CategoryForm.Meta.fields]
