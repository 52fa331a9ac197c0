"""The lists of seats and of capacities, exported, edited and brought back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.imports.places import Places
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.imports import Choice, Code, Day, Phone, Prose, Row, Text, Whole, YesNo, register
from core.imports.lists import ListImport, needs, no_new_rows, number_column
from core.verdicts import Verdict
from members import rules
from members.imports.namesakes import TELLING, People, committee_paths
from members.models import Capacity, Membership, Person, Seat
from members.services import capacities, seats


@register
class SeatImport(ListImport):
    """A new row gives a seat, on the terms of the page; who sits, and for whom, stays."""

    name = "seats"
    title = gettext_lazy("List of seats")
    intro = gettext_lazy(
        "The exported list of seats, edited. A new row gives somebody from the list of people a "
        "seat in the capacity named. Steps of a nomination and the end are made on the seat's page."
    )
    model = Seat
    edits = frozenset({"office", "starts_on", "term_ends_on", "basis"})
    telling = TELLING | {"status"}
    reads = {
        "person": ("person.name",),
        "phone": ("person.phone",),
        "workplace": ("person.workplace",),
        "position": ("person.position",),
        "committee": committee_paths("committee"),
        "capacity": ("capacity.name", "capacity.code"),
        "unit": ("membership.unit.name", "membership.unit.uscc"),
    }
    fixed = gettext_lazy("It is “%(value)s” and stays so: end this seat and give another one.")
    _of_person = gettext_lazy("It is “%(value)s”. A person is edited in the list of people.")
    _by_step = gettext_lazy("It is “%(value)s”. It moves by a step of its own on the seat's page.")
    cures = {
        "phone": _of_person,
        "workplace": _of_person,
        "position": _of_person,
        "status": _by_step,
        "ends_on": _by_step,
    }
    columns = [
        number_column(),
        Text("person", gettext_lazy("Person"), names=("姓名",), max_length=50, example="王芳"),
        Prose("committee", gettext_lazy("Committee"), example="110105001000"),
        Prose("capacity", gettext_lazy("Capacity"), max_length=60),
        Choice("office", gettext_lazy("office held"), of=list(Seat.Office.choices)),
        Text("unit", gettext_lazy("For the unit"), max_length=100),
        Choice("status", gettext_lazy("status"), of=list(Seat.Status.choices), in_template=False),
        Day("starts_on", Seat._meta.get_field("starts_on").verbose_name),
        Day("ends_on", Seat._meta.get_field("ends_on").verbose_name, in_template=False),
        Day("term_ends_on", gettext_lazy("term ends on")),
        Phone("phone", gettext_lazy("Phone")),
        Prose("workplace", gettext_lazy("Workplace"), max_length=100),
        Prose("position", gettext_lazy("Position"), max_length=100, in_template=False),
        Prose("basis", gettext_lazy("basis"), max_length=200),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def visible(self) -> Any:
        return (
            super().visible().select_related("person", "committee", "capacity", "membership__unit")
        )

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        new = [row for row in rows if not row.get("id")]
        self.people = People(self.by.user, (row.get("person") for row in new))
        self.places = Places(self.by.user, (row.get("committee") for row in new))
        self.capacities = {
            (one.level, word): one
            for one in Capacity.objects.all()
            for word in (one.name, one.code)
        }

    def find(self, row: Row) -> Seat | None:
        """The seat that the person holds there in this capacity; resolves the words on the way."""
        if not needs(row, self, "person", "committee", "capacity"):
            return None
        committee = self.places.get(row, "committee")
        person = self.people.get(row, "person", workplace=row.get("unit") or "")
        if committee is None or person is None:
            return None
        capacity = self.capacities.get((committee.level, row.values["capacity"]))
        if capacity is None:
            row.error(
                _("There is no such capacity at this level. There are: %(words)s.")
                % {"words": _("; ").join(self._words_at(committee))},
                "capacity",
            )
            return None
        row.target = self._target(row, person, committee, capacity)
        standing = self.visible().filter(
            person=person, committee=committee, capacity=capacity, ends_on__isnull=True
        )
        return standing.first()

    def identity(self, row: Row) -> Any:
        return {name: one for name, one in super().identity(row).items() if name != "membership"}

    def _words_at(self, committee: Committee) -> list[str]:
        return sorted(
            {one.name for one in self.capacities.values() if one.level == committee.level}
        )

    def _target(
        self, row: Row, person: Person, committee: Committee, capacity: Capacity
    ) -> dict[str, Any]:
        return {
            "person": person,
            "committee": committee,
            "capacity": capacity,
            "membership": self._membership(row, committee),
        }

    def _membership(self, row: Row, committee: Committee) -> Membership | None:
        if not (word := row.get("unit")):
            return None
        on_roster = Membership.objects.active().filter(committee=committee)
        meant = list(on_roster.filter(unit__name=word)[:2] or on_roster.filter(unit__uscc=word)[:2])
        if len(meant) == 1:
            return meant[0]
        row.error(
            _("There are several units of this name. Please give the credit code.")
            if meant
            else _("That unit is not a member of this committee."),
            "unit",
        )
        return None

    def arrival(self, row: Row) -> dict[str, Any]:
        if row.get("ends_on"):
            row.error(_("A new seat has no end yet."), "ends_on")
        values = row.target | {"starts_on": row.get("starts_on") or clock.today()}
        values |= {
            key: row.values[key] for key in ("office", "term_ends_on", "basis") if row.get(key)
        }
        verdict = rules.fits(values["capacity"], values["committee"], values["membership"])
        if not verdict:
            row.error(verdict.reason, "capacity")
            return values
        seat = seats.new_seat(**_apart(values))
        if row.get("status") not in (None, seat.status):
            row.error(
                _("A new seat here begins as “%(status)s”. Its steps are made on its page.")
                % {"status": seat.get_status_display()},
                "status",
            )
        if not (verdict := rules.can_be_held(seat)):
            row.error(verdict.reason)
        else:
            self.judge_arrival(row, seat)
        return values

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        return rules.can_seat(self.by, values["committee"])

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        may = rules.can_seat(self.by, record.committee)
        return may and rules.can_be_corrected(record, changes)

    def add(self, values: dict[str, Any]) -> Seat:
        return seats.seat_person(**_apart(values), by=self.by)

    def change(self, record: Any, changes: dict[str, Any]) -> Seat:
        return seats.edit_seat(record, changes, version=record.version, by=self.by)


def _apart(values: dict[str, Any]) -> dict[str, Any]:
    """The committee and the other values, as the services take them."""
    others = {name: value for name, value in values.items() if name != "committee"}
    return {"committee": values["committee"], "values": others}


@register
class CapacityImport(ListImport):
    """What capacities are called, and how many of each are asked for."""

    name = "capacities"
    title = gettext_lazy("List of capacities")
    intro = gettext_lazy(
        "The exported list of capacities, edited by the office at the top of the tree: their names "
        "and how many of each a committee must have."
    )
    model = Capacity
    edits = frozenset({"name", "minimum"})
    columns = [
        number_column(),
        Prose("name", gettext_lazy("name"), required=True, max_length=60),
        Choice("level", gettext_lazy("level"), of=list(Level.choices)),
        Whole("minimum", gettext_lazy("at least"), most=32_767),
        YesNo("represents_unit", gettext_lazy("sits for a member unit")),
        YesNo("needs_nomination", gettext_lazy("is nominated and appointed")),
        Code("code", gettext_lazy("code"), max_length=30),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return rules.can_edit_capacities(by)

    def may_run(self) -> Verdict:
        return rules.can_edit_capacities(self.by)

    def find(self, row: Row) -> Capacity | None:
        return Capacity.objects.filter(code=row.get("code") or "").first()

    def arrival(self, row: Row) -> dict[str, Any]:
        row.error(no_new_rows(row).reason)
        return {}

    def change(self, record: Any, changes: dict[str, Any]) -> Capacity:
        return capacities.edit_capacity(record, changes, version=record.version, by=self.by)
