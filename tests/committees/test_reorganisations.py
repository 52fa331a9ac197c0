"""What a reorganisation does to the tree and to what belongs to it, and taking it back."""

import datetime
import os
import random

import pytest
from django.urls import reverse
from django.utils import translation

from audit.actors import CLOCK
from audit.models import Entry
from audit.services import record
from committees import rules, services
from committees.figures import tree_on
from committees.models import Appointment, Committee, CommitteePeriod, Reorganisation, Tier
from committees.terms import OVER, Role
from core import hooks
from core.verdicts import Refused
from exchange.models import Need
from members import figures
from members.models import (
    Capacity,
    Liaison,
    Membership,
    MemberUnit,
    PartyMember,
    Person,
    PersonScope,
    Registration,
    RegistrationStep,
    Seat,
    UnitScope,
)
from members.services import liaisons, memberships, party_members, people, registrations, seats
from members.services.scopes import wanted_for_people, wanted_for_units
from posts.models import Claim, ClaimStep, Post
from posts.services.claims import claim_post
from tests.conftest import actor, give_role, join
from tests.factories import PersonFactory, PostFactory, UnitFactory, UserFactory

TODAY = datetime.date(2026, 6, 30)
Kind = Reorganisation.Kind


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


def plan(town, kind, committee, day=TODAY, by=None, **values):
    return services.plan_reorganisation(
        kind,
        committee,
        {"effective_on": day, "basis_document": "关于调整的通知", "basis_number": "1号"} | values,
        by=actor(by or town.city_office),
    )


def done(town, kind, committee, day=TODAY, by=None, **values):
    return services.apply_reorganisation(
        plan(town, kind, committee, day, by, **values), by=actor(by or town.city_office)
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def drawn(nodes):
    """The tree as nested names."""
    return {node.name.removesuffix("委员会"): drawn(node.children) for node in nodes}


def everything():
    """All rows that a reorganisation may touch, as they read."""
    shown = {}
    left_out = {"version", "updated_at", "created_at", "recorded_at"}
    for model in (
        Committee,
        CommitteePeriod,
        Appointment,
        Membership,
        Seat,
        Liaison,
        MemberUnit,
        Person,
        PartyMember,
        Registration,
        RegistrationStep,
        Need,
        Post,
        Claim,
        ClaimStep,
    ):
        names = [f.attname for f in model._meta.concrete_fields if f.name not in left_out]
        shown[model.__name__] = list(model.objects.order_by("pk").values_list(*names))
    shown["units"] = set(UnitScope.objects.values_list("unit", "committee", "is_member"))
    shown["people"] = set(PersonScope.objects.values_list("person", "committee"))
    return shown


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer]


def test_rename_keeps_the_old_name_readable(town):
    done(town, Kind.RENAME, town.lake, day=datetime.date(2026, 4, 1), new_name="湖畔街道委员会")

    before = CommitteePeriod.objects.on(datetime.date(2026, 3, 31)).get(committee=town.lake)
    after = CommitteePeriod.objects.on(datetime.date(2026, 4, 1)).get(committee=town.lake)
    assert (before.name, after.name) == ("湖滨街道委员会", "湖畔街道委员会")
    assert after.basis == "关于调整的通知 1号"
    assert fresh(town.lake).name == "湖畔街道委员会"


def test_rename_of_the_area_renames_the_committee_by_the_tier_s_pattern(town):
    done(town, Kind.RENAME, town.pine, new_area_name="松涛社区")

    assert fresh(town.pine).name == "松涛社区区域化党建分会"


def test_move_takes_the_whole_subtree_and_the_old_tree_stays_readable(town):
    done(town, Kind.MOVE, town.peace, target=town.lake)

    everybody = Committee.objects.all()
    before = drawn(tree_on(datetime.date(2026, 6, 29), everybody))
    after = drawn(tree_on(TODAY, everybody))
    east = before["大同"]["东城区"]
    assert east == {
        "春晖街道": {"和平里社区": {"第一网格": {}}, "青松社区": {}},
        "湖滨街道": {},
    }
    assert after["大同"]["东城区"] == {
        "春晖街道": {"青松社区": {}},
        "湖滨街道": {"和平里社区": {"第一网格": {}}},
    }
    assert fresh(town.grid).path == fresh(town.lake).path + f"{town.peace.pk:08d}{town.grid.pk:08d}"
    assert not faults()


def test_move_takes_the_units_along_for_those_who_look(town):
    give_role(UserFactory(login="lake"), Role.STREET_OFFICE, town.lake)
    done(town, Kind.MOVE, town.peace, target=town.lake)

    scopes = UnitScope.objects.filter(unit=town.clinic)
    assert {scope.committee_id for scope in scopes if scope.is_member} == {
        c.pk for c in (town.city, town.east, town.lake, town.spring, town.peace)
    }


def test_merge_moves_memberships_liaisons_addresses_and_roles(town):
    school = UnitFactory(name="湖滨小学", area=town.pine)
    own = join(school, town.pine)
    teacher = PersonFactory(home=town.pine, user=UserFactory(login="teacher"))
    liaisons.file_liaison(own, teacher, by=actor(town.spring_office))
    secretary = UserFactory(login="pine_secretary")
    give_role(secretary, Role.COMMUNITY_SECRETARY, town.pine)

    done(town, Kind.MERGE, town.pine, target=town.peace, by=town.spring_office)

    assert fresh(town.pine).status == "merged"
    old, new = Membership.objects.filter(unit=school).order_by("pk")
    assert (old.status, old.ends_on, old.change_type) == ("left", TODAY, "moved")
    assert (new.committee, new.status, new.starts_on) == (town.peace, "active", TODAY)
    again = new.liaisons.get()
    assert (again.person, again.appointment.committee) == (teacher, town.peace)
    assert [a.committee for a in teacher.user.appointments.running()] == [town.peace]
    assert [a.committee for a in secretary.appointments.running()] == [town.peace]
    assert fresh(school).area == town.peace
    assert fresh(teacher).home == town.peace
    assert not faults()


def test_merge_keeps_a_unit_that_is_on_both_rosters_once(town):
    join(town.clinic, town.pine)

    done(town, Kind.MERGE, town.pine, target=town.peace)

    current = Membership.objects.current().filter(unit=town.clinic)
    assert {m.committee for m in current} == {town.peace, town.spring}
    assert not faults()


def test_split_founds_a_sibling_and_moves_the_parts(town):
    done(
        town,
        Kind.SPLIT,
        town.spring,
        new_code="990101003000",
        new_area_name="新晖街道",
        parts=[town.peace],
    )

    new = Committee.objects.get(code="990101003000")
    assert (new.parent, new.level, new.status) == (town.east, "street", "approved")
    assert new.name == "新晖街道区域化党建协调委员会"
    assert fresh(town.peace).parent == new
    assert fresh(town.grid).path.startswith(new.path)
    assert not faults()


def test_abolish_ends_what_belongs_there_and_keeps_it_readable(town):
    done(town, Kind.MERGE, town.pine, target=town.peace)
    done(town, Kind.MOVE, town.peace, target=town.lake)
    done(town, Kind.ABOLISH, town.spring, by=town.east_office)

    assert fresh(town.spring).status == "abolished"
    assert fresh(town.clinic_in_spring).status == "left"
    assert not town.people["clinic_liaison"].appointments.running().exists()
    assert not town.spring_office.appointments.running().exists()
    assert Membership.objects.on(datetime.date(2026, 6, 29)).filter(committee=town.spring).exists()
    assert not faults()


def test_mechanism_changes_form_and_state_and_nothing_else(town):
    done(town, Kind.MECHANISM, town.lake)

    lake = fresh(town.lake)
    assert (lake.status, lake.form) == ("mechanism", "mechanism")


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        (Kind.RENAME, {}, "new name|新名称"),
        (Kind.MOVE, {"target": "west"}, "level|层级|lies under|隶属"),
        (Kind.MOVE, {"target": "spring"}, "already|已"),
        (Kind.MERGE, {"target": "lake"}, "same level|同一层级|同级"),
        (Kind.MERGE, {"target": "peace"}, "same level|同一层级|同级"),
        (Kind.ABOLISH, {}, "below|隶属于"),
        (Kind.SPLIT, {"new_code": "990101001002", "new_area_name": "x"}, "990101001002"),
        (Kind.RENAME, {"new_name": "x", "effective_on": datetime.date(2025, 1, 1)}, "history|更早"),
    ],
)
def test_plans_that_the_tree_does_not_allow_are_refused(town, kind, values, reason):
    values = {k: getattr(town, v) if k == "target" else v for k, v in values.items()}

    with pytest.raises(Refused, match=reason):
        plan(town, kind, town.peace, **values)


def test_both_committees_must_be_in_the_office_s_hands(town):
    with pytest.raises(Refused) as refusal:
        plan(town, Kind.MOVE, town.hill, target=town.east, by=town.west_office)

    assert refusal.value.kind.value == "forbidden"


def test_the_clock_applies_on_the_day_what_was_planned_before_it(town, time_machine_at):
    ahead = plan(town, Kind.RENAME, town.lake, day=datetime.date(2026, 7, 2), new_name="甲")
    by_hand = plan(town, Kind.RENAME, town.pine, new_name="乙")
    time_machine_at(datetime.date(2026, 7, 1))
    assert services.apply_due(by=CLOCK) == []
    assert fresh(ahead).status == "planned"

    time_machine_at(datetime.date(2026, 7, 2))
    services.apply_due(by=CLOCK)
    services.apply_due(by=CLOCK)

    assert fresh(ahead).status == "applied"
    assert fresh(by_hand).status == "planned"
    entry = Entry.objects.get(action="committees.reorganisation_applied")
    assert (entry.user, entry.source) == (None, "clock")
    assert CommitteePeriod.objects.filter(committee=town.lake).count() == 2


def test_a_due_plan_that_the_tree_no_longer_allows_stays_planned(town, time_machine_at):
    ahead = plan(town, Kind.MERGE, town.pine, day=datetime.date(2026, 7, 2), target=town.peace)
    done(town, Kind.MERGE, town.peace, target=town.pine)
    time_machine_at(datetime.date(2026, 7, 2))

    problems = services.apply_due(by=CLOCK)

    assert len(problems) == 1
    assert fresh(ahead).status == "planned"


def test_a_bad_code_is_refused_in_the_plan_and_stops_no_other_plan(town, time_machine_at):
    given = {"new_area_name": "新晖街道", "new_code": "99010100300"}
    day = datetime.date(2026, 7, 2)
    with pytest.raises(Refused, match="12"):
        plan(town, Kind.SPLIT, town.spring, day=day, **given)
    bad = plan(town, Kind.SPLIT, town.spring, day=day, **given | {"new_code": "990101003000"})
    later = plan(town, Kind.RENAME, town.lake, day=day, new_name="甲")
    # As plans of an earlier version of the product have it.
    Reorganisation.objects.filter(pk=bad.pk).update(new_code="99010100300")
    time_machine_at(day)

    problems = services.apply_due(by=CLOCK)

    assert (fresh(bad).status, fresh(later).status) == ("planned", "applied")
    assert len(problems) == 1
    assert "12" in problems[0]
    assert "12" in rules.fits_the_tree(fresh(bad)).reason


def test_a_name_too_long_for_the_pattern_stops_no_other_plan(town, time_machine_at):
    """What only the writing finds out: the area's name fits, the name made of it does not."""
    Tier.objects.filter(level="community").update(name_pattern="{area}" * 3)
    day = datetime.date(2026, 7, 2)
    bad = plan(town, Kind.RENAME, town.pine, day=day, new_area_name="长" * 60)
    later = plan(town, Kind.RENAME, town.lake, day=day, new_name="甲")
    time_machine_at(day)

    problems = services.apply_due(by=CLOCK)

    assert (fresh(bad).status, fresh(later).status) == ("planned", "applied")
    assert len(problems) == 1
    with pytest.raises(Refused):
        services.apply_reorganisation(bad, by=actor(town.city_office))


def test_nothing_is_merged_into_what_is_only_proposed(town):
    values = {"level": "community", "code": "990101001003", "area_name": "新风社区"}
    proposed = services.create_committee(town.spring, values, by=actor(town.spring_office))

    with pytest.raises(Refused, match=r"only proposed|仅为拟设"):
        plan(town, Kind.MERGE, town.peace, target=proposed)

    services.change_status(proposed, "approved", basis="2号", by=actor(town.spring_office))
    done(town, Kind.MERGE, town.peace, target=fresh(proposed))
    assert fresh(town.peace).status == "merged"


def test_revert_gives_no_role_back_to_who_has_become_an_administrator(town):
    leader = give_role(town.nobody, Role.LEADER, town.pine)
    abolished = done(town, Kind.ABOLISH, town.pine)
    services.appoint(town.nobody, Role.SYSTEM, None, by=actor(town.security))
    before = everything()

    with pytest.raises(Refused, match=r"administrator|管理员"):
        services.revert_reorganisation(abolished, by=actor(town.city_office), reason="x")

    assert everything() == before
    assert fresh(leader).ends_on == TODAY
    assert not faults()


def test_revert_gives_no_access_back_to_a_liaison_who_has_become_an_administrator(town):
    memberships.admit_unit(town.clinic, town.pine, {}, by=actor(town.spring_office))
    there = Membership.objects.get(unit=town.clinic, committee=town.pine)
    keeper = PersonFactory(home=town.pine, user=town.nobody)
    liaisons.file_liaison(there, keeper, by=actor(town.spring_office), starts_on=TODAY)
    abolished = done(town, Kind.ABOLISH, town.pine)
    services.appoint(town.nobody, Role.SYSTEM, None, by=actor(town.security))

    with pytest.raises(Refused, match=r"another account|另一个账号"):
        services.revert_reorganisation(abolished, by=actor(town.city_office), reason="x")

    assert not Appointment.objects.running().filter(user=town.nobody, role="liaison").exists()


def test_applying_twice_is_refused(town):
    applied = done(town, Kind.RENAME, town.lake, new_name="甲")

    with pytest.raises(Refused):
        services.apply_reorganisation(applied, by=actor(town.city_office))


def test_revert_is_refused_with_the_list_once_a_row_has_changed(town):
    merged = done(town, Kind.MERGE, town.peace, target=town.pine)
    there = Membership.objects.get(committee=town.pine)
    memberships.edit_membership(there, {"basis": "改"}, version=None, by=actor(town.city_office))

    with pytest.raises(Refused, match="春晖医院"):
        services.revert_reorganisation(merged, by=actor(town.city_office), reason="x")

    assert fresh(town.peace).status == "merged"


def test_revert_is_refused_once_something_depends_on_the_new_committee(town):
    split = done(
        town, Kind.SPLIT, town.spring, new_code="990101003000", new_area_name="新晖街道", parts=[]
    )
    new = Committee.objects.get(code="990101003000")
    memberships.admit_unit(town.school, new, {}, by=actor(town.east_office))

    with pytest.raises(Refused, match="山前小学"):
        services.revert_reorganisation(split, by=actor(town.city_office), reason="x")


def test_reverting_puts_back_later_ones_first(town):
    before = everything()
    first = done(town, Kind.RENAME, town.lake, new_name="甲")
    second = done(town, Kind.RENAME, town.lake, new_name="乙")

    services.revert_reorganisation(second, by=actor(town.city_office), reason="x")
    services.revert_reorganisation(first, by=actor(town.city_office), reason="x")

    assert everything() == before


def test_backdated_merge_moves_liaisons_without_making_them_late(town):
    own = join(UnitFactory(area=town.pine), town.pine)
    teacher = PersonFactory(home=town.pine, user=UserFactory(login="teacher"))
    by = actor(town.spring_office)
    filed = liaisons.file_liaison(own, teacher, by=by, starts_on=datetime.date(2026, 3, 2))

    done(town, Kind.MERGE, town.pine, target=town.peace, day=datetime.date(2026, 6, 1))

    old, new = Liaison.objects.filter(person=teacher).order_by("pk")
    # The 30th of June is the 21st working day after the 1st; nobody told so late.
    assert (new.starts_on, new.filed_on, new.days_to_file) == (
        datetime.date(2026, 6, 1),
        datetime.date(2026, 6, 1),
        0,
    )
    assert new.appointment.starts_on == TODAY
    assert (old.pk, old.ends_on) == (filed.pk, datetime.date(2026, 6, 1))
    assert old.appointment.ends_on == TODAY
    assert not faults()


def test_merge_takes_a_hand_over_that_waits_along_and_brings_it_back(town):
    own = join(UnitFactory(area=town.pine), town.pine)
    by = actor(town.spring_office)
    first = liaisons.file_liaison(own, PersonFactory(home=town.pine), by=by)
    second = PersonFactory(home=town.pine, user=UserFactory(login="second"))
    handover = liaisons.replace_liaison(first, second, by=by, reason="x")

    merged = done(town, Kind.MERGE, town.pine, target=town.peace)

    assert fresh(handover).successor.membership.committee == town.peace
    assert fresh(handover).successor.person == second

    services.revert_reorganisation(merged, by=actor(town.city_office), reason="x")

    assert fresh(handover).successor_id == handover.successor_id
    assert not faults()


def test_merge_speaks_of_the_size_before(town):
    Tier.objects.filter(level="community").update(size_from=1, size_to=2)
    join(town.clinic, town.pine)  # on both rosters, and not added
    join(UnitFactory(), town.pine)
    # One on the roster of Peace and one that comes: two are usual.
    assert not sizes_told(town)

    join(UnitFactory(), town.pine)

    (line,) = sizes_told(town)
    assert line == figures.size_warning(town.peace, adding=2)
    assert "3" in line


def sizes_told(town):
    """What the preview of the merge says about the usual size, which is at most two."""
    told = services.preview(plan(town, Kind.MERGE, town.pine, target=town.peace))
    return [line for line in told if "一般不超过" in line or "at most" in line]


def test_revert_is_refused_once_a_liaison_is_no_full_party_member(town):
    own = join(UnitFactory(), town.pine)
    teacher = PersonFactory(name="钱老师", home=town.spring)
    by = actor(town.spring_office)
    liaisons.file_liaison(own, teacher, by=by)
    ended = done(town, Kind.ABOLISH, town.pine)
    people.edit_person(teacher, {"party_status": "none"}, version=None, by=by)

    with pytest.raises(Refused, match="钱老师"):
        services.revert_reorganisation(ended, by=actor(town.city_office), reason="x")


def test_registrations_go_on_where_their_community_goes_on(town):
    by = actor(town.spring_office)
    person = Person(name="周敏", home=town.pine)
    member = party_members.enter_member(person, {"status": "full"}, residence=town.pine, by=by)
    row = registrations.register_member(member, town.pine, on=TODAY, by=by)
    both = [registrations.register_unit(town.clinic, c, on=TODAY, by=by)
            for c in (town.pine, town.peace)]  # fmt: skip
    alone = registrations.register_unit(town.school, town.pine, on=TODAY, by=by)
    plan_ = plan(town, Kind.MERGE, town.pine, target=town.peace)
    with translation.override("en"):
        assert "3 registrations go on at “和平里社区" in "".join(services.preview(plan_))

    merged = services.apply_reorganisation(plan_, by=actor(town.city_office))

    assert fresh(row).committee == fresh(row).community == fresh(member).community == town.peace
    assert fresh(alone).committee == town.peace
    assert [fresh(one).status for one in both] == ["moved", "registered"]
    assert not faults()
    services.revert_reorganisation(merged, by=actor(town.city_office), reason="x")
    assert fresh(row).committee == fresh(row).community == town.pine
    assert [fresh(one).status for one in both] == ["registered", "registered"]
    assert not faults()


def test_registrations_of_an_abolished_community_are_moved_by_the_office_above(town):
    by = actor(town.spring_office)
    person = Person(name="周敏", home=town.pine)
    member = party_members.enter_member(person, {"status": "full"}, residence=town.pine, by=by)
    row = registrations.register_member(member, town.pine, on=TODAY, by=by)

    ended = done(town, Kind.ABOLISH, town.pine)

    assert (fresh(row).street, fresh(row).community, fresh(row).status) == (
        town.spring, None, "registered",
    )  # fmt: skip
    assert not faults()
    new = registrations.move_to(fresh(row), town.peace, on=TODAY, reason="社区撤销", by=by)
    assert (new.status, new.community) == ("registered", town.peace)
    with pytest.raises(Refused):
        services.revert_reorganisation(ended, by=actor(town.city_office), reason="x")


def test_posts_claims_and_needs_go_on_where_their_community_goes_on(town):
    by = actor(town.spring_office)
    person = Person(name="周敏", home=town.pine)
    member = party_members.enter_member(person, {"status": "full"}, residence=town.pine, by=by)
    need = need_at(town.pine)
    post = PostFactory(committee=town.pine, need=need)
    claim = claim_post(post, member, on=TODAY, by=by)
    plan_ = plan(town, Kind.MERGE, town.pine, target=town.peace)
    with translation.override("en"):
        told = "".join(services.preview(plan_))
    assert "Posts: 1 go on at “和平里社区" in told
    assert "Claims: 1 go on at “和平里社区" in told
    assert "Needs: 1 go on at “和平里社区" in told

    merged = services.apply_reorganisation(plan_, by=actor(town.city_office))

    for row in (fresh(need), fresh(post)):
        assert row.committee == row.community == town.peace
    assert fresh(claim).community == town.peace
    assert not faults()
    services.revert_reorganisation(merged, by=actor(town.city_office), reason="x")
    for row in (fresh(need), fresh(post)):
        assert row.committee == row.community == town.pine
    assert fresh(claim).community == town.pine
    assert not faults()


def test_posts_of_an_abolished_community_are_closed_and_come_back_with_it(town):
    by = actor(town.spring_office)
    person = Person(name="周敏", home=town.peace)
    member = party_members.enter_member(person, {"status": "full"}, residence=town.grid, by=by)
    in_grid = PostFactory(committee=town.grid)
    claimed = claim_post(in_grid, member, on=TODAY, by=by)
    post = PostFactory(committee=town.peace)
    claim = claim_post(post, member, on=TODAY, by=by)

    no_grid = done(town, Kind.ABOLISH, town.grid)

    assert (fresh(in_grid).committee, fresh(in_grid).status) == (town.peace, "full")
    plan_ = plan(town, Kind.ABOLISH, town.peace)
    with translation.override("en"):
        assert "Posts: 2 are closed" in "".join(services.preview(plan_))
    ended = services.apply_reorganisation(plan_, by=actor(town.city_office))
    assert [fresh(row).status for row in (post, in_grid)] == ["closed", "closed"]
    # The community had confirmed; the member was not in post yet.
    assert [fresh(row).status for row in (claim, claimed)] == ["refused", "refused"]
    assert not faults()

    services.revert_reorganisation(ended, by=actor(town.city_office), reason="x")
    assert [fresh(row).status for row in (post, in_grid)] == ["full", "full"]
    assert fresh(claim).ends_on is None
    services.revert_reorganisation(no_grid, by=actor(town.city_office), reason="x")
    assert fresh(in_grid).committee == town.grid
    assert not faults()


def test_what_a_merged_committee_s_needs_have_become_forbids_the_way_back(town):
    need = need_at(town.grid)
    ended = done(town, Kind.ABOLISH, town.grid)
    assert fresh(need).committee == fresh(need).community == town.peace
    merged = done(town, Kind.MERGE, town.peace, target=town.pine)
    assert fresh(need).committee == town.pine

    with pytest.raises(Refused):
        services.revert_reorganisation(ended, by=actor(town.city_office), reason="x")

    services.revert_reorganisation(merged, by=actor(town.city_office), reason="x")
    services.revert_reorganisation(ended, by=actor(town.city_office), reason="x")
    assert fresh(need).committee == town.grid


# --- By chance ---------------------------------------------------------------------------------


def enlarge(town, dice):
    """More units, people, seats, liaisons, roles and party members, so that chance has something
    to hit."""
    places = [town.east, town.spring, town.lake, town.hill, town.peace, town.pine]
    by = actor(town.city_office)
    for _n in range(12):
        unit = UnitFactory(area=dice.choice([town.peace, town.pine, town.grid, None]))
        for place in dice.sample(places, dice.randint(1, 3)):
            membership = join(unit, place)
            user = UserFactory() if dice.random() < 0.5 else None
            person = PersonFactory(home=place, user=user)
            if dice.random() < 0.7:
                liaisons.file_liaison(membership, person, by=by, starts_on=TODAY)
            if place.level == "street" and dice.random() < 0.7:
                values = {"person": person, "membership": membership, "starts_on": TODAY}
                values["capacity"] = Capacity.objects.get(code="street-unit-representative")
                seats.seat_person(place, values, by=by)
        give_role(UserFactory(), dice.choice([Role.LEADER, Role.ASSESSOR]), town.spring)
    enlarge_membership(town, dice, by)


def enlarge_membership(town, dice, by):
    """Party members in every tier; of some the entry is kept elsewhere, some act for units."""
    streets, communities = [town.spring, town.lake, town.hill], [town.peace, town.pine]
    for n in range(16):
        home = dice.choice([*streets, *communities])
        person = Person(name="党员", home=home, party_status="full")
        if n >= 12:
            values = {"name": "联络员", "home": home, "party_status": "full"}
            person = people.create_person(values, by=by)
            place = dice.choice([town.spring, *communities])
            liaisons.file_liaison(join(UnitFactory(), place), person, by=by, starts_on=TODAY)
        residence = dice.choice([*communities, *communities, town.grid, town.grid, None])
        values = {"status": "full"}
        member = party_members.enter_member(person, values, residence=residence, by=by)
        if residence and dice.random() < 0.7:
            registrations.register_member(member, member.community, on=TODAY, by=by)
    for unit in MemberUnit.objects.order_by("pk"):
        for place in dice.sample([town.spring, town.lake, *communities], 2):
            registrations.register_unit(unit, place, on=TODAY, by=by)
    for at in (town.peace, town.pine, town.grid):
        post = PostFactory(committee=at, need=need_at(at), quota=2)
        for member in PartyMember.objects.at(post.community).order_by("pk")[:3]:
            claim_post(post, member, on=TODAY, by=by)
    for at in (town.spring, town.lake):
        need_at(at)


def need_at(committee):
    need = Need(committee=committee, title="缺路灯", source="residents", registered_on=TODAY)
    need.stand_at(committee)
    need.save()
    record("exchange.need_registered", need, by=actor(None))
    return need


def chance_plan(dice, n):
    """Some reorganisation of some committee of the town; many are refused.

    Committees that a split has made are left alone: a plan about one keeps it for good.
    """
    kind = dice.choice(list(Kind))
    town = Committee.objects.exclude(area_name__startswith="分设")
    living = list(town.exclude(status__in=OVER).order_by("pk"))
    committee = dice.choice(living)
    values = {}
    if kind in (Kind.MOVE, Kind.MERGE):
        wanted = {"street": "district", "community": "street", "grid": "community"}
        level = committee.level if kind == Kind.MERGE else wanted.get(committee.level)
        fitting = [c for c in living if c.level == level] or living
        values["target"] = dice.choice(fitting)
    elif kind == Kind.RENAME:
        values["new_area_name"] = f"改名{n}"
    elif kind == Kind.SPLIT:
        children = list(committee.children.exclude(status__in=OVER).order_by("pk"))
        values |= {"new_code": f"99{n:010d}", "new_area_name": f"分设{n}"}
        values["parts"] = dice.sample(children, dice.randint(0, len(children)))
    return kind, committee, values


def units_on_rosters():
    return set(Membership.objects.active().values_list("unit", flat=True))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(int(os.environ.get("SERIES", "2"))))
def test_random_reorganisations_lose_no_unit_and_are_undone_without_a_trace(town, seed):
    dice = random.Random(seed)
    enlarge(town, dice)
    assert not faults()
    registered = Registration.objects.count()
    claimed = Claim.objects.count()
    start, applied = everything(), []
    for n in range(60):
        kind, committee, values = chance_plan(dice, n)
        before, rosters = everything(), units_on_rosters()
        try:
            made = done(town, kind, committee, **values)
        except Refused:
            assert everything() == before
            continue
        assert kind == Kind.ABOLISH or units_on_rosters() == rosters
        assert PartyMember.objects.at(town.city).count() == 16
        assert Registration.objects.at(town.city).count() == registered
        assert Claim.objects.at(town.city).count() == claimed
        assert Need.objects.at(town.city).exclude(committee__status__in=OVER).count() == 5
        assert not faults()
        if dice.random() < 0.5:
            services.revert_reorganisation(made, by=actor(town.city_office), reason="x")
            assert everything() == before
        else:
            applied.append(made)
    assert len(applied) > 5
    units_now = MemberUnit.objects.values_list("pk", flat=True)
    people_now = Person.objects.values_list("pk", flat=True)
    assert wanted_for_units(units_now).keys() == set(
        UnitScope.objects.values_list("unit", "committee")
    )
    assert wanted_for_people(people_now) == set(
        PersonScope.objects.values_list("person", "committee")
    )

    for made in reversed(applied):
        services.revert_reorganisation(made, by=actor(town.city_office), reason="x")

    assert everything() == start


# --- Pages -------------------------------------------------------------------------------------


def test_pages_lead_from_the_question_to_the_preview_to_the_deed(town, as_user):
    join(town.school, town.pine)
    client = as_user(town.spring_office)
    new = reverse("committees:reorganisation-create")

    start = client.get(new)
    asked = client.get(new, {"committee": town.pine.pk, "kind": "merge"})
    form = {"target": town.peace.pk, "effective_on": "2026-06-30", "basis_document": "通知"}
    kept = client.post(f"{new}?committee={town.pine.pk}&kind=merge", form)
    seen = client.get(kept.url)
    made = Reorganisation.objects.get()
    applied = client.post(reverse("committees:reorganisation-apply", args=[made.pk]))

    assert "kind" in start.context["form"].fields
    assert set(asked.context["form"].fields) == {
        "target",
        "effective_on",
        "basis_document",
        "basis_number",
    }
    # the change itself, the membership that goes on, and that no unit is lost
    assert len(seen.context["preview"]) == 3
    assert applied.status_code == 302
    assert fresh(town.pine).status == "merged"


def test_pages_of_a_plan_are_for_those_above_it(town, as_user):
    made = plan(town, Kind.MERGE, town.pine, target=town.peace, by=town.spring_office)

    def asked(user, name, method="get"):
        url = reverse(f"committees:reorganisation-{name}", args=[made.pk])
        return getattr(as_user(user), method)(url).status_code

    assert asked(town.east_leader, "detail") == 200
    assert asked(town.east_leader, "apply", "post") == 403
    assert asked(town.east_leader, "cancel") == 403
    assert asked(town.hill_office, "detail") == 404
    assert asked(town.hill_office, "apply", "post") == 404
    assert asked(town.spring_office, "cancel") == 200
    assert asked(town.spring_office, "revert") == 409


def test_planning_keeps_to_committees_in_ones_hands(town, as_user):
    client = as_user(town.spring_office)
    new = reverse("committees:reorganisation-create")

    outside = client.get(new, {"committee": town.lake.pk, "kind": "merge"})
    form = {"target": town.hill.pk, "effective_on": "2026-06-30", "basis_document": "通知"}
    foreign = client.post(f"{new}?committee={town.pine.pk}&kind=merge", form)

    assert outside.context["form"].errors.keys() == {"committee"}
    assert foreign.context["form"].errors.keys() == {"target"}
    assert as_user(town.east_leader).get(new).status_code == 403


def test_a_plan_can_be_cancelled_with_a_reason(town, as_user):
    made = plan(town, Kind.MERGE, town.pine, target=town.peace)
    url = reverse("committees:reorganisation-cancel", args=[made.pk])

    as_user(town.city_office).post(url, {"reason": "不再需要"})

    assert fresh(made).status == "cancelled"
    assert Entry.objects.filter(action="committees.reorganisation_cancelled").exists()


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        # The role at the merged committee runs without an end; what is free goes on.
        ([("2026-12-01", None)], [("2026-06-30", "2026-12-01")]),
        ([(None, "2026-07-05")], [("2026-07-05", None)]),
        ([("2026-08-01", "2026-09-01")], [("2026-06-30", "2026-08-01"), ("2026-09-01", None)]),
        ([(None, None)], []),
    ],
)
def test_merge_takes_no_day_of_a_role_away(town, taken, expected):
    def day(text):
        return text and datetime.date.fromisoformat(text)

    user, by = UserFactory(), actor(town.city_office)
    services.appoint(user, Role.LEADER, town.pine, by=by)
    for starts, ends in taken:
        services.appoint(
            user, Role.LEADER, town.peace, by=by, starts_on=day(starts), ends_on=day(ends)
        )
    known = set(town.peace.appointments.filter(user=user).values_list("pk", flat=True))

    merge = done(town, Kind.MERGE, town.pine, target=town.peace)

    there = town.peace.appointments.filter(user=user).exclude(pk__in=known).order_by("starts_on")
    found = list(there.values_list("starts_on", "ends_on"))
    assert found == [(day(starts), day(ends)) for starts, ends in expected]
    assert not faults()
    services.revert_reorganisation(merge, by=by, reason="误")
    assert not faults()


def test_a_document_with_a_long_name_stops_no_merge(town):
    services.appoint(UserFactory(), Role.LEADER, town.pine, by=actor(town.city_office))
    words = {"basis_document": "长" * 200, "basis_number": "1" * 60}

    merge = done(town, Kind.MERGE, town.pine, target=town.peace, **words)

    assert merge.status == "applied"


@pytest.mark.parametrize("kind", [Kind.MOVE, Kind.MERGE])
def test_nothing_is_placed_at_what_did_not_exist_on_that_day(town, kind):
    values = {"level": "community", "code": "990101001003", "area_name": "新风社区"}
    new = services.create_committee(town.spring, values, by=actor(town.spring_office))
    services.change_status(new, "approved", basis="1号", by=actor(town.spring_office))
    subject = town.grid if kind == Kind.MOVE else town.pine

    with pytest.raises(Refused, match="2026-06-15"):
        plan(town, kind, subject, day=datetime.date(2026, 6, 15), target=new)

    assert done(town, kind, subject, target=fresh(new)).status == "applied"


def test_a_plan_sees_the_history_of_whatever_it_moves(town):
    before = datetime.date(2026, 6, 10)
    done(town, Kind.RENAME, town.grid, day=datetime.date(2026, 6, 20), new_name="甲网格")

    with pytest.raises(Refused, match="2026-06-20"):
        plan(town, Kind.MERGE, town.peace, day=before, target=town.pine)

    done(town, Kind.RENAME, town.pine, day=datetime.date(2026, 6, 20), new_name="青松分会")
    split = {"new_code": "990101003000", "new_area_name": "新晖街道", "parts": [town.pine]}
    with pytest.raises(Refused, match="2026-06-20"):
        plan(town, Kind.SPLIT, town.spring, day=before, **split)
    assert not Reorganisation.objects.filter(kind__in=[Kind.MERGE, Kind.SPLIT]).exists()


def test_the_page_of_a_committee_of_the_past_leads_back_to_today(town, as_user):
    done(town, Kind.MOVE, town.peace, target=town.lake)
    client = as_user(town.spring_office)
    answer = client.get(f"{town.peace.get_absolute_url()}?on=2026-06-01")

    assert f'href="{reverse("committees:tree")}">'.encode() in answer.content
    assert client.get(reverse("committees:tree")).status_code == 200
    assert client.get(town.peace.get_absolute_url()).status_code == 404
