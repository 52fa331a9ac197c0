"""Party organisations: who leads whom, in which units, elections, the end, and what is counted."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from committees import services as tree
from core.figures import figure
from core.verdicts import Refused
from members import rules
from members.faults import faults_of_organisations
from members.models import MemberUnit, OrganizationUnit, PartyOrganization
from members.services import organisations
from tests.conftest import actor, join
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory

TODAY = datetime.date(2026, 6, 30)
Category, Relation = PartyOrganization.Category, PartyOrganization.Relation


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


@pytest.fixture
def office(town):
    return actor(town.spring_office)


def found(town, by, **values):
    values = {"name": "春晖医院党支部", "category": "branch", "home": town.spring} | values
    return organisations.found_organisation(values, by=by)


def test_an_organisation_is_entered_with_its_unit_and_is_on_record(town, office):
    row = organisations.found_organisation(
        {"name": " 春晖医院党支部 ", "category": "branch", "home": town.spring},
        unit=town.clinic,
        by=office,
    )

    assert (row.name, row.starts_on, row.initials) == ("春晖医院党支部", TODAY, "chyydzb")
    assert list(row.unit_links.values_list("unit", "starts_on")) == [(town.clinic.pk, TODAY)]
    actions = Entry.objects.about(row).order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "members.organisation_founded",
        "members.organisation_unit_linked",
    ]


def test_only_offices_at_or_above_it_keep_an_entry(town):
    with pytest.raises(Refused) as refusal:
        found(town, actor(town.west_office))
    assert refusal.value.kind.value == "forbidden"

    row = found(town, actor(town.east_office))
    with pytest.raises(Refused):
        organisations.edit_organisation(
            row, {"name": "x"}, version=None, by=actor(town.peace_secretary)
        )


# Kind below × kind above: whether it may be led so. Written by hand from the party's statutes.
LED = {
    "work-committee": "work-committee committee",
    "committee": "work-committee committee",
    "general-branch": "work-committee committee",
    "branch": "work-committee committee general-branch",
    "joint-branch": "work-committee committee general-branch",
    "temporary": "work-committee committee general-branch branch",
    "group": "branch joint-branch temporary",
}


@pytest.mark.parametrize("above", Category.values)
@pytest.mark.parametrize("below", Category.values)
def test_what_may_lead_what(below, above):
    verdict = rules.can_be_led(PartyOrganization(category=below), PartyOrganization(category=above))

    assert bool(verdict) is (above in LED[below].split())


def test_nobody_leads_in_a_circle(town, office):
    top = found(town, office, name="甲党委", category="committee")
    middle = found(town, office, name="乙党委", category="committee", superior=top)
    low = found(town, office, name="丙党委", category="committee", superior=middle)

    for superior in (top, middle, low):
        with pytest.raises(Refused):
            organisations.edit_organisation(top, {"superior": superior}, version=None, by=office)

    assert PartyOrganization.objects.get(pk=top.pk).superior is None
    assert list(faults_of_organisations()) == []


def test_a_kind_is_not_changed_under_those_that_it_leads(town, office):
    general = found(town, office, name="甲党总支", category="general-branch")
    found(town, office, name="乙党支部", superior=general)

    with pytest.raises(Refused):
        organisations.edit_organisation(general, {"category": "group"}, version=None, by=office)
    organisations.edit_organisation(general, {"category": "committee"}, version=None, by=office)


def test_only_a_joint_one_is_in_several_units(town, office):
    single = found(town, office)
    second = join(UnitFactory(), town.spring).unit
    link = organisations.link_unit(single, town.clinic, starts_on=TODAY, by=office)
    with pytest.raises(Refused):
        organisations.link_unit(single, second, starts_on=TODAY, by=office)

    organisations.edit_organisation(
        PartyOrganization.objects.get(pk=single.pk), {"relation": "joint"}, version=None, by=office
    )
    organisations.link_unit(single, second, starts_on=TODAY, by=office)
    with pytest.raises(Refused):
        organisations.edit_organisation(single, {"relation": "own"}, version=None, by=office)

    organisations.unlink_unit(link, on=TODAY, by=office)
    organisations.edit_organisation(single, {"relation": "own"}, version=None, by=office)
    assert list(faults_of_organisations()) == []


def test_a_unit_is_linked_once_at_a_time(town, office):
    row = found(town, office, relation="joint")
    organisations.link_unit(row, town.clinic, starts_on=TODAY, by=office)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationUnit.objects.create(organisation=row, unit=town.clinic, starts_on=TODAY)


def test_an_election_sets_term_and_secretary(town, office):
    row, wang = found(town, office), PersonFactory(home=town.spring)
    ends = datetime.date(2029, 6, 1)

    organisations.elect(
        row, term_starts_on=datetime.date(2026, 6, 1), term_ends_on=ends, secretary=wang, by=office
    )

    row.refresh_from_db()
    assert (row.term_starts_on, row.term_ends_on, row.secretary) == (
        datetime.date(2026, 6, 1),
        ends,
        wang,
    )
    with pytest.raises(Refused):
        organisations.elect(row, term_starts_on=ends, term_ends_on=ends, by=office)


def test_what_leads_others_is_not_dissolved(town, office):
    top = found(town, office, name="甲党委", category="committee")
    low = found(town, office, superior=top)
    organisations.link_unit(low, town.clinic, starts_on=TODAY, by=office)

    with pytest.raises(Refused, match="春晖医院党支部"):
        organisations.dissolve(top, on=TODAY, reason="合并", by=office)
    organisations.dissolve(low, on=TODAY, reason="合并", by=office)
    organisations.dissolve(top, on=TODAY, reason="合并", by=office)

    assert not PartyOrganization.objects.running().exists()
    assert not OrganizationUnit.objects.running().exists()
    with pytest.raises(Refused):
        organisations.link_unit(low, town.clinic, starts_on=TODAY, by=office)


def test_coverage_counts_units_with_one_and_those_that_should_have_one(town, office):
    MemberUnit.objects.all().update(party_organisation="", party_coverage="", party_members=None)
    three, two, said = (join(UnitFactory(), town.spring).unit for _ in range(3))
    for unit, values in (
        (three, {"party_members": 3}),
        (two, {"party_members": 2}),
        (said, {"party_coverage": "should-have"}),
    ):
        MemberUnit.objects.filter(pk=unit.pk).update(**values)

    def names(name):
        return set(figure(name, town.spring).rows.values_list("pk", flat=True))

    assert names("members.units_with_organisation") == set()
    assert names("members.units_that_should_have_one") == {three.pk, said.pk}

    row = found(town, office)
    link = organisations.link_unit(row, three, starts_on=TODAY, by=office)
    assert names("members.units_with_organisation") == {three.pk}
    assert names("members.units_that_should_have_one") == {said.pk}

    organisations.unlink_unit(link, on=TODAY, by=office)
    assert names("members.units_with_organisation") == set()


@pytest.mark.parametrize("name", ["units_with_organisation", "units_that_should_have_one"])
def test_each_figure_opens_exactly_its_rows(town, as_user, office, name):
    MemberUnit.objects.filter(pk=town.clinic.pk).update(party_organisation="", party_coverage="")
    other = join(UnitFactory(party_members=9), town.spring).unit
    organisations.link_unit(found(town, office), town.clinic, starts_on=TODAY, by=office)
    counted = figure(f"members.{name}", town.spring)

    page = as_user(town.spring_office).get(counted.url)

    assert counted.count == len(page.context["page"]) == 1
    assert (other if "should" in name else town.clinic).name in page.content.decode()


def test_a_merge_takes_the_entries_along_and_brings_them_back(town):
    by = actor(town.city_office)
    row = OrganisationFactory(home=town.peace)
    values = {"effective_on": TODAY, "basis_document": "通知", "target": town.pine}
    plan = tree.plan_reorganisation("merge", town.peace, values, by=by)
    told = " ".join(tree.preview(plan))

    tree.apply_reorganisation(plan, by=by)
    row.refresh_from_db()
    assert (row.home, "party organisation" in told or "党组织" in told) == (town.pine, True)

    tree.revert_reorganisation(plan, by=by, reason="误")
    row.refresh_from_db()
    assert row.home == town.peace


def test_the_liaison_sees_the_own_unit_s_organisation_alone(town, office):
    mine, other = found(town, office), found(town, office, name="乙党支部")
    organisations.link_unit(mine, town.clinic, starts_on=TODAY, by=office)

    seen = PartyOrganization.objects.visible_to(town.people["clinic_liaison"])

    assert list(seen) == [mine]
    assert set(PartyOrganization.objects.visible_to(town.spring_office)) == {mine, other}
    assert not PartyOrganization.objects.visible_to(town.hill_office).exists()


def test_an_office_enters_edits_and_dissolves_on_the_pages(town, as_user):
    client = as_user(town.spring_office)
    form = {
        "name": "春晖医院党支部",
        "category": "branch",
        "relation": "own",
        "starts_on": "2026-06-01",
        "home": town.spring.pk,
        "unit": town.clinic.pk,
    }
    client.post(reverse("members:organisation-create"), form)
    row = PartyOrganization.objects.get()
    page = client.get(row.get_absolute_url()).content.decode()
    link = row.unit_links.get()

    assert town.clinic.name in page
    assert reverse("members:organisation-unlink", args=[link.pk]) in page
    listed = client.get(reverse("members:organisation-list"), {"unit": town.clinic.pk})
    assert row.name in listed.content.decode()

    url = reverse("members:organisation-edit", args=[row.pk])
    bad = client.post(url, form | {"superior": row.pk, "version": row.version})
    assert bad.context["form"].errors.keys() == {"superior"}
    client.post(url, form | {"category": "group", "version": row.version})
    row.refresh_from_db()
    assert row.category == "group"

    end = {"on": "2026-06-30", "reason": "撤并"}
    client.post(reverse("members:organisation-dissolve", args=[row.pk]), end)
    row.refresh_from_db()
    assert row.ends_on == TODAY
    assert row.name in client.get(reverse("members:organisation-list")).content.decode()
    then = client.get(reverse("members:organisation-list"), {"on": "2026-07-01"})
    assert row.name not in then.content.decode()


def test_terms_that_end_are_announced(town, as_user):
    OrganisationFactory(home=town.peace, term_ends_on=TODAY + datetime.timedelta(days=90))
    OrganisationFactory(home=town.peace, term_ends_on=TODAY + datetime.timedelta(days=91))
    client = as_user(town.spring_office)
    url = reverse("members:organisation-list") + "?state=term&place=below"

    assert url in client.get(reverse("dashboards:my-day")).content.decode().replace("&amp;", "&")
    assert len(client.get(url).context["page"]) == 1
