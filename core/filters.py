"""Filter bars that offer only rows their user may see."""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.db.models import QuerySet
from django.forms import TextInput
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django_filters.widgets import BooleanWidget

from core.forms import Autocomplete, DateInput, TickList

NOTHING: tuple[Any, ...] = (None, "", [])
# Finished pieces by filter bar, piece, language and the rows that a field offers.
_KEPT: dict[tuple[type, str, str | None, tuple[Any, ...]], SafeString] = {}
# In the place of what somebody typed, while a field is painted once for whatever it will be.
TYPED = "typed-by-somebody"
# Those who see other rows are offered others.
MOST_KEPT = 2000


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

    def __init__(
        self,
        data: Any = None,
        queryset: Any = None,
        *,
        request: Any = None,
        prefix: str | None = None,
    ) -> None:
        # As the class above does, but for one thing: it copies the filters with all that hangs on
        # them, which took as long as the list's queries. What is changed of them is copied here.
        self.is_bound = data is not None
        self.data = data or QueryDict()
        self.queryset = self._meta.model._default_manager.all() if queryset is None else queryset
        self.request = request
        self.form_prefix = prefix
        self.filters = {name: copy(filter_) for name, filter_ in self.base_filters.items()}
        for filter_ in self.filters.values():
            filter_.parent, filter_.model = self, self.queryset.model
            filter_.extra = dict(filter_.extra)
            if filter_.method is not None:
                filter_.method = filter_.method  # which makes its way to ``parent``
            if isinstance(filter_, django_filters.DateFilter):
                filter_.extra["widget"] = DateInput
            if isinstance(filter_, django_filters.BooleanFilter):
                filter_.extra["widget"] = YesNoSelect
            if isinstance(filter_, django_filters.MultipleChoiceFilter):
                filter_.extra.setdefault("widget", TickList)
            if isinstance(filter_, django_filters.ChoiceFilter):
                filter_.extra.setdefault("empty_label", _("All"))
            if isinstance(filter_, django_filters.ModelChoiceFilter) and _offers_rows(filter_):
                filter_.extra["empty_label"] = _("All")

    def get_form_class(self) -> Any:
        for name, filter_ in self.filters.items():
            if not isinstance(filter_, django_filters.ModelChoiceFilter):
                continue
            if _offers_rows(filter_) or self.data.get(name):
                filter_.queryset = filter_.queryset.visible_to(self.request.user)
            else:  # nothing is chosen that would have to be looked up
                filter_.queryset = filter_.queryset.none()
        return super().get_form_class()

    def listed(self, rows: Any, asked: dict[str, Any]) -> Any:
        """Which of the rows are listed at all, by all that is asked for together. It comes before
        the filters, so that the last of them may be the words that are looked for
        (``ScopedQuerySet.along``)."""
        return rows

    @property
    def qs(self) -> Any:
        if not hasattr(self, "_qs"):
            asked = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
            self.queryset = self.listed(self.queryset, asked)
        return super().qs

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    @property
    def in_use(self) -> set[str]:
        """The fields that may narrow the list now, by name."""
        if not self.is_bound:
            return set()
        return {bound.name for bound in self.form if bound.value() not in NOTHING}

    @property
    def bar(self) -> SafeString:
        """The fields that are always in sight, finished."""
        return self._painted("bar", slice(self.always_shown))

    @property
    def more(self) -> SafeString:
        """The fields that are asked for less often, finished."""
        return self._painted("more", slice(self.always_shown, None))

    @property
    def more_is_in_use(self) -> bool:
        fields = self.form.visible_fields()[self.always_shown :] if self.is_bound else []
        return any(bound.value() not in NOTHING for bound in fields)

    @property
    def media(self) -> SafeString:
        """What its fields need in the page's head."""
        return self._kept("media", lambda: str(self.form.media))

    def _painted(self, name: str, part: slice) -> SafeString:
        """Some of the fields. Fields in which nothing is chosen look the same to everybody, so they
        are painted once; a bar of seven took as long as the rest of the page."""

        def paint() -> str:
            return "".join(self._field(bound) for bound in self.form.visible_fields()[part])

        if self.is_bound:
            return mark_safe(paint())  # noqa: S308 painted by templates
        return self._kept(name, paint, tuple(self._offered.items()))

    @cached_property
    def _offered(self) -> dict[str, tuple[tuple[Any, str], ...]]:
        """What the fields that offer rows offer to whoever looks: the keys and names of the rows.
        It is asked for each time; the form, which would ask as well, is not made for it."""
        return {
            name: tuple(
                (row.pk, str(row)) for row in filter_.queryset.visible_to(self.request.user)
            )
            for name, filter_ in self.filters.items()
            if _offers_rows(filter_)
        }

    def _field(self, bound: Any) -> SafeString:
        typed = bound.value()
        if typed not in NOTHING or bound.errors:
            if bound.errors or type(bound.field.widget) is not TextInput:
                return as_crispy_field(bound)  # type: ignore[no-any-return]
            with_some = self._kept(f"typed {bound.name}", lambda: _as_typed(bound))
            return mark_safe(with_some.replace(TYPED, escape(typed)))  # noqa: S308
        offered = self._offered.get(bound.name, ())
        if bound.name in self._offered:
            bound.field.widget.choices = [("", bound.field.empty_label), *offered]
        return self._kept(f"field {bound.name}", lambda: as_crispy_field(bound), offered)

    def _kept(
        self, name: str, paint: Callable[[], str], offered: tuple[Any, ...] = ()
    ) -> SafeString:
        key = (type(self), name, get_language(), offered)
        if key not in _KEPT:
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            _KEPT[key] = mark_safe(paint())  # noqa: S308 painted by templates
        return _KEPT[key]

    def in_words(self) -> list[tuple[str, str]]:
        """(label, value) of each field that narrows the list now, as a person reads it."""
        if not self.is_valid():
            return []
        found = [(b.label, _in_words(b, self.form.cleaned_data.get(b.name))) for b in self.form]
        return [(str(label), words) for label, words in found if words]


def _as_typed(bound: Any) -> str:
    """The field with something in it."""
    return str(as_crispy_field(type(bound.form)({bound.name: TYPED})[bound.name]))


def _offers_rows(filter_: Any) -> bool:
    """Whether it lists rows of the database, which may be others in the next request."""
    if not isinstance(filter_, django_filters.ModelChoiceFilter):
        return False
    return not isinstance(filter_.extra.get("widget"), Autocomplete)


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
