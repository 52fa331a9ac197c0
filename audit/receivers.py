"""What the log says about the rows of all rooms, compared with the rows."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from audit.models import Entry
from core import hooks
from core.models import Record

BATCH = 2000


@hooks.integrity.register
def integrity() -> Iterator[str]:
    """Rows that changed without an entry, entries about rows that are gone, and statuses that are
    not the last ones on record: a status is written by a service and nothing else.
    """
    for model in apps.get_models():
        if issubclass(model, Record):
            yield from _compare(model)


def _compare(model: Any) -> Iterator[str]:
    on_record: dict[int, Any] = {}
    entries = Entry.objects.filter(model=model._meta.label_lower, object_id__isnull=False)
    pk: Any
    for pk, after in entries.order_by("pk").values_list("object_id", "after").iterator(BATCH):
        if after.get("removed"):  # taken out again, with whatever had made it, and on record
            on_record.pop(pk, None)
            continue
        on_record[pk] = after.get("status", on_record.get(pk))
    has_status = any(field.name == "status" for field in model._meta.concrete_fields)
    names = ("pk", "version", *(("status",) if has_status else ()))
    for pk, version, *status in model._default_manager.values_list(*names).iterator(BATCH):
        told = on_record.pop(pk, _UNKNOWN)
        words = {"kind": model._meta.verbose_name, "pk": pk}
        if told is _UNKNOWN and version > 1:
            yield _("%(kind)s %(pk)d was changed, but nothing is on record.") % words
        elif status and told not in (_UNKNOWN, None, status[0]):
            words |= {"is": status[0], "told": told}
            yield _("%(kind)s %(pk)d is “%(is)s”; on record is “%(told)s”.") % words
    for pk in sorted(on_record):
        words = {"kind": model._meta.verbose_name, "pk": pk}
        yield _("%(kind)s %(pk)d is on record, but is gone.") % words


_UNKNOWN = object()
