"""What is held about a person, for that person: to look at, to take along, to object to.

A room says which rows are the owner's; their columns follow from the model, so that a new one is
shown and taken along without anybody remembering it (个人信息保护法 arts. 44, 45).
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db.models import Field
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core import hooks
from core.encryption import EncryptedCharField
from core.identifiers import mask_resident_id

# What every row has for the program's own sake.
TECHNICAL = frozenset({"created_at", "updated_at", "version"})


@dataclass(frozen=True)
class Own:
    """Rows of one model that are about the person.

    ``without`` names columns that tell the person nothing: keys to sort and find by, digests.
    ``kept_at`` gives the id of the committee that keeps a row and answers an objection to it; rows
    without it (one's own sessions, say) are for nobody to answer. ``words`` says how columns read
    that hold more than a word.
    """

    title: Any
    rows: Any
    without: frozenset[str] = frozenset()
    kept_at: Callable[[Any], int] | None = None
    words: dict[str, Callable[[Any], str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(self.rows.model._meta.label_lower)

    def fields(self) -> list[Any]:
        """The columns that are shown, as the model has them."""
        return [
            column
            for column in self.rows.model._meta.concrete_fields
            if column.name not in self.without | TECHNICAL and not _is_key(column)
        ]

    def headings(self) -> list[str]:
        return [str(column.verbose_name) for column in self.fields()]

    def read(self) -> Iterator[tuple[Any, list[Any]]]:
        """Each row with its values as a person reads them, in the order of ``headings``."""
        fields = self.fields()
        along = [column.name for column in fields if column.is_relation]
        rows = self.rows.select_related(*along) if along else self.rows
        for row in rows.order_by("pk"):
            yield row, [self._value(row, column) for column in fields]

    def _value(self, row: Any, column: Any) -> Any:
        if column.name in self.words:
            return self.words[column.name](getattr(row, column.name))
        return value_of(row, column)


def _is_key(field: Any) -> bool:
    return bool(field.primary_key and not field.is_relation)


def value_of(row: Any, field: "Field[Any, Any]") -> Any:
    """Words, a number or a day; a resident ID number is masked, as everywhere."""
    value = getattr(row, field.name)
    if value is None or value == "":
        return ""
    if isinstance(field, EncryptedCharField):
        return mask_resident_id(value)
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return localtime(value).strftime("%Y-%m-%d %H:%M")
    return value if isinstance(value, (int, datetime.date)) else str(value)


def all_about(user: Any) -> list[Own]:
    """What every room holds about the owner of this account."""
    return [own for answer in hooks.own_data.ask(user) for own in answer]


@cache
def kinds_objectable() -> frozenset[str]:
    """The labels of the models to whose rows their owner may object: the same for everybody."""
    return frozenset(objectable(SimpleNamespace(pk=0)))


def objectable(user: Any) -> dict[str, Own]:
    """The same by the label of the model, as far as somebody answers an objection."""
    return {own.label: own for own in all_about(user) if own.kept_at is not None}
