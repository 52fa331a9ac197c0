"""The history of a record, on the record's own page: ``{% load audit %}{% history object %}``."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Model, Q, Value

from audit import labels
from audit.models import Entry
from core import hooks
from core.prepared import Among, Prepared

register = template.Library()

AT_FIRST = 20
AT_MOST = 500


@dataclass(frozen=True)
class Line:
    """One act, in words."""

    at: Any
    who: str
    role: str
    committee: str
    source: str
    action: str
    about: str
    changes: list[tuple[str, str, str]]


@register.inclusion_tag("audit/_history.html", takes_context=True)
def history(context: Any, row: Model, others: list[Model] | None = None) -> dict[str, Any]:
    """Who changed this row, in which role, when, and what: the newest first.

    Rows whose history belongs here too (a unit's memberships) are named by the rooms above
    through ``hooks.history_of``; a page that has read them hands them over as ``others``.
    ``?history=all`` shows more than the first twenty. Whoever may open the row's page may read it.
    """
    shows_all = context["request"].GET.get("history") == "all"
    limit = AT_MOST if shows_all else AT_FIRST
    entries = _entries(row, others, shows_all)
    return {
        "lines": [_line(entry, row) for entry in entries[:limit]],
        "has_more": len(entries) > limit and not shows_all,
        "at_most": AT_MOST,
        "is_cut": len(entries) > limit and shows_all,
        "path": context["request"].path,
    }


def _entries(row: Model, known: list[Model] | None, shows_all: bool) -> list[Entry]:
    # The ids are read first: with subqueries the database walks the whole log backwards.
    ids = defaultdict(list)
    for other in known or ():
        ids[other._meta.label_lower].append(other.pk)
    others = [] if known is not None else _pointers(row)
    for label, pk in others[0].union(*others[1:], all=True) if others else ():
        ids[label].append(pk)
    asked = [Among(sorted(found)[-AT_MOST:]) for found in ids.values()]
    return NEWEST(row._meta.label_lower, row.pk, shows_all, tuple(ids), *asked)


def _newest(kind: str, pk: int, shows_all: bool, labels: tuple[str, ...], *ids: Among) -> Any:
    """The newest entries about one row of this kind and about some of the others, and one more than
    are shown."""
    wanted = Q(model=kind, object_id=pk)
    for label, found in zip(labels, ids, strict=True):
        wanted |= Q(model=label, object_id__in=found)
    return Entry.objects.filter(wanted).order_by("-id")[: (AT_MOST if shows_all else AT_FIRST) + 1]


NEWEST = Prepared(_newest)


def _pointers(row: Model) -> list[Any]:
    """(kind, id) of the rows whose history belongs to this one's page, by kind."""
    return [
        rows.order_by().values_list(Value(rows.model._meta.label_lower), "pk")
        for answer in hooks.history_of.ask(row)
        for rows in answer or ()
    ]


def _line(entry: Entry, row: Model) -> Line:
    is_own = entry.model == row._meta.label_lower and entry.object_id == row.pk
    return Line(
        at=entry.at,
        who=entry.user_name if entry.user_id else labels.source_label(entry.source),
        role=labels.role_label(entry.role),
        committee=entry.role_committee_name,
        source=labels.source_label(entry.source),
        action=labels.action_label(entry.action),
        about="" if is_own else entry.object_name,
        changes=labels.changes(entry),
    )


@register.simple_tag
def action_words(action: str) -> str:
    """What an action is called, for a list of acts."""
    return labels.action_label(action)
