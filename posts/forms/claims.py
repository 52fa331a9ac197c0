"""Claims: asking for a post, steps with a day and a reason, moving to another post."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.forms import Autocomplete, ScopedForm, reason_field
from members.choices import MemberChoice
from posts import rules
from posts.models import Claim, Post


class PostChoice(forms.ModelChoiceField):
    """A post that members may claim; those of the same name are told apart by their place."""

    def __init__(self, **kwargs: Any) -> None:
        widget = Autocomplete("posts:autocomplete", by=("name",))
        rows = Post.objects.filter(status__in=Post.SHOWN).select_related("committee")
        super().__init__(queryset=rows, widget=widget, **kwargs)

    def label_from_instance(self, post: Any) -> str:
        return f"{post} · {post.committee.area_name}"


class ClaimForm(ScopedForm):
    """A member asks for a post, or is put on its waiting list."""

    post = PostChoice(label=pgettext_lazy("of a party member", "Post"))
    member = MemberChoice(label=gettext_lazy("Party member"))
    on = forms.DateField(label=gettext_lazy("Asked for on"))
    reason = forms.CharField(
        label=gettext_lazy("What the member adds"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            post, member = cleaned["post"], cleaned["member"]
            if not (verdict := rules.can_be_claimed_by(post, member)):
                self.add_error(None, verdict.reason)
            elif not (verdict := rules.can_claim_from(member, post, cleaned["on"])):
                self.add_error("on", verdict.reason)
        return cleaned


class StepForm(ScopedForm):
    """A step of a claim: on which day."""

    on = forms.DateField(label=gettext_lazy("On the day"))

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        verdict = rules.can_step_on_day(self.claim, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class AgreeForm(StepForm):
    """The home branch's yes; noted by the community, it says which paper is behind it."""

    reason = forms.CharField(
        label=gettext_lazy("Paper"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Who signed for the branch, and on which day."),
    )

    def __init__(self, *args: Any, needs_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_paper


class ReasonStepForm(StepForm):
    """A step that needs a reason."""

    reason = reason_field(max_length=200)


class MoveForm(ReasonStepForm):
    """To which other post."""

    post = PostChoice(label=gettext_lazy("Goes on at"))
    field_order = ["post", "on", "reason"]

    def clean_post(self) -> Post:
        post: Post = self.cleaned_data["post"]
        verdict = rules.can_go_on_at(self.claim, post)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return post


class EndForm(StepForm):
    """The term is over; a word on it may be added."""

    reason = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)
