"""What must always hold between the seats and the turns of a committee, day by day."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core import clock, hooks
from members.models import Seat, Turn


@hooks.integrity.register
def faults() -> Iterator[str]:
    """One chair a day, one representative of a unit a day, one turn a day."""
    held = Seat.objects.ever_held()
    chairs = held.filter(office=Seat.Office.CHAIR)
    for pk, committee in _overlapping(chairs, "committee"):
        yield f"seat {pk}: on some day committee {committee} had another chair as well"
    for pk, membership in _overlapping(held.representing(), "membership"):
        yield f"seat {pk}: on some day membership {membership} had another representative as well"
    for pk, committee in _overlapping(Turn.objects.all(), "committee"):
        yield f"turn {pk}: on some day committee {committee} had another turn as well"
    copied = Seat.objects.exclude(by_nomination=F("capacity__needs_nomination"))
    for pk in copied.values_list("pk", flat=True):
        yield f"seat {pk}: whether it came by nomination is not what its capacity says"
    gone = Turn.objects.filter(ends_on__gt=clock.today(), membership__ends_on__lt=F("ends_on"))
    for pk in gone.values_list("pk", flat=True):
        yield f"turn {pk}: it goes to a unit that has left"


def _overlapping(rows: QuerySet, owner: str) -> Iterator[tuple[int, int]]:
    """(row, owner) of the later ones of two rows of an owner that hold on the same day."""
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))).order_by()
    earlier = rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("starts_on")),
        Q(starts_on__lt=OuterRef("starts_on"))
        | Q(starts_on=OuterRef("starts_on"), pk__lt=OuterRef("pk")),
        **{owner: OuterRef(owner)},
    )
    yield from rows.filter(Exists(earlier)).order_by("pk").values_list("pk", owner)
