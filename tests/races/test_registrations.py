"""Members entered, registered and moved by many at the same instant."""

import datetime

import pytest

from members.models import PartyMember, Person, Registration
from members.services import party_members, registrations
from tests.conftest import actor
from tests.factories import MemberFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

WOMAN = "11010519491231002X"


def test_forty_register_one_member_and_one_does(town, race):
    member, by = MemberFactory(lives_in=town.peace), actor(town.spring_office)
    places = [town.peace, town.pine]

    won, refused = race(lambda n: registrations.register_member(member, places[n % 2], by=by))

    assert (len(won), len(refused)) == (1, 39)
    running = Registration.objects.active().get(member=member)
    member.refresh_from_db()
    assert running.committee_id == member.community_id


def test_forty_enter_one_resident_number_and_one_does(town, race):
    by = actor(town.peace_secretary)

    def enter(number):
        person = Person(name=f"周敏{number}", home=town.peace)
        values = {"status": "full", "resident_id": WOMAN}
        return party_members.enter_member(person, values, residence=town.peace, by=by)

    won, _refused = race(enter)

    assert len(won) == PartyMember.objects.count() == 1
    assert not Person.objects.filter(name__startswith="周敏").exclude(party_member=won[0]).exists()


def test_forty_renew_and_it_is_a_year(town, race):
    by = actor(town.peace_secretary)
    row = registrations.register_member(MemberFactory(lives_in=town.peace), town.peace, by=by)
    Registration.objects.update(valid_until=datetime.date(2020, 1, 1))

    won, _refused = race(lambda n: registrations.renew(row, by=by))

    row.refresh_from_db()
    assert len(won) == 1
    assert row.valid_until == registrations.a_year_after(row.starts_on)


def test_a_member_who_dies_meanwhile_is_not_registered(town, meanwhile):
    member, by = MemberFactory(lives_in=town.peace), actor(town.peace_secretary)
    today = datetime.date(2026, 1, 5)

    refusal = meanwhile(
        lambda: party_members.change_status(member, "deceased", on=today, reason="核实", by=by),
        lambda: registrations.register_member(member, town.peace, by=by),
    )

    assert isinstance(refusal, Exception)
    assert not Registration.objects.exists()


def test_a_move_and_an_edit_of_the_residence_do_not_part(town, meanwhile):
    by = actor(town.spring_office)
    member = MemberFactory(lives_in=town.peace)
    row = registrations.register_member(member, town.peace, by=by)

    meanwhile(
        lambda: registrations.move_to(row, town.pine, on=row.starts_on, reason="搬家", by=by),
        lambda: party_members.edit_member(member, {"residence": town.grid}, version=None, by=by),
    )

    member.refresh_from_db()
    running = Registration.objects.active().get(member=member)
    assert running.committee_id == member.community_id == town.pine.pk
