"""Rows of one model of which most columns are the same."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from core import bulk


class Rows:
    """Writes rows given as tuples of the ``varying`` fields (finished values, days as text)."""

    def __init__(self, model: type[models.Model], varying: str, **same: Any) -> None:
        self.model = model
        self.varying = tuple(varying.split())
        sample = model(**same)
        rest = [
            field
            for field in model._meta.concrete_fields
            if not field.generated and field.name not in self.varying
        ]
        # A number that the database gives is not said.
        rest = [field for field in rest if not isinstance(field, models.AutoField)]
        self.same = {field.name: _value(field, sample) for field in rest}

    def write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        bulk.insert(self.model, self.varying, rows, self.same)


def _value(field: Any, sample: models.Model) -> Any:
    value = field.pre_save(sample, add=True)
    if isinstance(field, models.JSONField):
        return json.dumps(value, cls=field.encoder)
    return field.get_db_prep_save(value, connection)
