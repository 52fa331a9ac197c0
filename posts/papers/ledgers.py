"""Lists as printed tables with what the law on statistics asks of them: number, maker, basis,
validity, page of pages (Statistics Law 2024, art. 17)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import Committee
from core import clock
from core.papers import Column, Document, Layout, Paper
from core.verdicts import Refused
from members.papers.heads import as_of, head, name_on
from members.rules import can_print_lists

# A longer list is a file, not a paper; nothing is ever cut off. Setting a thousand rows of 23
# columns takes 1.2 s and 0.4 GB of memory, three thousand 3.7 s and 1.3 GB.
MOST_ROWS = 1000
NUMBER = "no"


def printed_list(
    table: Any,
    rows: Any,
    *,
    committee: Committee,
    kind: str,
    title: str,
    number: str,
    narrowed: Iterable[tuple[Any, Any]] = (),
    widths: dict[str, float] | None = None,
    sheet: str = "a3",
    size: float = 8,
) -> Paper:
    """The paper of a list: the table's shown columns of these rows, in the list's order.

    ``paperwork.services.papers.make_paper(paper, committee, {}, file_type, by=…)`` sets it and puts
    it on record. ``widths`` are the columns' shares, by their names; 1 where nothing is said.
    ``narrowed`` are the filters in words: with the number of rows they stand below the table, so
    that a part of a ledger never looks like the whole.
    """
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise Refused(
            _(
                "A printed table holds at most %(n)d rows: please narrow the list down with the "
                "filters, or download it as Excel."
            )
            % {"n": MOST_ROWS}
        )
    shares = widths or {}
    shown = [
        Column(column.name, _label(column, table), shares.get(column.name, 1.0))
        for column in table.chosen
    ]
    # A list that does not number its rows gets their numbers on paper, where nobody counts them.
    if shown[0].name != NUMBER:
        shown.insert(0, Column(NUMBER, pgettext("on paper", "No."), 0.5, centred=True))
    columns = tuple(shown)
    own = [column.name for column in table.chosen]

    def make(here: Committee) -> Document:
        today = clock.today()
        turned = "-" if table.descending_now else ""
        ordered = table.read(rows.order_by(*(f"{turned}{key}" for key in table.keys)))
        lines = [
            # Files begin with the row's number in the database, which paper does not need.
            {NUMBER: str(at)} | dict(zip(own, map(_text, cells[-len(own) :]), strict=True))
            for at, cells in enumerate(table.exported(ordered), 1)
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
            summary=_summary(len(lines), narrowed),
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


def _summary(rows: int, narrowed: Iterable[tuple[Any, Any]]) -> str:
    """How many rows there are, and by what the list was narrowed down."""
    told = [
        ngettext("%(n)d row, all that are listed", "%(n)d rows, all that are listed", rows)
        % {"n": rows}
    ]
    told += [_("%(label)s: %(value)s") % {"label": one, "value": value} for one, value in narrowed]
    return pgettext("between the parts of a letter's line", "; ").join(told)


def _label(column: Any, table: Any) -> str:
    label = column.label(table.model)
    return label[:1].upper() + label[1:]


def _text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
