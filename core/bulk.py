"""Many new rows at once.

``bulk_create`` makes an object of each row and a placeholder of each value, which costs more than
the database does; a roster of 100,000 people has a million rows. PostgreSQL takes them by COPY.
"""

import datetime
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import partial
from itertools import islice
from operator import attrgetter
from types import NoneType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState

# Of these types the values that a model has are those that a statement (of COPY: its text) has.
AS_IT_IS: dict[str, frozenset[type]] = {
    "postgresql": frozenset({int, bool, datetime.date, datetime.datetime}),
    "sqlite": frozenset({int, bool}),
}
TEXT_AS_IT_IS = (models.CharField.get_prep_value, models.TextField.get_prep_value)
AT_ONCE = 1000
# SQLite as its makers build it takes so many values in one statement.
MOST_VALUES = 32_766
PER_COPY = 10_000
# Characters that are handed over at once: all of a piece.
IN_ONE_PIECE = 1 << 28
# What COPY's text format keeps for itself.
UNSAFE = re.compile(r"[\\\n\r\t]")
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class _Behind:
    """What one connection is still sending."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.pending: list[Future[None]] = []

    def send(self, work: Callable[[], None]) -> None:
        self.pending.append(self.pool.submit(work))

    def wait(self) -> None:
        pending, self.pending = self.pending, []
        for one in pending:
            with connection.wrap_database_errors:
                one.result()

    def before_each(self, execute: Any, *statement: Any) -> Any:
        self.wait()
        return execute(*statement)


_behind: ContextVar[_Behind | None] = ContextVar("behind", default=None)


@contextmanager
def behind() -> Iterator[None]:
    """Inside, PostgreSQL takes rows in while the next ones are being made.

    What COPY sends goes out from a thread of its own, one piece after the other. Every other
    statement of the connection waits for it, and is where an error of it comes out.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with ThreadPoolExecutor(1) as pool:
        others = _Behind(pool)
        token = _behind.set(others)
        try:
            with connection.execute_wrapper(others.before_each):
                yield
            others.wait()
        finally:
            _behind.reset(token)


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert rows of finished values (as the database keeps them) into the named fields.

    ``same`` are fields that say the same in all of the rows; they are put into words once.
    """
    same = same or {}
    by_name = {field.name: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(by_name[name].column)) for name in (*names, *same))
    target = f"{quote(model._meta.db_table)} ({columns})"
    left = iter(rows)
    if connection.vendor == "postgresql":
        _copy(target, left, tuple(same.values()))
    else:
        _insert(target, len(names), left, tuple(same.values()))


def save_new(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, all of their columns, and give their numbers to those that
    have none yet."""
    if not rows:
        return
    meta = rows[0]._meta
    if isinstance(meta.pk, models.AutoField):
        unnumbered = [row for row in rows if row.pk is None]
        for row, number in zip(unnumbered, numbers(meta.model, len(unnumbered)), strict=True):
            row.pk = number
    fields: list[Any] = [field for field in meta.concrete_fields if not field.generated]
    columns = [_column(field, rows) for field in fields]
    insert(type(rows[0]), [field.name for field in fields], zip(*columns, strict=True))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def maker_of(model: type[models.Model]) -> Callable[[Mapping[str, Any]], Any]:
    """Makes new rows of what is said by field; the rest has its default, which the model itself
    would ask for with each row anew."""
    blank = vars(model()).copy()
    del blank["_state"]
    changing = [name for name, value in blank.items() if isinstance(value, list | dict)]
    related = {field.name: field.attname for field in model._meta.fields if field.is_relation}

    def make(said: Mapping[str, Any]) -> Any:
        row = model.__new__(model)
        values = row.__dict__
        values.update(blank)
        for name in changing:
            values[name] = copy(blank[name])
        row._state = ModelState()
        for name, value in said.items():
            if name in related:
                values[related[name]] = None if value is None else value.pk
                row._state.fields_cache[name] = value
            else:
                values[name] = value
        return row

    return make


def _column(field: Any, rows: Sequence[models.Model]) -> list[Any]:
    """The values of one field as the database keeps them."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        # What is written together was made at one moment.
        moment = field.pre_save(rows[0], add=True)
        for row in rows:
            setattr(row, field.attname, moment)
        return [field.get_db_prep_save(moment, connections[DEFAULT_DB_ALIAS])] * len(rows)
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, models.JSONField):
        return [json.dumps(value, cls=field.encoder) for value in values]
    # The field itself is asked only where it has something to say: it is a dear question.
    database = connections[DEFAULT_DB_ALIAS]
    as_it_is = AS_IT_IS[database.vendor]
    if type(field).get_prep_value in TEXT_AS_IT_IS:
        as_it_is |= {str}
    return [
        value
        if value is None or type(value) in as_it_is
        else field.get_db_prep_save(value, database)
        for value in values
    ]


def numbers(model: type[models.Model], count: int) -> Iterable[int]:
    """So many numbers that no row of the table has or has had; they are this caller's on
    PostgreSQL, and on SQLite until another row is written."""
    meta: Any = model._meta
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [meta.db_table, meta.pk.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        (last,) = cursor.fetchone() or (0,)
        return range(last + 1, last + 1 + count)


def _insert(target: str, width: int, left: Iterable[Sequence[Any]], same: tuple[Any, ...]) -> None:
    start = f"INSERT INTO {target} VALUES "  # noqa: S608 our names
    width += len(same)
    one = f"({', '.join(['%s'] * width)})"
    left = iter(left)
    with connection.cursor() as cursor:
        while part := list(islice(left, min(AT_ONCE, MOST_VALUES // width))):
            values = [value for row in part for value in (*row, *same)]
            cursor.execute(start + ", ".join([one] * len(part)), values)


def _copy(target: str, left: Iterable[Sequence[Any]], same: tuple[Any, ...]) -> None:
    left = iter(left)
    end = "".join(f"\t{_as_text(value)}" for value in same) + "\n"
    connection.ensure_connection()
    # Not closed here: a piece may still be going out from another thread.
    raw = connection.connection.cursor()
    while part := list(islice(left, PER_COPY)):
        texts = map(_as_texts, zip(*part, strict=True))
        lines = map("\t".join, zip(*texts, strict=True))
        piece = io.StringIO(end.join(lines) + end)
        send = partial(raw.copy_expert, f"COPY {target} FROM STDIN", piece, IN_ONE_PIECE)
        if (others := _behind.get()) is not None:
            others.send(send)
        else:
            with connection.wrap_database_errors:
                send()


def _as_texts(values: Sequence[Any]) -> Iterable[str]:
    """One column. Most need no escapes, and looking at all of its values at once is cheap."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return map(str, values)
    if kinds == {str}:
        return values if not UNSAFE.search("\0".join(values)) else map(_as_text, values)
    if kinds == {int, NoneType}:
        return ["\\N" if value is None else str(value) for value in values]
    if kinds == {str, NoneType} and not UNSAFE.search("\0".join(filter(None, values))):
        return ["\\N" if value is None else value for value in values]
    return map(_as_text, values)


def _as_text(value: Any) -> str:
    if value is None:
        return "\\N"
    if type(value) is str:
        return value.translate(ESCAPES) if UNSAFE.search(value) else value
    return str(value)
