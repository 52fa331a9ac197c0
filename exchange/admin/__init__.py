"""This room in the back office: the same scopes, rules and services as on the pages."""

from exchange.admin import needs  # noqa: F401 it registers itself
