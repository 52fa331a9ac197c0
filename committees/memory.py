"""What a reorganisation changed, row by row, so that it can be taken back.

A room's participant keeps one ``Memory`` while it applies a plan. Kept is what each row said
before and after; a row counts as touched when it no longer says the latter.
"""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees import rules
from committees.models import Appointment, Committee, Placed
from committees.terms import LEVELS
from core.journal import said_by
from core.models import Record
from core.verdicts import Refused, require

COMMITTEE = Committee._meta.label_lower


class Memory:
    """The rows that were changed, made or removed, in that order."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], dict[str, Any]] = {}

    def before(self, row: models.Model) -> None:
        """Called before a row is changed or removed; what it says first is what counts."""
        self._rows.setdefault(_key(row), {"before": said_by(row)})

    def made(self, row: models.Model) -> None:
        """Called after a row was made."""
        self._rows.setdefault(_key(row), {"before": None})

    def kept(self) -> list[dict[str, Any]]:
        """All of it as JSON, with what each row says now."""
        now = _say_now(list(self._rows))
        return [
            {"model": key[0], "pk": key[1], "before": row["before"], "after": now.get(key)}
            for key, row in self._rows.items()
        ]


def _key(row: models.Model) -> tuple[str, int]:
    return row._meta.label_lower, row.pk


def _rows_of(keys: list[tuple[str, int]]) -> dict[tuple[str, int], models.Model]:
    by_model = defaultdict(list)
    for label, pk in keys:
        by_model[label].append(pk)
    found: dict[tuple[str, int], models.Model] = {}
    for label, pks in by_model.items():
        manager = apps.get_model(label)._base_manager
        for start in range(0, len(pks), 500):
            for row in manager.filter(pk__in=pks[start : start + 500]):
                found[label, row.pk] = row
    return found


def lock(kept: list[dict[str, Any]], *first: type[models.Model]) -> None:
    """Keep others from changing these rows until the transaction ends.

    ``first``: the models that the room's services lock before the others, in their order; within
    a model the order is that of the keys.
    """
    by_model = defaultdict(list)
    for entry in kept:
        by_model[entry["model"]].append(entry["pk"])
    order = [model._meta.label_lower for model in first]
    rest = sorted(by_model.keys() - set(order))
    for label in [*(label for label in order if label in by_model), *rest]:
        rows = apps.get_model(label)._base_manager.order_by("pk")
        pks = by_model[label]
        for start in range(0, len(pks), 500):
            found = rows.filter(pk__in=pks[start : start + 500])
            list(found.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _say_now(keys: list[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    return {key: said_by(row) for key, row in _rows_of(keys).items()}


def touched(kept: list[dict[str, Any]]) -> list[str]:
    """The names of rows that were changed since, and of those that now depend on a made one."""
    rows = _rows_of([(entry["model"], entry["pk"]) for entry in kept])
    found = []
    for entry in kept:
        row = rows.get((entry["model"], entry["pk"]))
        if (said_by(row) if row else None) != entry["after"]:
            kind = apps.get_model(entry["model"])._meta.verbose_name
            found.append(f"{kind}: {row or entry['pk']}")
    return found + _dependants(kept)


def _dependants(kept: list[dict[str, Any]]) -> list[str]:
    """Rows outside the memory that point to a row that was made and would keep it."""
    known = {(entry["model"], entry["pk"]) for entry in kept}
    made = defaultdict(list)
    for entry in kept:
        if entry["before"] is None:
            made[entry["model"]].append(entry["pk"])
    found = []
    for label, pks in made.items():
        for relation in apps.get_model(label)._meta.get_fields(include_hidden=True):
            if getattr(relation, "on_delete", None) is not models.PROTECT or relation.concrete:
                continue
            others = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": pks}
            )
            if label == COMMITTEE and issubclass(relation.related_model, Placed):
                others = others.filter(_lies_at_itself(pks))
            found += [
                f"{row._meta.verbose_name}: {row}" for row in others if _key(row) not in known
            ]
    return found


def _lies_at_itself(committees: list[int]) -> Q:
    """The condition of lying at a committee that a plan has made: what lies below it goes back
    with what it lies at."""
    level = Committee.objects.values_list("level", flat=True).get(pk__in=committees)
    below = LEVELS[LEVELS.index(level) + 1 :]
    return Q(**dict.fromkeys(below[:1]))


def restore(kept: list[dict[str, Any]], *, by: Actor) -> None:
    """Undo it row by row, the last one first: what was made is removed, the others say again
    what they said before. Each is on record."""
    appointments = []
    for entry in reversed(kept):
        model = apps.get_model(entry["model"])
        row = model._base_manager.filter(pk=entry["pk"]).first()
        if entry["before"] is None:
            _take_out(row, by)
            continue
        fields = {field.attname: field for field in model._meta.concrete_fields}
        values = {name: fields[name].to_python(v) for name, v in entry["before"].items()}
        if row is None:
            row = model._base_manager.create(pk=entry["pk"], **values)
            _record("committees.put_back", row, by, {}, {})
        else:
            _put_back(row, values, by)
        if isinstance(row, Appointment):
            appointments.append(row)
    _require_roles_to_fit(appointments)


def _require_roles_to_fit(rows: list[Appointment]) -> None:
    """Roles that are back must go with what their accounts have been given meanwhile."""
    for row in sorted(rows, key=lambda row: (row.user_id, row.pk)):
        row.user = type(row.user).objects.lock(row.user)
        require(rules.can_stand(row))


def _take_out(row: Any, by: Actor) -> None:
    _record("committees.taken_out", row, by, {}, {"removed": True})
    try:
        row.delete()
    except models.ProtectedError as error:
        first = next(iter(error.protected_objects))
        shown = f"{first._meta.verbose_name}: {first}"
        raise Refused(_("Changed since: %(rows)s") % {"rows": shown}) from error


def _put_back(row: Any, values: dict[str, Any], by: Actor) -> None:
    """The old values; the version goes on, so that no form of the time between fits again."""
    names = {
        field.name: field.attname
        for field in row._meta.concrete_fields
        if field.attname in values and getattr(row, field.attname) != values[field.attname]
    }
    before = {name: getattr(row, name) for name in names}
    for attname in names.values():
        setattr(row, attname, values[attname])
    after = {name: getattr(row, name) for name in names}
    if isinstance(row, Record):
        row.version += 1
    row.save()
    _record("committees.put_back", row, by, before, after)


def _record(
    action: str, row: models.Model, by: Actor, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Only what is a record of its own; periods are told by their committee's entries."""
    if isinstance(row, Record):
        record(action, row, by=by, before=before, after=after)
