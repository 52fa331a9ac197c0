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
    written = Entry._meta.get_field("after").get_prep_value
    same = _stamp_of(by) | {
        "user": by.user.pk if by.user is not None else None,
        "at": connection.ops.adapt_datetimefield_value(clock.now()),
        "before": written({}),
    }
    roles: dict[str, tuple[Any, ...]] = {}

    def role_at(place: str) -> tuple[Any, ...]:
        if place not in roles:
            roles[place] = tuple(_role_at(place, by).values())
        return roles[place]

    names = [*_role_at("", by), *_stamp_on(Entry()), "action", "after"]
    values = (
        (
            *role_at(getattr(row, "place", "")),
            *_stamp_on(row).values(),
            action,
            written(plain(after)),
        )
        for action, row, after in acts
    )
    bulk.insert(Entry, names, values, same)


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
    return _stamp_of(by) | _role_at(getattr(row, "place", ""), by) | _stamp_on(row)


def _stamp_of(by: Actor) -> dict[str, Any]:
    return {
        "user": by.user,
        "user_name": by.name[:150],
        "source": by.source,
        "request_id": by.request_id,
        "address": by.address,
    }


def _role_at(place: str, by: Actor) -> dict[str, Any]:
    held = by.role_for(place)
    return {
        "role": held.role if held else "",
        "role_committee_id": held.committee_id if held else None,
        "role_committee_name": held.committee_name if held else "",
    }


def _stamp_on(row: models.Model) -> dict[str, Any]:
    return {
        "model": row._meta.label_lower,
        "object_id": row.pk if isinstance(row.pk, int) else None,
        "object_name": str(row)[:200],
    }
