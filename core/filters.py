"""Filter bars that offer only rows their user may see."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_filters.widgets import BooleanWidget

from core.forms import DateInput, TickList


class YesNoSelect(BooleanWidget):
    """Any, yes or no."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("All")), ("true", _("yes")), ("false", _("no"))]


class ScopedFilterSet(django_filters.FilterSet):
    """Choices of rows are narrowed on ``filter.queryset``; ``extra["queryset"]`` is ignored.

    The first ``always_shown`` fields stand in the bar, the others under "more filters".
    """

    always_shown = 4

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for filter_ in self.filters.values():
            if isinstance(filter_, django_filters.ModelChoiceFilter):
                filter_.queryset = filter_.queryset.visible_to(self.request.user)
            if isinstance(filter_, django_filters.DateFilter):
                filter_.extra["widget"] = DateInput
            if isinstance(filter_, django_filters.BooleanFilter):
                filter_.extra["widget"] = YesNoSelect
            if isinstance(filter_, django_filters.MultipleChoiceFilter):
                filter_.extra.setdefault("widget", TickList)
            if isinstance(filter_, (django_filters.ChoiceFilter, django_filters.ModelChoiceFilter)):
                filter_.extra.setdefault("empty_label", _("All"))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    @property
    def is_in_use(self) -> bool:
        """Whether any of its fields narrows the list now."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def bar(self) -> list[Any]:
        """The fields that are always in sight."""
        return self.form.visible_fields()[: self.always_shown]

    @property
    def more(self) -> list[Any]:
        """The fields that are asked for less often."""
        return self.form.visible_fields()[self.always_shown :]

    @property
    def more_is_in_use(self) -> bool:
        return any(bound.value() not in (None, "", []) for bound in self.more)

    def in_words(self) -> list[tuple[str, str]]:
        """(label, value) of each field that narrows the list now, as a person reads it."""
        if not self.form.is_bound or not self.form.is_valid():
            return []
        found = [(b.label, _in_words(b, self.form.cleaned_data.get(b.name))) for b in self.form]
        return [(str(label), words) for label, words in found if words]


def _in_words(bound: Any, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, slice):  # a range, open at either end
        return f"{value.start or ''} – {value.stop or ''}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple, QuerySet)):
        joint = pgettext("between the items of a list", ", ")
        return joint.join(_in_words(bound, one) for one in value)
    if hasattr(value, "pk"):
        return str(value)
    choices = {str(k): str(v) for k, v in getattr(bound.field, "choices", ())}
    return choices.get(str(value), str(value))
