"""An undoing that breaks at its k-th SQL statement, whatever k, leaves the import as it was."""

import datetime
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from core.verdicts import Refused
from members.services.capacities import make_default_capacities
from paperwork.services import imports, undoing
from tests.conftest import SETUP, actor
from tests.faults.helpers import STRIDE, broken_at, checksum, hiccup_at
from tests.paperwork.test_imports import book
from tests.paperwork.test_imports_undone import HEAD, NEW, REPLACING

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MOST_STATEMENTS = 600


@pytest.mark.parametrize("fault", [broken_at, hiccup_at])
def test_nothing_is_left_half_undone(town, settings, tmp_path, time_machine_at, fault):
    time_machine_at(datetime.date(2026, 3, 2))
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    by = actor(town.spring_office)
    run = imports.bring("units", town.spring, book(HEAD, NEW, REPLACING), by=by)
    run = imports.confirm(run, good_rows=False, by=by)
    before = checksum()

    for number in range(1, MOST_STATEMENTS, STRIDE):
        # What is broken here Django may take for a broken rule; it is refused all the same.
        with fault(number) as counted, suppress(DatabaseError, ValidationError, Refused):
            undoing.undo(run, by=by)
        if counted[0] < number:
            break
        assert checksum() == before, f"half undone at statement {number}"

    run.refresh_from_db()
    assert (run.status, number > 100) == ("undone", True)
