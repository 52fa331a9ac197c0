"""Many units at once: a roster taken in whole.

The same acts as one by one (a unit entered, admitted, represented, its liaison filed), each with
its own entry in the audit log, but written in batches: 100,000 rows one by one take half an hour.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record_many
from committees.models import Committee
from committees.services.appointments import file_liaison_access
from core import clock
from core.identifiers import discreet
from core.journal import note_made_at_once
from core.verdicts import Refused, require
from members import rules
from members.models import Capacity, Liaison, Membership, MemberUnit, Person, Seat
from members.services.finding import write_person_keys, write_unit_keys
from members.services.people import prepare as prepare_person
from members.services.scopes import refresh_people, refresh_units
from members.services.units import prepare as prepare_unit

BATCH = 500


@dataclass
class Arrival:
    """A unit that is new to the system, with the people who act for it here."""

    unit: dict[str, Any]
    starts_on: datetime.date
    basis: str = ""
    # Name, phone, position and party status of people not known yet, or the known person.
    representative: dict[str, Any] | Person | None = None
    liaison: dict[str, Any] | Person | None = None


@dataclass
class _Made:
    """The rows made for one arrival."""

    unit: MemberUnit
    membership: Membership
    seat: Seat | None = None
    liaison: Liaison | None = None
    people: list[Person] = field(default_factory=list)


@transaction.atomic
def admit_many(
    arrivals: Sequence[Arrival],
    committee: Committee,
    *,
    by: Actor,
    capacity: Capacity | None = None,
    people: dict[tuple[str, str], Person] | None = None,
) -> None:
    """Enter units and put them on the committee's roster.

    ``capacity``: that in which representatives sit. ``people``: those already met in earlier parts
    of the same roster, by name and number. Raises ``Refused`` as the single acts do.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_admit(by, committee))
    today = clock.today()
    found = [_Made(*_unit_of(arrival, committee, today)) for arrival in arrivals]
    people = people if people is not None else {}
    _lock_liaisons(arrivals)
    for made, arrival in zip(found, arrivals, strict=True):
        if arrival.representative is not None:
            if capacity is None:
                raise Refused(_("There is no capacity in which units are represented here."))
            person = _person_of(arrival.representative, made, people, committee)
            made.seat = Seat(
                person=person, committee=committee, capacity=capacity, membership=made.membership,
                status=Seat.Status.APPOINTED, starts_on=today,
            )  # fmt: skip
        if arrival.liaison is not None:
            person = _person_of(arrival.liaison, made, people, committee)
            require(rules.can_be_liaison(person))
            made.liaison = Liaison(
                membership=made.membership, person=person, starts_on=today, filed_on=today
            )
    _save(found, [person for person in people.values() if person.pk is None], by)
    write_unit_keys([made.unit for made in found], are_new=True)
    write_person_keys([person for made in found for person in made.people], are_new=True)
    _put_on_record(found, by)
    refresh_units(made.unit.pk for made in found)
    refresh_people(
        row.person_id for made in found for row in (made.seat, made.liaison) if row is not None
    )


def _lock_liaisons(arrivals: Sequence[Arrival]) -> None:
    """Read the known people who become liaisons again: their party status must hold until then."""
    known = {a.liaison.pk: a.liaison for a in arrivals if isinstance(a.liaison, Person)}
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=known).order_by("pk")
    for pk, status in rows.values_list("pk", "party_status"):
        known[pk].party_status = status


def _unit_of(
    arrival: Arrival, committee: Committee, today: datetime.date
) -> tuple[MemberUnit, Membership]:
    if arrival.starts_on > today:
        raise Refused(_("A unit on the roster cannot have joined in the future."))
    unit = MemberUnit(**arrival.unit)
    prepare_unit(unit)
    unit.clean()
    membership = Membership(
        unit=unit, committee=committee, status=Membership.Status.ACTIVE,
        starts_on=arrival.starts_on, basis=arrival.basis,
    )  # fmt: skip
    return unit, membership


def _person_of(
    given: dict[str, Any] | Person,
    made: _Made,
    people: dict[tuple[str, str], Person],
    committee: Committee,
) -> Person:
    """The person: known before, met earlier in this roster (same name and number), or new."""
    if isinstance(given, Person):
        return given
    person = Person(home=committee, workplace=made.unit.name[:100], **given)
    prepare_person(person)
    key = (person.name, person.phone or f"@{id(made)}")
    known = people.setdefault(key, person)
    if known is person:
        made.people.append(person)
    return known


def _save(found: list[_Made], people: list[Person], by: Actor) -> None:
    try:
        with transaction.atomic():
            MemberUnit.objects.bulk_create([made.unit for made in found], batch_size=BATCH)
            for made in found:
                made.membership.unit = made.unit
            Membership.objects.bulk_create([made.membership for made in found], batch_size=BATCH)
            Person.objects.bulk_create(people, batch_size=BATCH)
            for made in found:
                for row in (made.seat, made.liaison):
                    if row is not None:
                        row.membership, row.person = made.membership, row.person
            Seat.objects.bulk_create([m.seat for m in found if m.seat], batch_size=BATCH)
            liaisons = [m.liaison for m in found if m.liaison]
            Liaison.objects.bulk_create(liaisons, batch_size=BATCH)
            _give_access(liaisons, by)
            for rows in (
                [made.unit for made in found],
                [made.membership for made in found],
                people,
                [made.seat for made in found if made.seat],
                liaisons,
            ):
                note_made_at_once(rows)
    except IntegrityError as error:
        raise Refused(
            _("Somebody else has just saved something that this collides with.")
        ) from error


def _give_access(liaisons: list[Liaison], by: Actor) -> None:
    """A liaison who has an account already gets the access that goes with the filing."""
    for liaison in liaisons:
        if liaison.person.user is not None:
            liaison.appointment = file_liaison_access(
                liaison.person.user,
                liaison.membership.committee,
                by=by,
                starts_on=clock.today(),
            )
            liaison.save(update_fields=["appointment"])


def _put_on_record(found: list[_Made], by: Actor) -> None:
    acts: list[tuple[str, models.Model, dict[str, Any]]] = []
    for made in found:
        unit = {
            name: discreet(name, getattr(made.unit, name))
            for name in (
                "name",
                "uscc",
                "category",
                "affiliation",
                "address",
                "area",
                "phone",
                "party_organisation",
                "note",
            )
            if getattr(made.unit, name)
        }
        acts.append(("members.unit_entered", made.unit, unit))
        acts.append(
            (
                "members.unit_admitted",
                made.membership,
                {
                    "unit": made.unit,
                    "starts_on": made.membership.starts_on,
                    "basis": made.membership.basis,
                },
            )
        )
        acts += [
            (
                "members.person_entered",
                person,
                {"name": person.name, "party_status": person.party_status},
            )
            for person in made.people
        ]
        if made.seat:
            acts.append(
                (
                    "members.seated",
                    made.seat,
                    {"person": made.seat.person, "capacity": made.seat.capacity},
                )
            )
        if made.liaison:
            acts.append(
                (
                    "members.liaison_filed",
                    made.liaison,
                    {
                        "person": made.liaison.person,
                        "unit": made.unit,
                        "from": made.liaison.starts_on,
                    },
                )
            )
    record_many(acts, by=by)
