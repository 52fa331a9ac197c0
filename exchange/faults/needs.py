"""What must always hold of needs."""

from collections.abc import Iterator

from django.db.models.functions import Coalesce

from committees.services.placing import misplaced
from core import hooks
from exchange.models import Need

BATCH = 2000


@hooks.integrity.register
def faults_of_needs() -> Iterator[str]:
    """Each lies where its committee does."""
    for rows, committee in misplaced(Need.objects.all(), "committee"):
        for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
            yield f"need {pk}: its tiers are not those of committee {committee.pk}"
    stands_at = Coalesce("grid", "community", "street", "district", "city")
    elsewhere = Need.objects.exclude(committee=stands_at).order_by("pk")
    for pk in elsewhere.values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield f"need {pk}: it lies at another committee than its own"
