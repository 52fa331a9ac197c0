"""Evaluations: opening, words, points, the signature, objections; schemes; voting papers."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from committees.terms import Level
from core import clock
from core.forms import ScopedForm, ScopedMixin, ScopedModelForm
from members.choices import ManagedCommittee
from posts import rules
from posts.models import (
    Evaluation,
    EvaluationIndicator,
    EvaluationPart,
    EvaluationScheme,
    Grade,
    Vote,
)
from posts.services.votes import MOST_PAPERS


def _words(label: Any, most: int, rows: int = 4, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


def _year() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )


class OpenForm(ScopedForm):
    """The evaluations of a year at a community."""

    committee = ManagedCommittee(label=_("Community or village"))
    year = _year()

    def __init__(self, *args: Any, at: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].narrow_to(self.user)
        if at is not None and at.level == Level.COMMUNITY:
            self.initial.setdefault("committee", at.pk)
        self.initial.setdefault("year", clock.today().year)

    def clean_committee(self) -> Any:
        committee = self.cleaned_data["committee"]
        if committee.level != Level.COMMUNITY:
            raise forms.ValidationError(
                _("Post-holders are evaluated by their community, its grids included.")
            )
        return committee


class PrintVotesForm(OpenForm):
    """So many voting papers of a year."""

    papers = forms.IntegerField(
        label=_("Number of papers"),
        initial=20,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PAPERS)],
        help_text=_("Each is good for one person and one time. Print what is given out."),
    )


class SelfForm(ScopedForm):
    text = _words(
        _("Self-evaluation"),
        2000,
        rows=8,
        help_text=_("What was done, what was not, and why. It is not counted in points."),
    )


class GiveForm(ScopedForm):
    """The points of a branch, with a reason."""

    points = forms.DecimalField(label=_("Points"), max_digits=5, decimal_places=1)
    reason = _words(
        _("Reason"),
        500,
        help_text=_("Such as: came every week, and found a way in the flooded cellar."),
    )

    def __init__(self, *args: Any, part: EvaluationPart, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = part.indicator.points
        self.fields["points"].help_text = _("From 0 to %(most)d.") % {"most": self.most}
        if part.given is not None:
            self.initial |= {"points": part.given.normalize(), "reason": part.reason}

    def clean_points(self) -> Decimal:
        points: Decimal = self.cleaned_data["points"]
        verdict = rules.can_be_given(points, self.most, "x")
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return points


class SignForm(ScopedForm):
    """The grade, and the name of the person who answers for it."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect)
    signed_by = forms.CharField(
        label=_("Signed by"),
        max_length=60,
        help_text=_("Office and name, such as: secretary of the community, Wang Fang."),
    )
    reason = _words(
        _("Reason"),
        200,
        rows=2,
        required=False,
        help_text=_("Needed where the grade is lower than the points reach."),
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evaluation = evaluation
        self.initial.setdefault("grade", evaluation.reached)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if "grade" in found:
            reason = found.get("reason", "")
            if not (verdict := rules.can_sign_as(self.evaluation, found["grade"], reason)):
                self.add_error("grade", verdict.reason)
        return found


class ObjectForm(ScopedForm):
    text = _words(_("What is not right, and why"), 1000, rows=6)


class DecideForm(ScopedForm):
    """The answer to an objection."""

    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices, widget=forms.RadioSelect)
    decision = _words(_("Decision and reason"), 1000)
    decided_by = forms.CharField(label=_("Decided by"), max_length=60)

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evaluation = evaluation
        self.initial.setdefault("grade", evaluation.grade)

    def clean_grade(self) -> str:
        grade: str = self.cleaned_data["grade"]
        if not (verdict := rules.can_decide_as(self.evaluation, grade)):
            raise forms.ValidationError(verdict.reason)
        return grade


class NewSchemeForm(ScopedForm):
    year = forms.IntegerField(
        label=_("Holds from the year"),
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text=_("It begins as a copy of the one before."),
    )


# What each parameter of a method is called.
PARAMETERS: dict[str, Any] = {
    "target": _("all points from percent"),
    "floor": _("no points until percent"),
    "times": _("all points from times"),
    "hours": _("or from hours"),
    "good": _("“good” is worth percent"),
    "fair": _("“fairly good” is worth percent"),
    "average": _("“average” is worth percent"),
    "poor": _("“poor” is worth percent"),
    "at_least": _("counts from voting papers"),
}


class SchemeForm(ScopedModelForm):
    """A whole scheme at once: the grades, and name, points and parameters of each line."""

    class Meta:
        model = EvaluationScheme
        fields = ["excellent_from", "qualified_from", "basic_from"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = list(self.instance.indicators.order_by("position", "pk"))
        sets = [Fieldset("", "excellent_from", "qualified_from", "basic_from")]
        for row in self.indicators:
            names = [f"name-{row.pk}", f"points-{row.pk}"]
            self.fields[names[0]] = forms.CharField(label=_("Indicator"), max_length=40)
            self.fields[names[1]] = forms.IntegerField(
                label=_("Points"), validators=[MinValueValidator(1), MaxValueValidator(100)]
            )
            self.initial |= {names[0]: row.name, names[1]: row.points}
            for key, value in row.parameters.items():
                name = f"{key}-{row.pk}"
                most = 100 if key in ("target", "floor") or key in Vote.Answer.values else 1000
                least = 0 if key == "floor" or key in Vote.Answer.values else 1
                self.fields[name] = forms.IntegerField(
                    label=PARAMETERS[key],
                    validators=[MinValueValidator(least), MaxValueValidator(most)],
                )
                self.initial[name] = value
                names.append(name)
            sets.append(Fieldset(row.get_source_display(), *names))
        self.layout = Layout(*sets)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.errors:
            return found
        points = [found[f"points-{row.pk}"] for row in self.indicators]
        if not (verdict := rules.adds_to_a_hundred(points)):
            self.add_error(None, verdict.reason)
        for row in self.indicators:
            if "floor" in row.parameters and not (
                found[f"floor-{row.pk}"] < found[f"target-{row.pk}"]
            ):
                self.add_error(f"floor-{row.pk}", _("It lies below “all points”."))
        return found

    @property
    def grades(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def lines(self) -> dict[int, dict[str, Any]]:
        """Indicator → name, points and parameters."""
        return {row.pk: self._line(row) for row in self.indicators}

    def _line(self, row: EvaluationIndicator) -> dict[str, Any]:
        told = {key: self.cleaned_data[f"{key}-{row.pk}"] for key in row.parameters}
        names = {name: self.cleaned_data[f"{name}-{row.pk}"] for name in ("name", "points")}
        return names | {"parameters": told}


class VoteForm(ScopedMixin, forms.Form):
    """The voting paper: for each post-holder one of four answers, or none."""

    def __init__(self, *args: Any, evaluations: list[Evaluation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in evaluations:
            claim = row.claim
            self.fields[f"answer-{row.pk}"] = forms.ChoiceField(
                label=f"{claim.member.person.name} · {claim.post.name}",
                choices=[*Vote.Answer.choices, ("", _("I do not know"))],
                required=False,
                widget=forms.RadioSelect,
            )
            self.initial[f"answer-{row.pk}"] = ""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors and not self.answers:
            self.add_error(None, _("Please choose an answer for at least one of them."))
        return found

    @property
    def answers(self) -> dict[int, str]:
        """Evaluation → answer, of those answered."""
        told = self.cleaned_data.items()
        return {int(name.removeprefix("answer-")): answer for name, answer in told if answer}
