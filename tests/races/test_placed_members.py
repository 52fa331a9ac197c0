"""Party members entered or moved at the same instant at which their community ends or moves."""

import pytest

from committees import services
from core import clock
from core.verdicts import Refused
from members.models import PartyMember, Person
from members.services import party_members, people
from tests.conftest import actor
from tests.factories import make_committee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def plan(town, kind, committee, **values):
    values |= {"effective_on": clock.today(), "basis_document": "通知"}
    return services.plan_reorganisation(kind, committee, values, by=actor(town.city_office))


def enter(town, residence=None, home="peace", name="周敏"):
    person = Person(name=name, home=getattr(town, home))
    return party_members.enter_member(
        person, {"status": "full"}, residence=residence, by=actor(town.city_office)
    )


def move(town, member, residence):
    return party_members.edit_member(
        member, {"residence": residence}, version=None, by=actor(town.city_office)
    )


@pytest.mark.parametrize(("kind", "target"), [("merge", "peace"), ("abolish", None)])
@pytest.mark.parametrize("said", [True, False])
def test_nobody_is_entered_at_a_community_that_is_just_ending(town, meanwhile, kind, target, said):
    end = plan(town, kind, town.pine, target=target and town.peace)

    answer = meanwhile(
        lambda: services.apply_reorganisation(end, by=actor(town.city_office)),
        lambda: enter(town, town.pine if said else None, home="pine"),
    )

    assert isinstance(answer, Refused)
    assert not PartyMember.objects.exists()


@pytest.mark.parametrize("said", [True, False])
def test_who_is_entered_just_before_a_merge_goes_along(town, meanwhile, said):
    merge = plan(town, "merge", town.peace, target=town.pine)

    meanwhile(
        lambda: enter(town, town.peace if said else None),
        lambda: services.apply_reorganisation(merge, by=actor(town.city_office)),
    )

    member = PartyMember.objects.get()
    assert (member.community, member.person.home) == (town.pine, town.pine)
    merge.refresh_from_db()
    assert merge.memory["members"]["moved"]["ids"] == [member.pk]


def test_who_moves_in_just_before_a_merge_goes_along(town, meanwhile):
    member = enter(town, home="spring")
    merge = plan(town, "merge", town.peace, target=town.pine)

    meanwhile(
        lambda: move(town, member, town.peace),
        lambda: services.apply_reorganisation(merge, by=actor(town.city_office)),
    )

    assert PartyMember.objects.get().community == town.pine


def test_nobody_moves_in_while_the_community_is_merged(town, meanwhile):
    member = enter(town, home="spring")
    merge = plan(town, "merge", town.peace, target=town.pine)

    answer = meanwhile(
        lambda: services.apply_reorganisation(merge, by=actor(town.city_office)),
        lambda: move(town, member, town.peace),
    )

    assert isinstance(answer, Refused)
    assert PartyMember.objects.get().community is None


@pytest.mark.parametrize("edited_first", [True, False])
def test_a_member_lies_where_the_community_has_moved_to(town, meanwhile, edited_first):
    member = enter(town, home="spring")
    there = enter(town, town.grid, name="吴刚")
    moving = plan(town, "move", town.peace, target=town.lake)
    acts = [
        lambda: (
            move(town, member, town.peace),
            party_members.edit_member(
                there, {"employment": "retired"}, version=None, by=actor(town.city_office)
            ),
        ),
        lambda: services.apply_reorganisation(moving, by=actor(town.city_office)),
    ]

    meanwhile(*acts if edited_first else reversed(acts))

    lying = PartyMember.objects.values_list("street", "community", "grid")
    assert set(lying) == {
        (town.lake.pk, town.peace.pk, None), (town.lake.pk, town.peace.pk, town.grid.pk),
    }  # fmt: skip
    assert set(PartyMember.objects.values_list("employment", flat=True)) == {"", "retired"}


@pytest.mark.parametrize("first", ["moved on", "kept elsewhere", "taken back"])
def test_what_happens_while_a_merge_is_taken_back_is_not_lost(town, meanwhile, first):
    far = make_committee("community", "990102001001", "南山社区", town.hill)
    member = enter(town, town.peace)
    merge = plan(town, "merge", town.peace, target=town.pine)
    services.apply_reorganisation(merge, by=actor(town.city_office))

    def change():
        if first == "kept elsewhere":
            by = actor(town.city_office)
            people.edit_person(member.person, {"home": far}, version=None, by=by)
        else:
            move(town, member, far)

    def take_back():
        services.revert_reorganisation(merge, by=actor(town.city_office), reason="误")

    answer = meanwhile(take_back, change) if first == "taken back" else meanwhile(change, take_back)

    assert isinstance(answer, Refused) == (first != "taken back")
    merge.refresh_from_db()
    assert merge.status == ("reverted" if first == "taken back" else "applied")
    member = PartyMember.objects.get()
    if first == "kept elsewhere":
        assert (member.person.home, member.community) == (far, town.pine)
    else:
        assert member.community == far
