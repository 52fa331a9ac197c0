"""What is checked about the log before the product starts (``check --database default``)."""

from typing import Any

from django.core import checks
from django.db import connections

from audit import protection


@checks.register(checks.Tags.database)
def log_is_append_only(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """The triggers that keep the log as it is are all there and switched on."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        with connection.cursor() as cursor:
            existing = set(connection.introspection.table_names(cursor))
        wanted = {
            name
            for name in protection.triggers(connection.vendor)
            if name.rsplit("_no_", 1)[0] in existing
        }
        if missing := sorted(wanted - protection.installed(alias)):
            found.append(
                checks.Error(
                    f"The audit log can be changed: {', '.join(missing)} missing or switched off.",
                    hint="Run `manage.py migrate`, which makes them again.",
                    id="audit.E001",
                )
            )
    return found
