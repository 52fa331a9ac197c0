"""The stage of imports that are taken back."""

import datetime

import pytest

from members.models import Capacity, Seat
from members.services.capacities import make_default_capacities
from members.services.scopes import refresh_people
from tests.conftest import SETUP, actor
from tests.factories import (
    MemberFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def stage(town, settings, tmp_path, time_machine_at):
    """The town, with somebody in every list."""
    time_machine_at(TODAY)
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    town.office = actor(town.spring_office)
    town.theatre = UnitFactory(name="春晖剧院", uscc="121100004000000014")
    town.chief = PersonFactory(name="钱进", home=town.spring, workplace="春晖医院")
    town.account = UserFactory(login="qianjin", name="钱进")
    town.seat = Seat.objects.create(
        person=PersonFactory(name="周平", home=town.spring), committee=town.peace,
        capacity=Capacity.objects.get(code="community-unit"), membership=town.clinic_in_peace,
        starts_on=TODAY,
    )  # fmt: skip
    refresh_people([town.seat.person_id])
    town.lead = OrganisationFactory(
        name="春晖街道党工委", category="work-committee", home=town.spring
    )
    town.member = MemberFactory(lives_in=town.peace, name="周敏", resident_id="11010519491231002X")
    town.mover = MemberFactory(lives_in=town.spring, name="王强", phone="13955550000")
    return town
