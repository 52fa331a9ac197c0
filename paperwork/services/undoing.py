"""Taking a whole import back, to the last row as it was before, or not at all.

Whatever was imported, it goes by what was written (``core.journal``), not by what the table said:
a row that the import made is removed (or ended, where its room keeps it as evidence), a row that it
changed says again what it said. That is refused, with the list, as soon as one of these rows says
something else than the import left, or another row has come to depend on a made one.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.models import Entry
from audit.services import record, record_many
from core import clock, hooks
from core.changes import apply, violation
from core.identifiers import discreet
from core.journal import Written, as_said, mark_of
from core.models import Record
from core.undoing import Undoing
from core.verdicts import Refused, require
from paperwork import rules
from paperwork.models import ImportRun
from paperwork.services import imports
from paperwork.services.imports import enqueue, importer_of, result_of

Status = ImportRun.Status
BATCH = 500
LONGEST_LIST = 20


def undo(run: ImportRun, *, by: Actor) -> ImportRun:
    """Take the whole import back, at once or (a long one) in the background.

    Raises ``Refused`` with the list of what stands in the way.
    """
    with transaction.atomic():
        run = ImportRun.objects.lock(run)
        require(rules.can_undo(by, run))
        require(importer_of(run, by).may_run())
        if run.total > imports.AT_ONCE_ROWS:
            apply(run, {"status": Status.UNDOING, "problem": ""})
            enqueue(run, "paperwork.undo_import", by)
            return run
        return undo_now(run, by=by)


@transaction.atomic
def undo_now(run: ImportRun, *, by: Actor, finish: Any = None) -> ImportRun:
    """The undoing itself, in one transaction; ``finish`` marks the job inside it."""
    run = ImportRun.objects.lock(run)
    require(rules.can_be_undone(run))
    require(importer_of(run, by).may_run())
    _Undone(run, by).take_back()
    run.written.all().delete()
    apply(run, {"status": Status.UNDONE, "undone_at": clock.now(), "problem": ""})
    record("paperwork.import_undone", run, by=by, before=result_of(run))
    if finish:
        finish(result_of(run))
    return run


class _Undone:
    """One undoing: first everything is looked at, then written, and then looked at again."""

    def __init__(self, run: ImportRun, by: Actor) -> None:
        self.run, self.by = run, by
        self.rooms: dict[str, Undoing] = {name: room(by) for name, room in hooks.undoing}
        self.obstacles: list[str] = []
        # Every row of the import, and those that it has made, by model.
        self.known: dict[str, set[int]] = defaultdict(set)
        self.made: dict[str, list[int]] = defaultdict(list)

    def take_back(self) -> None:
        for label, rows in self._pieces():
            self._look(label, rows)
        self._look_for_dependants()
        self._refuse()
        for label, rows in self._pieces():
            self._write(label, rows)
        self._refuse()
        for label, rows in self._pieces():
            self._look_again(label, [row for row in rows if row.before is not None])
        self._refuse()
        for room in self.rooms.values():
            room.settle()
        _check_references()

    def _pieces(self) -> Iterator[tuple[str, list[Written]]]:
        """What was written, the last first: (model, rows of it that follow each other)."""
        for piece in self.run.written.order_by("-number").iterator(chunk_size=20):
            rows = [Written(*row) for row in reversed(piece.rows)]
            for label, some in groupby(rows, key=lambda row: row.model):
                yield label, list(some)

    def _room(self, label: str) -> Undoing:
        return self.rooms[label.partition(".")[0]]

    def _rows(self, label: str, written: list[Written], *, lock: bool = False) -> dict[int, Any]:
        model, name = apps.get_model(label), label.partition(".")[2]
        rows = model._base_manager.filter(pk__in=[row.pk for row in written]).order_by("pk")
        if related := self._room(label).related.get(name):
            rows = rows.select_related(*related)
        if lock:
            rows = rows.select_for_update(of=("self",), no_key=True)
        return {row.pk: row for row in rows}

    def _refuse(self) -> None:
        if not self.obstacles:
            return
        shown = self.obstacles[:LONGEST_LIST]
        if len(self.obstacles) > len(shown):
            more = len(self.obstacles) - len(shown)
            shown.append(_("… and %(count)d more") % {"count": more})
        raise Refused(
            _(
                "The import cannot be undone, and nothing was changed: %(list)s. Take back what "
                "was done since, or put the rows right on their own pages."
            )
            % {"list": _("; ").join(shown)}
        )

    # --- looking ------------------------------------------------------------------------------

    def _look(self, label: str, written: list[Written]) -> None:
        """Lock these rows, and find what has become of them and who may not take them back."""
        rows, room = self._rows(label, written, lock=True), self._room(label)
        for _label, pk, mark, before in written:
            self.known[label].add(pk)
            row, is_made = rows.get(pk), before is None
            if row is None:
                name = _name_of_gone(label, pk)
                self.obstacles.append(_("%(name)s is not there any more") % {"name": name})
                continue
            if is_made:
                self.made[label].append(pk)
            if mark_of(row) != mark:
                self.obstacles.append(_("%(name)s has been changed since") % {"name": _name(row)})
            elif not (verdict := room.may(row, is_made=is_made)):
                self._note_obstacle(row, verdict.reason)
            room.note(row, is_made=is_made)

    def _look_for_dependants(self) -> None:
        """Rows from elsewhere that point to a made row and would have to go with it."""
        for label, made in self.made.items():
            if label.partition(".")[2] in self._room(label).ended:
                continue
            for relation in apps.get_model(label)._meta.get_fields(include_hidden=True):
                if not isinstance(relation, models.ManyToOneRel) or not _binds(relation):
                    continue
                for start in range(0, len(made), BATCH):
                    self._find_dependants(relation, made[start : start + BATCH])

    def _find_dependants(self, relation: models.ManyToOneRel, made: list[int]) -> None:
        other: Any = relation.related_model
        pointing = other._base_manager.filter(**{f"{relation.field.name}__in": made})
        known = self.known[other._meta.label_lower]
        strange = [pk for pk in pointing.values_list("pk", flat=True) if pk not in known]
        for row in other._base_manager.filter(pk__in=strange[: LONGEST_LIST + 1]):
            words = {"other": _name(row), "name": _name(getattr(row, relation.field.name))}
            self.obstacles.append(_("%(other)s depends on %(name)s by now") % words)

    def _look_again(self, label: str, written: list[Written]) -> None:
        """What was put back must be in order among what stands now."""
        for row in self._rows(label, written).values():
            if not (verdict := self._room(label).fits(row)):
                self._note_obstacle(row, verdict.reason)

    def _note_obstacle(self, row: Any, reason: str) -> None:
        words = {"name": _name(row), "reason": reason}
        self.obstacles.append(_("%(name)s: %(reason)s") % words)

    # --- writing ------------------------------------------------------------------------------

    def _write(self, label: str, written: list[Written]) -> None:
        rows, room = self._rows(label, written), self._room(label)
        for is_made, some in groupby(written, key=lambda row: row.before is None):
            if not is_made:
                for one in some:
                    self._put_back(rows[one.pk], one.before or {})
            elif label.partition(".")[2] in room.ended:
                for one in some:
                    room.end(rows[one.pk])
            else:
                self._remove([rows[one.pk] for one in some])

    def _remove(self, rows: list[Any]) -> None:
        """The one place where rows go for good: an import that nobody has built on is undone."""
        if isinstance(rows[0], Record):
            # What is no record of its own is told by the entry of its record.
            record_many(
                (("paperwork.row_removed", row, {"removed": True}) for row in rows), by=self.by
            )
        try:
            type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
        except models.ProtectedError as error:  # somebody was faster than our looking
            words = {"other": _name(next(iter(error.protected_objects))), "name": _name(rows[0])}
            self.obstacles.append(_("%(other)s depends on %(name)s by now") % words)

    def _put_back(self, row: Any, said: dict[str, Any]) -> None:
        """The old values; the version goes on, so that no form of the time between fits again."""
        fields = {field.attname: field for field in row._meta.concrete_fields}
        shown = [fields[name].name for name in said if fields[name].editable]
        before = {name: discreet(name, getattr(row, name)) for name in shown}
        for name, value in said.items():
            setattr(row, name, as_said(fields[name], value))
        try:
            row.validate_unique()
            row.validate_constraints()
            if isinstance(row, Record):
                row.version += 1
            with transaction.atomic():
                row.save()
        except ValidationError as problem:
            self._note_obstacle(row, " ".join(problem.messages))
            return
        except IntegrityError as error:
            self._note_obstacle(row, violation(row, error))
            return
        if isinstance(row, Record):
            after = {name: discreet(name, getattr(row, name)) for name in shown}
            record("paperwork.row_restored", row, by=self.by, before=before, after=after)


def _binds(relation: models.ManyToOneRel) -> bool:
    """Whether a row is kept by those that point to it so; what is only computed goes with it."""
    other: Any = relation.related_model
    return relation.on_delete is models.PROTECT or bool(other._meta.auto_created)


def _name(row: models.Model) -> str:
    """Such as: member unit “春晖剧院”. A row between two others is called by both."""
    if row._meta.auto_created:
        return " · ".join(
            str(getattr(row, field.name)) for field in row._meta.fields if field.is_relation
        )
    return _called(row, str(row))


def _name_of_gone(label: str, pk: int) -> str:
    """As the log last called it."""
    last = Entry.objects.filter(model=label, object_id=pk).order_by("-id").first()
    return _called(apps.get_model(label), last.object_name if last else str(pk))


def _called(model: Any, name: str) -> str:
    return _("%(kind)s “%(name)s”") % {"kind": model._meta.verbose_name, "name": name}


def _check_references() -> None:
    """Ask PostgreSQL now, not at the commit, whether somebody has pointed to a removed row
    meanwhile; SQLite has one writer at a time."""
    if connection.vendor != "postgresql":
        return
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise Refused(
            _("Somebody else has just saved something that this collides with.")
        ) from error
