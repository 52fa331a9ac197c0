"""Many units at once: a roster taken in whole, and taken back as long as nothing depends on it.

The same acts as one by one (a unit entered, admitted, represented, its liaison filed), each with
its own entry in the audit log, but written in batches: 100,000 rows one by one take half an hour.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record, record_many
from committees.models import Committee
from committees.services.appointments import file_liaison_access
from core import clock
from core.changes import apply
from core.verdicts import Refused, require
from members import rules
from members.models import Capacity, Liaison, Membership, MemberUnit, Person, Seat
from members.services.finding import write_person_keys, write_unit_keys
from members.services.people import discreet
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
) -> list[dict[str, Any]]:
    """Enter units and put them on the committee's roster; returns per unit what undoing needs.

    ``capacity``: that in which representatives sit. ``people``: those already met in earlier parts
    of the same roster, by name and number. Raises ``Refused`` as the single acts do.
    """
    committee = Committee.objects.lock(committee)
    require(rules.can_admit(by, committee))
    today = clock.today()
    found = [_Made(*_unit_of(arrival, committee, today)) for arrival in arrivals]
    people = people if people is not None else {}
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
    return [_memory(made) for made in found]


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
                starts_on=liaison.starts_on,
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


def _memory(made: _Made) -> dict[str, Any]:
    return {
        "made": {
            "unit": made.unit.pk,
            "membership": made.membership.pk,
            "seat": made.seat.pk if made.seat else None,
            "liaison": made.liaison.pk if made.liaison else None,
            "people": [person.pk for person in made.people],
        },
        "versions": {"unit": 1, "membership": 1},
    }


@transaction.atomic
def undo_intake(memories: Iterable[dict[str, Any]], *, by: Actor) -> None:
    """Take a roster back: what it made goes, what it changed gets its old values again.

    Each memory has ``made`` (ids), ``versions`` (as the import left them), ``before`` (old values
    of ``unit``, ``membership``, ``person``) and ``final`` where something cannot be taken back.
    Raises ``Refused`` with the list when anything has changed since or something depends on it.
    """
    memories = list(memories)
    obstacles: list[str] = []
    units: list[int] = []
    people: list[int] = []
    for memory in memories:
        obstacle = memory.get("final") or _take_back(memory, by, units, people)
        if obstacle:
            obstacles.append(obstacle)
    # Last, because one person may act for several units of the roster.
    newcomers = [pk for memory in memories for pk in memory.get("made", {}).get("people", [])]
    obstacles += filter(None, [_remove_person(pk, by) for pk in newcomers])
    if obstacles:
        shown = obstacles[:20]
        if len(obstacles) > len(shown):
            shown.append(_("… and %(count)d more") % {"count": len(obstacles) - len(shown)})
        raise Refused(_("The import cannot be undone: %(list)s") % {"list": _("; ").join(shown)})
    refresh_units(units)
    refresh_people(people)


def _take_back(memory: dict[str, Any], by: Actor, units: list[int], people: list[int]) -> str:
    """Undo one row inside its own savepoint; returns what stands in the way."""
    made, before = memory.get("made", {}), memory.get("before", {})
    try:
        with transaction.atomic():
            for name, model in (
                ("unit", MemberUnit),
                ("membership", Membership),
                ("person", Person),
            ):
                for key, values in before.get(name, {}).items():
                    row = model.objects.lock(model(pk=int(key)))
                    if row.version != memory["versions"][f"{name}:{key}"]:
                        return _("%(name)s has been changed since") % {"name": row}
                    _put_back(row, name, values, by)
                    (people if name == "person" else units).append(
                        row.unit_id if isinstance(row, Membership) else row.pk
                    )
            return _remove(made, memory.get("versions", {}), by)
    except (ProtectedError, models.ObjectDoesNotExist) as problem:
        unit = MemberUnit.objects.filter(pk=made.get("unit") or 0).first()
        if isinstance(problem, ProtectedError):
            return _("something else depends on %(name)s by now") % {
                "name": unit or next(iter(problem.protected_objects))
            }
        return _("%(name)s is not there any more") % {"name": unit or "—"}


def _put_back(row: Any, name: str, values: dict[str, Any], by: Actor) -> None:
    if "area" in values:
        values = values | {"area": Committee.objects.filter(pk=values["area"]).first()}
    old = {
        key: row._meta.get_field(key).to_python(value) if key != "area" else value
        for key, value in values.items()
    }
    if isinstance(row, MemberUnit):
        tidy = MemberUnit(name=old.get("name", row.name), uscc=old.get("uscc", row.uscc))
        prepare_unit(tidy)
        old |= {key: getattr(tidy, key) for key in ("sort_key", "pinyin", "initials")}
    changed = apply(row, old)
    if isinstance(row, MemberUnit):
        write_unit_keys([row])
    elif isinstance(row, Person):
        write_person_keys([row])
    record(
        f"members.{name}_restored",
        row,
        by=by,
        before={k: discreet(k, v) for k, v in changed.items()},
        after={k: discreet(k, old[k]) for k in changed},
    )


def _remove(made: dict[str, Any], versions: dict[str, int], by: Actor) -> str:
    membership = (
        Membership.objects.filter(pk=made.get("membership") or 0)
        .select_related("unit", "committee")
        .first()
    )
    if made.get("membership") and (
        membership is None or membership.version != versions.get("membership", 1)
    ):
        return _("%(name)s has been changed since") % {"name": membership or "—"}
    unit = MemberUnit.objects.filter(pk=made.get("unit") or 0).first()
    if made.get("unit") and (unit is None or unit.version != versions.get("unit", 1)):
        return _("%(name)s has been changed since") % {"name": unit or "—"}
    for name, model in (("liaison", Liaison), ("seat", Seat)):
        row = model.objects.filter(pk=made.get(name)).first()
        if made.get(name) and (row is None or row.version != 1):
            return _("%(name)s has been changed since") % {"name": row or "—"}
    if made.get("liaison"):
        liaison = Liaison.objects.get(pk=made["liaison"])
        if liaison.appointment is not None:
            return _("%(name)s has access to the system by now") % {"name": liaison.person}
        _delete(liaison, "members.liaison_undone", by)
    if made.get("seat"):
        _delete(Seat.objects.get(pk=made["seat"]), "members.seat_undone", by)
    if membership is not None:
        _delete(membership, "members.membership_undone", by)
    if unit is not None:
        _delete(unit, "members.unit_undone", by)
    return ""


def _remove_person(pk: int, by: Actor) -> str:
    person = Person.objects.filter(pk=pk).first()
    if person is None or person.version != 1 or person.user is not None:
        return _("%(name)s has been changed since") % {"name": person or "—"}
    try:
        with transaction.atomic():
            _delete(person, "members.person_undone", by)
    except ProtectedError:
        return _("something else depends on %(name)s by now") % {"name": person}
    return ""


def _delete(row: models.Model, action: str, by: Actor) -> None:
    """The one place where rows go for good: an import that nobody has built on is taken back."""
    record(action, row, by=by, before={"name": str(row)}, after={"removed": True})
    row.delete()
