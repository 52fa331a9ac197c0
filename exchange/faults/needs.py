"""What must always hold of needs."""

from collections.abc import Iterator

from django.db.models.functions import Coalesce

from committees.services.placing import misplaced
from committees.terms import OVER
from core import hooks
from exchange.models import Need

BATCH = 2000


@hooks.integrity.register
def faults_of_needs() -> Iterator[str]:
    """Each lies where its committee does; nobody is left with one where no committee is."""
    for rows, committee in misplaced(Need.objects.all(), "committee"):
        for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
            yield f"need {pk}: its tiers are not those of committee {committee.pk}"
    stands_at = Coalesce("grid", "community", "street", "district", "city")
    elsewhere = Need.objects.exclude(committee=stands_at).order_by("pk")
    for pk in elsewhere.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield f"need {pk}: it lies at another committee than its own"
    left = Need.objects.open().filter(committee__status__in=OVER).order_by("pk")
    for pk in left.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield f"need {pk}: it is open in a committee that is over"
