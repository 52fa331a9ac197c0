"""Values that a stolen database or backup does not give away: encrypted column by column.

AES-256-GCM under a key that is derived (HKDF-SHA256) from ``FIELD_KEY``, which is kept apart from
the database, and from the column's purpose: what is moved to another column cannot be read there.
What is stored names its algorithm and its key, so that either can be changed later::

    aes256gcm:5f0c1a9e:base64 of nonce, text and tag

The same text looks different each time, so nothing can be looked up or sorted by such a column.
Where equality must be asked for, a plain column beside it holds a blind index: HMAC-SHA256 of the
text under a key of its own, also derived from ``FIELD_KEY`` and the purpose. It tells which rows
hold the same text, and nothing more to whoever lacks the key.
"""

import base64
import hmac
import os
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models, transaction
from django.db.models.functions import Cast

ALGORITHM = "aes256gcm"
INDEX_ALGORITHM = "hmac-sha256"
INDEX_LENGTH = 64
NONCE_BYTES = 12
# Rows of a JSON column that are in memory together: one may hold hundreds of values.
SEALED_AT_ONCE = 100


class Unreadable(Exception):
    """It was encrypted under a key that is not here, for another column, or was tampered with."""


@cache
def _derived(secret: str, purpose: str, length: int, algorithm: str = ALGORITHM) -> bytes:
    # The secret is random and long, so it needs neither salt nor slow hashing.
    info = f"core.encryption|{algorithm}|{purpose}".encode()
    return HKDF(SHA256(), length=length, salt=None, info=info).derive(secret.encode())


@cache
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(_derived(secret, f"value of {purpose}", 32))


def _name(secret: str) -> str:
    """What a key is called in what it has encrypted; it tells nothing about the key."""
    return _derived(secret, "name", 4).hex()


def encrypt(text: str, purpose: str) -> str:
    """The text as it may be stored."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(settings.FIELD_KEY, purpose).encrypt(nonce, text.encode(), None)
    return f"{ALGORITHM}:{_name(settings.FIELD_KEY)}:{base64.b64encode(sealed).decode()}"


def _secret_behind(stored: str) -> str | None:
    """The key that this was encrypted under, if it is one of ours."""
    algorithm, _, rest = stored.partition(":")
    ours = {_name(secret): secret for secret in (*settings.FIELD_KEY_FALLBACKS, settings.FIELD_KEY)}
    return ours.get(rest.partition(":")[0]) if algorithm == ALGORITHM else None


def has_its_key(stored: str) -> bool:
    """Whether the key for this is here."""
    return _secret_behind(stored) is not None


def decrypt(stored: str, purpose: str) -> str:
    """The text again. Raises ``Unreadable``, which never holds what was stored."""
    secret = _secret_behind(stored)
    if secret is None:
        raise Unreadable(f"{purpose}: encrypted under a key that is not here (FIELD_KEY)")
    try:
        raw = base64.b64decode(stored.rpartition(":")[2], validate=True)
        plain = _cipher(secret, purpose).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        raise Unreadable(f"{purpose}: not what was encrypted here") from None
    return plain.decode()


def blind_index(text: str, purpose: str) -> str:
    """What stands beside encrypted text so that it can be found again: 64 hexadecimal digits.

    Equal text gives equal digits, so it must be in its one normal form. Empty text has none.
    """
    return _index(settings.FIELD_KEY, text, purpose) if text else ""


def blind_indexes(text: str, purpose: str) -> list[str]:
    """All that may stand beside this text until everything is under the present key (for ``__in``).

    Nothing for empty text: it would find every row that holds none.
    """
    secrets = dict.fromkeys((settings.FIELD_KEY, *settings.FIELD_KEY_FALLBACKS))
    return [_index(secret, text, purpose) for secret in secrets] if text else []


def _index(secret: str, text: str, purpose: str) -> str:
    key = _derived(secret, f"index of {purpose}", 32, INDEX_ALGORITHM)
    return hmac.digest(key, text.encode(), "sha256").hex()


class EncryptedCharField(models.CharField):
    """Text that is encrypted in the database and plain in the program.

    ``purpose`` keeps columns apart and never changes, whatever the model is called later. Empty
    text and null stay what they are. Only ``isnull`` can be asked for, and nothing is unique; a
    dump of the rows as text (``dumpdata``) is refused.

    ``index`` names the plain column that holds ``blind_index`` of the text under the same purpose.
    The services set it, always together with the text; ``reencrypt`` puts it under a new key.
    """

    def __init__(self, *args: Any, purpose: str, index: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        self.index = index
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["purpose"] = self.purpose
        if self.index:
            kwargs["index"] = self.index
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """A column of any length: what is stored is longer than what is meant."""
        return "TextField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            message = "What is encrypted differs each time: neither unique nor indexed."
            found.append(checks.Error(message, obj=self, id="core.E001"))
        if self.index and not self._index_fits():
            message = f"“{self.index}” is no plain CharField of {INDEX_LENGTH} characters."
            found.append(checks.Error(message, obj=self, id="core.E002"))
        return found

    def _index_fits(self) -> bool:
        try:
            column = self.model._meta.get_field(self.index)
        except FieldDoesNotExist:
            return False
        if isinstance(column, EncryptedCharField) or not isinstance(column, models.CharField):
            return False
        return column.max_length is None or column.max_length >= INDEX_LENGTH

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be looked up.")
        return super().get_lookup(lookup_name)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text, self.purpose) if text else text

    def from_db_value(self, value: Any, *args: Any) -> Any:
        return decrypt(value, self.purpose) if value else value

    def kept(self, value: str | None) -> str | None:
        """An old value as it may be kept in a journal."""
        return encrypt(value, self.purpose) if value else value

    def from_kept(self, value: str | None) -> str | None:
        return decrypt(value, self.purpose) if value else value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.name} is encrypted; back up the database itself.")


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedCharField]]:
    """Every encrypted column of the product."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedCharField):
                yield model, field


def stored_values(model: type[models.Model], field: EncryptedCharField) -> models.QuerySet:
    """(key, what is stored) of each row that holds something."""
    rows = model._base_manager.annotate(stored=Cast(field.name, models.TextField()))
    return rows.exclude(stored__isnull=True).exclude(stored="").values_list("pk", "stored")


class Sealed(NamedTuple):
    """A JSON column in which encrypted values stand among others; ``renewed`` gives what one row
    holds there with each of them under the present key."""

    model: type[models.Model]
    name: str
    renewed: Callable[[Any], Any]


# Each room registers its own in ``apps.ready``: nothing tells such a column from any other.
SEALED: list[Sealed] = []


def renewed(stored: str, purpose: str) -> str:
    """The same under the present key; what is under it already, as it is."""
    return stored if stored.startswith(_present()) else encrypt(decrypt(stored, purpose), purpose)


def _present() -> str:
    """How everything begins that is under the present key."""
    return f"{ALGORITHM}:{_name(settings.FIELD_KEY)}:"


def reencrypt() -> int:
    """Put everything under the present ``FIELD_KEY``; returns how many values (of JSON columns: how
    many rows) were not.

    Safe to run while others work, and to run again: what changes meanwhile is looked at again.
    """
    columns = sum(_reencrypt(model, field) for model, field in encrypted_columns())
    return columns + sum(map(_renew, SEALED))


def _renew(column: Sealed) -> int:
    rows = column.model._base_manager.order_by("pk").select_for_update(no_key=True)
    done, last = 0, 0
    while True:
        with transaction.atomic():
            batch = list(rows.filter(pk__gt=last).only(column.name)[:SEALED_AT_ONCE])
            for row in batch:
                held = getattr(row, column.name)
                if (due := column.renewed(held)) != held:
                    setattr(row, column.name, due)
                    row.save(update_fields=[column.name])
                    done += 1
        if not batch:
            return done
        last = batch[-1].pk


def _reencrypt(model: type[models.Model], field: EncryptedCharField) -> int:
    current = _present()
    beside = [field.index] if field.index else []
    rows = stored_values(model, field).values_list("pk", "stored", *beside).order_by("pk")
    if not beside:
        rows = rows.exclude(stored__startswith=current)
    # With an index every value is looked at: whoever saves a row for another reason puts its value
    # under the present key and its index back as it was.
    done, last = 0, None
    while batch := list((rows if last is None else rows.filter(pk__gt=last))[:1000]):
        overtaken = False
        with transaction.atomic():
            for pk, stored, *index in batch:
                plain = decrypt(stored, field.purpose)
                due = {name: blind_index(plain, field.purpose) for name in beside}
                if stored.startswith(current) and index == list(due.values()):
                    continue
                same = model._base_manager.annotate(
                    stored=Cast(field.name, models.TextField())
                ).filter(pk=pk, stored=stored)
                written = same.update(**{field.name: plain}, **due)
                done += written
                overtaken |= not written
        if not overtaken:
            last = batch[-1][0]
    return done
