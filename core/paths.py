"""Paths of fields, such as ``committee__parent__name``."""

from typing import Any


def follow(row: Any, path: str) -> Any:
    """The value at the end of a path of fields; None where a row on the way is missing."""
    for name in path.split("__"):
        if row is None:
            break
        row = getattr(row, name)
    return row


def field_at(model: Any, path: str) -> Any:
    """The field at the end of a path of fields."""
    *way, last = path.split("__")
    for name in way:
        field = model._meta.get_field(name)
        model = field.related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)
