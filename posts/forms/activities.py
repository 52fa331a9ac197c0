"""Activities: planning and editing, cancelling, signing up, noting who came."""

import datetime
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from committees.models import Committee
from core import clock
from core.forms import Autocomplete, ScopedForm, ScopedModelForm, TickBoxes, reason_field
from exchange.models import Need
from members.choices import MemberChoice
from members.models import Membership, MemberUnit
from posts import rules
from posts.forms.hours import HoursField
from posts.models import Activity, SignUp


class ActivityForm(ScopedModelForm):
    """What a community offers, on which day, where, for how many, and who is invited."""

    class Meta:
        model = Activity
        fields = [
            *("title", "text", "need", "on", "starts_at", "ends_at", "where"),
            *("capacity", "invited_units"),
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "need": Autocomplete("exchange:need-autocomplete", by=("title",)),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "invited_units": TickBoxes,
        }

    def __init__(self, *args: Any, at: Committee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = self.instance.committee if self.instance.pk else at
        wanted = Need.objects.visible_to(self.user).open().values("pk")
        self.fields["need"].queryset = Need.objects.filter(
            Q(pk__in=wanted) | Q(pk=self.instance.need_id)
        )
        self.fields["invited_units"].queryset = self._units()

    def _units(self) -> Any:
        """The units on the rosters of the committee and of those above it: whom it may invite."""
        if self.at is None:
            return MemberUnit.objects.none()
        rosters = Membership.objects.active().filter(committee__in=self.at.lineage[-3:])
        wanted = Q(pk__in=rosters.values("unit")) & Q(
            pk__in=MemberUnit.objects.visible_to(self.user).values("pk")
        )
        if self.instance.pk:
            wanted |= Q(pk__in=self.instance.invited_units.values("pk"))
        return MemberUnit.objects.filter(wanted).order_by("sort_key", "pk")

    @property
    def layout(self) -> Layout:
        parts = [
            (_("The activity"), ["committee", "title", "text", "need"]),
            (_("When and where"), ["on", "starts_at", "ends_at", "where"]),
            (_("For whom"), ["capacity", "invited_units"]),
        ]
        return Layout(
            *(
                Fieldset(title, *(name for name in names if name in self.fields))
                for title, names in parts
            )
        )

    def clean_on(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["on"]
        if not (verdict := rules.can_plan_on(on)):
            raise forms.ValidationError(verdict.reason)
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        place, need = cleaned.get("committee") or self.at, cleaned.get("need")
        is_new = need is not None and need.pk != self.instance.need_id
        if place and is_new and not (verdict := rules.can_answer_need(place, need)):
            self.add_error("need", verdict.reason)
        capacity = cleaned.get("capacity")
        if capacity is not None and capacity < self.instance.taken:
            taken = self.instance.taken
            self.add_error("capacity", _("%(n)d have signed up already.") % {"n": taken})
        return cleaned

    @property
    def units(self) -> list[MemberUnit]:
        return list(self.cleaned_data["invited_units"])

    @property
    def changes(self) -> dict[str, Any]:
        beside = {"invited_units", "committee"}
        return {name: v for name, v in super().changes.items() if name not in beside}


class NewActivityForm(ActivityForm):
    """With the community or grid, which stays."""

    committee = forms.ModelChoiceField(
        Committee.objects.in_being().filter(level__in=Activity.LEVELS),
        label=gettext_lazy("Community or grid"),
        widget=Autocomplete(
            "committees:autocomplete", by=("code", "name", "area_name"), query="managed=1"
        ),
    )

    class Meta(ActivityForm.Meta):
        pass

    def __init__(self, *args: Any, at: Committee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        field = self.fields["committee"]
        field.queryset = field.queryset.managed_by(self.user)
        if at is not None and at.level in Activity.LEVELS:
            self.initial.setdefault("committee", at.pk)
        self.initial.setdefault("on", clock.today())


class CancelForm(ScopedForm):
    """Why an activity does not take place."""

    reason = reason_field(max_length=200)


class SignUpForm(ScopedForm):
    """Who comes."""

    member = MemberChoice(label=gettext_lazy("Party member"))

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity

    def clean_member(self) -> Any:
        member = self.cleaned_data["member"]
        if not (verdict := rules.can_be_signed_up(self.activity, member)):
            raise forms.ValidationError(verdict.reason)
        return member


class WithdrawForm(ScopedForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)


def usual_hours(activity: Activity) -> Decimal | None:
    """From beginning to end, in half hours."""
    if activity.starts_at is None or activity.ends_at is None:
        return None
    day = clock.today()
    began = datetime.datetime.combine(day, activity.starts_at)
    minutes = int((datetime.datetime.combine(day, activity.ends_at) - began).total_seconds()) // 60
    return Decimal(max(round(minutes / 30), 1)) / 2


class HoldForm(ScopedForm):
    """Who came, noted for all at once: everybody with a place is ticked, and one unticks."""

    came = forms.ModelMultipleChoiceField(
        SignUp.objects.none(),
        label=gettext_lazy("Came"),
        required=False,
        widget=TickBoxes,
        help_text=gettext_lazy("Who is not ticked was absent."),
    )
    excused = forms.ModelMultipleChoiceField(
        SignUp.objects.none(),
        label=gettext_lazy("Excused"),
        required=False,
        widget=TickBoxes,
        help_text=gettext_lazy("Who had said beforehand that it would not be possible."),
    )
    minutes = HoursField(label=gettext_lazy("Hours of each who came"))
    result = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = activity.sign_ups.coming().select_related("member__person", "employer")
        for name in ("came", "excused"):
            self.fields[name].queryset = coming.order_by("pk")
            self.fields[name].label_from_instance = _who
        self.initial.setdefault("came", [row.pk for row in coming])
        self.initial.setdefault("minutes", usual_hours(activity))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        both = set(cleaned.get("came") or ()) & set(cleaned.get("excused") or ())
        if both:
            joint = pgettext("between the items of a list", ", ")
            names = joint.join(str(row.member) for row in both)
            self.add_error(
                "excused", _("%(names)s: either came or excused, not both.") % {"names": names}
            )
        return cleaned

    @property
    def attendance(self) -> dict[int, str]:
        came = dict.fromkeys((r.pk for r in self.cleaned_data["came"]), SignUp.Status.ATTENDED)
        excused = {row.pk: SignUp.Status.EXCUSED for row in self.cleaned_data["excused"]}
        return {**came, **excused}


def _who(row: SignUp) -> str:
    return f"{row.member} · {row.employer}" if row.employer else str(row.member)


class AttendanceForm(ScopedForm):
    """What was noted by mistake of one member."""

    status = forms.ChoiceField(label=gettext_lazy("In truth"))
    reason = reason_field(max_length=200)

    def __init__(self, *args: Any, sign_up: SignUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        onward = SignUp.TRANSITIONS[sign_up.status]
        self.fields["status"].choices = [c for c in SignUp.Status.choices if c[0] in onward]
