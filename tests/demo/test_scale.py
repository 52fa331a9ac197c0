"""The synthetic city: the same every time, and nothing wrong between its rows."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F

from accounts.models import User
from audit.models import Entry
from committees.models import Appointment, Committee
from committees.terms import ADMINISTRATORS
from core import clock, hooks
from core.names import read_aloud
from demo.scale.size import Size
from demo.scale.words import Births, Names
from members.models import MemberUnit, PartyMember, PersonKey, Registration
from posts import rules
from posts.models import Claim, Pledge, Post, ServiceRecord


def indexes():
    """Every index and constraint of the database."""
    found = {}
    with connection.cursor() as cursor:
        for model in loading_tables():
            table = model._meta.db_table
            found[table] = connection.introspection.get_constraints(cursor, table)
    return found


def loading_tables():
    from demo.scale.city import LOADED

    return LOADED


@pytest.fixture
def city(db, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "for-a-city-9")
    said, before = io.StringIO(), indexes()
    call_command("seed_scale", members=1000, stdout=said)
    assert indexes() == before
    return said.getvalue()


def test_a_city_has_everything_and_no_fault(city):
    assert "password: for-a-city-9" in city
    assert [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()] == []
    assert PartyMember.objects.count() == Claim.objects.count() == 1000
    assert MemberUnit.objects.count() == 46
    assert set(PartyMember.objects.values_list("status", flat=True)) == set(
        PartyMember.Status.values
    ) - {"left"}
    assert set(Claim.objects.values_list("status", flat=True)) == set(Claim.Status.values) - {
        "moved"
    }
    assert set(Post.objects.values_list("status", flat=True)) == {"published", "full"}
    assert Registration.objects.exclude(committee=F("member__community")).count() == 0
    # Each committee has its office; nobody else has been appointed but the three administrators.
    held = Appointment.objects.exclude(role__in=ADMINISTRATORS)
    assert held.values("committee").distinct().count() == Committee.objects.count() == held.count()
    assert User.objects.get(login="city").check_password("for-a-city-9")
    # One entry for all of it, beside what was founded by services.
    assert Entry.objects.filter(action="demo.city_made").count() == 1
    assert not Entry.objects.filter(model="members.partymember").exists()
    # New rows are numbered after these.
    unit = MemberUnit.objects.order_by("-pk")[0]
    unit.pk, unit.uscc, unit._state.adding = None, "", True
    unit.save()
    assert unit.pk == 47

    with pytest.raises(CommandError):
        call_command("seed_scale", members=1000)


def test_who_is_in_post_serves_there_and_it_is_known_when_last(city):
    assert set(ServiceRecord.objects.values_list("status", flat=True)) == set(
        ServiceRecord.Status.values
    )
    rows = list(
        ServiceRecord.objects.select_related("claim__member__person", "replaces").order_by("pk")
    )
    in_post = Claim.objects.in_post().count()
    assert 2 * in_post < len(rows) < 5 * in_post
    today, last = clock.today(), {}
    for row in rows:
        assert rules.can_serve_on(row.claim, row.on)
        assert today - datetime.timedelta(days=366) < row.on <= row.entered_on <= row.since <= today
        assert row.days_late == ((row.replaces or row).entered_on - row.on).days
        if row.status in ServiceRecord.COUNTING:
            last[row.member_id] = max(row.on, last.get(row.member_id, row.on))
    offices = Appointment.objects.values_list("user", "committee")
    assert {(row.entered_by_id, row.community_id) for row in rows} <= set(offices)
    told = Registration.objects.active().values_list("member", "last_active_on")
    assert dict(told) == {member: last.get(member) for member, _day in told}
    assert ServiceRecord.objects.late().exists()
    # Each pledge is one that could have been made.
    pledges = Pledge.objects.select_related("claim")
    assert {pledge.status for pledge in pledges} == {"open", "kept", "not-kept"}
    assert all(rules.can_be_due(pledge.claim, pledge.due_on) for pledge in pledges)


def test_a_small_number_makes_no_city(db):
    with pytest.raises(CommandError):
        call_command("seed_scale", members=999)


def test_a_whole_city_has_the_size_of_a_real_one():
    assert Size.of(2_400_000) == Size(2_400_000, 110_092, 7207, 341, 16)


def test_names_are_read_and_found_as_the_services_would():
    drawn, again = list(Names().draw(300)), list(Names().draw(300))

    assert drawn == again
    for name in drawn:
        assert read_aloud(name.text, surname=True) == name[1:4]
        assert "^" + name.text in name.keys


def test_no_resident_number_comes_twice():
    births = Births("990101", datetime.date(1980, 1, 1), 50)
    numbers = [births.of(n, woman=n % 3 == 0)[1] for n in range(5000)]

    assert len(set(numbers)) == len(numbers)


def test_keys_of_a_city_are_those_that_the_services_write(city):
    most = PersonKey.objects.values("person").annotate(n=Count("key")).order_by("-n")[0]["n"]

    assert most <= 8
