"""Forty people at the same instant, each with a database connection of their own."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from core.verdicts import Refused

# So many at the same instant: PostgreSQL has a hundred connections as it is installed, and two
# races may be run beside each other.
WRITERS = 40


@pytest.fixture
def race():
    """``race(work, count)`` calls ``work(0)`` … ``work(count - 1)`` at the same instant; of more
    than ``WRITERS``, each writer goes on with another one as soon as it is done.

    Returns (results, refusals); anything but a refusal is raised.
    """

    def run(work, count=WRITERS):
        writers = min(count, WRITERS)
        barrier = threading.Barrier(writers)
        results, refusals, faults = [], [], []

        def one(number):
            try:
                results.append(work(number))
            except (Refused, ValidationError) as refusal:
                refusals.append(refusal)
            except Exception as fault:
                faults.append(fault)

        def write(first):
            try:
                connection.ensure_connection()
                barrier.wait(timeout=30)
                for number in range(first, count, writers):
                    one(number)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=write, args=(first,)) for first in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        if faults:
            raise faults[0]
        assert len(results) + len(refusals) == count
        return results, refusals

    return run


@pytest.fixture
def meanwhile():
    """``meanwhile(first, second)``: ``second`` begins before ``first`` has committed.

    Both happen at the worst moment for each other, every time: the second one runs until it waits
    for the first, or is done. Returns what the second one answered, or its refusal.
    """

    def run(first, second):
        answers, faults = [], []

        def other():
            try:
                answers.append(second())
            except (Refused, ValidationError) as refusal:
                answers.append(refusal)
            except Exception as fault:
                faults.append(fault)
            finally:
                connections.close_all()

        thread = threading.Thread(target=other)
        with transaction.atomic():
            first()
            thread.start()
            while thread.is_alive() and not somebody_waits():
                thread.join(timeout=0.02)
        thread.join(timeout=30)
        if faults:
            raise faults[0]
        return answers[0]

    return run


def somebody_waits():
    """Whether a lock is asked for in vain; ``pg_locks`` is no snapshot of the transaction's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
