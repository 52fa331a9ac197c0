"""What must always hold between memberships, seats, liaisons and turns, day by day."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from core import clock, hooks
from members.models import Liaison, Membership, PartyOrganization, Seat, Turn


@hooks.integrity.register
def faults() -> Iterator[str]:
    """One chair a day, one representative of a unit a day, one turn a day; a unit once on a roster,
    and nobody acting for it before."""
    rosters = Membership.objects.ever_on_roster()
    for pk, unit in _overlapping(rosters, "unit", "committee"):
        yield f"membership {pk}: on some day unit {unit} was on that roster by another one as well"
    for rows in (Seat.objects.ever_held(), Liaison.objects.all(), Turn.objects.all()):
        early = rows.filter(starts_on__lt=F("membership__starts_on")).order_by("pk")
        for pk in early.values_list("pk", flat=True):
            yield f"{rows.model._meta.model_name} {pk}: it begins before its unit joined"
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


def _overlapping(rows: QuerySet, owner: str, *others: str) -> Iterator[tuple[int, int]]:
    """(row, owner) of the later ones of two rows of an owner (and of the same ``others``) that hold
    on the same day."""
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))).order_by()
    earlier = rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("starts_on")),
        Q(starts_on__lt=OuterRef("starts_on"))
        | Q(starts_on=OuterRef("starts_on"), pk__lt=OuterRef("pk")),
        **{name: OuterRef(name) for name in (owner, *others)},
    )
    yield from rows.filter(Exists(earlier)).order_by("pk").values_list("pk", owner)


@hooks.integrity.register
def faults_of_organisations() -> Iterator[str]:
    """Who leads whom is a tree of fitting kinds; only joint ones are in several units at once."""
    standing = {
        pk: (category, superior)
        for pk, category, superior in PartyOrganization.objects.filter(
            ends_on__isnull=True
        ).values_list("pk", "category", "superior")
    }
    for pk, (category, superior) in sorted(standing.items()):
        if superior is None:
            continue
        if superior not in standing:
            yield f"partyorganization {pk}: what leads it has been dissolved"
        elif standing[superior][0] not in PartyOrganization.BELOW[category]:
            yield f"partyorganization {pk}: a {category} under a {standing[superior][0]}"
        passed: set[int] = {pk}
        at: int | None = superior
        while at in standing and at not in passed:
            passed.add(at)
            at = standing[at][1]
        if at == pk:
            yield f"partyorganization {pk}: it leads itself"
    joint = PartyOrganization.Relation.JOINT
    running = Count("unit_links", filter=Q(unit_links__ends_on__isnull=True))
    single = PartyOrganization.objects.exclude(relation=joint).annotate(n=running)
    for pk, n in single.filter(n__gt=1).order_by("pk").values_list("pk", "n"):
        yield f"partyorganization {pk}: in {n} units, though it is no joint one"
