"""What is checked about the foundation before the product starts (``check --database default``)."""

from typing import Any

from django.core import checks
from django.db import connections

from core.encryption import encrypted_columns, has_its_key, stored_values


@checks.register(checks.Tags.database)
def field_key_fits(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """What is stored encrypted was encrypted under a key that is here.

    The oldest value of each column is looked at: after a lost key a new one may have come. A
    warning only, because upgrades must work even when the key is lost for good.
    """
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        for model, field in encrypted_columns():
            if not _is_there(connections[alias], model._meta.db_table, str(field.column)):
                continue
            oldest = stored_values(model, field).using(alias).order_by("pk")[:1]
            if any(not has_its_key(stored) for _pk, stored in oldest):
                found.append(
                    checks.Warning(
                        f"{model._meta.label}.{field.name} was encrypted under another FIELD_KEY.",
                        hint="Bring back DATA_DIR/field_key from where its copy is kept.",
                        id="core.W001",
                    )
                )
    return found


def _is_there(connection: Any, table: str, column: str) -> bool:
    """Whether the migration that makes the column has run."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        description = connection.introspection.get_table_description(cursor, table)
    return column in {found.name for found in description}
