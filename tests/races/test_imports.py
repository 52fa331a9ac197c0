"""One import confirmed by eight threads at once is written once, and undone once."""

import pytest

from audit.models import Entry
from core.verdicts import Refused
from members.models import Membership, MemberUnit
from members.services import liaisons, units
from members.services.capacities import make_default_capacities
from paperwork.services import imports, undoing
from tests.conftest import SETUP, actor
from tests.factories import PersonFactory
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


@pytest.fixture
def imported(town, settings, tmp_path):
    """A roster with one new unit, its liaison among its people."""
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    by = actor(town.spring_office)
    run = imports.bring("units", town.spring, book(HEAD, GOOD), by=by)
    return imports.confirm(run, good_rows=False, by=by)


def test_one_import_is_undone_once_by_eight_at_the_same_time(town, race, imported):
    by = actor(town.spring_office)

    won, refused = race(lambda n: undoing.undo(imported, by=by), 8)

    assert (len(won), len(refused)) == (1, 7)
    assert Entry.objects.filter(action="paperwork.import_undone").count() == 1
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()


def test_who_edits_a_unit_while_its_import_is_undone_comes_first_or_is_told(town, race, imported):
    """Never is an edit lost with the unit that was edited."""
    by = actor(town.spring_office)
    unit = MemberUnit.objects.get(name="春晖剧院")

    def act(number):
        if number == 0:
            return undoing.undo(imported, by=by)
        try:
            return units.edit_unit(unit, {"head": f"{number}"}, version=None, by=by)
        except MemberUnit.DoesNotExist:
            raise Refused("gone") from None

    won, _refused = race(act, 8)

    undone = any(isinstance(one, type(imported)) for one in won)
    assert MemberUnit.objects.filter(name="春晖剧院").exists() is not undone
    assert len(won) == (1 if undone else 7)


def test_nobody_is_filed_for_a_unit_whose_import_is_undone_meanwhile(town, race, imported):
    by = actor(town.spring_office)
    membership = MemberUnit.objects.get(name="春晖剧院").memberships.get()
    people = [PersonFactory(home=town.spring) for _ in range(8)]

    def act(number):
        if number == 0:
            return undoing.undo(imported, by=by)
        try:
            return liaisons.file_liaison(membership, people[number], by=by)
        except Membership.DoesNotExist:
            raise Refused("gone") from None

    won, _refused = race(act, 8)

    undone = any(isinstance(one, type(imported)) for one in won)
    assert Membership.objects.filter(pk=membership.pk).exists() is not undone
    assert len(won) == (1 if undone else 7)
