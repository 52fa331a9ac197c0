"""From judged rows of a roster to the services: new units in one go, known ones one by one."""

from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.models import Committee
from core import clock
from core.imports import Row
from core.imports.running import refusing
from core.verdicts import Refused
from members.models import Capacity, Liaison, Membership, Person, Seat
from members.services import liaisons, memberships, people, seats, units
from members.services.intake import Arrival, admit_many

# The unit's own fields, by the columns of the same names.
FIELDS = (
    *("name", "short_name", "category", "affiliation", "system", "uscc", "address", "area"),
    *("head", "phone", "party_organisation", "party_coverage", "party_secretary"),
    *("party_members", "superior", "superior_contact", "has_union", "has_youth_league"),
    *("has_womens_federation", "sequence", "note"),
)
Status = Membership.Status
PART = 2000


class UnitWriter:
    """Writes the rows of one roster into one committee."""

    def __init__(self, committee: Committee, capacity: Capacity | None, *, by: Actor) -> None:
        self.committee, self.capacity, self.by = committee, capacity, by
        # Those whom this roster has entered, by name and number.
        self.entered: dict[tuple[str, str], Person] = {}

    def admit(self, rows: list[Row]) -> None:
        """Enter new units, some thousands at a time: memory must not grow with the roster."""
        for start in range(0, len(rows), PART):
            part = rows[start : start + PART]
            try:
                self._admit(part, self.entered)
            except Refused:
                self._blame(part)
                raise

    def _admit(self, rows: list[Row], people: dict[tuple[str, str], Person] | None = None) -> None:
        admit_many(
            [self._arrival(row) for row in rows],
            self.committee,
            by=self.by,
            capacity=self.capacity,
            people=people,
        )

    def _blame(self, rows: list[Row]) -> None:
        """Find the row for which all were refused; the transaction is lost in any case."""
        for row in rows:
            with refusing(row):
                self._admit([row])

    def _arrival(self, row: Row) -> Arrival:
        found = {word: self._newcomer(one) for word, one in row.target["people"].items()}
        return Arrival(
            unit=row.target["values"],
            starts_on=row.get("joined") or clock.today(),
            basis=row.get("basis") or "",
            representative=found.get("representative"),
            liaison=found.get("liaison"),
        )

    def _newcomer(self, one: dict[str, Any]) -> dict[str, Any] | Person:
        """A known person with the row's facts about them, or the values of a new one."""
        if one["person"] is None:
            return {"name": one["name"]} | one["facts"]
        return self._person(one)

    def _person(self, one: dict[str, Any]) -> Person:
        """The person of the row, entered or corrected where needed."""
        key = (one["name"], one["facts"].get("phone", ""))
        person: Person | None = one["person"] or (self.entered.get(key) if key[1] else None)
        if person is None:
            values = {
                "name": one["name"],
                "home": self.committee,
                "workplace": one["workplace"],
            } | one["facts"]
            person = self.entered[key] = people.create_person(values, by=self.by)
            return person
        facts = {k: v for k, v in one["facts"].items() if getattr(person, k) != v}
        if facts:
            person = people.edit_person(person, facts, version=None, by=self.by)
        return person

    def update(self, row: Row) -> None:
        """A known unit: admit it where it is not a member, then what differs."""
        unit, membership = row.target["unit"], row.target["membership"]
        if row.target["admit"]:
            membership = memberships.admit_unit(
                unit,
                self.committee,
                {"starts_on": row.get("joined") or clock.today(), "basis": row.get("basis") or ""},
                by=self.by,
            )
        elif row.target["confirm"] and membership.status not in Membership.COUNTING:
            membership = self._confirm(membership)
        if row.target["values"]:
            units.edit_unit(unit, row.target["values"], version=None, by=self.by)
        if membership is None:
            return
        if changes := row.target["membership_changes"]:
            memberships.edit_membership(membership, changes, version=None, by=self.by)
        for word, one in row.target["people"].items():
            one["workplace"] = unit.name[:100]
            person = self._person(one)
            if not one["same"]:
                self._post(word, one["post"], person, membership)

    def _confirm(self, membership: Membership) -> Membership:
        """The roster says that the unit is a member: the steps that were open are taken."""
        basis = _("roster imported")
        if membership.status == Status.INVITED:
            membership = memberships.move_membership(
                membership, Status.TO_CONFIRM, by=self.by, basis=basis
            )
        return memberships.move_membership(membership, Status.ACTIVE, by=self.by, basis=basis)

    def _post(self, word: str, standing: Any, person: Person, membership: Membership) -> None:
        """Seat the representative or file the liaison; somebody else's post ends with it."""
        reason = _("roster imported")
        if word == "representative":
            if isinstance(standing, Seat):
                seats.move_seat(standing, Seat.Status.ENDED, by=self.by, basis=reason)
            seats.seat_person(
                self.committee,
                {"person": person, "capacity": self.capacity, "membership": membership},
                by=self.by,
            )
        elif isinstance(standing, Liaison):
            liaisons.replace_liaison(standing, person, by=self.by, reason=reason)
        else:
            liaisons.file_liaison(membership, person, by=self.by)
