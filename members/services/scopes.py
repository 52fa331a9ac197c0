"""Which committees see which unit and which person: computed from the dated rows, kept as rows.

Called by every service that changes an address, a membership, a seat, a liaison or the tree;
``core.hooks.integrity`` compares.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.terms import STEP
from core import bulk
from core.verdicts import require
from members import rules
from members.models import Liaison, Membership, MemberUnit, Person, PersonScope, Seat, UnitScope

BATCH = 2000


def ids_of_path(path: str) -> list[int]:
    """The committee at this place and all above it."""
    return [int(path[i : i + STEP]) for i in range(0, len(path), STEP)]


def wanted_for_units(ids: Iterable[int]) -> dict[tuple[int, int], bool]:
    """(unit, committee) → whether the unit is a member there or below, now.

    A unit is seen by the committees it belongs to, by those it has belonged to, by the area of
    its address, by those whose invitation it has not answered finally, and by everything above
    these. One who has declined never belonged there.
    """
    ids = list(ids)
    wanted: dict[tuple[int, int], bool] = {}
    for unit, path in MemberUnit.objects.filter(pk__in=ids, area__isnull=False).values_list(
        "pk", "area__path"
    ):
        for committee in ids_of_path(path):
            wanted.setdefault((unit, committee), False)
    belongs = Membership.objects.filter(unit__in=ids).exclude(status=Membership.Status.DECLINED)
    rows = belongs.values_list("unit", "committee__path", "status")
    for unit, path, status in rows:
        for committee in ids_of_path(path):
            counts = status in Membership.COUNTING
            wanted[unit, committee] = wanted.get((unit, committee), False) or counts
    return wanted


@transaction.atomic
def refresh_units(ids: Iterable[int]) -> None:
    """Bring the scope rows of these units in line with their memberships and addresses."""
    for batch in _batches(ids):
        keys = _list_keys(MemberUnit, batch, "sequence")
        wanted = {
            key: (is_member, keys[key[0]]) for key, is_member in wanted_for_units(batch).items()
        }
        have = {
            (unit, committee): (pk, values)
            for pk, unit, committee, *values in UnitScope.objects.filter(
                unit__in=batch
            ).values_list("pk", "unit", "committee", "is_member", "sort_key")
        }
        right = {key for key, (_, values) in have.items() if wanted.get(key) == tuple(values)}
        _remove(UnitScope, [pk for key, (pk, _) in have.items() if key not in right])
        bulk.insert(
            UnitScope,
            ("unit", "committee", "is_member", "sort_key"),
            ((*key, *values) for key, values in wanted.items() if key not in right),
        )


def wanted_for_people(ids: Iterable[int]) -> set[tuple[int, int]]:
    """(person, committee): who keeps the entry, where one sits or sat, whom one liaises with.

    Party members, who are many, carry their own committees; who is nothing else has no rows here.
    """
    ids = list(ids)
    no_members = Person.objects.filter(pk__in=ids, party_member__isnull=True)
    places = [
        *no_members.values_list("pk", "home__path"),
        *Seat.objects.filter(person__in=ids).values_list("person", "committee__path"),
        *Liaison.objects.filter(person__in=ids).values_list(
            "person", "membership__committee__path"
        ),
    ]
    return {(person, committee) for person, path in places for committee in ids_of_path(path)}


@transaction.atomic
def refresh_people(ids: Iterable[int]) -> None:
    """Bring the scope rows of these people in line with their seats and liaisons."""
    for batch in _batches(ids):
        keys = _list_keys(Person, batch)
        wanted = wanted_for_people(batch)
        have = {
            (person, committee): (pk, sort_key)
            for pk, person, committee, sort_key in PersonScope.objects.filter(
                person__in=batch
            ).values_list("pk", "person", "committee", "sort_key")
        }
        right = {key for key in wanted if key in have and have[key][1] == keys[key[0]]}
        _remove(PersonScope, [pk for key, (pk, _) in have.items() if key not in right])
        bulk.insert(
            PersonScope,
            ("person", "committee", "sort_key"),
            ((person, committee, keys[person]) for person, committee in sorted(wanted - right)),
        )


@transaction.atomic
def refresh_all(*, by: Actor) -> None:
    """Compute all of them anew, for everybody: the repair of what the integrity check finds."""
    require(rules.can_refresh_scopes(by))
    units, people = (
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (MemberUnit, Person)
    )
    refresh_units(units)
    refresh_people(people)
    after = {"units": len(units), "people": len(people)}
    record("members.scopes_refreshed", by.user, by=by, after=after)


def _remove(model: Any, ids: list[int]) -> None:
    if ids:
        model.objects.filter(pk__in=ids).delete()


def _list_keys(model: Any, ids: list[int], *fields: str) -> dict[int, str]:
    """Row → its place in lists. Locks the rows: two committees may admit one unit at once, and the
    second must see the first's scope rows."""
    rows = model.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {row.pk: row.list_key for row in rows.only("sort_key", *fields)}


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    ids = sorted(set(ids))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
