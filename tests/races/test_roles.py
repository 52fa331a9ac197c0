"""Roles and the committees they are at, given and taken at the same instant."""

import datetime

import pytest

from committees import services
from committees.models import Appointment
from committees.terms import ADMINISTRATORS, Role, Status
from core import clock
from core.verdicts import Refused
from tests.conftest import actor
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
DAY = datetime.timedelta(days=1)


def test_an_office_to_come_and_an_administrator_s_are_not_given_to_one_account(town, race):
    user = UserFactory()
    security, office = actor(town.security), actor(town.east_office)
    tomorrow = clock.today() + DAY

    def give(n):
        if n % 2:
            return services.appoint(user, Role.SYSTEM, None, by=security)
        return services.appoint(
            user, Role.STREET_OFFICE, town.spring, by=office, starts_on=tomorrow + n * DAY
        )

    won, _refused = race(give)

    assert len(won) == 1
    assert Appointment.objects.filter(user=user).count() == 1


def test_one_role_with_many_ends_is_given_once(town, race):
    user, by, today = UserFactory(), actor(town.east_office), clock.today()

    won, _refused = race(
        lambda n: services.appoint(
            user, Role.ASSESSOR, town.east, by=by, ends_on=today + (n + 1) * DAY
        )
    )

    assert len(won) == 1
    assert Appointment.objects.filter(user=user).count() == 1


def test_nobody_is_appointed_at_a_proposal_that_is_dropped_meanwhile(town, race):
    values = {"level": "community", "code": "990101001003", "area_name": "新风社区"}
    by = actor(town.spring_office)
    proposal = services.create_committee(town.spring, values, by=by)
    users = [UserFactory() for _ in range(20)]

    def act(n):
        if n % 2:
            services.change_status(proposal, Status.ABOLISHED, basis="1号", by=by)
            return "dropped"
        services.appoint(users[n // 2], Role.LEADER, proposal, by=by)
        return "appointed"

    won, _refused = race(act)

    assert len(set(won)) == 1


def test_a_revert_and_an_administrator_s_appointment_do_not_both_happen(town, race):
    user, city, security = UserFactory(), actor(town.city_office), actor(town.security)
    services.appoint(user, Role.LEADER, town.pine, by=city)
    today = {"effective_on": clock.today(), "basis_document": "通知"}
    plan = services.plan_reorganisation("abolish", town.pine, today, by=city)
    services.apply_reorganisation(plan, by=city)

    def act(n):
        if n % 2:
            return services.appoint(user, Role.SYSTEM, None, by=security)
        return services.revert_reorganisation(plan, by=city, reason="x")

    won, refused = race(act, 8)

    assert (len(won), len(refused)) == (1, 7)
    assert all(isinstance(one, Refused) for one in refused)
    held = Appointment.objects.not_over().filter(user=user).values_list("role", flat=True)
    assert len(held) == 1
    user.refresh_from_db()
    assert (user.administers != "") is (held[0] in ADMINISTRATORS)


def test_one_administrator_of_each_office_stays(town, race):
    security = actor(town.security)
    auditors = [services.appoint(UserFactory(), Role.AUDIT, None, by=security) for _ in range(5)]
    auditors.append(town.auditor.appointments.get())

    won, refused = race(lambda n: services.end_appointment(auditors[n], by=security), 6)

    assert (len(won), len(refused)) == (5, 1)
    assert Appointment.objects.running().filter(role=Role.AUDIT).count() == 1
