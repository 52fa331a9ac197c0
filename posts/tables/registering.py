"""报到与参与情况统计表, by unit, by community, by street; and the members behind its numbers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import Committee
from core.tables import NOTHING, Choice, Column, Computed, Link, Table, Text
from members.models import MemberUnit, PartyMember
from posts.figures import registering
from posts.tables.knowing import KnowingTable, RowNumber


class Counted(Column):
    """A number of members, which leads to exactly these."""

    css = "cell-number"

    def __init__(self, figure: str) -> None:
        super().__init__(figure, registering.FIGURES[figure])
        self.paths = ("pk",)

    def reader(self, table: Any) -> Callable[..., Any]:
        def read(pk: int) -> Any:
            n = table.found[pk][self.name]
            return NOTHING if n is None else n

        return read

    def painter(self, table: Any) -> Callable[..., str]:
        read = self.reader(table)

        def paint(pk: int) -> str:
            n = read(pk)
            if n in (0, NOTHING):
                return str(n)
            return f'<a href="{escape(table.address(self.name, pk))}">{n}</a>'

        return paint


class Rate(Column):
    css = "cell-number"

    def __init__(self, name: str, label: Any, part: str, whole: str) -> None:
        super().__init__(name, label)
        self.part, self.whole, self.paths = part, whole, ("pk",)

    def reader(self, table: Any) -> Callable[..., Any]:
        return lambda pk: registering.rate(table.found[pk][self.part], table.found[pk][self.whole])


class Offered(Column):
    """What the community had to offer: its own part, beside those who did nothing."""

    css = "cell-number"

    def __init__(self, name: str, label: Any, which: int) -> None:
        super().__init__(name, label)
        self.which, self.paths = which, ("pk",)

    def reader(self, table: Any) -> Callable[..., Any]:
        known = table.supply[self.which]
        return lambda pk: NOTHING if known is None else known.get(pk, 0)


NUMBERS: list[Column] = [
    Counted(registering.SHOULD),
    Counted(registering.REGISTERED),
    Rate(
        "rate",
        pgettext_lazy("registration table", "registration rate"),
        registering.REGISTERED,
        registering.SHOULD,
    ),
    Counted(registering.WITH_POST),
    Counted(registering.EFFECTIVE),
    Rate(
        "effective-rate",
        pgettext_lazy("registration table", "effective participation rate"),
        registering.EFFECTIVE,
        registering.REGISTERED,
    ),
    Counted(registering.ZERO),
]


class RegistrationTable(KnowingTable):
    """``members`` are those that are counted, ``year`` the year."""

    basis = ""
    members: QuerySet[PartyMember]
    year: int

    def learn(self, ids: list[int]) -> None:
        self.found = registering.by_row(self.members, self.basis, ids, self.year)

    def address(self, figure: str, pk: int | None = None) -> str:
        """The list of the members that a number counts."""
        asked: dict[str, Any] = {"figure": figure, "year": self.year}
        if pk is not None:
            asked["employer" if self.basis == registering.UNIT else "place"] = pk
        return f"{reverse('posts:registration-members')}?{urlencode(asked)}"


class ByUnit(RegistrationTable):
    """The unit's own gap is who did not register."""

    model = MemberUnit
    basis = registering.UNIT
    order = ("sequence", "sort_key", "pk")
    columns = [
        RowNumber(pgettext_lazy("on paper", "No.")),
        Text("name", gettext_lazy("employing unit")),
        *NUMBERS,
        Counted(registering.MISSING),
    ]


class ByPlace(RegistrationTable):
    """The community's own gap is where it offered no post and no activity."""

    model = Committee
    order = ("code", "pk")

    def learn(self, ids: list[int]) -> None:
        super().learn(ids)
        self.supply = registering.offered(self.basis, ids, self.year)


OFFERS: list[Column] = [
    Offered("posts", pgettext_lazy("registration table", "posts offered"), 0),
    Offered("activities", pgettext_lazy("registration table", "activities offered"), 1),
]


class ByCommunity(ByPlace):
    basis = registering.COMMUNITY
    columns = [
        RowNumber(pgettext_lazy("on paper", "No.")),
        Text("area_name", gettext_lazy("community or village")),
        Text("parent__area_name", gettext_lazy("street or town")),
        *NUMBERS,
        *OFFERS,
    ]


class ByStreet(ByPlace):
    basis = registering.STREET
    columns = [
        RowNumber(pgettext_lazy("on paper", "No.")),
        Text("area_name", gettext_lazy("street or town")),
        *NUMBERS,
        *OFFERS,
    ]


TABLES: dict[str, type[RegistrationTable]] = {
    registering.COMMUNITY: ByCommunity,
    registering.STREET: ByStreet,
    registering.UNIT: ByUnit,
}


def _either(first: Any, second: Any) -> str:
    return first or second or ""


class CountedMembers(Table):
    """The members behind a number: who they are, no telephone number."""

    model = PartyMember
    detail_url = "members:member-detail"
    order = ("sort_key", "pk")
    columns = [
        Link("person__name", pgettext_lazy("of a person", "name")),
        Choice("status"),
        Computed(
            "workplace",
            gettext_lazy("workplace"),
            ("employer__name", "person__workplace"),
            _either,
        ),
        Text("community__area_name", gettext_lazy("community or village")),
        Text("grid__area_name", gettext_lazy("grid")),
    ]
