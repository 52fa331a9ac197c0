"""What must always hold of feedback letters."""

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from committees.services.placing import misplaced
from core import hooks
from posts.faults.keys import keys
from posts.figures import feedback
from posts.models import FeedbackLetter, ReceiptLink

# Letters whose lines are read together.
BATCH = 200


@hooks.integrity.register
def faults_of_letters() -> Iterator[str]:
    """Each lies where its sender does, says what it said when it was issued, and of as many
    members; an earlier edition is withdrawn; what is withdrawn has no link that opens."""
    letters = FeedbackLetter.objects.all()
    for rows, committee in misplaced(letters, "committee"):
        for pk in keys(rows):
            yield f"letter {pk}: its tiers are not those of committee {committee.pk}"
    for pk in keys(letters.exclude(committee=Coalesce("street", "district", "city"))):
        yield f"letter {pk}: it lies at another committee than its own"
    for pk in keys(letters.annotate(n=Count("lines")).exclude(members=F("n"))):
        yield f"letter {pk}: it speaks of another number of members than it has lines"
    standing = Q(corrects__isnull=False) & ~Q(corrects__status="withdrawn")
    for pk in keys(letters.filter(standing)):
        yield f"letter {pk}: the one that it takes the place of was not withdrawn"
    open_links = ReceiptLink.objects.filter(letter__status="withdrawn", revoked_at__isnull=True)
    for pk in keys(open_links):
        yield f"receipt link {pk}: it opens a letter that is withdrawn"
    yield from _changed_since()


def _changed_since() -> Iterator[str]:
    """Whatever was changed in an issued letter, behind the services' back."""
    issued = FeedbackLetter.objects.exclude(digest="").order_by("pk")
    last = 0
    while batch := list(issued.filter(pk__gt=last).prefetch_related("lines")[:BATCH]):
        for letter in batch:
            lines = [(line.member_id, line.content) for line in letter.lines.all()]
            if feedback.digest_of(letter, lines) != letter.digest:
                yield f"letter {letter.pk}: it does not say what it said when it was issued"
        last = batch[-1].pk
