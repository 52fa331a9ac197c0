"""A model's constraints as one statement, whose SQL is made once.

Django asks for each of a row by itself, with a savepoint around a check and its SQL made anew:
thirty statements for a row of ten, a third of what writing it took.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from django.core.exceptions import FullResultSet
from django.db import connection, models, transaction
from django.db.models import Expression, Value
from django.db.models.expressions import SQLiteNumericMixin
from django.db.models.functions import Coalesce
from django.db.models.sql import Query


class _Given(SQLiteNumericMixin, Expression):
    """The place of a row's value in the SQL. It is no ``Value``, of which Django asks while it
    makes the SQL whether it is null. SQLite is told of decimal numbers that they are some."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Checks:
    """The conditions that a model's rows keep; those that name a field left out cannot be asked."""

    def __init__(self, model: Any, left_out: frozenset[str], conditions: Sequence[Any]) -> None:
        """Raises ``FieldError`` where a condition names a field that is left out."""
        blank = model.__new__(model)
        for field in model._meta.concrete_fields:
            if not field.generated:
                blank.__dict__[field.attname] = _Given(output_field=field)
        query = Query(None)
        told = blank._get_field_expression_map(meta=model._meta, exclude=left_out)
        told["pk"] = _Given(output_field=model._meta.pk)
        for name, value in told.items():
            query.add_annotation(value, name, select=False)
        query.add_annotation(Value(1), "_check")
        condition: Any = models.Q(*conditions)
        if connection.features.supports_comparing_boolean_expr:
            # What is unknown, because a value is, breaks no constraint.
            whole = Coalesce(condition, True, output_field=models.BooleanField())
            condition = models.Q(whole)
        query.add_q(condition)
        self.sql, self.parameters = query.get_compiler(connection=connection).as_sql()

    def are_kept(self, row: models.Model) -> bool:
        filled = [
            one.field.get_db_prep_value(getattr(row, one.field.attname), connection)
            if isinstance(one, _Given)
            else one
            for one in self.parameters
        ]
        around: AbstractContextManager[Any] = (
            transaction.atomic() if connection.in_atomic_block else nullcontext()
        )
        with around, connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            return cursor.fetchone() is not None


@cache
def checks_of(model: Any, left_out: frozenset[str], is_new: bool) -> Checks | None:
    """The checks of a model and what may be only once in it, for a new row or one that is there
    already; none where there is nothing of that or it holds whatever its rows say."""
    conditions = [
        condition
        for one in model._meta.constraints
        if (condition := _condition(model, one, left_out, is_new)) is not None
    ]
    try:
        return Checks(model, left_out, conditions) if conditions else None
    except FullResultSet:
        return None


def is_asked_at_once(constraint: Any, model: Any) -> bool:
    """Whether ``checks_of`` asks for it: a check, or columns that together may be so only once."""
    if isinstance(constraint, models.CheckConstraint):
        return True
    return (
        isinstance(constraint, models.UniqueConstraint)
        and bool(constraint.fields)
        and constraint.nulls_distinct is not False
        and not any(model._meta.get_field(name).generated for name in constraint.fields)
    )


def _condition(model: Any, one: Any, left_out: frozenset[str], is_new: bool) -> Any:
    if not is_asked_at_once(one, model):
        return None
    if isinstance(one, models.CheckConstraint):
        return one.condition
    if left_out.intersection(one.fields):
        return None
    fields = map(model._meta.get_field, one.fields)
    # As in the database, nothing is the same as what is null.
    same = model._default_manager.filter(
        **{field.name: _Given(output_field=field) for field in fields}
    )
    if not is_new:
        same = same.exclude(pk=_Given(output_field=model._meta.pk))
    condition = one.condition or models.Q()
    return ~(condition & models.Q(models.Exists(same.filter(condition))))
