"""Sessions in the database, asked only for keys that such a session can have."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """A cookie is what anybody likes to send: at a NUL in it PostgreSQL would stumble."""

    def _validate_session_key(self, key: Any) -> bool:
        is_one = super()._validate_session_key(key)  # type: ignore[misc]
        return bool(is_one and key.isascii() and key.isalnum())
