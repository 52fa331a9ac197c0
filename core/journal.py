"""What a piece of work writes, row by row, so that all of it can be taken back later.

``core.changes`` and the few services that save by themselves tell the journal that is open, if one
is. Of each row it keeps a mark of what the row says afterwards, by which any later change shows,
and what a known row said before. What is computed from the rows (paths, keys, scopes) is not kept:
the rooms compute it anew.
"""

import datetime
import hashlib
import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from core.encryption import EncryptedCharField, blind_index, blind_indexes, renewed

# Not what a row says, but how it is kept; the tree's paths follow from the parents, and so do the
# upper tiers on the rows of large tables.
NOT_SAID = {
    "version",
    "created_at",
    "updated_at",
    "recorded_at",
    "path",
    "city",
    "district",
    "street",
}


class Written(NamedTuple):
    """One row as the work left it; ``before`` is None for a row that the work has made."""

    model: str
    pk: int
    mark: int
    before: dict[str, Any] | None


class Journal:
    """The rows that one piece of work has written, in that order."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], Written] = {}
        # Where the rows made at once stand among the others: (how many came before, …).
        self._at_once: list[tuple[int, str, array]] = []

    def __bool__(self) -> bool:
        return bool(self._rows or self._at_once)

    def made(self, row: models.Model) -> None:
        """Called after a new row was saved."""
        key = (row._meta.label_lower, row.pk)
        self._rows[key] = Written(*key, mark_of(row), None)

    def made_at_once(self, rows: Iterable[models.Model]) -> None:
        """Called for rows that were inserted together and that the work does not touch again:
        they are many, so only numbers are kept of them."""
        rows = list(rows)
        if rows:
            numbers = array("Q", (number for row in rows for number in (row.pk, mark_of(row))))
            self._at_once.append((len(self._rows), rows[0]._meta.label_lower, numbers))

    def changed(self, row: models.Model, before: dict[str, Any]) -> None:
        """Called after a known row was saved, with the old values of what changed in it."""
        key = (row._meta.label_lower, row.pk)
        known = self._rows.get(key)
        if known is not None and known.before is None:
            said = None
        else:
            said = _as_kept(row, before) | ((known.before or {}) if known else {})
        self._rows[key] = Written(*key, mark_of(row), said)

    def rows(self) -> Iterator[Written]:
        """All of them, in the order in which they were first written."""
        rows, done = iter(self._rows.values()), 0
        for place, label, numbers in self._at_once:
            yield from islice(rows, place - done)
            done = place
            for at in range(0, len(numbers), 2):
                yield Written(label, numbers[at], numbers[at + 1], None)
        yield from rows


_open: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def keeping() -> Iterator[Journal]:
    """What is written inside the block is kept in the journal that it gives."""
    journal = Journal()
    token = _open.set(journal)
    try:
        yield journal
    finally:
        _open.reset(token)


def note_made(*rows: models.Model) -> None:
    if (journal := _open.get()) is not None:
        for row in rows:
            journal.made(row)


def note_made_at_once(rows: Iterable[models.Model]) -> None:
    if (journal := _open.get()) is not None:
        journal.made_at_once(rows)


def note_changed(row: models.Model, before: dict[str, Any]) -> None:
    if before and (journal := _open.get()) is not None:
        journal.changed(row, before)


def said_by(row: models.Model) -> dict[str, Any]:
    """The row's own values, as JSON has them."""
    return {name: plain(getattr(row, name)) for name in said_names(type(row))}


@cache
def said_names(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that make up what a row says; of an encrypted one its blind index says it."""
    fields: list[Any] = list(model._meta.concrete_fields)
    told = {field.name for field in fields if getattr(field, "index", "")}
    return tuple(
        field.attname
        for field in fields
        if not (field.primary_key or field.generated or field.name in NOT_SAID | told)
    )


def plain(value: Any) -> Any:
    """One value, as JSON has it."""
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    return value


@cache
def _values_of(model: type[models.Model]) -> Callable[[dict[str, Any]], Any]:
    return itemgetter(*said_names(model))


_in_json = json.JSONEncoder(default=str).encode


def mark_of(row: models.Model) -> int:
    """A short digest of what the row says; equal marks are equal words."""
    said = _in_json(_values_of(type(row))(row.__dict__)).encode()
    # 48 bits: a whole number in every JSON.
    return int.from_bytes(hashlib.blake2b(said, digest_size=6).digest(), "big")


def _as_kept(row: models.Model, before: dict[str, Any]) -> dict[str, Any]:
    """Old values by their columns; of a row that is pointed to, its number; what is encrypted in
    its own column stays so."""
    kept = {}
    for name, value in before.items():
        field: Any = row._meta.get_field(name)
        said = value.pk if isinstance(value, models.Model) else value
        kept[field.attname] = field.kept(said) if hasattr(field, "kept") else plain(said)
    return kept


def as_said(field: Any, value: Any) -> Any:
    """A kept value as the row has it."""
    return field.from_kept(value) if hasattr(field, "from_kept") else field.to_python(value)


def under_present_key(rows: list[list[Any]]) -> list[list[Any]]:
    """Kept rows (``Written``, as JSON has them) after a change of the key: what is encrypted in
    them, and the marks, of which a blind index is part."""
    models_of: dict[str, Any] = {label: apps.get_model(label) for label, *_rest in rows}
    fields = {label: _encrypted_fields(model) for label, model in models_of.items()}
    standing = {
        label: model._base_manager.in_bulk([row[1] for row in rows if row[0] == label])
        for label, model in models_of.items()
        if fields[label]
    }
    found = []
    for label, pk, mark, before in rows:
        if row := standing.get(label, {}).get(pk):
            kept = before and _kept_now(row, before, fields[label])
            found.append([label, pk, _mark_now(row, mark, fields[label]), kept])
        else:
            found.append([label, pk, mark, before])
    return found


@cache
def _encrypted_fields(model: Any) -> list[EncryptedCharField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedCharField)]


def _kept_now(
    row: models.Model, before: dict[str, Any], fields: list[EncryptedCharField]
) -> dict[str, Any]:
    due = dict(before)
    for field in fields:
        if stored := before.get(field.attname):
            due[field.attname] = renewed(stored, field.purpose)
        if field.index in before:
            # Alone it has changed where the row was saved between the key and ``reencrypt``.
            said = field.attname in before
            text = field.from_kept(stored) if said else getattr(row, field.attname)
            due[field.index] = blind_index(text or "", field.purpose)
    return due


def _mark_now(row: models.Model, mark: int, fields: list[EncryptedCharField]) -> int:
    """The mark of the row, if under any key the row says what was marked; what was changed since
    keeps a mark that it does not have."""
    digests = {
        field.index: blind_indexes(text, field.purpose)
        for field in fields
        if field.index and (text := getattr(row, field.attname))
    }
    marks = []
    for of_one_key in zip(*digests.values(), strict=True):  # the present one first
        for index, digest in zip(digests, of_one_key, strict=True):
            setattr(row, index, digest)
        marks.append(mark_of(row))
    return marks[0] if mark in marks else mark
