"""Lists of the committee looked at, whose SQL is made once for all committees of its tier.

To build a list's query and write its SQL takes a fifth of the page's time; from one community to
the next nothing changes in it but a number.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, QueryDict

from committees.models import Committee
from committees.pages import Here
from core.pages import ListPage
from core.paging import KeysetPaginator
from core.prepared import Prepared

# By list, tier, columns and order, of which there are as many as people think of.
MOST_KEPT = 500


class PlacedList(Here):
    """Put before ``ListPage``: rows that follow from the committee looked at, its tier and its
    number, wherever it is read as a whole, on this day, and nothing narrows the list.

    Any other list is put together anew. ``get_queryset`` must not ask who looks where
    ``reads_all_here``: for the SQL that is kept there is nobody whom it could ask.
    """

    def paginator(self, table: Any) -> KeysetPaginator:
        page: Any = self
        if self.on is not None or not self.reads_all_here or page.filterset.is_bound:
            return super().paginator(table)  # type: ignore[misc, no-any-return]
        columns = tuple(column.name for column in table.chosen)
        sort = table.sorted_by.name if table.sorted_by else ""
        sort = f"-{sort}" if sort and table.descending_now else sort
        at: Any = self.at
        kind: Any = type(page)
        return _KeptPaginator(_kept_list(kind, at.level, columns, sort), at.pk)


class _KeptList:
    """The SQL of one list for the committees of one tier, with these columns in this order."""

    def __init__(self, page: Any, level: str, columns: Sequence[str], sort: str) -> None:
        self.page, self.level = page, level
        self.parameters = QueryDict(mutable=True)
        self.parameters.setlist("columns", list(columns))
        self.parameters["sort"] = sort
        self.plain = self._plain(0)[1]
        self.rows = Prepared(self._rows)
        self.countable = Prepared(lambda pk: self._plain(pk)[1].counted().values("pk"))

    def _plain(self, pk: int) -> tuple[Any, KeysetPaginator]:
        """The table and its rows as the page itself puts them together at a committee."""
        request: Any = HttpRequest()
        request.GET, request.on = self.parameters, None
        request.at = Committee(pk=pk, level=self.level)
        page = self.page()
        page.setup(request)
        page.reads_all_here = True
        page.filterset = page.get_filterset(page.filterset_class)
        page.object_list = page.filterset.qs
        table = page.get_table()
        return table, ListPage.paginator(page, table)

    def _rows(self, towards_end: bool, pk: int, *cursor: Any) -> Any:
        table, plain = self._plain(pk)
        return table.read(plain.ordered(cursor, towards_end)[: plain.per_page + 1])


_kept_list = lru_cache(MOST_KEPT)(_KeptList)


class _KeptPaginator(KeysetPaginator):
    def __init__(self, kept: _KeptList, pk: int) -> None:
        plain = kept.plain
        super().__init__(
            plain.rows,
            plain.keys,
            descending=plain.descending,
            per_page=plain.per_page,
            countable=plain.countable,
        )
        self.kept, self.pk = kept, pk

    def _first(
        self, cursor: list[Any] | None, towards_end: bool, read: Any
    ) -> tuple[list[Any], int | None]:
        return self.kept.rows(towards_end, self.pk, *(cursor or ())), None

    def _count(self) -> int:
        return self.kept.countable.count(self.pk)
