"""What must always hold between posts, claims and the tree, whatever happened to them."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from committees.services.placing import misplaced
from committees.terms import OVER
from core import hooks
from members.models import PartyMember
from posts.models import Claim, ClaimStep, Post

BATCH = 2000


def _keys(rows: QuerySet) -> Iterator[int]:
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)


@hooks.integrity.register
def faults_of_posts() -> Iterator[str]:
    """Each lies where its committee does, and counts those who hold a place."""
    posts = Post.objects.all()
    for rows, committee in misplaced(posts, "committee"):
        for pk in _keys(rows):
            yield f"post {pk}: its tiers are not those of committee {committee.pk}"
    for pk in _keys(posts.exclude(committee=Coalesce("grid", "community", "street", "district"))):
        yield f"post {pk}: it lies at another committee than its own"
    for pk in _keys(posts.current().filter(committee__status__in=OVER)):
        yield f"post {pk}: it is open in a committee that is over"
    holding = Count("claims", filter=Q(claims__status__in=Claim.HOLDING))
    for pk in _keys(posts.annotate(holding=holding).exclude(taken=F("holding"))):
        yield f"post {pk}: it counts other claims than those that hold a place"
    waits = Claim.objects.filter(post=OuterRef("pk"), status=Claim.Status.WAITING)
    idle = posts.open().filter(pk__in=Subquery(waits.values("post")))
    for pk in _keys(idle):
        yield f"post {pk}: somebody waits, though there is a place"
    for pk in _keys(posts.filter(status=Post.Status.CLOSED, claims__is_standing=True).distinct()):
        yield f"post {pk}: it is closed, but somebody claims it"


@hooks.integrity.register
def faults_of_claims() -> Iterator[str]:
    """Each lies where its post does; the last step is the status; who claims counts."""
    claims = Claim.objects.all()
    for tier in ("city", "district", "street", "community", "grid"):
        same = Q(**{tier: F(f"post__{tier}")}) | Q(
            **{f"{tier}__isnull": True, f"post__{tier}__isnull": True}
        )
        for pk in _keys(claims.exclude(same)):
            yield f"claim {pk}: its {tier} is not that of its post"
    last = ClaimStep.objects.filter(claim=OuterRef("pk")).order_by("-pk")
    told = claims.annotate(
        last=Subquery(last.values("status")[:1]), last_day=Subquery(last.values("day")[:1])
    )
    for pk in _keys(told.exclude(status=F("last"), since=F("last_day"))):
        yield f"claim {pk}: its last step is not its status"
    for pk in _keys(claims.standing().exclude(member__status__in=PartyMember.COUNTING)):
        yield f"claim {pk}: the party does not count its member"
    both = claims.standing().filter(moved_to__isnull=False)
    for pk in _keys(both):
        yield f"claim {pk}: it has moved on and stands all the same"
