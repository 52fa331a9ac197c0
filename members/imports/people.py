"""The two people of a roster's row: the unit's representative and its liaison."""

from typing import Any

from django.utils.translation import gettext as _

from core.identifiers import mask_phone
from core.imports import Importer, Row
from core.imports.lists import unmasked
from members import rules
from members.models import Capacity, Liaison, Membership, Person, Seat
from members.terms import PartyStatus


class PeopleOfUnits(Importer):
    """Judges what a row says about the people; ``load`` of the importer reads who is there."""

    capacity: Capacity | None
    seats: dict[int, Seat]
    liaisons: dict[int, list[Liaison]]
    people: dict[tuple[str, str], Person]
    # Who represents which row's unit, by number or by name and phone.
    represented: dict[Any, Row]

    def check_people(self, row: Row, membership: Membership | None) -> None:
        row.target["people"] = {}
        if row.get("representative"):
            seat = self.seats.get(membership.pk) if membership else None
            if self.capacity is None:
                row.error(
                    _("There is no capacity in which units are represented here."), "representative"
                )
            self._check_person(row, "representative", seat.person if seat else None, seat)
            self._check_seated_once(row)
        if row.get("liaison"):
            standing = self.liaisons.get(membership.pk, []) if membership else []
            same = [liaison for liaison in standing if liaison.person.name == row.values["liaison"]]
            liaison = same[0] if same else standing[0] if len(standing) == 1 else None
            if standing and liaison is None:
                row.error(
                    _(
                        "This unit has several liaisons, none of this name. Please change "
                        "them on the membership's page."
                    ),
                    "liaison",
                )
                return
            self._check_person(row, "liaison", liaison.person if liaison else None, liaison)

    def _check_seated_once(self, row: Row) -> None:
        """Nobody sits twice in one committee for two units."""
        one = row.target["people"]["representative"]
        person, number = one["person"], one["facts"].get("phone") or row.get("representative_phone")
        if one["same"] or not (person or number):
            return
        seated = {seat.person_id for seat in self.seats.values()}
        who = person.pk if person else (one["name"], number)
        first = self.represented.setdefault(who, row)
        if person and person.pk in seated:
            row.error(_("This person already sits here in this capacity."), "representative")
        elif first is not row:
            row.error(
                _("Row %(row)d names the same person, and nobody sits here for two units.")
                % {"row": first.number},
                "representative",
            )

    def _check_person(self, row: Row, word: str, standing: Person | None, post: Any) -> None:
        """What the row says of one of the two: nothing new, other facts, or somebody else."""
        name, phone_key = row.values[word], f"{word}_phone"
        same = standing is not None and standing.name == name
        phone = (
            unmasked(row, phone_key, standing.phone if same and standing else "")
            if row.get(phone_key)
            else ""
        )
        facts = {"phone": phone, "position": row.get(f"{word}_position") or ""}
        if word == "liaison" and row.get("liaison_party"):
            facts["party_status"] = row.values["liaison_party"]
        facts = {key: value for key, value in facts.items() if value}
        if same and standing is not None:
            facts = {key: value for key, value in facts.items() if getattr(standing, key) != value}
            person: Person | None = standing
        else:
            person = self.people.get((name, phone)) if phone else None
            row.changes[word] = (standing.name if standing else "", name)
        if word == "liaison":
            self._check_party(row, person, facts)
        for key, value in facts.items():
            if person is None:
                continue
            before = getattr(person, key)
            if before != value:
                row.changes[f"{word}_{key}".removesuffix("_status")] = (
                    mask_phone(before) if key == "phone" else str(before),
                    mask_phone(value) if key == "phone" else str(value),
                )
        if person is not None and facts and not (verdict := rules.can_edit_person(self.by, person)):
            row.error(verdict.reason, word)
        row.target["people"][word] = {
            "same": same,
            "person": person,
            "name": name,
            "facts": facts,
            "post": post,
        }

    def _check_party(self, row: Row, person: Person | None, facts: dict[str, Any]) -> None:
        status = facts.get("party_status") or (person.party_status if person else "")
        if not status and "liaison_party" not in row.cells:
            # The roster's own form admits only full party members as liaisons.
            facts["party_status"] = status = PartyStatus.FULL
        if status != PartyStatus.FULL:
            row.error(
                _(
                    "A liaison must be a full party member. Please name another person, or "
                    "correct the membership if it is wrong."
                ),
                "liaison_party" if "liaison_party" in row.cells else "liaison",
            )
