"""Each rule that counts, with forty writers at the same instant: exactly one wins."""

import re

import pytest
from django.urls import reverse

from audit import seals
from audit.models import Entry, Seal
from audit.services import record
from committees.models import Appointment, CommitteePeriod
from committees.services import appoint, edit_committee
from core import chores, jobs
from core.models import Job
from core.verdicts import Stale
from members.models import Capacity, Membership, Person, Seat, UnitScope
from members.services import memberships, seats, units
from tests.conftest import SETUP, actor
from tests.factories import PersonFactory, UnitFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_one_active_membership_per_unit_and_committee(town, race):
    unit = UnitFactory(area=town.pine)
    by = actor(town.spring_office)

    won, refused = race(lambda n: memberships.admit_unit(unit, town.spring, {}, by=by))

    assert (len(won), len(refused)) == (1, 39)
    assert Membership.objects.filter(unit=unit).count() == 1
    assert Entry.objects.filter(action="members.unit_admitted").count() == 1


def test_one_unit_is_admitted_by_eight_committees_at_once(town, race):
    """Each writes which committees see the unit; those above are the same for all."""
    unit, by = UnitFactory(), actor(town.city_office)
    places = [town.city, town.east, town.west, town.spring, town.lake, town.hill, town.peace]
    places.append(town.pine)

    won, refused = race(lambda n: memberships.admit_unit(unit, places[n], {}, by=by), 8)

    assert (len(won), refused) == (8, [])
    seen = UnitScope.objects.filter(unit=unit).values_list("committee", "is_member")
    assert sorted(seen) == sorted((place.pk, True) for place in places)


def test_one_chair_per_committee(town, race):
    by = actor(town.spring_office)
    capacity = Capacity.objects.create(code="party", name="街道党工委委员", level="street")
    people = [PersonFactory(home=town.spring) for _ in range(40)]

    won, _refused = race(
        lambda n: seats.seat_person(
            town.spring, {"person": people[n], "capacity": capacity, "office": "chair"}, by=by
        )
    )

    assert len(won) == 1
    assert Seat.objects.filter(committee=town.spring, office="chair").count() == 1


def test_one_edit_of_a_version_wins_and_the_others_are_told(town, race):
    by = actor(town.spring_office)

    won, refused = race(
        lambda n: units.edit_unit(town.clinic, {"name": f"改名{n}"}, version=1, by=by)
    )

    assert len(won) == 1
    assert {type(refusal) for refusal in refused} == {Stale}
    town.clinic.refresh_from_db()
    assert (town.clinic.name, town.clinic.version) == (won[0].name, 2)
    assert Entry.objects.filter(action="members.unit_edited").count() == 1


def test_one_account_holds_one_administrators_office(town, race):
    user = UserFactory()
    by = actor(town.security)
    offices = ["system", "audit"]

    won, _refused = race(lambda n: appoint(user, offices[n % 2], None, by=by))

    assert len(won) == 1
    assert Appointment.objects.filter(user=user, ends_on__isnull=True).count() == 1
    user.refresh_from_db()
    assert user.administers == won[0].role


def test_one_period_of_a_committee_runs(town, race):
    by = actor(town.east_office)

    won, refused = race(
        lambda n: edit_committee(town.spring, {"name": f"新名{n}"}, version=None, by=by)
    )

    assert (len(won), refused) == (40, [])
    running = CommitteePeriod.objects.get(committee=town.spring, ends_on__isnull=True)
    town.spring.refresh_from_db()
    assert running.name == town.spring.name
    assert town.spring.version == 41


def test_one_effect_of_a_form_that_is_sent_eight_times(town, as_user, race):
    url = reverse("members:person-create")
    page = as_user(town.spring_office).get(url).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    form = {"name": "钱二", "party_status": "full", "home": town.spring.pk, "form_token": token}
    clients = [as_user(town.spring_office) for _ in range(8)]

    answers, _refused = race(lambda n: clients[n].post(url, form), 8)

    person = Person.objects.get(name="钱二")
    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {person.get_absolute_url()}
    assert Entry.objects.filter(action="members.person_entered").count() == 1


def test_one_worker_takes_a_job(town, race):
    done = []
    jobs.TASKS["test.once"] = lambda progress: done.append(1) or {}
    jobs.enqueue("test.once")

    ran, _refused = race(lambda n: jobs.run_next(), 10)

    del jobs.TASKS["test.once"]
    assert (sum(ran), len(done)) == (1, 1)
    assert Job.objects.get().status == Job.Status.DONE


def test_one_clock_runs_a_chore(race, monkeypatch):
    done = []
    import datetime

    only = chores.Chore("test.once", datetime.timedelta(hours=1), lambda: done.append(1))
    monkeypatch.setattr(chores, "CHORES", {"test.once": only})

    ran, _refused = race(lambda n: chores.run_due(), 10)

    assert (sum(ran), len(done)) == (1, 1)


def test_sealing_while_others_write_leaves_no_row_out(town, race, settings, tmp_path):
    settings.DATA_DIR = tmp_path

    def write_or_seal(number):
        for _ in range(5):
            if number % 4 == 0:
                seals.seal_all()
            else:
                record("members.unit_edited", town.clinic, by=SETUP)

    race(write_or_seal)
    seals.seal_all()

    found = seals.verify()
    assert (found.checked, found.unsealed, found.faults) == (Entry.objects.count(), 0, [])
    assert sum(Seal.objects.values_list("count", flat=True)) == Entry.objects.count()
