"""Append-only tables: the database itself refuses to change or delete what is on record.

A database's owner can lift this; what was done meanwhile shows in the seals (``audit.seals``).

On PostgreSQL the running product may be a role that can only add to these tables, and such a role
may not lock them. A function that belongs to their owner does it (``hold``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

MESSAGE = "what is on record is never changed"
FUNCTION = "audit_refuse_change"
HOLD = "audit_hold"

protected_tables: set[str] = {"audit_entry", "audit_readentry", "audit_seal"}


def protect(table: str) -> None:
    """Add a table of a room above; called in its app's ``ready``."""
    protected_tables.add(table)


def triggers(vendor: str) -> set[str]:
    """The names of the triggers that must be there."""
    acts = {"update", "delete"} | ({"truncate"} if vendor == "postgresql" else set())
    return {f"{table}_no_{act}" for table in protected_tables for act in acts}


def install(using: str = "default") -> None:
    """Make the triggers that are missing, on the tables that exist. Safe to run again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        tables = sorted(protected_tables & existing)
        if not tables:
            return
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            cursor.execute("SELECT current_schema()")
            cursor.execute(_hold_function(*cursor.fetchone()))
            # The running role is given it by bin/roles.sql.
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {HOLD}(text) FROM PUBLIC")
        for table in tables:
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def uninstall(using: str = "default") -> None:
    """Lift the protection; only for emptying a test database and for migrations of these tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in installed(using):
            table = name.rsplit("_no_", 1)[0]
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def hold(table: str, using: str = "default") -> None:
    """Until the transaction ends nobody else adds to this table; PostgreSQL only.

    Waits for whoever is adding; raises ``OperationalError`` after ``lock_timeout``.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {HOLD}(%s)", [table])


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Protection off for a moment, as a database's owner can have it; for tests."""
    uninstall(using)
    try:
        yield
    finally:
        install(using)


def installed(using: str = "default") -> set[str]:
    """The names of the triggers that are there and switched on."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
                " AND relnamespace = current_schema()::regnamespace"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()} & triggers(connection.vendor)


def after_migrate(using: str = "default", **kwargs: Any) -> None:
    """On SQLite a later change of a table drops its triggers silently: each migrate makes them."""
    install(using)


_POSTGRESQL_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
    END $$
"""


def _hold_function(schema: str) -> str:
    """It runs with the rights of the tables' owner: it takes no name but the log's own, and finds
    the tables where it was made, not where its caller has put others of the same name.
    """
    return f"""
        CREATE OR REPLACE FUNCTION {HOLD}(held text) RETURNS void LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
            IF held NOT IN ('audit_entry', 'audit_readentry', 'audit_seal') THEN
                RAISE EXCEPTION '% is not part of the log', held;
            END IF;
            EXECUTE format('LOCK TABLE %I.%I IN SHARE ROW EXCLUSIVE MODE', '{schema}', held);
        END $$
    """


def _statements(vendor: str, table: str) -> Iterator[str]:
    # Table names are the project's own, never typed by anybody.
    if vendor == "postgresql":
        for act, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            name = f"{table}_no_{act}"
            yield (
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {act.upper()} ON {table}"
                f" FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()"
            )
            yield f"ALTER TABLE {table} ENABLE TRIGGER {name}"
        return
    for act in ("update", "delete"):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {act.upper()} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
