"""A new key for what is encrypted."""

from accounts import rules
from audit.actors import Actor
from audit.services import record
from core.encryption import reencrypt
from core.verdicts import require


def reencrypt_fields(*, by: Actor) -> int:
    """Put everything under the present ``FIELD_KEY``, some hundred rows a transaction; returns how
    many there were. Raises ``Unreadable`` when the old key is not in ``FIELD_KEY_FALLBACKS``."""
    require(rules.can_renew_keys(by))
    count = reencrypt()
    record("accounts.fields_reencrypted", by.user, by=by, after={"rows": count})
    return count
