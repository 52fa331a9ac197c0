"""What the log's words are called, for people: actions, roles, ways and values.

Each room registers the words of its own actions in its ``actions.py``, which is found when the
product starts; an action without words is shown by its name, and a test finds it.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.identifiers import mask_phone

ACTIONS: dict[str, Any] = {}
ROLES: dict[str, Any] = {}
SOURCES: dict[str, Any] = {
    "page": pgettext_lazy("by way of", "page"),
    "admin": pgettext_lazy("by way of", "back office"),
    "command": pgettext_lazy("by way of", "command"),
    "job": pgettext_lazy("by way of", "background job"),
    "clock": pgettext_lazy("by way of", "clock"),
}
# Words that entries use beside the names of fields.
WORDS: dict[str, Any] = {
    "from": gettext_lazy("from"),
    "to": gettext_lazy("until"),
    "reason": gettext_lazy("reason"),
}
NOTHING = "—"
# What a record's history shows only as the record itself does.
MASKED = {"phone"}


def register(
    actions: dict[str, Any],
    *,
    roles: dict[str, Any] | None = None,
    words: dict[str, Any] | None = None,
) -> None:
    """Add ``{"room.thing_done": _("words")}``; ``words`` are keys that are no fields' names."""
    ACTIONS.update(actions)
    ROLES.update(roles or {})
    WORDS.update(words or {})


def action_label(action: str) -> str:
    return str(ACTIONS.get(action, action))


def action_choices() -> list[tuple[str, str]]:
    """(action, words) of every registered action, for the filter of the log."""
    return sorted(((key, str(words)) for key, words in ACTIONS.items()), key=lambda c: c[1])


def role_label(role: str) -> str:
    return str(ROLES.get(role, role))


def source_label(source: str) -> str:
    return str(SOURCES.get(source, source))


def kind_label(label: str) -> str:
    """What a kind of row (``members.memberunit``) is called; its bare name when it is gone."""
    model = _model(label)
    return str(model._meta.verbose_name) if model else label


def kind_choices() -> list[tuple[str, str]]:
    """(label, words) of every kind of row that the rooms write about: those that have a name of
    their own, which helper tables have not."""
    rooms = {action.partition(".")[0] for action in ACTIONS}
    found = [
        (m._meta.label_lower, str(m._meta.verbose_name))
        for m in apps.get_models()
        if m._meta.app_label in rooms and "verbose_name" in m._meta.original_attrs
    ]
    return sorted(found, key=lambda choice: choice[1])


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def changes(entry: Any) -> list[tuple[str, str, str]]:
    """(field's label, before, after) of what an entry says, as a person reads it.

    What the entry holds only as a key of its own (a reason, a count) comes with it.
    """
    model = _model(entry.model)
    names = list(dict.fromkeys([*entry.before, *entry.after]))
    return [
        (
            _label(model, name),
            _value(model, name, entry.before.get(name)),
            _value(model, name, entry.after.get(name)),
        )
        for name in names
        if _says_something(entry, name)
    ]


def _says_something(entry: Any, name: str) -> bool:
    if name in entry.before:
        return bool(entry.before[name] != entry.after.get(name))
    return entry.after[name] not in (None, "", [], {})


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model] | None, name: str) -> str:
    field = _field(model, name)
    if field is not None and hasattr(field, "verbose_name"):
        return str(field.verbose_name)
    return str(WORDS.get(name, name))


def _time(value: str) -> str:
    """A time as the office's clock shows it; what is no time as it stands."""
    found = parse_datetime(value)
    return localtime(found).strftime("%Y-%m-%d %H:%M") if found and found.tzinfo else value


def _value(model: type[models.Model] | None, name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(field := _field(model, name), "in_words"):
        return str(field.in_words(value))
    if isinstance(value, list):
        joint = pgettext("between the items of a list", ", ")
        return joint.join(_value(model, name, item) for item in value)
    if isinstance(value, dict):
        return str(value.get("name", value))
    if name in MASKED:
        return mask_phone(str(value))
    if name == "role":
        return role_label(str(value))
    if isinstance(field, models.DateTimeField):
        return _time(str(value))
    labels = dict(getattr(field, "flatchoices", ()) or ())
    return str(labels.get(value, value))
