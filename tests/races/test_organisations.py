"""Who leads whom, changed at the same instant: never in a circle."""

import pytest

from members.faults import faults_of_organisations
from members.models import PartyOrganization
from members.services import organisations
from tests.conftest import actor
from tests.factories import OrganisationFactory, UnitFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def lead(low, top, by):
    return organisations.edit_organisation(low, {"superior": top}, version=None, by=by)


def test_two_do_not_come_to_lead_each_other(town, meanwhile):
    by = actor(town.spring_office)
    one, two = (OrganisationFactory(home=town.spring, category="committee") for _ in range(2))

    refusal = meanwhile(lambda: lead(one, two, by), lambda: lead(two, one, by))

    assert isinstance(refusal, Exception)
    assert PartyOrganization.objects.get(pk=one.pk).superior_id == two.pk
    assert list(faults_of_organisations()) == []


def test_what_comes_to_stand_above_meanwhile_counts(town, meanwhile):
    """Four in a row: the third link is tied while the fourth would close the circle."""
    by = actor(town.spring_office)
    a, b, c, d = (OrganisationFactory(home=town.spring, category="committee") for _ in range(4))
    lead(a, b, by)
    lead(c, d, by)

    refusal = meanwhile(lambda: lead(b, c, by), lambda: lead(d, a, by))

    assert isinstance(refusal, Exception)
    assert PartyOrganization.objects.get(pk=d.pk).superior is None
    assert list(faults_of_organisations()) == []


def test_a_single_organisation_is_in_one_unit(town, race):
    by = actor(town.spring_office)
    branch = OrganisationFactory(home=town.spring)
    units = [UnitFactory() for _ in range(20)]

    won, _refused = race(
        lambda n: organisations.link_unit(branch, units[n], starts_on=branch.starts_on, by=by), 20
    )

    assert len(won) == branch.unit_links.count() == 1
