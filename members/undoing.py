"""Units, people, party members, registrations, memberships, seats and liaisons, taken back with
their import."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from committees import rules as committee_rules
from committees.models import Committee
from committees.services.placing import place_anew
from core.undoing import Undoing
from core.verdicts import ALLOWED, Verdict, refuse
from members import rules
from members.models import (
    Capacity,
    Liaison,
    Membership,
    MemberUnit,
    PartyMember,
    PartyOrganization,
    Person,
    Registration,
    Seat,
)
from members.services.finding import write_person_keys, write_unit_keys
from members.services.registrations import follow_members
from members.services.scopes import refresh_people, refresh_units

BATCH = 500


class Members(Undoing):
    """As if the import had not been: what it made goes, since nobody has built on it."""

    related = {
        "memberunit": ("area",),
        "person": ("home",),
        "partymember": ("person__home", "community", "grid", "organisation"),
        "partyorganization": ("home", "superior"),
        "membership": ("unit", "committee"),
        "registration": ("committee", "member__person", "unit"),
        "seat": ("person", "committee", "capacity"),
        "liaison": ("person", "membership__unit", "membership__committee"),
        "handover": (
            "predecessor__person",
            "successor__person",
            "successor__membership__committee",
        ),
    }

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        # Whose scope rows are computed anew; of the renamed the keys as well.
        self.units: set[int] = set()
        self.people: set[int] = set()
        self.renamed_units: set[int] = set()
        self.renamed_people: set[int] = set()
        # Whose place in the tree and in lists follows from what is back.
        self.members: set[int] = set()
        self.places: dict[int, Committee] = {}

    def may(self, row: Any, *, is_made: bool) -> Verdict:
        if isinstance(row, MemberUnit):
            # A unit that was entered goes with its membership, which is asked about.
            return ALLOWED if is_made else rules.can_edit_unit(self.by, row)
        if isinstance(row, Person):
            return rules.can_edit_person(self.by, row)
        if isinstance(row, PartyMember):
            return rules.can_keep_member(self.by, row)
        if isinstance(row, PartyOrganization):
            return rules.can_keep_organisation(self.by, row)
        if isinstance(row, Membership):
            return rules.can_admit(self.by, row.committee)
        if isinstance(row, Registration):
            return rules.can_keep_registrations(self.by, row.committee)
        if isinstance(row, Seat):
            return rules.can_seat(self.by, row.committee)
        if isinstance(row, Liaison):
            return committee_rules.can_manage(self.by, row.membership.committee)
        if isinstance(row, Capacity):
            return rules.can_edit_capacities(self.by)
        return ALLOWED  # a hand-over goes with its liaisons, a step with what has taken it

    def fits(self, row: Any) -> Verdict:
        """By the rules that the acts themselves ask: nobody acts for a unit that has left."""
        if isinstance(row, MemberUnit):
            return self._in_being(row.area)
        if isinstance(row, Person):
            return self._in_being(row.home) and rules.can_have_party_status(row, row.party_status)
        if isinstance(row, PartyMember):
            return self._member_fits(row)
        if isinstance(row, PartyOrganization):
            return self._in_being(row.home) and rules.can_become(row, {})
        if isinstance(row, Membership):
            return rules.can_stand(row)
        if isinstance(row, Seat) and row.ends_on is None:
            standing = Membership.objects.lock(row.membership) if row.membership else None
            if not (verdict := rules.fits(row.capacity, row.committee, standing)):
                return verdict
        if isinstance(row, Seat):
            return rules.can_be_held(row)
        if isinstance(row, Liaison) and row.ends_on is None:
            may = rules.can_file_liaison(self.by, Membership.objects.lock(row.membership))
            return may and rules.can_be_liaison(Person.objects.lock(row.person))
        return ALLOWED

    def note(self, row: Any, *, is_made: bool) -> None:
        if isinstance(row, Membership):
            self.units.add(row.unit_id)
        elif isinstance(row, Seat | Liaison):
            self.people.add(row.person_id)
        elif isinstance(row, MemberUnit) and not is_made:
            self.renamed_units.add(row.pk)
        elif isinstance(row, Person) and not is_made:
            self.renamed_people.add(row.pk)
            self.members.add(row.pk)
        elif isinstance(row, PartyMember):
            # Who is no party member any more is seen by whoever keeps the entry.
            self.people.add(row.pk)
            self.members.add(row.pk)

    def settle(self) -> None:
        for some in _batches(self.renamed_units):
            write_unit_keys(MemberUnit.objects.filter(pk__in=some))
        for some in _batches(self.renamed_people):
            write_person_keys(Person.objects.filter(pk__in=some))
        refresh_units(self.units | self.renamed_units)
        refresh_people(self.people | self.renamed_people)
        for some in _batches(self.members):
            rows = PartyMember.objects.filter(pk__in=some)
            place_anew(rows, "person__home")
            name = Person.objects.filter(pk=OuterRef("pk")).values("sort_key")
            rows.update(sort_key=Subquery(name))
            follow_members(rows)

    def _member_fits(self, row: PartyMember) -> Verdict:
        """In a place and a branch in being, where the registration is, with the person's entry
        that the liaisons allow."""
        person = Person.objects.lock(row.person)
        branch = row.organisation and PartyOrganization.objects.lock(row.organisation)
        place = row.residence or person.home
        return (
            self._in_being(place)
            and rules.can_live_elsewhere(row, place)
            and rules.can_belong_to(branch)
            and rules.can_have_party_status(person, row.party_status)
        )

    def _in_being(self, committee: Committee | None) -> Verdict:
        """Whether rows may lie there again; a reorganisation of it waits until they do."""
        if committee is None:
            return ALLOWED
        if committee.pk not in self.places:
            self.places[committee.pk] = Committee.objects.lock(committee)
        if self.places[committee.pk].is_in_being:
            return ALLOWED
        return refuse(_("%(name)s no longer exists.") % {"name": committee})


def _batches(ids: set[int]) -> Iterator[list[int]]:
    found = sorted(ids)
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]
