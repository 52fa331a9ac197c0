"""A party member's own pages in the demonstration: one correction asked for, one objection
answered, and an invitation on its way to a neighbour."""

import datetime

from audit.actors import Actor
from committees.models import Committee
from committees.reach import read_reach
from core import clock
from members.models import MemberRequest, PartyMember, Person
from members.rules import can_invite
from members.services import invitations, requests
from posts import rules
from posts.models import Claim, Post
from posts.services import claims


def make_own_pages(resident: Person, community: Committee, by: Actor) -> None:
    """``resident`` is the person behind the demonstration account of a party member."""
    member = PartyMember.objects.select_related("person__home").get(pk=resident.pk)
    member.person.refresh_from_db()
    me = Actor(
        user=member.person.user, held=read_reach(member.person.user).held(), source="command"
    )
    _hold_a_post(member, community, by)
    asked = requests.ask_for_correction(
        member,
        "phone",
        wanted="13900010086",
        text="上月换了手机号码",
        by=me,
    )
    _long_ago(asked, 4)
    registration = member.registrations.order_by("-pk").first()
    if registration is not None:
        objection = requests.object_to(
            member, registration, text="报到日期比回执上的晚，请核对。", by=me
        )
        requests.accept_request(
            objection, answer="已核对回执存根，登记日期为系统录入日期，已在备注中说明。", by=by
        )
        _long_ago(objection, 20)
    for neighbour in PartyMember.objects.at(community).current().order_by("pk"):
        if can_invite(by, neighbour):
            invitations.invite_member(neighbour, by=by)
            break


def _hold_a_post(member: PartyMember, community: Committee, by: Actor) -> None:
    """The member has a post, or at least has claimed one."""
    if Claim.objects.standing().filter(member=member).exists():
        return
    for post in Post.objects.filter(community=community, status="published").order_by("pk"):
        if rules.can_be_claimed_by(post, member):
            claims.claim_post(post, member, on=clock.today(), by=by)
            return


def _long_ago(request: MemberRequest, days: int) -> None:
    """Services write today's date; the demonstration has a past."""
    day = clock.today() - datetime.timedelta(days=days)
    MemberRequest.objects.filter(pk=request.pk).update(asked_on=day)
