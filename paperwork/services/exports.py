"""Exports: on record from their first row, within the day's limit, the long ones by two people."""

import datetime
import hashlib
import json
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import TwoPersonRequest, User
from accounts.services import second_person
from audit.actors import Actor
from audit.models import Entry
from audit.services import record
from core import clock
from core.exports import Waits
from core.verdicts import Refused, require
from paperwork import rules
from paperwork.models import ExportRecord
from paperwork.services.saved import tidy

# The kind of request by which a second person lets a long list go out.
KIND = "paperwork.export"
LIMIT_REACHED = "paperwork.export_limit_reached"
SAID_AGAIN_AFTER = datetime.timedelta(hours=1)


class OverTheDay(Refused):
    """Somebody has come to the day's limit."""

    def __init__(self, reason: str, by: Actor, rows: int) -> None:
        super().__init__(reason)
        self.by, self.rows = by, rows


def alarmed(service: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever comes to the day's limit in this service is reported to the security administrator.

    Outermost, because the report stays when the service's own transaction is rolled back.
    """

    @wraps(service)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return service(*args, **kwargs)
        except OverTheDay as over:
            _report(over)
            raise

    return guarded


def _report(over: OverTheDay) -> None:
    since = clock.now() - SAID_AGAIN_AFTER
    said = Entry.objects.filter(action=LIMIT_REACHED, user=over.by.user, at__gt=since)
    if not said.exists():
        after = {"rows": over.rows, "limit": settings.EXPORT_ROWS_A_DAY}
        record(LIMIT_REACHED, over.by.user, by=over.by, after=after)


@alarmed
@transaction.atomic
def allow_export(
    *,
    actor: Actor,
    title: str,
    table: str,
    rows: int,
    columns: list[str],
    reason: str,
    listing: dict[str, Any],
    place: str,
) -> str | Waits:
    """Put on record that this list begins to go out and give it its number; or ask for the second
    person whom a long one takes. Raises ``Refused`` when it may not go out now.

    ``listing`` says how the very same list is asked for again; ``place`` is the committee looked
    at. One's own exports begin one after the other, so that none slips past the day's limit.
    """
    User.objects.lock(actor.user)
    query = tidy(listing["query"])
    key = _key(actor, listing["path"], query, listing["at"])
    confirmed = TwoPersonRequest.objects.ready().filter(kind=KIND, key=key).first()
    reason = reason or (confirmed.reason if confirmed else "")
    _require(actor, rows, reason)
    if confirmed is None and not rules.can_export_alone(actor, rows=rows):
        details = listing | {"query": query, "rows": rows, "columns": columns, "table": table}
        return _ask(key, title, reason, details, place, actor)
    if confirmed is not None:
        second_person.use(confirmed, by=actor)
    export = _begin(actor, title, table, query, columns, rows, reason, confirmed)
    return export.number


def _key(by: Actor, path: str, query: str, at: Any) -> str:
    """What tells one person's list from any other: the page, its filters, the committee."""
    return hashlib.sha256(json.dumps([by.user.pk, path, query, at]).encode()).hexdigest()


def _require(by: Actor, rows: int, reason: str) -> None:
    require(rules.can_export(by, rows=rows, reason=reason))
    today = rules.can_export_today(by, rows=rows)
    if not today:
        raise OverTheDay(today.reason, by, rows)


def _ask(
    key: str, title: str, reason: str, details: dict[str, Any], place: str, by: Actor
) -> Waits:
    """Ask for the second person, once for the same list: one who keeps the committee for which
    the asker works, not a subordinate one that is looked at."""
    address = reverse("paperwork:export-list")
    if TwoPersonRequest.objects.waiting().filter(kind=KIND, key=key).exists():
        return Waits(_("This list was asked for already; it waits for a second person."), address)
    held = by.role_for(place)
    name = " · ".join(filter(None, [title, held.committee_name if held else ""]))
    path = held.path if held else ""
    second_person.ask(KIND, key=key, title=name, reason=reason, by=by, place=path, details=details)
    words = _("The list is long, so it takes a second person: you can download it here as soon as "
              "somebody has confirmed your request.")  # fmt: skip
    return Waits(words, address)


def begin_export(
    *, actor: Actor, title: str, table: str, query: str, columns: list[str], rows: int, reason: str
) -> str:
    """The same for what is no list and never waits for a second person, such as a paper; called in
    the transaction that makes it, within ``alarmed``."""
    User.objects.lock(actor.user)
    _require(actor, rows, reason)
    return _begin(actor, title, table, query, columns, rows, reason, None).number


def _begin(
    by: Actor,
    title: str,
    table: str,
    query: str,
    columns: list[str],
    rows: int,
    reason: str,
    confirmed: TwoPersonRequest | None,
) -> ExportRecord:
    export = ExportRecord.objects.create(
        user=by.user,
        title=title[:200],
        table=table,
        query=query,
        columns=columns,
        rows=rows,
        reason=reason[:500],
        number=f"{clock.today():%Y%m%d}-{secrets.token_hex(4)}",
        confirmed=confirmed,
    )
    after = {
        "list": title,
        "rows": rows,
        "filter": query,
        "reason": export.reason,
        "number": export.number,
    }
    if confirmed:
        after["second_person"] = confirmed.decided_by
    record("paperwork.exported", export, by=by, after=after)
    return export


def finish_export(*, number: str, rows: int, digest: str) -> None:
    """The last row has gone out: how many there really were, and what the content was."""
    ExportRecord.objects.filter(number=number, digest="").update(rows=rows, digest=digest)
