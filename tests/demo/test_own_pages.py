"""The demonstration of a member's own pages: something asked for, answered and claimed."""

from demo.own_pages import make_own_pages
from members.models import Invitation, MemberRequest
from members.services import registrations
from posts.models import Claim
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory


def test_the_members_pages_have_something_of_each_kind(town):
    resident = MemberFactory(lives_in=town.peace)
    MemberFactory(lives_in=town.peace)
    resident.person.user = town.people["nobody"]
    resident.person.save()
    PostFactory(committee=town.peace)
    registrations.register_member(resident, town.peace, by=actor(town.peace_secretary))

    make_own_pages(resident.person, town.peace, actor(town.east_office))

    asked = MemberRequest.objects.values_list("kind", "status").order_by("kind")
    assert list(asked) == [("correction", "open"), ("objection", "accepted")]
    assert all(
        row.asked_on <= (row.answered_on or row.asked_on) for row in MemberRequest.objects.all()
    )
    assert Claim.objects.get().member == resident
    assert Invitation.objects.get().member != resident
