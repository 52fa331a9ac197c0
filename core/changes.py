"""How a service changes a row: what changed, on which version, and what stood there before."""

from types import NoneType
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core import journal
from core.models import Record
from core.verdicts import Refused, Stale

# What most values are; there are a dozen of them to an entry.
AS_IT_IS = {str, int, bool, NoneType}


def require_version(row: Record, version: int | None) -> None:
    """Raise ``Stale`` when somebody saved the row after the form was made.

    ``None`` is for callers that hold the lock and have read the row themselves.
    """
    if version is not None and row.version != version:
        raise Stale(_("Somebody else has changed this in the meantime."), row)


def apply(row: Record, changes: dict[str, Any]) -> dict[str, Any]:
    """Set, validate and save the changes; return the old values of what really changed.

    Raises ``ValidationError`` when the row would be wrong. The row must be locked.
    """
    before = {name: getattr(row, name) for name in changes if getattr(row, name) != changes[name]}
    for name, value in changes.items():
        setattr(row, name, value)
    if before:
        row.version += 1
        write(row)
        journal.note_changed(row, before)
    return before


def write(row: models.Model) -> None:
    """Validate and save a row. Raises ``ValidationError`` when it is wrong in itself, ``Refused``
    when another transaction has just saved what it collides with (the constraint's last wall).
    """
    row.full_clean()
    is_new = row._state.adding
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(violation(row, error)) from error
    if is_new:
        journal.note_made(row)


def violation(row: models.Model, error: IntegrityError) -> str:
    """The broken constraint's own sentence, where the database names the constraint."""
    for constraint in row._meta.constraints:
        if constraint.name in str(error) and constraint.violation_error_message:
            return str(constraint.violation_error_message)
    return _("Somebody else has just saved something that this collides with.")


def as_refusal(error: ValidationError) -> Refused:
    """A model's complaint as a refusal, for acts that have no form to show it in."""
    return Refused(" ".join(error.messages))


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the audit log keeps them: rows by id and name, dates by ISO, the rest as it is."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if type(value) in AS_IT_IS:
        return value
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, models.FileField | models.fields.files.FieldFile):
        return value.name
    if isinstance(value, int | str):  # as the codes of choices are
        return value
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
