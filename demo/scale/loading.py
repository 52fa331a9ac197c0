"""Filling empty tables: their indexes and checks of references are taken off and put back after.

Kept up row by row they would cost several times what it takes to build them at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

# Only this transaction asks for it: no setting of the server is changed.
WHILE_LOADING = {
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "maintenance_work_mem": "'512MB'",
    "work_mem": "'256MB'",
    "synchronous_commit": "off",
}
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[])
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
# What other tables refer to stays: their references hang on it.
CONSTRAINTS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
FROM pg_constraint c
WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype IN ('f', 'u', 'p')
AND (c.contype = 'f' OR NOT EXISTS
     (SELECT 1 FROM pg_constraint r WHERE r.contype = 'f' AND r.conindid = c.conindid))
ORDER BY array_position(ARRAY['f', 'u', 'p'], c.contype::text) DESC
"""


@contextmanager
def bare(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Inside the block the tables have no indexes but the numbers of their rows."""
    names = [model._meta.db_table for model in tables]
    back = _strip_postgresql(names) if connection.vendor == "postgresql" else _strip_sqlite(names)
    yield
    with connection.cursor() as cursor:
        for statement in back:
            cursor.execute(statement)


def _strip_postgresql(names: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        for name, value in WHILE_LOADING.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        # What waits to be checked would keep its table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
        cursor.execute(CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes] + [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        for table, name, definition in constraints
    ]


def _strip_sqlite(names: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        indexes = [(name, sql) for name, table, sql in cursor.fetchall() if table in names]
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in indexes]


def follow_numbers(tables: Sequence[type[models.Model]]) -> None:
    """New rows are numbered after those that were given theirs; SQLite sees to it by itself."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in tables:
            key = model._meta.pk
            if isinstance(key, models.AutoField):
                name = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, %s), max({key.column})) "  # noqa: S608
                    f"FROM {name} HAVING max({key.column}) IS NOT NULL",
                    [name, key.column],
                )


def let_the_planner_know(tables: Sequence[type[models.Model]]) -> None:
    """Figures about what the tables hold; outside of a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            for model in tables:
                cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
            cursor.execute("RESET statement_timeout")
        else:
            cursor.execute("ANALYZE")
