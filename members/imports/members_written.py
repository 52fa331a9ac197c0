"""How a judged roster of party members is written: newcomers many at once, the known one by one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from committees.models import Committee
from core import bulk
from core.imports import Row
from core.imports.lists import ListImport, batches
from core.imports.running import refusing
from core.verdicts import Refused
from members.models import PartyMember, Person
from members.services import party_members
from members.services.member_intake import enter_many

PART = 2000
OF_PERSON = ("name", "phone", "workplace", "position")
OF_MEMBER = (
    *("status", "status_since", "employment", "employer", "organisation", "organisation_name"),
    *("sex", "born_on", "joined_on", "full_on", "resident_id"),
    *("specialties", "service_intent", "free_slots"),
)


class WritesMembers(ListImport):
    """The half of ``PartyMemberImport`` that writes what the other one has judged."""

    place: Committee
    surroundings: Any

    def write(self, rows: list[Row]) -> None:
        self.new_person, self.new_member = bulk.maker_of(Person), bulk.maker_of(PartyMember)
        new: list[Row] = []
        known: list[Row] = []
        for row in rows:
            (new if self._is_newcomer(row) else known).append(row)
        if new:
            try:
                self._enter(new)
            except (Refused, ValidationError):
                self._blame(new)
                raise
        for start in range(0, len(known), PART):
            part = known[start : start + PART]
            self._read_again(part)
            super().write(part)

    def _read_again(self, rows: list[Row]) -> None:
        """The members whom the rows change, as they are now."""
        self.now: dict[int, PartyMember] = {}
        numbers = (record[0] for record, _changes in (row.target for row in rows) if record)
        for some in batches(numbers):
            self.now |= {member.pk: member for member in self.visible().filter(pk__in=some)}
        self.surroundings.join(self.now.values())

    @staticmethod
    def _is_newcomer(row: Row) -> bool:
        """Whether neither the member nor the person was known."""
        record, values = row.target
        return record is None and "person" not in values

    def _enter(self, rows: list[Row]) -> None:
        targets = (row.target[1].unpacked() for row in rows)
        enter_many(map(self._newcomer, targets), by=self.by)

    def _blame(self, rows: list[Row]) -> None:
        """Find the row for which all were refused; the transaction is lost in any case."""
        for start in range(0, len(rows), PART):
            part = rows[start : start + PART]
            try:
                self._enter(part)
            except (Refused, ValidationError):
                for row in part:
                    with refusing(row):
                        self._enter([row])
                raise

    def _newcomer(self, values: dict[str, Any]) -> PartyMember:
        said = {key: values[key] for key in OF_PERSON if key in values}
        person = self.new_person(said | {"home": self.place})
        member: PartyMember = self.new_member(_of_member(values) | {"person": person})
        member.stand_at(values.get("residence") or self.place)
        return member

    def add(self, values: dict[str, Any]) -> PartyMember:
        """A person who was known already."""
        return party_members.enter_member(
            values["person"], _of_member(values), residence=values.get("residence"), by=self.by
        )

    def change(self, record: tuple[int, int, int], changes: dict[str, Any]) -> PartyMember:
        """Only where the member still is what was judged."""
        number, version, person_version = record
        if number not in self.now:
            raise Refused(_("Somebody else has changed this in the meantime."))
        return party_members.edit_member(
            self.now[number], changes, version=version, person_version=person_version, by=self.by
        )


def _of_member(values: dict[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in OF_MEMBER if key in values}
