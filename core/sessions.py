"""Sessions in the database, asked only for keys that such a session can have."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from core import clock
from core.prepared import Prepared

KEPT = Prepared(lambda key: Session.objects.filter(session_key=key))


class SessionStore(DatabaseStore):
    """A cookie is what anybody likes to send: at a NUL in it PostgreSQL would stumble."""

    def _validate_session_key(self, key: Any) -> bool:
        is_one = super()._validate_session_key(key)  # type: ignore[misc]
        return bool(is_one and key.isascii() and key.isalnum())

    def _get_session_from_db(self) -> Any:
        """As Django's own, which makes the query anew in each request."""
        found = KEPT(self.session_key)
        if found and found[0].expire_date > clock.now():
            return found[0]
        self._session_key = None
        return None
