"""A unit leaves, or its committee ends, while somebody acts for it: no deadlock, nothing left over.

Each race is held where it is worst: the first act stops at a point and goes on when the second one
waits for it, or is done. What must hold across rows is asked after each (``tests/conftest.py``).
"""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from committees import services
from committees.models import Committee
from core import clock, statements
from core.verdicts import Refused
from members.models import Liaison, Seat
from members.services import liaisons, memberships, seats
from tests.conftest import actor
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


class Held:
    """Two acts at once: the first stops when it has locked a row of one table, until the second
    waits for it or is done."""

    def __init__(self, table):
        self.table = table
        self.is_there, self.is_done = threading.Event(), threading.Event()
        self.backends, self.answers, self.faults = [], {}, []

    def stopping(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        locks = "FOR NO KEY UPDATE" in sql and f'FROM "{self.table}"' in sql
        if locks and not self.is_there.is_set():
            self.is_there.set()
            until = time.monotonic() + 10
            while not self.is_done.is_set() and time.monotonic() < until:
                if any(map(waits, self.backends)):
                    break
                time.sleep(0.02)
        return answer

    def first(self, work):
        with connection.execute_wrapper(self.stopping):
            self.answers["first"] = self.answer(work)

    def second(self, work):
        self.backends.append(backend())
        self.answers["second"] = self.answer(work)
        self.is_done.set()

    def answer(self, work):
        try:
            return work()
        except (Refused, ValidationError) as refusal:
            return refusal
        except Exception as fault:
            self.faults.append(fault)
        finally:
            connections.close_all()


@pytest.fixture
def held(monkeypatch):
    """``held(first, "table", second)``: what each of the two answered, or its refusal; anything
    else is raised."""
    # A lock is known by its SQL, of which a prepared statement has only its name.
    monkeypatch.setattr(statements, "AFTER", 1_000_000)

    def run(first, table, second):
        race = Held(table)
        one = threading.Thread(target=race.first, args=(first,))
        other = threading.Thread(target=race.second, args=(second,))
        one.start()
        assert race.is_there.wait(timeout=20), race.faults or race.answers
        other.start()
        for thread in (one, other):
            thread.join(timeout=30)
        if race.faults:
            raise race.faults[0]
        return race.answers["first"], race.answers["second"]

    return run


def backend():
    """The number of this thread's connection at the server."""
    connection.ensure_connection()
    return connection.connection.get_backend_pid()


def waits(backend):
    """Whether it asks for a lock in vain; ``pg_locks`` is no snapshot of the transaction's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = %s", [backend])
        return cursor.fetchone() is not None


@pytest.fixture
def stage(town):
    """The clinic in the street, represented, in a committee whose chair rotates."""
    Committee.objects.filter(pk__in=[town.spring.pk, town.peace.pk]).update(rotation="quarter")
    town.spring.refresh_from_db()
    town.by = actor(town.spring_office)
    town.person = PersonFactory(home=town.spring)
    return town


def represent(stage):
    values = {
        "person": stage.person,
        "capacity": stage.representative_capacity,
        "membership": stage.clinic_in_spring,
    }
    return seats.seat_person(stage.spring, values, by=stage.by)


def leaves(stage, membership=None):
    membership = membership or stage.clinic_in_spring
    return memberships.move_membership(membership, "left", by=stage.by, reason="搬迁")


def merge_of_peace(stage):
    values = {"target": stage.pine, "effective_on": clock.today(), "basis_document": "通知"}
    by = actor(stage.city_office)
    plan = services.plan_reorganisation("merge", stage.peace, values, by=by)
    return lambda: services.apply_reorganisation(plan, by=by)


def test_a_seat_is_ended_while_its_unit_leaves(stage, held):
    seat = represent(stage)

    left, ended = held(
        lambda: leaves(stage),
        "members_seat",
        lambda: seats.move_seat(seat, "ended", by=stage.by),
    )

    assert left.status == "left"
    assert isinstance(ended, Refused)
    assert list(seat.steps.values_list("step", flat=True)) == ["ended"]


def test_a_merge_is_applied_while_another_unit_takes_a_place(stage, held):
    new, _plan = held(
        lambda: memberships.replace_unit(
            stage.clinic_in_peace, stage.school, by=stage.by, reason="改组"
        ),
        "members_membership",
        merge_of_peace(stage),
    )

    assert new.unit == stage.school
    assert [row.unit for row in stage.pine.memberships.current()] == [stage.school]


def test_a_merge_is_applied_while_a_unit_leaves(stage, held):
    person = PersonFactory(home=stage.peace)
    liaisons.file_liaison(stage.clinic_in_peace, person, by=stage.by)

    left, _plan = held(
        lambda: leaves(stage, stage.clinic_in_peace),
        "members_liaison",
        merge_of_peace(stage),
    )

    assert left.status == "left"
    assert not stage.pine.memberships.exists()


def test_a_unit_leaves_while_somebody_is_seated_for_it(stage, held):
    Committee.objects.update(rotation="")

    seat, left = held(lambda: represent(stage), "members_membership", lambda: leaves(stage))

    assert left.status == "left"
    seat.refresh_from_db()
    assert seat.status == "ended"


def test_a_unit_leaves_while_its_nominee_is_appointed(stage, held):
    Committee.objects.update(rotation="")
    capacity = stage.representative_capacity
    capacity.needs_nomination = True
    capacity.save()
    seat = represent(stage)
    for status in ("agreed", "nominated", "reviewed"):
        seats.move_seat(seat, status, by=stage.by)

    _seat, left = held(
        lambda: seats.move_seat(seat, "appointed", by=stage.by),
        "members_membership",
        lambda: leaves(stage),
    )

    assert left.status == "left"
    assert Seat.objects.get().status == "ended"


@pytest.mark.parametrize("has_account", [True, False])
def test_a_unit_leaves_while_its_liaison_is_replaced(stage, held, has_account):
    liaison = stage.clinic_liaison
    if not has_account:
        Liaison.objects.filter(pk=liaison.pk).update(appointment=None)

    _handover, left = held(
        lambda: liaisons.replace_liaison(liaison, stage.person, by=stage.by, reason="调动"),
        "members_liaison",
        lambda: leaves(stage),
    )

    assert left.status == "left"
    assert Liaison.objects.count() == 2
    assert not Liaison.objects.filter(ends_on__isnull=True).exists()


def test_a_liaison_is_replaced_while_the_unit_leaves(stage, held):
    left, replaced = held(
        lambda: leaves(stage),
        "members_liaison",
        lambda: liaisons.replace_liaison(
            stage.clinic_liaison, stage.person, by=stage.by, reason="调动"
        ),
    )

    assert left.status == "left"
    assert isinstance(replaced, Refused)
    assert Liaison.objects.count() == 1


def test_a_liaison_is_ended_while_the_unit_leaves(stage, held):
    left, ended = held(
        lambda: leaves(stage),
        "members_liaison",
        lambda: liaisons.end_liaison(stage.clinic_liaison, by=stage.by, reason="调动"),
    )

    assert left.status == "left"
    assert isinstance(ended, Refused)


def test_a_merge_is_applied_while_a_liaison_is_filed(stage, held):
    filed, _plan = held(
        lambda: liaisons.file_liaison(stage.clinic_in_peace, stage.person, by=stage.by),
        "members_membership",
        merge_of_peace(stage),
    )

    filed.refresh_from_db()
    assert filed.ends_on is not None
    again = Liaison.objects.get(ends_on__isnull=True, person=stage.person)
    assert again.membership.committee == stage.pine
