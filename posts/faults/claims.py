"""What must always hold of claims."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery

from core import hooks
from members.models import PartyMember
from posts.faults.keys import keys
from posts.models import Claim, ClaimStep


@hooks.integrity.register
def faults_of_claims() -> Iterator[str]:
    """Each lies where its post does; the last step is the status; who claims counts."""
    claims = Claim.objects.all()
    for tier in ("city", "district", "street", "community", "grid"):
        same = Q(**{tier: F(f"post__{tier}")}) | Q(
            **{f"{tier}__isnull": True, f"post__{tier}__isnull": True}
        )
        for pk in keys(claims.exclude(same)):
            yield f"claim {pk}: its {tier} is not that of its post"
    last = ClaimStep.objects.filter(claim=OuterRef("pk")).order_by("-pk")
    told = claims.annotate(
        last=Subquery(last.values("status")[:1]), last_day=Subquery(last.values("day")[:1])
    )
    for pk in keys(told.exclude(status=F("last"), since=F("last_day"))):
        yield f"claim {pk}: its last step is not its status"
    for pk in keys(claims.standing().exclude(member__status__in=PartyMember.COUNTING)):
        yield f"claim {pk}: the party does not count its member"
    both = claims.standing().filter(moved_to__isnull=False)
    for pk in keys(both):
        yield f"claim {pk}: it has moved on and stands all the same"
