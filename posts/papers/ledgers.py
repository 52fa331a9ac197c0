"""Lists as printed tables with what the law on statistics asks of them: number, maker, basis,
validity, page of pages (Statistics Law 2024, art. 17)."""

import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from committees.models import Committee
from core import clock
from core.papers import Column, Document, Layout, Paper
from core.verdicts import Refused
from members.papers.heads import as_of, head, name_on
from members.rules import can_print_lists

# A longer list is a file, not a paper.
MOST_ROWS = 1000


def printed_list(
    table: Any,
    rows: Any,
    *,
    committee: Committee,
    kind: str,
    title: str,
    number: str,
    widths: dict[str, float] | None = None,
    sheet: str = "a3",
    size: float = 8,
) -> Paper:
    """The paper of a list: the table's shown columns of these rows, in the list's order.

    ``paperwork.services.papers.make_paper(paper, committee, {}, file_type, by=…)`` sets it and puts
    it on record. ``widths`` are the columns' shares, by their names; 1 where nothing is said.
    """
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise Refused(
            _("More than %(n)d rows: please narrow the list down, or download it instead.")
            % {"n": MOST_ROWS}
        )
    shares = widths or {}
    columns = tuple(
        Column(column.name, _label(column, table), shares.get(column.name, 1.0))
        for column in table.chosen
    )

    def make(here: Committee) -> Document:
        today = clock.today()
        turned = "-" if table.descending_now else ""
        ordered = table.read(rows.order_by(*(f"{turned}{key}" for key in table.keys)))
        lines = [
            {column.name: _text(cell) for column, cell in zip(columns, cells, strict=True)}
            for cells in table.exported(ordered)
        ]
        marks = head(here, name_on(here, today))
        if settings.LEDGER_BASIS:
            marks["basis"] = settings.LEDGER_BASIS
        if settings.LEDGER_VALID_UNTIL:
            marks["validity"] = settings.LEDGER_VALID_UNTIL
        return Document(
            title=title,
            number=number,
            subtitle=as_of(today),
            rows=lines,
            empty=_("Nothing is on record."),
            **marks,
        )

    return Paper(
        kind=kind,
        label=title,
        model="committees.committee",
        make=make,
        layout=Layout.TABLE,
        number=number,
        columns=columns,
        landscape=True,
        sheet=sheet,
        size=size,
        verdict=can_print_lists,
    )


def _label(column: Any, table: Any) -> str:
    label = column.label(table.model)
    return label[:1].upper() + label[1:]


def _text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
