"""What a fixture builds in an empty database, kept and put back with one statement per table.

The small town costs two hundred statements; nearly every test plays in it.
"""

import io
import pickle
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone, translation

# What migrations write.
ALWAYS = {"django_content_type", "auth_permission"}


class Kept:
    """``kept()`` builds, or puts back what was built, and returns what ``build`` returned."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self.build = build
        # By language, because some names are translated when they are written, and by the day that
        # a test has moved its clock to, because it writes of what was and will be on that day.
        self.found: dict[tuple[str, date | None], tuple[dict[str, Any], bytes]] = {}

    def __call__(self) -> Any:
        day = timezone.localdate() if time_machine.escape_hatch.is_travelling() else None
        key = (translation.get_language(), day)
        if key not in self.found:
            if not _is_empty():
                return self.build()
            with _early_on(day):
                built = self.build()
            self.found[key] = (_read(), pickle.dumps(built))
            return built
        rows, built = self.found[key]
        try:
            with transaction.atomic():
                _write(rows)
        except IntegrityError:
            return self.build()  # the test has rows of its own in their place
        return pickle.loads(built)  # noqa: S301 our own


def _early_on(day: date | None) -> AbstractContextManager[Any]:
    """The first moment of the day: what is kept is older than whatever a later test does on it."""
    if day is None:
        return nullcontext()
    return time_machine.travel(
        datetime.combine(day, time(), tzinfo=ZoneInfo(settings.TIME_ZONE)), tick=True
    )


def _tables() -> dict[str, list[str]]:
    """Each table with its columns, without those that the database fills."""
    return {
        model._meta.db_table: [
            field.column for field in model._meta.concrete_fields if not field.generated
        ]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table not in ALWAYS
    }


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            if cursor.fetchone():
                return False
    return True


def _read() -> dict[str, Any]:
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            named = ", ".join(f'"{column}"' for column in columns)
            if connection.vendor == "postgresql":
                told = io.StringIO()
                cursor.copy_expert(f'COPY "{table}" ({named}) TO STDOUT', told)
                rows: Any = told.getvalue()
            else:
                # Past Django's reading of them, the values are as they are stored.
                rows = cursor.connection.execute(f'SELECT {named} FROM "{table}"').fetchall()
            if rows:
                found[table] = (named, rows)
    return found


def _write(found: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for table, (named, rows) in found.items():
            if connection.vendor == "postgresql":
                with connection.wrap_database_errors:
                    cursor.copy_expert(f'COPY "{table}" ({named}) FROM STDIN', io.StringIO(rows))
            else:
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f'INSERT INTO "{table}" ({named}) VALUES ({marks})', rows)
        if connection.vendor == "postgresql":
            _go_on_after(cursor, found)


def _go_on_after(cursor: Any, tables: Iterable[str]) -> None:
    """New rows are numbered after those put back, wherever another test has left the numbers."""
    asked = " UNION ALL ".join(
        f"SELECT pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}') name,"
        f' max("{model._meta.pk.column}") AS last FROM "{model._meta.db_table}"'
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in tables and isinstance(model._meta.pk, models.AutoField)
    )
    cursor.execute(
        "SELECT setval(kept.name, kept.last) "
        f"FROM ({asked}) kept JOIN pg_sequences s "
        "ON kept.name = format('%I.%I', s.schemaname, s.sequencename) "
        "WHERE coalesce(s.last_value, 0) < kept.last"
    )
