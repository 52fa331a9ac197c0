"""Party members and the tree: where they lie after a reorganisation, its revert and an undoing."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from audit.models import Entry
from committees import services
from committees.models import Committee, Reorganisation
from committees.terms import Role
from core import clock
from core.journal import keeping
from core.verdicts import Refused
from members.faults import faults_of_party_members
from members.models import PartyMember, Person, PersonScope
from members.services import liaisons, party_members, people
from paperwork.models import ImportRun, WrittenRows
from paperwork.services import undoing
from tests.conftest import actor, give_role
from tests.factories import (
    MemberFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    make_committee,
)

pytestmark = pytest.mark.django_db

Kind = Reorganisation.Kind
TIERS = ("city", "district", "street", "community", "grid")
WOMAN = "11010519491231002X"  # the example of the standard: born 31 December 1949
# Σ aᵢ·Wᵢ = 7+9+5+20+2+9+48+9+5+10 = 124 = 11·11 + 3, which gives 9: a man, born 1 January 1980.
MAN = "110105198001010059"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def plan(town, kind, committee, **values):
    given = {"effective_on": clock.today(), "basis_document": "通知"} | values
    return services.plan_reorganisation(kind, committee, given, by=actor(town.city_office))


def done(town, kind, committee, **values):
    made = plan(town, kind, committee, **values)
    return services.apply_reorganisation(made, by=actor(town.city_office))


def take_back(town, made):
    return services.revert_reorganisation(made, by=actor(town.city_office), reason="误")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def lies(member):
    """The committees of the five tiers, as the row says them."""
    return tuple(getattr(fresh(member), tier) for tier in TIERS)


def all_said(but=None):
    """Everything that is said of party members, with where they lie and who keeps them."""
    passing = {"version", "updated_at"}
    return [
        list(model.objects.exclude(pk=but and but.pk).order_by("pk").values_list(*names))
        for model in (Person, PartyMember)
        if (names := [f.attname for f in model._meta.concrete_fields if f.name not in passing])
    ]


def faults():
    return list(faults_of_party_members())


def sees(user, member):
    """Whether the member is on the lists of this account, as a member and as a person."""
    as_member = PartyMember.objects.visible_to(fresh(user)).filter(pk=member.pk).exists()
    assert Person.objects.visible_to(fresh(user)).filter(pk=member.pk).exists() == as_member
    return as_member


@pytest.fixture
def lake_office(town):
    user = UserFactory(login="lake_office")
    give_role(user, Role.STREET_OFFICE, town.lake)
    return user


# --- each kind, and its revert -------------------------------------------------------------------


def test_a_community_that_moves_takes_its_members_along(town, lake_office):
    here, in_grid = MemberFactory(lives_in=town.peace), MemberFactory(lives_in=town.grid)
    other = MemberFactory(lives_in=town.pine)
    before = all_said()

    made = done(town, Kind.MOVE, town.peace, target=town.lake)

    assert lies(here) == (town.city, town.east, town.lake, town.peace, None)
    assert lies(in_grid) == (town.city, town.east, town.lake, town.peace, town.grid)
    assert lies(other) == (town.city, town.east, town.spring, town.pine, None)
    assert [sees(lake_office, one) for one in (here, in_grid, other)] == [True, True, False]
    assert [sees(town.spring_office, one) for one in (here, in_grid, other)] == [False, False, True]
    assert sees(town.peace_secretary, in_grid)
    assert faults() == []

    take_back(town, made)

    assert all_said() == before
    assert [sees(lake_office, one) for one in (here, in_grid)] == [False, False]
    assert faults() == []


def test_a_street_that_moves_changes_the_district_of_every_tier_below(town):
    members = [MemberFactory(lives_in=at) for at in (town.spring, town.peace, town.grid)]
    before = all_said()

    made = done(town, Kind.MOVE, town.spring, target=town.west)

    first = (town.city, town.west, town.spring)
    assert [lies(one) for one in members] == [
        (*first, None, None), (*first, town.peace, None), (*first, town.peace, town.grid),
    ]  # fmt: skip
    assert all(sees(town.west_office, one) for one in members)
    assert not any(sees(town.east_office, one) for one in members)
    assert faults() == []

    take_back(town, made)

    assert all_said() == before


def test_a_merged_community_s_members_live_in_the_other_one(town):
    here, in_grid = MemberFactory(lives_in=town.peace), MemberFactory(lives_in=town.grid)
    elsewhere_kept = MemberFactory(lives_in=town.peace)
    Person.objects.filter(pk=elsewhere_kept.pk).update(home=town.city)
    before, version = all_said(), fresh(here).version

    made = done(town, Kind.MERGE, town.peace, target=town.pine)

    assert lies(here) == (town.city, town.east, town.spring, town.pine, None)
    assert lies(in_grid) == (town.city, town.east, town.spring, town.pine, town.grid)
    assert lies(elsewhere_kept) == lies(here)
    kept = [fresh(one).person.home for one in (here, in_grid, elsewhere_kept)]
    assert kept == [town.pine, town.grid, town.city]
    assert fresh(here).version == version + 1
    entry = Entry.objects.get(action="members.members_moved")
    assert (entry.object_id, entry.after["party_members"]) == (town.peace.pk, 2)
    assert not Entry.objects.filter(action="members.person_edited").exists()
    assert faults() == []

    newcomer = MemberFactory(lives_in=town.pine)
    take_back(town, made)

    assert fresh(here).version == version + 2
    assert Entry.objects.get(action="members.members_moved_back").after["party_members"] == 2
    assert faults() == []
    # Who came meanwhile stays; all the others are as before.
    assert lies(newcomer) == (town.city, town.east, town.spring, town.pine, None)
    assert all_said(but=newcomer) == before


def test_a_merged_grid_s_members_live_in_the_other_one(town):
    second = make_committee("grid", "990101001001-02", "第二网格", town.peace)
    member = MemberFactory(lives_in=town.grid)
    before = all_said()

    made = done(town, Kind.MERGE, town.grid, target=second)

    assert lies(member) == (town.city, town.east, town.spring, town.peace, second)
    assert faults() == []

    take_back(town, made)

    assert all_said() == before
    assert sees(town.grid_leader, member)


def test_a_merged_street_s_members_lie_at_the_other_one(town, lake_office):
    somewhere, in_grid = MemberFactory(lives_in=town.spring), MemberFactory(lives_in=town.grid)
    before = all_said()

    made = done(town, Kind.MERGE, town.spring, target=town.lake)

    assert lies(somewhere) == (town.city, town.east, town.lake, None, None)
    assert lies(in_grid) == (town.city, town.east, town.lake, town.peace, town.grid)
    assert fresh(somewhere).person.home == town.lake
    assert sees(lake_office, somewhere)
    assert faults() == []

    take_back(town, made)

    assert all_said() == before


def test_members_of_the_parts_lie_below_the_committee_that_a_split_founds(town):
    gone, stays = MemberFactory(lives_in=town.grid), MemberFactory(lives_in=town.pine)
    unplaced = MemberFactory(lives_in=town.spring)
    before = all_said()

    made = done(
        town, Kind.SPLIT, town.spring,
        new_code="990101003000", new_area_name="新晖街道", parts=[town.peace],
    )  # fmt: skip

    new = Committee.objects.get(code="990101003000")
    assert lies(gone) == (town.city, town.east, new, town.peace, town.grid)
    assert lies(stays) == (town.city, town.east, town.spring, town.pine, None)
    assert lies(unplaced) == (town.city, town.east, town.spring, None, None)
    assert [sees(town.spring_office, one) for one in (gone, stays)] == [False, True]
    assert faults() == []

    take_back(town, made)

    assert all_said() == before
    assert sees(town.spring_office, gone)


def test_a_grid_of_a_split_community_lies_in_the_new_one(town):
    gone, stays = MemberFactory(lives_in=town.grid), MemberFactory(lives_in=town.peace)
    before = all_said()

    made = done(
        town, Kind.SPLIT, town.peace,
        new_code="990101001003", new_area_name="新风社区", parts=[town.grid],
    )  # fmt: skip

    new = Committee.objects.get(code="990101001003")
    assert lies(gone) == (town.city, town.east, town.spring, new, town.grid)
    assert lies(stays) == (town.city, town.east, town.spring, town.peace, None)
    assert faults() == []

    take_back(town, made)

    assert all_said() == before
    assert faults() == []


def test_a_split_is_not_taken_back_over_who_lives_in_the_new_community(town):
    made = done(
        town, Kind.SPLIT, town.peace, new_code="990101001003", new_area_name="新风社区", parts=[]
    )
    MemberFactory(lives_in=Committee.objects.get(code="990101001003"), name="周敏")

    with pytest.raises(Refused, match="周敏"):
        take_back(town, made)


def test_members_of_an_abolished_grid_live_in_its_community(town):
    member = MemberFactory(lives_in=town.grid)
    before = all_said()

    made = done(town, Kind.ABOLISH, town.grid)

    assert lies(member) == (town.city, town.east, town.spring, town.peace, None)
    assert fresh(member).residence == town.peace
    assert faults() == []

    take_back(town, made)

    assert all_said() == before


def test_members_of_an_abolished_community_are_kept_by_the_street(town):
    here, elsewhere_kept = (MemberFactory(lives_in=town.pine) for _ in range(2))
    Person.objects.filter(pk=elsewhere_kept.pk).update(home=town.hill)
    before = all_said()

    made = done(town, Kind.ABOLISH, town.pine)

    for member in (here, elsewhere_kept):
        assert lies(member) == (town.city, town.east, town.spring, None, None)
        assert fresh(member).residence is None
        assert fresh(member).person.home == town.spring
        assert sees(town.spring_office, member)
    assert faults() == []

    take_back(town, made)

    assert all_said() == before
    assert faults() == []


@pytest.mark.parametrize("kind", [Kind.RENAME, Kind.MECHANISM])
def test_other_kinds_leave_members_where_they_are(town, kind):
    MemberFactory(lives_in=town.pine)
    before = all_said()

    made = done(town, kind, town.pine, new_area_name="松涛社区")
    assert all_said() == before
    take_back(town, made)

    assert all_said() == before
    assert not Entry.objects.filter(action__startswith="members.members_moved").exists()


def test_who_also_acts_for_a_unit_is_known_where_the_unit_is(town):
    by = actor(town.spring_office)
    party_members.enter_member(town.doctor, {"status": "full"}, residence=town.peace, by=by)

    done(town, Kind.MERGE, town.peace, target=town.pine)

    assert fresh(town.doctor).party_member.community == town.pine
    assert PersonScope.objects.filter(person=town.doctor, committee=town.spring).exists()
    assert faults() == []


# --- when it can be taken back -------------------------------------------------------------------


def test_a_merge_is_not_taken_back_once_a_member_has_moved_on(town):
    MemberFactory(lives_in=town.peace, name="周敏")
    mover = MemberFactory(lives_in=town.peace, name="吴刚")
    made = done(town, Kind.MERGE, town.peace, target=town.pine)
    by = actor(town.spring_office)
    party_members.edit_member(mover, {"residence": town.grid}, version=None, by=by)

    with pytest.raises(Refused, match="吴刚") as refusal:
        take_back(town, made)
    assert "周敏" not in refusal.value.reason

    party_members.edit_member(fresh(mover), {"residence": town.pine}, version=None, by=by)
    take_back(town, made)
    assert fresh(mover).community == town.peace


def test_a_merge_is_not_taken_back_once_an_entry_is_kept_elsewhere(town):
    member = MemberFactory(lives_in=town.peace, name="吴刚")
    made = done(town, Kind.MERGE, town.peace, target=town.pine)
    people.edit_person(
        member.person, {"home": town.spring}, version=None, by=actor(town.spring_office)
    )

    with pytest.raises(Refused, match="吴刚"):
        take_back(town, made)


def test_what_else_an_entry_says_may_have_changed(town):
    member = MemberFactory(lives_in=town.peace)
    made = done(town, Kind.MERGE, town.peace, target=town.pine)
    by = actor(town.spring_office)
    party_members.edit_member(member, {"employment": "retired"}, version=None, by=by)

    take_back(town, made)

    assert (fresh(member).employment, fresh(member).community) == ("retired", town.peace)


def test_the_later_merge_is_taken_back_first(town):
    member = MemberFactory(lives_in=town.peace)
    third = make_committee("community", "990101001003", "银杏社区", town.spring)
    first = done(town, Kind.MERGE, town.peace, target=town.pine)
    second = done(town, Kind.MERGE, town.pine, target=third)

    with pytest.raises(Refused, match=member.person.name):
        take_back(town, first)
    take_back(town, second)
    take_back(town, first)

    assert fresh(member).community == town.peace


def test_an_old_form_does_not_move_a_member_back(town):
    member = MemberFactory(lives_in=town.peace)
    done(town, Kind.MERGE, town.peace, target=town.pine)

    with pytest.raises(Refused, match="no longer exists"):
        party_members.edit_member(
            member, {"residence": town.peace}, version=None, by=actor(town.spring_office)
        )
    with pytest.raises(Refused, match="no longer exists"):
        party_members.enter_member(
            Person(name="周敏", home=town.spring), {"status": "full"},
            residence=town.peace, by=actor(town.spring_office),
        )  # fmt: skip
    assert fresh(member).community == town.pine
    assert not Person.objects.filter(name="周敏").exists()


def test_what_an_earlier_version_has_applied_can_be_taken_back(town):
    made = done(town, Kind.MERGE, town.peace, target=town.pine)
    del made.memory["members"]["moved"]
    made.save()

    take_back(town, made)

    assert fresh(town.peace).status == "approved"


# --- told before ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "subject", "target", "sentences"),
    [
        ("merge", "peace", "pine", [
            "2 party members are listed at “青松社区委员会” from then on.",
            "1 party member below gets a new place in the tree.",
        ]),
        ("move", "peace", "lake", ["3 party members below get a new place in the tree."]),
        ("move", "spring", "west", ["5 party members below get a new place in the tree."]),
        ("abolish", "grid", None, [
            "1 party member is listed at “和平里社区委员会” from then on.",
        ]),
        ("abolish", "pine", None, [
            "1 party member is kept by “春晖街道委员会” from then on, with the residence unknown.",
        ]),
        ("rename", "peace", None, []),
    ],
)  # fmt: skip
def test_the_preview_tells_how_many_members_get_a_new_place(town, kind, subject, target, sentences):
    for at in (town.spring, town.peace, town.peace, town.grid, town.pine, town.hill):
        MemberFactory(lives_in=at)
    values = {"target": getattr(town, target)} if target else {}
    if kind == "rename":
        values["new_name"] = "和平分会"

    told = services.preview(plan(town, kind, getattr(town, subject), **values))

    assert [line for line in told if "party member" in line] == sentences


def test_the_preview_of_a_split_counts_its_parts(town):
    for at in (town.peace, town.grid, town.pine, town.spring):
        MemberFactory(lives_in=at)
    made = plan(
        town, Kind.SPLIT, town.spring,
        new_code="990101003000", new_area_name="新晖街道", parts=[town.peace],
    )  # fmt: skip

    assert "2 party members below get a new place in the tree." in services.preview(made)


# --- integrity, and the repair -------------------------------------------------------------------


def entered(town, **values):
    person = Person(name="周敏", home=town.peace)
    return party_members.enter_member(
        person, {"status": "full", "resident_id": WOMAN} | values,
        residence=town.grid, by=actor(town.peace_secretary),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda t: {"city": None}, "tiers"),
        (lambda t: {"district": t.west}, "tiers"),
        (lambda t: {"street": t.lake}, "tiers"),
        (lambda t: {"community": t.pine}, "tiers"),
        (lambda t: {"community": None}, "tiers"),
        (lambda t: {"grid": None, "community": None}, "tiers"),
        (lambda t: {"sort_key": "x"}, "place in lists"),
        (lambda t: {"status": "lost"}, "another membership"),
        (lambda t: {"resident_id_index": "0" * 64}, "not found by its index"),
        (lambda t: {"resident_id_index": ""}, "not found by its index"),
        (lambda t: {"resident_id": ""}, "not found by its index"),
        (lambda t: {"resident_id": MAN}, "not found by its index"),
        (lambda t: {"resident_id": "1" * 18}, "is none"),
        (lambda t: {"born_on": datetime.date(1949, 12, 30)}, "birth date or sex"),
        (lambda t: {"sex": "male"}, "birth date or sex"),
        (
            lambda t: {"organisation": OrganisationFactory(home=t.spring, category="committee")},
            "is no branch",
        ),
    ],
)
def test_each_fault_is_found(town, broken, words):
    member = entered(town, organisation=OrganisationFactory(home=town.peace))
    assert faults() == []

    PartyMember.objects.filter(pk=member.pk).update(**broken(town))

    found = [fault for fault in faults() if words in fault]
    assert len(found) == 1
    assert found[0].startswith(f"partymember {member.pk}: ")
    assert "1949" not in found[0]


def test_a_number_under_a_key_that_is_gone_stops_no_check(town, settings):
    member = entered(town)
    settings.FIELD_KEY = "another-key-of-many-characters-another-key"

    assert [fault for fault in faults() if "read" in fault] == [
        f"partymember {member.pk}: the resident ID number cannot be read"
    ]


def test_while_a_key_is_changed_the_old_index_is_no_fault(town, settings):
    entered(town)
    settings.FIELD_KEY_FALLBACKS = [settings.FIELD_KEY]
    settings.FIELD_KEY = "another-key-of-many-characters-another-key"

    assert faults() == []


def test_a_dissolved_home_branch_is_no_fault(town):
    over = OrganisationFactory(
        home=town.peace, category="committee", ends_on=datetime.date(2026, 2, 1)
    )

    PartyMember.objects.filter(pk=entered(town).pk).update(organisation=over)

    assert faults() == []


def test_who_lives_in_what_is_over_is_found(town):
    member = MemberFactory(lives_in=town.pine)

    Committee.objects.filter(pk=town.pine.pk).update(status="abolished")

    assert faults() == [f"partymember {member.pk}: it lives in a committee that is over"]


def test_the_repair_puts_every_tier_right_on_record(town):
    members = [MemberFactory(lives_in=at) for at in (town.grid, town.peace, town.lake, town.hill)]
    before = [lies(one) for one in members]
    whole = {"city": None, "district": town.hill, "street": town.east}
    PartyMember.objects.filter(pk__in=[one.pk for one in members[:3]]).update(**whole)
    PartyMember.objects.filter(pk=members[0].pk).update(community=town.pine)
    with pytest.raises(CommandError):
        call_command("refresh_scopes", "--actor", "security")
    assert len(faults()) == 3

    call_command("refresh_scopes", "--actor", "sysadmin")

    assert [lies(one) for one in members] == before
    assert faults() == []
    entry = Entry.objects.get(action="members.members_placed")
    assert (entry.user, entry.after) == (town.sysadmin, {"party_members": 3})


def test_the_check_and_the_repair_ask_for_places_not_for_members(
    town, django_assert_max_num_queries
):
    for at in (town.grid, town.peace, town.lake):
        for _ in range(15):
            MemberFactory(lives_in=at)

    with django_assert_max_num_queries(10):
        assert faults() == []
    PartyMember.objects.update(street=town.hill)
    # The scopes of all people and units, and three sets of columns.
    with django_assert_max_num_queries(50):
        call_command("refresh_scopes", "--actor", "sysadmin")
    assert faults() == []


# --- taken back with an import -------------------------------------------------------------------


def journalled(user, work):
    """An import that has done this work; undoing knows its journal alone."""
    with keeping() as journal:
        work()
    run = ImportRun.objects.create(
        kind="people", user=user, file_name="x.csv", digest="0" * 64, status="done", new=1,
        confirmed_at=clock.now(),
    )  # fmt: skip
    rows = json.loads(json.dumps(list(journal.rows())))
    WrittenRows.objects.create(run=run, number=0, rows=rows)
    return run


def kept_in(run):
    return json.dumps([piece.rows for piece in run.written.all()], ensure_ascii=False)


def test_an_entry_that_an_import_made_goes_with_it(town):
    by = actor(town.peace_secretary)
    before = all_said()
    run = journalled(town.peace_secretary, lambda: entered(town))
    assert WOMAN not in kept_in(run)

    undoing.undo(run, by=by)

    assert all_said() == before
    assert faults() == []


def test_a_known_person_is_seen_again_by_who_keeps_the_entry(town):
    person = PersonFactory(home=town.peace)
    scopes = set(PersonScope.objects.values_list("person", "committee"))
    by = actor(town.peace_secretary)
    run = journalled(
        town.peace_secretary,
        lambda: party_members.enter_member(person, {"status": "full"}, residence=town.grid, by=by),
    )
    assert set(PersonScope.objects.values_list("person", "committee")) != scopes

    undoing.undo(run, by=by)

    assert set(PersonScope.objects.values_list("person", "committee")) == scopes


def test_what_an_import_changed_is_said_again_and_no_number_is_kept_in_plain(town):
    member, by = entered(town), actor(town.spring_office)
    before = all_said()
    changes = {
        "name": "阿敏", "resident_id": MAN, "residence": town.pine, "employment": "retired",
    }  # fmt: skip
    run = journalled(
        town.spring_office,
        lambda: party_members.edit_member(member, changes, version=None, by=by),
    )
    changed = fresh(member)
    assert (changed.resident_id, changed.community) == (MAN, town.pine)
    assert WOMAN not in kept_in(run)
    assert MAN not in kept_in(run)
    assert "resident_id" in kept_in(run)

    undoing.undo(run, by=by)

    assert all_said() == before
    assert PartyMember.objects.with_resident_id(WOMAN).get() == member
    assert faults() == []
    for entry in Entry.objects.all():
        told = f"{entry.before}{entry.after}"
        assert WOMAN not in told
        assert MAN not in told


def test_a_residence_that_is_back_lies_where_the_tree_has_it_now(town):
    member, by = MemberFactory(lives_in=town.peace), actor(town.city_office)
    run = journalled(
        town.city_office,
        lambda: party_members.edit_member(member, {"residence": town.pine}, version=None, by=by),
    )
    done(town, Kind.MOVE, town.peace, target=town.lake)

    undoing.undo(run, by=by)

    assert lies(member) == (town.city, town.east, town.lake, town.peace, None)
    assert faults() == []


def test_a_person_s_name_and_keeper_that_are_back_are_the_member_s_too(town):
    member, by = MemberFactory(lives_in=town.spring, name="周敏"), actor(town.city_office)
    before = all_said()

    def work():
        people.edit_person(member.person, {"name": "阿敏", "home": town.hill}, version=None, by=by)
        PartyMember.objects.filter(pk=member.pk).update(district=town.west, street=town.hill)

    run = journalled(town.city_office, work)
    assert faults() == []

    undoing.undo(run, by=by)

    assert all_said() == before
    assert faults() == []


@pytest.mark.parametrize("what", ["place", "branch", "number", "changed"])
def test_it_is_refused_where_the_entry_would_not_fit_any_more(town, what):
    branch = OrganisationFactory(home=town.pine)
    person = PersonFactory(name="周敏", home=town.spring)
    by = actor(town.city_office)
    member = party_members.enter_member(
        person, {"status": "full", "resident_id": WOMAN, "organisation": branch},
        residence=town.pine, by=by,
    )  # fmt: skip
    changes = {"residence": town.peace, "organisation": None, "resident_id": MAN}
    run = journalled(
        town.city_office, lambda: party_members.edit_member(member, changes, version=None, by=by)
    )
    if what == "place":
        done(town, Kind.ABOLISH, town.pine)
    elif what == "branch":
        type(branch).objects.filter(pk=branch.pk).update(ends_on=clock.today())
    elif what == "number":
        entered(town)
    else:
        party_members.edit_member(fresh(member), {"employment": "retired"}, version=None, by=by)
    before = all_said()

    with pytest.raises(Refused, match="周敏"):
        undoing.undo(run, by=by)

    assert all_said() == before


def test_nobody_is_probationary_again_who_is_liaison_by_now(town):
    member = MemberFactory(lives_in=town.peace, name="周敏", status="probationary")
    by = actor(town.spring_office)
    run = journalled(
        town.spring_office,
        lambda: party_members.change_status(
            member, "full", on=datetime.date(2026, 1, 1), reason="转正", by=by
        ),
    )
    liaisons.file_liaison(town.clinic_in_spring, fresh(member).person, by=by)

    with pytest.raises(Refused, match="must be a full party member"):
        undoing.undo(run, by=by)


def test_a_liaison_s_entry_that_says_no_full_membership_is_not_put_back(town):
    member = MemberFactory(lives_in=town.peace, name="周敏", status="lost")
    by = actor(town.spring_office)
    run = journalled(
        town.spring_office,
        lambda: party_members.edit_member(member, {"employment": "retired"}, version=None, by=by),
    )
    type(town.clinic_liaison).objects.update(person=member.person)

    with pytest.raises(Refused, match="must be a full party member"):
        undoing.undo(run, by=by)


def test_offices_elsewhere_take_nothing_back(town):
    member = entered(town)
    run = journalled(
        town.peace_secretary,
        lambda: party_members.edit_member(
            member, {"employment": "retired"}, version=None, by=actor(town.peace_secretary)
        ),
    )
    ImportRun.objects.filter(pk=run.pk).update(user=town.hill_office)

    with pytest.raises(Refused, match="周敏"):
        undoing.undo(fresh(run), by=actor(town.hill_office))


def test_a_list_of_a_committee_is_walked_in_its_order_and_never_sorted(town):
    members = PartyMember.objects.at(town.city).current().order_by("sort_key", "pk")

    assert "TEMP B-TREE" not in members[:51].explain()  # SQLite's word for sorting
    assert not PartyMember.objects.at(town.city).filter(is_current=False).exists()
