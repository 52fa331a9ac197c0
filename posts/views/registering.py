"""The registration table and the members behind its numbers."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.pages import Here
from core import clock
from core.pages import ListPage
from core.panels import Fact
from members.models import PartyMember
from members.reach import units_of
from posts.figures import registering
from posts.filters.registering import CountedFilter, TableFilter
from posts.tables.registering import TABLES, CountedMembers, RegistrationTable
from posts.views.printing import PrintedList


class OfMembers(Here):
    """Which members are counted: those who live at the committee looked at or below it, for those
    who read it; for a liaison those of the own units, wherever they live."""

    @cached_property
    def members(self) -> Any:
        if self.at is not None and self.reads_all_here:
            return PartyMember.objects.at(self.at)
        return PartyMember.objects.filter(employer__in=units_of(self.request.user))


class RegistrationPage(PrintedList, OfMembers, ListPage):
    title = registering.TITLE
    template_name = "posts/registration_table.html"
    filterset_class = TableFilter
    empty_text = gettext_lazy("Nobody lives or works here who should register.")
    paper_kind = "registration-table"
    paper_number = gettext_lazy("QYDJ-07")
    paper_sheet = "a4"
    paper_size = 9
    paper_widths = {"no": 0.6, "name": 2.6, "area_name": 1.8, "parent__area_name": 1.6}

    @cached_property
    def basis(self) -> str:
        """What was asked for; a liaison's own units are counted by unit alone."""
        if not self.reads_all_here:
            return registering.UNIT
        asked = self.request.GET.get("by", "")
        return asked if asked in TABLES else registering.COMMUNITY

    @cached_property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        known = {str(year): year for year in registering.years()}
        return known.get(asked, clock.today().year)

    def get_title(self) -> str:
        label = str(registering.BASIS_LABELS[self.basis])
        return _("%(title)s %(year)d, %(basis)s") % {
            "title": self.title,
            "year": self.year,
            "basis": label,
        }

    def get_queryset(self) -> Any:
        here = self.at if self.reads_all_here else None
        return registering.rows_of(self.basis, self.members, here)

    def get_table(self) -> RegistrationTable:
        table = TABLES[self.basis](self.request.GET)
        table.members, table.year = self.members, self.year
        table.until = registering.last_day(self.year)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not self.request.htmx:  # type: ignore[attr-defined]
            context |= {"intro": self.said_above(), "totals": self.totals(context["table"])}
        return context

    def said_above(self) -> str:
        """On which basis it counts: the two are never mixed."""
        day = registering.last_day(self.year)
        if self.basis == registering.UNIT and not self.reads_all_here:
            words = _("Counted by employing unit: all members of your own units, as of %(day)s.")
        elif self.basis == registering.UNIT:
            words = _(
                "Counted by employing unit, among the members who live here, as of %(day)s: what "
                "the units have to make good is who did not register."
            )
        else:
            words = _(
                "Counted by where members live, whatever their unit, as of %(day)s: what the "
                "communities have to make good is where no post and no activity was offered."
            )
        return words % {"day": day}

    def totals(self, table: RegistrationTable) -> list[Fact]:
        """All members together, those in no row among them."""
        told = registering.total(self.members, self.year)
        missing = {registering.UNIT: "employer", registering.COMMUNITY: "community"}
        found = [
            Fact(
                label, _Opens(told[name], table.address(name)) if told[name] else _plain(told[name])
            )
            for name, label in registering.FIGURES.items()
        ]
        rates = [
            (_("registration rate"), registering.REGISTERED, registering.SHOULD),
            (_("effective participation rate"), registering.EFFECTIVE, registering.REGISTERED),
        ]
        found += [Fact(label, registering.rate(told[a], told[b])) for label, a, b in rates]
        if gap := missing.get(self.basis):
            rows = self.members.filter(**{f"{gap}__isnull": True})
            if count := registering.should_register(rows, self.year).count():
                url = f"{table.address(registering.SHOULD)}&gap={gap}"
                found.append(Fact(_("In no row, because it is not entered"), _Opens(count, url)))
        return found


def _plain(n: int | None) -> str:
    """Nobody, or what nobody knows: there is nothing to open."""
    return registering.NOTHING if n is None else str(n)


class _Opens:
    """A number that leads to its rows."""

    def __init__(self, n: int | None, url: str) -> None:
        self.n, self.url = n, url

    def __str__(self) -> str:
        return str(self.n)

    def get_absolute_url(self) -> str:
        return self.url


class RegistrationMembers(OfMembers, ListPage):
    """Exactly the members that a number of the table counts."""

    title = gettext_lazy("Members behind a number")
    queryset = PartyMember.objects.all()
    table_class = CountedMembers
    filterset_class = CountedFilter
    empty_text = gettext_lazy("Nobody is counted there.")

    def get_queryset(self) -> Any:
        return self.members
