"""What must always hold of posts."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from committees.services.placing import misplaced
from committees.terms import OVER
from core import hooks
from posts.faults.keys import keys
from posts.models import Claim, Post


@hooks.integrity.register
def faults_of_posts() -> Iterator[str]:
    """Each lies where its committee does, and counts those who hold a place."""
    posts = Post.objects.all()
    for rows, committee in misplaced(posts, "committee"):
        for pk in keys(rows):
            yield f"post {pk}: its tiers are not those of committee {committee.pk}"
    for pk in keys(posts.exclude(committee=Coalesce("grid", "community", "street", "district"))):
        yield f"post {pk}: it lies at another committee than its own"
    for pk in keys(posts.current().filter(committee__status__in=OVER)):
        yield f"post {pk}: it is open in a committee that is over"
    holding = Count("claims", filter=Q(claims__status__in=Claim.HOLDING))
    for pk in keys(posts.annotate(holding=holding).exclude(taken=F("holding"))):
        yield f"post {pk}: it counts other claims than those that hold a place"
    waits = Claim.objects.filter(post=OuterRef("pk"), status=Claim.Status.WAITING)
    idle = posts.open().filter(pk__in=Subquery(waits.values("post")))
    for pk in keys(idle):
        yield f"post {pk}: somebody waits, though there is a place"
    for pk in keys(posts.filter(status=Post.Status.CLOSED, claims__is_standing=True).distinct()):
        yield f"post {pk}: it is closed, but somebody claims it"
