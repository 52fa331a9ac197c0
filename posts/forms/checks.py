"""Checks: rounds, what was found at one post or at all of a round, putting right, talks."""

import datetime
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from committees.terms import Level
from core import clock
from core.forms import DateInput, ScopedForm, ScopedModelForm, reason_field
from members.choices import ManagedCommittee
from posts import rules
from posts.models import CheckRound, Claim, PostCheck

Result = PostCheck.Result
FINDING = _("What was seen; needed unless all was well. Such as: not there at 19:30.")
RECTIFY_BY = _("Where something is to be put right: by which day.")


def _area(**kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


class RoundForm(ScopedModelForm):
    """Until when a round is to be done, and what share it looks at."""

    class Meta:
        model = CheckRound
        fields = ["due_on", "share"]


class NewRoundForm(ScopedForm):
    """A round that the clock has not planned: ahead of time, or of a quarter without one."""

    committee = ManagedCommittee(label=_("Community or village"))
    year = forms.IntegerField(
        label=_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), choices=[(n, str(n)) for n in (1, 2, 3, 4)], coerce=int
    )
    due_on = forms.DateField(label=_("To be done by"))
    share = forms.IntegerField(
        label=_("Share in percent"),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of those in post, rounded up; at least one is checked."),
    )

    def __init__(self, *args: Any, at: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["committee"].narrow_to(self.user)
        if at is not None and at.level == Level.COMMUNITY:
            self.initial.setdefault("committee", at.pk)
        self.initial.setdefault("year", today.year)
        self.initial.setdefault("quarter", (today.month + 2) // 3)
        self.initial.setdefault("share", settings.CHECK_SHARE_PERCENT)

    def clean_committee(self) -> Any:
        committee = self.cleaned_data["committee"]
        if committee.level != Level.COMMUNITY:
            raise forms.ValidationError(
                _("Rounds of checks are planned for a community, its grids included.")
            )
        return committee


class CloseRoundForm(ScopedForm):
    """What else there is to say; why, where nothing was checked."""

    reason = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, round_: CheckRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not round_.seed


class FoundForm(ScopedForm):
    """What was found at one post."""

    on = forms.DateField(label=_("Checked on"))
    checker = forms.CharField(
        label=_("Checked by"),
        max_length=60,
        required=False,
        help_text=_("The names of those who were there, such as two of the branch."),
    )
    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, widget=forms.RadioSelect)
    finding = _area(label=_("Finding"), max_length=500, required=False, help_text=FINDING)
    rectify_by = forms.DateField(
        label=_("To be put right by"), required=False, help_text=RECTIFY_BY
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, claim: Claim, check: PostCheck | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.claim = claim
        self.initial.setdefault("on", clock.today())
        self.initial.setdefault("checker", self.user.name)
        if check is None:
            del self.fields["version"]
            return
        self.initial["version"] = check.version
        if check.result:
            for name in ("on", "checker", "result", "finding", "rectify_by"):
                self.initial[name] = getattr(check, name)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "on" in found and "result" in found:
            for field, problem in problems(self.claim, found["on"], found):
                self.add_error(field, problem)
        return found

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def problems(claim: Claim, on: datetime.date, found: dict[str, Any]) -> list[tuple[str, str]]:
    """What of a finding does not fit, with the field that cures it."""
    result, finding = found["result"], found.get("finding", "").strip()
    said = []
    if not (verdict := rules.can_be_checked_on(claim, on, result)):
        said.append(("on", verdict.reason))
    if not (verdict := rules.fits_result(result, finding, on, found.get("rectify_by"))):
        needs_words = result != Result.ON_DUTY and not finding
        said.append(("finding" if needs_words else "rectify_by", verdict.reason))
    return said


class RoundFoundForm(ScopedForm):
    """A whole round at once: one day, those who went, and a line for each post still open.

    A line without a result is left for another time.
    """

    on = forms.DateField(label=_("Checked on"))
    checker = forms.CharField(
        label=_("Checked by"),
        max_length=60,
        required=False,
        help_text=_("The names of those who were there, such as two of the branch."),
    )

    def __init__(self, *args: Any, checks: list[PostCheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        self.initial.setdefault("on", clock.today())
        self.initial.setdefault("checker", self.user.name)
        for check in checks:
            self._add_line(check)
        self.layout = Layout(
            Fieldset("", "on", "checker"),
            *(
                Fieldset(
                    f"{check.claim.member} · {check.claim.post}",
                    *(f"{name}-{check.pk}" for name in ("result", "finding", "rectify_by")),
                )
                for check in checks
            ),
        )

    def _add_line(self, check: PostCheck) -> None:
        key = check.pk
        self.fields[f"result-{key}"] = forms.ChoiceField(
            label=_("Result"),
            choices=[("", _("not looked at yet")), *Result.choices],
            required=False,
        )
        self.fields[f"finding-{key}"] = _area(
            label=_("Finding"), max_length=500, required=False, help_text=FINDING
        )
        until = forms.DateField(label=_("To be put right by"), required=False)
        until.widget = DateInput()
        self.fields[f"rectify_by-{key}"] = until
        version = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.fields[f"version-{key}"] = version
        self.initial[f"version-{key}"] = check.version

    def _line(self, check: PostCheck) -> dict[str, Any]:
        names = ("result", "finding", "rectify_by", "version")
        return {name: self.cleaned_data.get(f"{name}-{check.pk}") or None for name in names}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "on" not in found:
            return found
        for check in self.checks:
            line = self._line(check)
            line["finding"] = line["finding"] or ""
            if not line["result"]:
                if line["finding"] or line["rectify_by"]:
                    self.add_error(f"result-{check.pk}", _("Please choose a result as well."))
                continue
            for field, problem in problems(check.claim, found["on"], line):
                # The day is that of the whole round; whom it does not fit is said on the line.
                self.add_error(f"{'result' if field == 'on' else field}-{check.pk}", problem)
        if not self.errors and not self.results:
            self.add_error(None, _("Nothing was entered: choose a result on at least one line."))
        return found

    @property
    def results(self) -> dict[int, dict[str, Any]]:
        """Check → what was found there, of the lines that have a result."""
        shared = {name: self.cleaned_data.get(name) for name in ("on", "checker")}
        lines = {check.pk: self._line(check) for check in self.checks}
        return {
            key: shared | line | {"finding": line["finding"] or ""}
            for key, line in lines.items()
            if line["result"]
        }


class FollowForm(ScopedForm):
    """A step on a day that follows another one."""

    on = forms.DateField(label=_("On the day"))

    def __init__(self, *args: Any, after: datetime.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after = after
        self.initial.setdefault("on", clock.today())

    def clean_on(self) -> Any:
        verdict = rules.can_follow_on(self.after, self.cleaned_data["on"])
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["on"]


class RectifyForm(FollowForm):
    rectification = _area(label=_("How it was put right"), max_length=500)


class LookBackForm(FollowForm):
    """回头看."""

    holds = forms.TypedChoiceField(
        label=_("What was seen"),
        choices=[("yes", _("it holds")), ("no", _("it does not hold"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    look_back = _area(label=_("In words"), max_length=500)
    rectify_by = forms.DateField(
        label=_("To be put right again by"),
        required=False,
        help_text=_("Where it does not hold."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "on" in found and "holds" in found:
            verdict = rules.needs_a_new_day(found["holds"], found["on"], found.get("rectify_by"))
            if not verdict:
                self.add_error("rectify_by", verdict.reason)
        return found


class HoldTalkForm(FollowForm):
    held_by = forms.CharField(label=_("Held by"), max_length=60)
    note = forms.CharField(
        label=_("What was said"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Also what the member says, and whether the post suits."),
    )


class DropTalkForm(ScopedForm):
    reason = reason_field(max_length=200)
