"""A claim and what stands above it, locked in the room's order."""

from committees.models import Committee
from members.models import PartyMember
from posts.models import Claim, Post


def lock_claim(claim: Claim, *, with_community: bool = False) -> Claim:
    """Its committee, its member, its post, then the claim itself, read again.

    ``with_community``: the community of a grid's post too, whose numbers run through all of it.
    """
    at = {claim.post.committee_id}
    if with_community and claim.post.community_id:
        at.add(claim.post.community_id)
    committees = {
        pk: Committee.objects.lock(Committee(pk=pk))
        for pk in sorted(at)  # always in the same order
    }
    member = PartyMember.objects.lock(claim.member)
    post = Post.objects.lock(claim.post)
    found: Claim = Claim.objects.lock(claim)
    post.committee = committees[claim.post.committee_id]
    if post.community_id in committees:
        post.community = committees[post.community_id]
    found.post, found.member = post, member
    return found
