"""Querysets that know whom they are read for."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import connections
from django.db.models import BooleanField, Model, Q, QuerySet
from django.db.models.lookups import Exact
from django.db.transaction import TransactionManagementError

from core import clock
from core.prepared import Prepared


@BooleanField.register_lookup
class Exactly(Exact):
    """Yes or no as SQLite compares them. Of a column that stands alone as a condition, as Django
    writes it, SQLite uses no index: a list would read and sort all rows of its committee."""

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not isinstance(self.rhs, bool):
            return self.as_sql(compiler, connection)
        sql, parameters = self.process_lhs(compiler, connection)
        return f"{sql} = %s", [*parameters, int(self.rhs)]


class ScopedQuerySet(QuerySet):
    """A queryset that says which of its rows a user may see.

    Pages, form choices and filter choices all call ``visible_to``, so a model that forgets to
    write it fails loudly instead of showing every row.
    """

    # The conditions of which the rows satisfy one or another, if a page is better put together of
    # those of each (``core.paging``): the rows are filtered by all of them together already.
    stretches: tuple[Q, ...] = ()
    # The rows before that, for as long as nothing else is asked of them.
    unnarrowed: Any = None

    def along(self, stretches: Sequence[Q]) -> Self:
        """The rows that satisfy one or another of the conditions, a page of which is put together
        of those of each. All of them in one query, which is long, are only asked for where the
        rows are wanted otherwise."""
        self._defer_next_filter = True  # of Django's own managers
        found = self.filter(reduce(or_, stretches))
        found.stretches, found.unnarrowed = tuple(stretches), self
        return found

    def _clone(self) -> Any:
        copied = super()._clone()  # type: ignore[misc] # Django's own way of making the next one
        copied.stretches = self.stretches
        return copied

    def visible_to(self, user: Any) -> Self:
        raise NotImplementedError(f"{type(self).__name__} must say who may see its rows.")

    def lock(self, row: Model) -> Any:
        """Read the row again and keep others from changing it until the transaction ends.

        ``no_key`` lets children be inserted meanwhile; a plain FOR UPDATE on a parent would
        block their foreign key checks. SQLite has one writer at a time and ignores both.
        """
        connection = connections[self.db]
        if connection.features.has_select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("A row is locked within a transaction.")
        if found := LOCKED(self.model, row.pk):
            return found[0]
        model: Any = self.model
        raise model.DoesNotExist(f"{model.__name__} {row.pk} is not there any more.")


def _locked(model: Any, pk: int) -> QuerySet:
    return model.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)  # type: ignore[no-any-return]


LOCKED = Prepared(_locked)


class DatedQuerySet(ScopedQuerySet):
    """Rows with ``starts_on`` and ``ends_on``: in force from the first, no longer on the second."""

    def on(self, date: Any) -> Self:
        """In force on that day."""
        return self.filter(in_force(date))

    def running(self) -> Self:
        """In force today."""
        return self.on(clock.today())

    def ended(self) -> Self:
        return self.filter(ends_on__lte=clock.today())


def in_force(date: Any, prefix: str = "") -> Q:
    """The condition of being in force on a day: ``starts_on <= day < ends_on`` (null: no end)."""
    return Q(**{f"{prefix}starts_on__lte": date}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": date})
    )
