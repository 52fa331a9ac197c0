"""Needs: registering, editing, settling, taking up again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.actors import Actor
from committees.models import Committee
from committees.reach import reach_of
from core import clock
from core.forms import Autocomplete, ScopedForm, ScopedModelForm, reason_field
from exchange import rules
from exchange.models import Need
from exchange.terms import Source
from members.reach import units_of


class NeedForm(ScopedModelForm):
    """What is needed, by whom, where. No private person is named."""

    class Meta:
        model = Need
        fields = ["title", "source", "unit", "text", "where", "registered_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "unit": Autocomplete("members:unit-autocomplete", by=("uscc", "name")),
        }
        help_texts = {
            "title": _("In a few words, such as: dark stairs in building 3."),
            "text": _("What is missing, for how many; without names and numbers of residents."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("registered_on", clock.today())
        if self.is_for_own_unit:
            units = self.fields["unit"].queryset.filter(pk__in=units_of(self.user))
            self.fields["unit"].widget = forms.Select()
            self.fields["unit"].queryset = units
            self.fields["unit"].required = True
            self.fields["source"].choices = [(Source.UNIT.value, Source.UNIT.label)]
            self.initial.setdefault("source", Source.UNIT)
            if len(units) == 1:
                self.initial.setdefault("unit", units[0].pk)

    @property
    def is_for_own_unit(self) -> bool:
        """Whether this person can only speak for a unit: a liaison who keeps no committee."""
        reach = reach_of(self.user)
        return bool(reach.liaison_at and not reach.roots)

    def clean_registered_on(self) -> Any:
        on = self.cleaned_data["registered_on"]
        if not (verdict := rules.can_register_on(on)):
            raise ValidationError(verdict.reason)
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        source, unit = cleaned.get("source"), cleaned.get("unit")
        # Not a constraint's complaint above the form, but one beside the field.
        if source and unit and not (verdict := rules.can_be_need_of(self.actor, source, unit)):
            self.add_error("unit", verdict.reason)
        return cleaned

    @property
    def actor(self) -> Actor:
        return Actor(user=self.user)


class NewNeedForm(NeedForm):
    """With the committee, which stays."""

    committee = forms.ModelChoiceField(
        Committee.objects.in_being(),
        label=_("Committee"),
        widget=Autocomplete("committees:autocomplete", by=("code", "name", "area_name")),
    )

    class Meta(NeedForm.Meta):
        pass

    field_order = ["committee"]

    def __init__(self, *args: Any, at: Committee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["committee"]
        managed = field.queryset.managed_by(self.user).values("pk")
        own = [*reach_of(self.user).liaison_at, *rules.grids_led(self.actor)]
        offered = field.queryset.filter(Q(pk__in=managed) | Q(pk__in=own))
        if not reach_of(self.user).managed:
            field.widget = forms.Select()
        elif not own:
            field.widget.query = "managed=1"
        field.queryset = offered
        if at is not None and offered.filter(pk=at.pk).exists():
            self.initial.setdefault("committee", at.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        committee, unit = cleaned.get("committee"), cleaned.get("unit")
        if committee and "unit" not in self.errors:
            verdict = rules.can_register_need(self.actor, committee, unit)
            if not verdict:
                self.add_error("unit", verdict.reason)
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        return {n: v for n, v in super().changes.items() if n != "committee"}


class SettleForm(ScopedForm):
    """Whether the need is met or dropped, since when, and what became of it."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(s.value, s.label) for s in (Need.Status.MET, Need.Status.DROPPED)],
        widget=forms.RadioSelect,
        initial=Need.Status.MET,
    )
    on = forms.DateField(label=_("On the day"))
    reason = reason_field(max_length=200)

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need
        self.initial.setdefault("on", clock.today())
        self.fields["reason"].label = _("What became of it")

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not (verdict := rules.can_settle_on(self.need, on)):
            raise ValidationError(verdict.reason)
        return on


class ReopenForm(ScopedForm):
    """Why a need is taken up again."""

    reason = reason_field(max_length=200)
