"""Exports on record."""

import secrets
from typing import Any

from audit.actors import Actor
from audit.services import record
from core import clock
from core.verdicts import require
from paperwork import rules
from paperwork.models import ExportRecord


def allow_export(*, actor: Actor, title: str, rows: int, reason: str) -> str:
    """Raise ``Refused`` when this list may not go out now; else give it its number."""
    require(rules.can_export(actor, rows=rows, reason=reason))
    return f"{clock.today():%Y%m%d}-{secrets.token_hex(4)}"


def note_export(*, actor: Actor, title: str, number: str, **facts: Any) -> ExportRecord:
    """Put on record what went out."""
    export = ExportRecord.objects.create(user=actor.user, title=title[:200], number=number, **facts)
    after = {
        "list": title,
        "rows": export.rows,
        "filter": export.query,
        "reason": export.reason,
        "number": number,
    }
    record("paperwork.exported", export, by=actor, after=after)
    return export
