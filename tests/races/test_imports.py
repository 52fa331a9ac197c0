"""One import confirmed by eight threads at once is written once."""

import pytest

from audit.models import Entry
from members.models import MemberUnit
from members.services.capacities import make_default_capacities
from paperwork.services import imports
from tests.conftest import SETUP, actor
from tests.paperwork.test_imports import GOOD, HEAD, book

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_one_import_is_confirmed_once_by_eight_at_the_same_time(town, race, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    by = actor(town.spring_office)
    run = imports.bring("units", town.spring, book(HEAD, GOOD), by=by)

    won, refused = race(lambda n: imports.confirm(run, good_rows=False, by=by), 8)

    assert (len(won), len(refused)) == (1, 7)
    assert MemberUnit.objects.filter(name="春晖剧院").count() == 1
    assert Entry.objects.filter(action="paperwork.imported").count() == 1
    run.refresh_from_db()
    assert (run.status, run.new) == ("done", 1)


def test_one_table_brought_eight_times_is_imported_once(town, race, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    by = actor(town.spring_office)
    runs = [imports.bring("units", town.spring, book(HEAD, GOOD), by=by) for _ in range(8)]

    won, _refused = race(lambda n: imports.confirm(runs[n], good_rows=False, by=by), 8)

    assert len(won) == 1
    assert MemberUnit.objects.filter(name="春晖剧院").count() == 1
