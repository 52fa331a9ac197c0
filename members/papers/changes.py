"""变动情况表: what changed in a committee between two days."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from committees.models import Committee, CommitteePeriod
from core import clock
from core.papers import Column, Document, Layout, Paper, long_date
from members import rules
from members.models import Liaison, Membership, Seat
from members.papers.heads import head, iso, name_on

# Whose place counts, or counted until it ended.
ONCE_SEATED = (Seat.Status.APPOINTED, Seat.Status.ENDED)
ONCE_ON_ROSTER = (*Membership.COUNTING, Membership.Status.LEFT, Membership.Status.REPLACED)


@dataclass(frozen=True)
class Change:
    """One line: what changed on a day, what stood before, what stands since, and why."""

    day: datetime.date
    kind: str
    before: str = ""
    after: str = ""
    why: str = ""


def changes_table(
    committee: Committee, since: datetime.date | None = None, on: datetime.date | None = None
) -> Document:
    """Units, seats and liaisons that came or went from ``since`` to ``on``, both days included.

    The sum reconciles: units on the roster the day before, plus those that joined, less those
    that left, are the units on the last day.
    """
    last = on or clock.today()
    name = name_on(committee, last)
    first = since or datetime.date(last.year, 1, 1)
    units, joined, left = _units(committee, first, last)
    changes = [*_names(committee, first, last), *units, *_seats(committee, first, last)]
    changes += _liaisons(committee, first, last)
    changes.sort(key=lambda change: change.day)
    at_first = _count(committee, first - datetime.timedelta(days=1))
    return Document(
        title=_("Changes in %(committee)s") % {"committee": name},
        number=str(CHANGES.number),
        subtitle=_("(from %(first)s to %(last)s)")
        % {"first": long_date(first), "last": long_date(last)},
        rows=[
            {
                "no": str(at),
                "date": iso(change.day),
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "why": change.why,
            }
            for at, change in enumerate(changes, 1)
        ],
        summary=_(
            "Member units at the beginning: %(first)d; joined: %(joined)d; left: %(left)d; "
            "at the end: %(last)d."
        )
        % {
            "first": at_first,
            "joined": joined,
            "left": left,
            "last": _count(committee, last),
        }
        + " "
        + ngettext("%(n)d change.", "%(n)d changes.", len(changes)) % {"n": len(changes)},
        empty=_("Nothing changed in this time."),
        **head(committee, name),
    )


def _count(committee: Committee, day: datetime.date) -> int:
    return committee.memberships.on_roster(day).count()


def _within(name: str, first: datetime.date, last: datetime.date) -> Q:
    return Q(**{f"{name}__gte": first, f"{name}__lte": last})


def _names(committee: Committee, first: datetime.date, last: datetime.date) -> list[Change]:
    """New names, forms and states of the committee itself; its very beginning is no change."""
    found: list[Change] = []
    previous: CommitteePeriod | None = None
    for period in committee.periods.filter(starts_on__lte=last).order_by("starts_on"):
        if previous and first <= period.starts_on:
            before, after = _named(previous, period), _named(period, previous)
            if before != after:
                what = pgettext("on paper", "committee")
                found.append(Change(period.starts_on, what, before, after, period.basis))
        previous = period
    return found


def _named(period: CommitteePeriod, other: CommitteePeriod) -> str:
    """The name, with form and state where these are what changed."""
    if (period.form, period.status) == (other.form, other.status):
        return period.name
    return _("%(name)s (%(form)s, %(status)s)") % {
        "name": period.name,
        "form": period.get_form_display(),
        "status": period.get_status_display(),
    }


def _units(
    committee: Committee, first: datetime.date, last: datetime.date
) -> tuple[list[Change], int, int]:
    """The units' lines, how many joined and how many left. A replacement is one line of both."""
    rows = list(
        committee.memberships.filter(status__in=ONCE_ON_ROSTER)
        .filter(_within("starts_on", first, last) | _within("ends_on", first, last))
        .select_related("unit", "replaced_by__unit")
        .order_by("unit__sequence", "unit__sort_key", "id")
    )
    left = [m for m in rows if m.ends_on and first <= m.ends_on <= last]
    joined = [m for m in rows if first <= m.starts_on <= last]
    successors = {m.replaced_by_id: m for m in left if m.replaced_by_id}
    found = [
        Change(m.starts_on, _joining(m), after=m.unit.name, why=m.basis)
        for m in joined
        if m.pk not in successors
    ]
    found += [
        Change(m.ends_on or last, _leaving(m), m.unit.name, _successor(m), _why(m)) for m in left
    ]
    return found, len(joined), len(left)


def _joining(membership: Membership) -> str:
    if membership.change_type in (Membership.Change.FOUNDING, Membership.Change.ADDED):
        return membership.get_change_type_display()
    # Its kind of change was written over by the one with which it left again.
    return str(Membership.Change.ADDED.label)


def _leaving(membership: Membership) -> str:
    if membership.status == Membership.Status.REPLACED:
        return membership.get_status_display()
    ways = (Membership.Change.WITHDREW, Membership.Change.REMOVED, Membership.Change.MOVED)
    if membership.change_type in ways:
        return membership.get_change_type_display()
    return str(Membership.Status.LEFT.label)


def _successor(membership: Membership) -> str:
    return membership.replaced_by.unit.name if membership.replaced_by else ""


def _why(membership: Membership) -> str:
    return " · ".join(filter(None, [membership.reason, membership.basis]))


def _seats(committee: Committee, first: datetime.date, last: datetime.date) -> list[Change]:
    seats = (
        Seat.objects.filter(committee=committee, status__in=ONCE_SEATED)
        .filter(_within("starts_on", first, last) | _within("ends_on", first, last))
        .select_related("person", "capacity", "membership__unit")
        .order_by("sequence", "id")
    )
    found = []
    for seat in seats:
        who = _("%(name)s (%(office)s, %(capacity)s)") % {
            "name": seat.person.name,
            "office": seat.get_office_display(),
            "capacity": seat.capacity.name,
        }
        if first <= seat.starts_on <= last:
            found.append(Change(seat.starts_on, _("took a seat"), after=who, why=seat.basis))
        if seat.ends_on and first <= seat.ends_on <= last:
            found.append(Change(seat.ends_on, _("gave up a seat"), before=who))
    return found


def _liaisons(committee: Committee, first: datetime.date, last: datetime.date) -> list[Change]:
    liaisons = (
        Liaison.objects.filter(membership__committee=committee)
        .filter(_within("starts_on", first, last) | _within("ends_on", first, last))
        .select_related("person", "membership__unit")
        .order_by("id")
    )
    found = []
    for liaison in liaisons:
        who = _("%(name)s (%(unit)s)") % {
            "name": liaison.person.name,
            "unit": liaison.membership.unit.name,
        }
        if first <= liaison.starts_on <= last:
            found.append(Change(liaison.starts_on, _("new liaison"), after=who))
        if liaison.ends_on and first <= liaison.ends_on <= last:
            found.append(
                Change(liaison.ends_on, _("liaison ended"), before=who, why=liaison.reason)
            )
    return found


CHANGES = Paper(
    kind="changes",
    label=gettext_lazy("Changes between two days"),
    model="committees.committee",
    make=changes_table,
    layout=Layout.TABLE,
    number=gettext_lazy("QYDJ-03"),
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.65, centred=True),
        Column("date", pgettext_lazy("on paper", "Date"), 1.1, centred=True),
        Column("kind", gettext_lazy("What changed"), 1.2, centred=True),
        Column("before", pgettext_lazy("on paper", "Before"), 2.4),
        Column("after", pgettext_lazy("on paper", "After"), 2.4),
        Column("why", gettext_lazy("Basis and reason"), 2.4),
    ),
    asks=("since", "on"),
    verdict=rules.can_print_lists,
)
