"""认岗台账: every claim with what has come of it, on screen, as a file and on paper."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from committees.listing import PlacedList
from core import clock
from core.pages import ListPage
from posts.filters.ledgers import LedgerFilter
from posts.models import Claim
from posts.tables.ledgers import LedgerTable
from posts.views.printing import PrintedList


class Ledger(PrintedList, PlacedList, ListPage):
    """Claims at the committee looked at and below it; of one's own unit's members; one's own.

    What is counted is counted from the beginning of the claim: up to the end of the year that is
    asked for, else up to today.
    """

    title = gettext_lazy("Post ledger")
    queryset = Claim.objects.all()
    table_class = LedgerTable
    filterset_class = LedgerFilter
    empty_text = gettext_lazy("Here stands every claim of a post, with what has come of it.")
    paper_kind = "post-ledger"
    paper_number = gettext_lazy("QYDJ-08")
    paper_size = 7
    paper_widths = {
        "no": 0.6,
        "agreement": 1.1,
        "member__person__name": 1.0,
        "unit": 1.7,
        "organisation": 1.7,
        "member__community__area_name": 1.1,
        "post__duties": 2.4,
        "term": 1.4,
        "starts_on": 1.15,
        "checked": 1.15,
        "told": 1.15,
        "receipt": 1.15,
        "pledges": 0.7,
        "kept": 0.7,
        "services": 0.7,
    }

    def get_queryset(self) -> Any:
        return self.rows_here(Claim)

    def get_table(self) -> Any:
        table = super().get_table()
        table.until = clock.today()
        filterset = getattr(self, "filterset", None) or self.get_filterset(self.filterset_class)
        year = filterset.year_asked_for
        if year is not None:
            table.until = min(table.until, datetime.date(year, 12, 31))
        return table
