"""Which posts suit a member, and which members suit a post: by specialty, free hours and nearness.

A suggestion says why. It is an order in which to ask people, never a mark that somebody gets.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.prepared import Prepared
from members import slots
from members.models import PartyMember, Registration
from members.terms import Employment
from posts.models import Claim, Post

AT_MOST = 10
# So many open posts are looked at for one member; a community has some dozen.
LOOKED_AT = 500
SPECIALTIES: Any = PartyMember._meta.get_field("specialties")


@dataclass(frozen=True)
class Fit:
    """A post or a member, and in words why it fits."""

    row: Any
    skills: list[str] = field(default_factory=list)
    hours: int = 0
    is_near: bool = False

    @property
    def pk(self) -> Any:
        return self.row.pk

    @property
    def order(self) -> tuple[int, int, int]:
        """Specialties first, then whether there are hours in common, then the same grid."""
        return (-len(self.skills), -bool(self.hours), -self.is_near)

    @property
    def reasons(self) -> str:
        told = []
        if self.skills:
            said = SPECIALTIES.in_words(self.skills)
            told.append(_("specialty: %(skills)s") % {"skills": said})
        if self.hours:
            told.append(_("has time: %(hours)s") % {"hours": slots.in_words(self.hours)})
        if self.is_near:
            told.append(_("lives in the same grid"))
        return pgettext("between the items of a list", "; ").join(told)


def fit(post: Post, member: PartyMember, row: Any) -> Fit:
    """How a post and a member go together; ``row`` is the one of them that is suggested."""
    return Fit(
        row,
        sorted(set(post.skills) & set(member.specialties)),
        post.schedule & member.free_slots,
        post.grid_id is not None and post.grid_id == member.grid_id,
    )


def posts_for(member: PartyMember) -> list[Fit]:
    """Open posts where the member lives, those that suit best first."""
    if member.community_id is None or not member.counts:
        return []
    may_lead = member.status != PartyMember.Status.PROBATIONARY
    posts = OPEN_POSTS(member.community_id, member.pk, may_lead)
    return sorted((fit(post, member, post) for post in posts), key=lambda one: one.order)[:AT_MOST]


def _open_posts(community: int, member: int, may_lead: bool) -> Any:
    rows = Post.objects.open().filter(community=community)
    if not may_lead:
        rows = rows.filter(is_leading=False)
    rows = rows.exclude(claims__in=Claim.objects.standing().filter(member=member))
    shown = ("name", "category__name", "committee__area_name")
    rows = rows.select_related("category", "committee").only("skills", "schedule", "grid", *shown)
    return rows.order_by("-pk")[:LOOKED_AT]


OPEN_POSTS = Prepared(_open_posts)


def members_to_ask(post: Post) -> list[Fit]:
    """Members of the community without a post whom the post suits in some way, best first."""
    if post.community_id is None or post.status != Post.Status.PUBLISHED:
        return []
    members = MEMBERS_THAT_SUIT(
        post.community_id, tuple(post.skills), post.schedule, post.grid_id, post.is_leading
    )
    return [fit(post, member, member) for member in members]


def _members_that_suit(
    community: int, skills: tuple[str, ...], schedule: int, grid: int | None, is_leading: bool
) -> Any:
    """In the order of ``Fit.order``, which the database makes: it looks at all members who live
    there, of whom only the first are read."""
    here = PartyMember.objects.filter(community=community).current().counting()
    registered = Registration.objects.filter(
        committee=community, status=Registration.Status.REGISTERED
    )
    serves = ~Q(employment=Employment.IN_SERVICE) | Q(pk__in=registered.values("member"))
    # Each of them is asked: the claims of the whole city would be read to be named beforehand.
    free = here.filter(serves, ~Exists(Claim.objects.standing().filter(member=OuterRef("pk"))))
    if is_leading:
        free = free.exclude(status=PartyMember.Status.PROBATIONARY)
    # Without any time of the week nobody has time in it.
    has_time = Q(GreaterThan(F("free_slots").bitand(schedule), 0))
    has_skill = [Q(specialties__icontains=f'"{code}"') for code in skills]
    lives_near = [Q(grid=grid)] if grid is not None else []
    suits = reduce(or_, [has_time, *has_skill, *lives_near])
    marks = [_one_if(condition) for condition in (has_time, *lives_near)]
    if has_skill:
        marks.insert(0, reduce(add, map(_one_if, has_skill)))
    rows = free.filter(suits).select_related("person", "employer")
    shown = ("specialties", "free_slots", "grid", "person__name", "employer__name")
    ordered = rows.order_by(*(mark.desc() for mark in marks), "sort_key", "pk")
    return ordered.only(*shown)[:AT_MOST]


def _one_if(condition: Q) -> Any:
    return Case(When(condition, then=1), default=0)


MEMBERS_THAT_SUIT = Prepared(_members_that_suit)
