"""Service records: the entry made in seconds, and what puts one right."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.forms import Autocomplete, ScopedForm, TickBoxes, reason_field
from members.choices import MemberChoice
from posts import rules
from posts.forms.hours import HoursField
from posts.models import Claim, Post, ServiceRecord
from posts.models.hours import hours_of

# Who has left the post is offered for so long, for what is entered afterwards.
LOOKING_BACK = datetime.timedelta(days=90)


def served_in(post: Post) -> Any:
    """Who is in the post, or was until lately: whose service may be entered."""
    lately = Q(is_standing=True) | Q(ends_on__gte=clock.today() - LOOKING_BACK)
    rows = post.claims.filter(lately, in_post_on__isnull=False)
    return rows.select_related("member__person", "employer").order_by("-is_standing", "pk")


class RecordForm(ScopedForm):
    """Who, when, how long, what came of it: the same for all who are ticked."""

    claims = forms.ModelMultipleChoiceField(
        Claim.objects.none(),
        label=gettext_lazy("Who served"),
        # Typed by keyboard alone: whoever opens the page is at the first name.
        widget=TickBoxes(attrs={"autofocus": True}),
        error_messages={"required": gettext_lazy("Tick at least one member.")},
    )
    on = forms.DateField(label=gettext_lazy("Day"))
    minutes = HoursField(label=gettext_lazy("Hours"))
    result = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as: two dark corners reported, three neighbours visited."),
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = served_in(post)
        self.fields["claims"].queryset = rows
        self.fields["claims"].label_from_instance = _who
        self.initial.setdefault("on", clock.today())
        if len(rows) == 1:
            self.initial.setdefault("claims", [rows[0].pk])

    def clean(self) -> dict[str, Any]:
        """Whatever stands against somebody's service is said here, by name."""
        cleaned = super().clean() or self.cleaned_data
        on, minutes = cleaned.get("on"), cleaned.get("minutes")
        for claim in cleaned.get("claims") or ():
            if on is None or minutes is None:
                break
            verdict = rules.can_serve_on(claim, on)
            if verdict:
                row = ServiceRecord(claim=claim, member=claim.member, on=on, minutes=minutes)
                verdict = rules.can_have_served(row)
            if not verdict:
                self.add_error("claims", verdict.reason)
        return cleaned


def _who(claim: Claim) -> str:
    parts = [str(claim.member), str(claim.employer or "")]
    if claim.ends_on is not None:
        parts.append(str(gettext_lazy("until %(day)s")) % {"day": claim.ends_on})
    return " · ".join(filter(None, parts))


class ReasonForm(ScopedForm):
    """Why a record is disputed, upheld or void."""

    reason = reason_field(max_length=200)


class CorrectForm(ScopedForm):
    """What was otherwise: a new record takes the place of the old one."""

    on = forms.DateField(label=gettext_lazy("Day"))
    minutes = HoursField(label=gettext_lazy("Hours"))
    result = forms.CharField(label=gettext_lazy("What was done"), max_length=200, required=False)
    reason = reason_field(max_length=200)

    def __init__(self, *args: Any, record: ServiceRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", record.on)
        self.initial.setdefault("minutes", hours_of(record.minutes))
        self.initial.setdefault("result", record.result)
        if record.activity_id:
            self.fields["on"].disabled = True
            self.fields["on"].help_text = gettext_lazy("The day of the activity.")


class ProofForm(ScopedForm):
    """Whose services are certified, by which community, of which period."""

    committee = forms.ModelChoiceField(
        Committee.objects.filter(level="community"),
        label=gettext_lazy("Issued by"),
        widget=Autocomplete(
            "committees:autocomplete", by=("code", "name", "area_name"), query="managed=1"
        ),
    )
    member = MemberChoice(label=gettext_lazy("Party member"))
    since = forms.DateField(label=gettext_lazy("From"))
    until = forms.DateField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("The last day, included.")
    )

    def __init__(self, *args: Any, at: Committee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["committee"]
        field.queryset = field.queryset.managed_by(self.user)
        if at is not None and at.level == "community":
            self.initial.setdefault("committee", at.pk)
        today = clock.today()
        self.initial.setdefault("since", today.replace(month=1, day=1))
        self.initial.setdefault("until", today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and not (verdict := rules.can_certify_period(since, until)):
            self.add_error("until", verdict.reason)
        return cleaned


class CodeForm(forms.Form):
    """The code of a proof, as somebody without an account types it."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        # A paper's QR code has it behind the # of the address, where no server sees it.
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-from-address": "",
            }
        ),
        help_text=gettext_lazy("It stands at the head of the paper, in eight groups of four."),
    )
