"""The whole of it, in one transaction: there is a city or there is none."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.models import User
from audit.actors import Actor
from audit.services import record
from committees import services as committee_services
from committees.models import Appointment, Committee, CommitteePeriod
from core import hooks
from demo.scale import loading, people, posts, services, tree, units
from demo.scale.size import Size
from members.models import PartyOrganization
from members.services.capacities import make_default_capacities

# Rows whose numbers are given here. What a later room adds joins its tables to these and writes its
# rows in ``_fill``: from the members and claims of each batch, or from all of them at its end.
LOADED = tuple(dict.fromkeys((*units.TABLES, *people.TABLES, *posts.TABLES, *services.TABLES)))
NUMBERED = (Committee, CommitteePeriod, Appointment, User, PartyOrganization, *LOADED)


@dataclass(frozen=True)
class City:
    """What whoever looks at the city needs to know about it."""

    city: Committee
    street: Committee
    office: User
    size: Size


def make_city(size: Size, *, password: str, say: Callable[[str], None] = lambda text: None) -> City:
    """Fill an empty database; ``say`` is told how far it has come."""
    by = Actor(source="command")
    with transaction.atomic():
        committee_services.make_default_tiers(by=by)
        make_default_capacities(by=by)
        hooks.founded.ask(by)
        committees = tree.plant(size)
        office = tree.appoint_everywhere(committees, password)
        _fill(size, committees, say)
        loading.follow_numbers(NUMBERED)
        after = {"members": size.members, "units": size.units, "committees": len(committees)}
        record("demo.city_made", committees[0], by=by, after=after)
    if not connection.in_atomic_block:
        loading.let_the_planner_know(NUMBERED)
    street = next(one for one in committees if one.level == "street")
    return City(committees[0], street, office, size)


def _fill(size: Size, committees: list[Committee], say: Callable[[str], None]) -> None:
    started = time.monotonic()

    def told(what: str) -> None:
        say(f"{time.monotonic() - started:6.0f} s  {what}")

    places = tree.places_of(committees)
    branches = people.found_branches(places)
    with loading.bare(LOADED):
        known = units.make_units(size.units, places)
        told(f"{size.units} units")
        claims = posts.Claims(size.members, places)
        claims.write_posts()
        told("posts")
        made = 0
        for batch in people.make_members(size.members, places, known, branches):
            claims.write(batch)
            made += len(batch)
            if made % 100_000 == 0:
                told(f"{made} members with their claims")
        told("all members")
        services.make_services()
        told("services and pledges; now the indexes")
    told("done")
