"""The only way into the log."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction

from audit.actors import Actor
from audit.models import Entry, ReadEntry
from audit.rules import can_read_log
from core import bulk, clock
from core.changes import plain
from core.jobs import enqueue
from core.models import Job
from core.verdicts import require


def record(
    action: str,
    row: models.Model,
    *,
    by: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Put one act on record, in the transaction of the act itself.

    ``row`` may have a ``place`` (its committee's path in the tree), by which the role is found in
    which the person acted.
    """
    return Entry.objects.create(
        action=action, before=plain(before or {}), after=plain(after or {}), **_stamp(row, by)
    )


def record_many(acts: Iterable[tuple[str, models.Model, dict[str, Any]]], *, by: Actor) -> None:
    """Put many acts (action, row, after) on record, one entry each, written in batches."""
    at = connection.ops.adapt_datetimefield_value(clock.now())
    written = Entry._meta.get_field("after").get_prep_value
    nothing = written({})
    kept = [field.name for field in Entry._meta.concrete_fields if not field.primary_key]
    values = (
        _stamp(row, by)
        | {"at": at, "action": action, "before": nothing, "after": written(plain(after))}
        | {"user": by.user.pk if by.user is not None else None}
        for action, row, after in acts
    )
    bulk.insert(Entry, kept, ([one[name] for name in kept] for one in values))


def record_reading(row: models.Model, field: str, *, by: Actor, reason: str = "") -> ReadEntry:
    """Put on record that somebody looked at personal data."""
    return ReadEntry.objects.create(field=field, reason=reason[:200], **_stamp(row, by))


def note_log_reading(what: str, query: str, *, by: Actor) -> Entry:
    """Put on record that somebody read the log itself, and with which filters."""
    return Entry.objects.create(
        action="audit.log_read",
        after={"filters": query[:500]} if query else {},
        **(_stamp(Entry(), by) | {"object_name": what[:200]}),
    )


@transaction.atomic
def start_verification(*, by: Actor) -> Job:
    """Have the log compared with its seals, in the background."""
    require(can_read_log(by))
    job = enqueue("audit.verify", user=by.user)
    record("audit.verification_started", job, by=by)
    return job


def _stamp(row: models.Model, by: Actor) -> dict[str, Any]:
    held = by.role_for(getattr(row, "place", ""))
    return {
        "user": by.user,
        "user_name": by.name[:150],
        "role": held.role if held else "",
        "role_committee_id": held.committee_id if held else None,
        "role_committee_name": held.committee_name if held else "",
        "source": by.source,
        "request_id": by.request_id,
        "address": by.address,
        "model": row._meta.label_lower,
        "object_id": row.pk if isinstance(row.pk, int) else None,
        "object_name": str(row)[:200],
    }
