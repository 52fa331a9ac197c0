"""委员会组成人员名单: who sits in a committee."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from committees.models import Committee
from core import clock
from core.papers import Column, Document, Layout, Paper
from members import rules
from members.models import Seat
from members.papers.heads import as_of, head, iso, name_on, post_of

# The order in which a committee's members stand on paper.
RANKS = {Seat.Office.CHAIR: 0, Seat.Office.VICE_CHAIR: 1, Seat.Office.MEMBER: 2}


def composition_list(committee: Committee, on: datetime.date | None = None) -> Document:
    """The chair, the vice-chairs and the members as of a day, in the order of the office."""
    day = on or clock.today()
    seats = sorted(
        committee.seats.held_on(day).select_related("person", "capacity", "membership__unit"),
        key=lambda seat: (RANKS[Seat.Office(seat.office)], seat.sequence, seat.pk),
    )
    name = name_on(committee, day)
    counted = {rank: sum(seat.office == rank for seat in seats) for rank in RANKS}
    return Document(
        title=_("Composition of %(committee)s") % {"committee": name},
        number=str(COMPOSITION.number),
        subtitle=as_of(day),
        rows=[_row(at, seat) for at, seat in enumerate(seats, 1)],
        summary=ngettext(
            "%(n)d person: chair %(chair)d, vice-chairs %(vice)d, members %(members)d.",
            "%(n)d people: chair %(chair)d, vice-chairs %(vice)d, members %(members)d.",
            len(seats),
        )
        % {
            "n": len(seats),
            "chair": counted[Seat.Office.CHAIR],
            "vice": counted[Seat.Office.VICE_CHAIR],
            "members": counted[Seat.Office.MEMBER],
        },
        empty=_("Nobody sat in this committee on that day."),
        **head(committee, name),
    )


def _row(at: int, seat: Seat) -> dict[str, str]:
    return {
        "no": str(at),
        "office": seat.get_office_display(),
        "name": seat.person.name,
        "post": post_of(seat.person),
        "capacity": seat.capacity.name,
        "unit": seat.membership.unit.name if seat.membership else "",
        "since": iso(seat.starts_on),
    }


COMPOSITION = Paper(
    kind="composition",
    label=gettext_lazy("Composition of the committee"),
    model="committees.committee",
    make=composition_list,
    layout=Layout.TABLE,
    number=gettext_lazy("QYDJ-01"),
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.65, centred=True),
        Column("office", gettext_lazy("Office held"), 1.25, centred=True),
        Column("name", gettext_lazy("Name"), 1.25, centred=True),
        Column("post", gettext_lazy("Workplace and position"), 2.8),
        Column("capacity", gettext_lazy("Capacity"), 1.5, centred=True),
        Column("unit", gettext_lazy("For the unit"), 2.2),
        Column("since", pgettext_lazy("on paper", "Since"), 1.15, centred=True),
    ),
    asks=("on",),
    verdict=rules.can_print_lists,
)
