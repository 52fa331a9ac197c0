"""Forty people at the same instant, each with a database connection of their own."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from core.verdicts import Refused

WRITERS = 40


@pytest.fixture
def race():
    """``race(work, count)`` calls ``work(0)`` … ``work(count - 1)`` at the same instant.

    Returns (results, refusals); anything but a refusal is raised.
    """

    def run(work, count=WRITERS):
        barrier = threading.Barrier(count)
        results, refusals, faults = [], [], []

        def one(number):
            try:
                connection.ensure_connection()
                barrier.wait(timeout=30)
                results.append(work(number))
            except (Refused, ValidationError) as refusal:
                refusals.append(refusal)
            except Exception as fault:
                faults.append(fault)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        if faults:
            raise faults[0]
        assert len(results) + len(refusals) == count
        return results, refusals

    return run
