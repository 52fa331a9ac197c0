"""The small town that every test plays in, and the people who work there.

    city
    ├── east (district)
    │   ├── spring (street)
    │   │   ├── peace (community) ── grid, with the unit "clinic" at its address
    │   │   └── pine (community)
    │   └── lake (street)
    └── west (district)
        └── hill (street)

"clinic" belongs to spring and to peace; "school" belongs to hill. ``east_office`` keeps East and
all below it; ``spring_office`` keeps Spring; ``west_office`` must never see a thing of theirs.
"""

import datetime
import zoneinfo
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import translation
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.models import AuthenticatorApp
from accounts.services.sessions import stamp
from audit.actors import Actor
from committees.models import Appointment
from committees.reach import read_reach
from committees.services import make_default_tiers
from committees.terms import Role
from core import hooks
from members.models import Capacity, Liaison, Membership
from members.services.scopes import refresh_people, refresh_units
from tests.factories import START, PersonFactory, UnitFactory, UserFactory, make_committee
from tests.kept import Kept

SETUP = Actor(source="command")


def pytest_collection_modifyitems(config, items):
    """On SQLite, leave out what only PostgreSQL can show.

    SQLite has one writer at a time and hides every race; a green run there proves nothing. Both
    databases are part of every full run (``make test``), so nothing is ever skipped.
    """
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


# The login name, the role and where it is held.
CAST = {
    "city_office": (Role.CITY_OFFICE, "city"),
    "east_office": (Role.DISTRICT_OFFICE, "east"),
    "spring_office": (Role.STREET_OFFICE, "spring"),
    "peace_secretary": (Role.COMMUNITY_SECRETARY, "peace"),
    "grid_leader": (Role.GRID_LEADER, "grid"),
    "east_leader": (Role.LEADER, "east"),
    "east_assessor": (Role.ASSESSOR, "east"),
    "east_result_use": (Role.RESULT_USE, "east"),
    "west_office": (Role.DISTRICT_OFFICE, "west"),
    "hill_office": (Role.STREET_OFFICE, "hill"),
    "sysadmin": (Role.SYSTEM, None),
    "security": (Role.SECURITY, None),
    "auditor": (Role.AUDIT, None),
}


def actor(user) -> Actor:
    """The user acting through a page."""
    return Actor(user=user, held=read_reach(user).held(), request_id="test", source="page")


def give_role(user, role, committee=None, starts_on=START):
    appointment = Appointment.objects.create(
        user=user, role=role, committee=committee, starts_on=starts_on
    )
    if committee is None:
        user.administers = role
        user.save()
    return appointment


def build_town():
    """The tree, the units and everybody's account."""
    make_default_tiers(by=SETUP)
    t = SimpleNamespace()
    t.city = make_committee("city", "990000000000", "大同")
    t.east = make_committee("district", "990101000000", "东城区", t.city)
    t.west = make_committee("district", "990102000000", "西城区", t.city)
    t.spring = make_committee("street", "990101001000", "春晖街道", t.east)
    t.lake = make_committee("street", "990101002000", "湖滨街道", t.east)
    t.hill = make_committee("street", "990102001000", "山前街道", t.west)
    t.peace = make_committee("community", "990101001001", "和平里社区", t.spring)
    t.pine = make_committee("community", "990101001002", "青松社区", t.spring)
    t.grid = make_committee("grid", "990101001001-01", "第一网格", t.peace)

    t.clinic = UnitFactory(name="春晖医院", area=t.grid)
    t.school = UnitFactory(name="山前小学", category="school")
    t.clinic_in_spring = join(t.clinic, t.spring)
    t.clinic_in_peace = join(t.clinic, t.peace)
    t.school_in_hill = join(t.school, t.hill)

    t.people = {}
    for login, (role, where) in CAST.items():
        user = UserFactory(login=login, name=login)
        give_role(user, role, getattr(t, where) if where else None)
        t.people[login] = user
    t.people["nobody"] = UserFactory(login="nobody", name="nobody")

    liaison = UserFactory(login="clinic_liaison", name="clinic_liaison")
    t.doctor = PersonFactory(name="李娜", home=t.spring, user=liaison, workplace="春晖医院")
    t.clinic_liaison = Liaison.objects.create(
        membership=t.clinic_in_spring,
        person=t.doctor,
        starts_on=START,
        filed_on=START,
        appointment=give_role(liaison, Role.LIAISON, t.spring),
    )
    refresh_people([t.doctor.pk])
    t.people["clinic_liaison"] = liaison
    for login, user in t.people.items():
        setattr(t, login if not hasattr(t, login) else f"{login}_user", user)
    t.representative_capacity = Capacity.objects.get_or_create(
        code="street-unit-representative",
        defaults={"name": "成员单位代表", "level": "street", "represents_unit": True, "minimum": 1},
    )[0]
    return t


kept_town = Kept(build_town)


@pytest.fixture
def town(db):
    """The tree, the units and everybody's account."""
    return kept_town()


@pytest.fixture(autouse=True)
def in_the_default_language():
    """A streamed answer leaves the language of its reader behind, as in a server's thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def integrity_after_real_transactions(request):
    """Whatever a test with real transactions did, nothing may be wrong across rows afterwards."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    faults = [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()]
    assert faults == []


def join(unit, committee, starts_on=START) -> Membership:
    membership = Membership.objects.create(
        unit=unit, committee=committee, status="active", change_type="founding", starts_on=starts_on
    )
    refresh_units([unit.pk])
    return membership


@pytest.fixture
def as_user():
    """A browser in which the user is signed in (second factor passed where there is one)."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="accounts.backends.AccountBackend")
        session = client.session
        stamp(session)
        if user.administers:
            device, _made = AuthenticatorApp.objects.get_or_create(user=user, name="app")
            type(user).objects.filter(pk=user.pk).update(has_second_factor=True)
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return sign_in


@pytest.fixture
def time_machine_at():
    """Moves the clock to noon of a day in Shanghai."""
    travels = []

    def move(day):
        noon = datetime.datetime.combine(
            day, datetime.time(12), tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai")
        )
        travel = time_machine.travel(noon, tick=True)
        travel.start()
        travels.append(travel)

    yield move
    for travel in reversed(travels):
        travel.stop()
