"""What must always hold of agreements, pledges and boards."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from core import hooks
from posts.faults.keys import BATCH, keys
from posts.models import Agreement, BoardLink, DisplayConsent, Post
from posts.models.agreements import digest_of


@hooks.integrity.register
def faults_of_agreements() -> Iterator[str]:
    """The words are those that were drawn up; the versions of a claim share its number and follow
    each other; nothing is signed of somebody who was never in post."""
    rows = Agreement.objects.all()
    told = rows.order_by("pk").values_list("pk", "content", "digest")
    for pk, content, digest in told.iterator(chunk_size=BATCH):
        if digest_of(content) != digest:
            yield f"agreement {pk}: its words are not those that were drawn up"
    first = Agreement.objects.filter(
        claim=OuterRef("claim"), version_no=1, number=OuterRef("number"),
        issued_by=OuterRef("issued_by"), year=OuterRef("year"), running=OuterRef("running"),
    )  # fmt: skip
    for pk in keys(rows.filter(~Exists(first))):
        yield f"agreement {pk}: its number is not that of its claim's first version"
    before = Agreement.objects.filter(
        claim=OuterRef("claim"), version_no=OuterRef("version_no") - 1
    )
    for pk in keys(rows.filter(version_no__gt=1).filter(~Exists(before))):
        yield f"agreement {pk}: the version before it is missing"
    for pk in keys(rows.filter(claim__in_post_on=None)):
        yield f"agreement {pk}: its member was never in post"


@hooks.integrity.register
def faults_of_boards() -> Iterator[str]:
    """Boards are those of communities and grids; nobody consents to a claim before it began."""
    for pk in keys(BoardLink.objects.exclude(committee__level__in=Post.LEVELS)):
        yield f"board address {pk}: its committee has no board"
    early = DisplayConsent.objects.filter(starts_on__lt=F("claim__starts_on"))
    for pk in keys(early):
        yield f"consent {pk}: it was given before the post was claimed"
