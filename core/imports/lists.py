"""A list as it was exported, edited and brought back: every row finds its record by its number.

What the list's edit page may change is changed; a cell of any other column must say what stands.
A row without a number is a new one, on the terms of the page that makes one.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import is_masked, mask_phone
from core.imports.cells import Wrong
from core.imports.columns import Column, Phone, Whole
from core.imports.engine import CHANGED, NEW, SAME, Importer, Packed, Row
from core.imports.running import refusing
from core.verdicts import ALLOWED, Verdict, refuse

IN = 500  # values in one IN (…) of a query


def number_column() -> Whole:
    """The first column of every export: by it a row is found again, whatever was edited."""
    return Whole(
        "id",
        gettext_lazy("System number"),
        names=("系统编号", "ID"),
        in_template=False,
        explained=gettext_lazy("As the list exports it. Empty in a new row."),
    )


def batches(values: Iterable[Any]) -> Iterable[list[Any]]:
    """The values, each once, in lists that one query takes."""
    found = sorted(set(values))
    for start in range(0, len(found), IN):
        yield found[start : start + IN]


def unmasked(row: Row, column: str, standing: str) -> str:
    """The number of the cell; a masked one stands for the number that is there."""
    number = str(row.values[column])
    if not is_masked(number):
        return number
    if standing and mask_phone(standing) == number:
        return standing
    row.error(
        _(
            "This number is masked and is not the one that stands here. Please write the "
            "whole number."
        ),
        column,
    )
    return standing


class ListImport(Importer):
    """Declared by subclasses, one for each list that is exported.

    ``edits`` are the columns that the edit page may change; ``cures`` say of the others how they
    are changed. ``reads`` says where in the record a column's value stands, if not in the field of
    its own name; of several places the first is shown and each is taken.
    """

    model: type[Model]
    edits: frozenset[str] = frozenset()
    # Columns that in a new row only say who or what is meant, and are not written.
    telling: frozenset[str] = frozenset()
    cures: dict[str, Any] = {}
    reads: dict[str, tuple[str, ...]] = {}
    fixed: Any = gettext_lazy("This column cannot be changed here; what stands is: %(value)s.")

    def visible(self) -> QuerySet:
        """The records that the actor may see, with what the comparison reads."""
        return self.model._default_manager.visible_to(self.by.user)  # type: ignore[attr-defined, no-any-return]

    def find(self, row: Row) -> Any:
        """The record that a row without a number means, or None for one that is new."""
        return None

    def identity(self, row: Row) -> Any:
        """By what two new rows are about the same one: all that ``find`` has resolved."""
        return {name: getattr(one, "pk", one) for name, one in (row.target or {}).items()}

    def arrival(self, row: Row) -> dict[str, Any]:
        """The values of a new record; what is missing or wrong is reported on the row."""
        raise NotImplementedError(f"{type(self).__name__} must say what a new row needs.")

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        """Whether the actor may make this record."""
        return ALLOWED

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        """Whether the actor may change this record so."""
        return ALLOWED

    def resolve(self, row: Row, key: str, value: Any, record: Any) -> Any:
        """The value as the record keeps it: a committee for its name."""
        return value

    def judge_changes(self, row: Row, record: Any, changes: dict[str, Any]) -> None:
        """Report what the edit page would say of these changes."""
        trial = copy.copy(record)
        for name, value in changes.items():
            setattr(trial, name, value)
        others = {field.name for field in self.model._meta.fields} - changes.keys()
        try:
            trial.clean_fields(exclude=others)
            trial.clean()
        except ValidationError as problem:
            self.complain(row, problem)

    def kept(self, record: Any) -> Any:
        """What is kept of a known record until it is written: all of it, or where a list is long
        what finds it again."""
        return record

    def add(self, values: dict[str, Any]) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must name the service that adds.")

    def change(self, record: Any, changes: dict[str, Any]) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must name the service that edits.")

    # --- the same for every list ---------------------------------------------------------------

    def keys(self, row: Row) -> Iterable[Any]:
        if number := row.get("id"):
            yield "id", number

    def load(self, rows: list[Row]) -> None:
        self.met: dict[Any, Row] = {}

    def load_part(self, rows: list[Row]) -> None:
        self.records: dict[int, Any] = {}
        for numbers in batches(row.values["id"] for row in rows if row.get("id")):
            found = self.visible().filter(pk__in=[n for n in numbers if n < 2**63])
            self.records |= {record.pk: record for record in found}

    def check(self, row: Row) -> None:
        record = self._numbered(row) if row.get("id") else self.find(row)
        if row.errors:
            return
        if record is None:
            self._check_new(row)
        else:
            self._check_known(row, record)
        row.values = Packed(row.values)

    def _numbered(self, row: Row) -> Any:
        record = self.records.get(row.values["id"])
        if record is None:
            row.error(
                _(
                    "There is nothing with this number in your part of the tree. Leave the cell "
                    "empty for a new row."
                ),
                "id",
            )
        return record

    def _check_new(self, row: Row) -> None:
        identity = self.identity(row)
        values = self.arrival(row)
        if row.errors:
            return
        verdict = self.may_add(row, values)
        if not verdict:
            row.error(verdict.reason)
            return
        if identity and not self._is_first(row, tuple(sorted(identity.items()))):
            return
        row.outcome, row.target = NEW, (None, Packed(values))
        row.changes = AllNew(self, row)
        for column in self.rarely_written:
            if self.says(row, column) and column.key not in values:
                row.warn(_("A new row does not write this column; it is left out."), column.key)

    @cached_property
    def rarely_written(self) -> list[Column]:
        """Those that a new row may not write."""
        return [column for column in self.columns if not column.in_template]

    def says(self, row: Row, column: Column) -> bool:
        """Whether the row says something here that is not only told to find a record."""
        return row.get(column.key) not in (None, "") and column.key not in self.telling

    def _is_first(self, row: Row, identity: Any) -> bool:
        """Whether no row before is about the same one; else the row says which is."""
        first = self.met.setdefault(identity, row)
        if first is not row:
            row.error(
                _("Row %(row)d is about the same one. Please keep one of them.")
                % {"row": first.number}
            )
        return first is row

    def _check_known(self, row: Row, record: Any) -> None:
        if not self._is_first(row, record.pk):
            return
        changes: dict[str, Any] = {}
        for column in self.columns:
            if column.key != "id" and column.key in row.cells:
                self._compare(row, column, record, changes)
        if changes and not row.errors:
            self.judge_changes(row, record, changes)
            verdict = self.may_change(record, changes)
            if not verdict:
                row.error(verdict.reason)
        if changes:
            row.outcome, row.target = CHANGED, (self.kept(record), changes)
        else:
            row.outcome = SAME

    def _compare(self, row: Row, column: Column, record: Any, changes: dict[str, Any]) -> None:
        key, standing = column.key, self.standing(record, column.key)
        if key not in row.values:
            if key in self.edits and standing[0] not in (None, ""):
                row.warn(
                    _("The cell is empty; “%(value)s” stays. It is emptied on its own page.")
                    % {"value": self.shown(column, standing[0])},
                    key,
                )
            return
        value = row.values[key]
        if isinstance(column, Phone) and is_masked(value):
            unmasked(row, key, str(standing[0] or ""))
            return
        if value in standing or any(self._says(column, one) == _blank(value) for one in standing):
            return
        if key not in self.edits:
            words = self.cures.get(key, self.fixed)
            row.error(str(words) % {"value": self.shown(column, standing[0]) or "—"}, key)
            return
        changes[key] = self.resolve(row, key, value, record)
        row.changes[key] = (self.shown(column, standing[0]), self.shown(column, value))

    def standing(self, record: Any, key: str) -> list[Any]:
        """What the record says in this column: as it is shown, then in other words."""
        found = []
        for path in self.reads.get(key, (key,)):
            value = record
            for name in path.split("."):
                value = getattr(value, name) if value is not None else None
            found.append(value)
        return found

    @staticmethod
    def _says(column: Column, standing: Any) -> Any:
        """What stands, as the cell that says it would be read."""
        try:
            return _blank(column.read(standing))
        except Wrong:
            return standing

    def shown(self, column: Column, value: Any) -> str:
        if isinstance(column, Phone):
            return mask_phone(str(value or ""))
        return column.shown(value)

    def complain(self, row: Row, problem: ValidationError) -> None:
        """A record's own complaints, each beside the cell that it is about."""
        if not hasattr(problem, "error_dict"):
            row.error(" ".join(problem.messages))
            return
        known = {column.key for column in self.columns}
        for name, messages in problem.message_dict.items():
            place = name if name in known and name != NON_FIELD_ERRORS else ""
            row.error(" ".join(messages), place)

    def judge_arrival(self, row: Row, record: Model) -> None:
        """Report what the record would say of itself if it were saved."""
        try:
            record.full_clean()
        except ValidationError as problem:
            self.complain(row, problem)

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            record, values = row.target
            with refusing(row):
                if record is None:
                    self.add(dict(values))
                else:
                    self.change(record, values)


class AllNew(Mapping[str, tuple[str, str]]):
    """What a new row says, put into words only when somebody asks: a roster is long."""

    __slots__ = ("importer", "row")

    def __init__(self, importer: ListImport, row: Row) -> None:
        self.importer, self.row = importer, row

    def __iter__(self) -> Iterator[str]:
        _record, values = self.row.target
        for column in self.importer.columns:
            if self.importer.says(self.row, column) and (
                column.in_template or column.key in values
            ):
                yield column.key

    def __getitem__(self, key: str) -> tuple[str, str]:
        return "", self.importer.shown(self.importer.column(key), self.row.values[key])

    def __len__(self) -> int:
        return sum(1 for _key in self)


def _blank(value: Any) -> Any:
    """Nothing said and said to be nothing are one."""
    return "" if value is None else value


def needs(row: Row, importer: Importer, *keys: str) -> bool:
    """Report what a new row must say and does not; whether it says all of it."""
    missing = [importer.column(key) for key in keys if row.get(key) in (None, "")]
    for column in missing:
        row.error(_("A new row needs “%(column)s”.") % {"column": column}, column.key)
    return not missing


def no_new_rows(row: Row) -> Verdict:
    """For lists whose records are not made by hand."""
    return refuse(_("No new rows are made here. Please keep the system numbers as exported."))
